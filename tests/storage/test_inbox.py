"""The inbox: what was accepted is there, in order, until a decision or a person says what becomes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.decisions import Decision
from desk.verdicts import Verdict
from storage import inbox
from storage.engine import Connection, Store
from storage.faults import NoSuchMail, NotAllowed
from storage.inbox_records import Record, listing, record, waiting
from storage.prepared import Damaged, prepare
from tests.storage.builders import (
    DESK,
    ENVELOPE,
    IVAN,
    NOW,
    OTHER,
    a_mail,
    arrive,
    carry,
    damage,
    do,
    opening,
)

RAW = b"Subject: \xff\xfe\x00\r\n\r\n" + bytes(range(256)) * 3


def _pending(store: Store, most: int = 100) -> list[inbox.Pending]:
    return store.read(lambda c: inbox.pending(c, most, [DESK.address, OTHER.address]))


def _record(store: Store, inbox_id: int) -> Record:
    found = store.read(lambda c: record(c, inbox_id))
    assert found is not None
    return found


def test_the_bytes_come_back_as_they_came_in(store: Store) -> None:
    """NUL, 8-bit bytes and broken lines are kept exactly."""
    number = arrive(store, RAW)
    assert store.read(lambda c: inbox.raw(c, number)) == RAW


def test_an_empty_mail_is_kept(store: Store) -> None:
    """A mail of no bytes at all is a mail."""
    number = arrive(store, b"")
    assert store.read(lambda c: inbox.raw(c, number)) == b""
    assert _record(store, number).size == 0


def test_a_mail_to_two_desks_is_two_rows_and_one_copy(store: Store) -> None:
    """Each desk decides for itself; the bytes are stored once, also when the mail comes again."""
    rows = do(store, lambda c: inbox.accept(c, prepare(RAW), ENVELOPE, [DESK.address, OTHER.address]))
    again = arrive(store, RAW)
    assert [row.desk for row in _pending(store)] == [DESK.address, OTHER.address, DESK.address]
    assert [row.id for row in _pending(store)] == [*rows, again]
    assert store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM raws").scalar()) == 1


def test_a_desk_named_twice_gets_one_row(store: Store) -> None:
    """Two recipients of one desk do not make two mails."""
    assert len(do(store, lambda c: inbox.accept(c, prepare(RAW), ENVELOPE, [DESK.address] * 2))) == 1


def test_the_envelope_comes_back_whole(store: Store) -> None:
    """Null sender, many recipients, odd letters and another zone's time: the envelope is as it was."""
    zone = timedelta(hours=3)
    envelope = replace(
        ENVELOPE,
        return_path="",
        recipients=(DESK.address, "пётр@пример.рф", 'x"y@z'),
        received_at=NOW.astimezone(tz=__import__("datetime").timezone(zone)),
    )
    arrive(store, envelope=envelope)
    assert _pending(store)[0].envelope == envelope
    assert _pending(store)[0].envelope.received_at.utcoffset() == timedelta(0)


def test_nul_and_surrogates_in_an_envelope_are_replaced(store: Store) -> None:
    """What no database keeps alike never gets into it; the mail is accepted."""
    envelope = replace(ENVELOPE, return_path="a\0b\udcff@x", recipients=("c\udc80\0@y",), peer="\ud800")
    arrive(store, envelope=envelope)
    found = _pending(store)[0].envelope
    assert (found.return_path, found.recipients) == ("a\ufffdb\ufffd@x", ("c\ufffd\ufffd@y",))
    assert found.peer == "\ufffd"


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    """A naive time would be another moment on another machine."""
    envelope = replace(ENVELOPE, received_at=NOW.replace(tzinfo=None))
    with pytest.raises(Exception, match="zone"):
        arrive(store, envelope=envelope)
    assert _pending(store) == []


def test_mails_wait_in_order_of_acceptance(store: Store) -> None:
    """The oldest comes first, and no more than asked for; mail of other desks is passed over."""
    numbers = [arrive(store, b"%d" % n, desk) for n, desk in enumerate((OTHER, DESK, OTHER, DESK))]
    assert [row.id for row in _pending(store)] == numbers
    assert [row.id for row in _pending(store, 2)] == numbers[:2]
    of_desk = store.read(lambda c: inbox.pending(c, 100, [DESK.address]))
    assert [row.id for row in of_desk] == [numbers[1], numbers[3]]
    assert store.read(lambda c: inbox.pending(c, 100, [])) == []


def test_a_decided_mail_waits_no_longer_and_tells_all(store: Store) -> None:
    """The row keeps verdict, rule, silence, ticket and what a list shows of the mail."""
    number = arrive(store, RAW)
    before = _record(store, number)
    assert (before.verdict, before.sender, before.ticket) == (None, "", "")
    assert [row.id for row in store.read(waiting)] == [number]
    carry(store, opening(silence="null return path"), mail=a_mail(), inbox_id=number)
    assert _pending(store) == []
    assert store.read(waiting) == []
    found = _record(store, number)
    assert found == Record(
        id=number,
        desk=DESK.address,
        return_path=ENVELOPE.return_path,
        recipients=ENVELOPE.recipients,
        source=ENVELOPE.source,
        peer=ENVELOPE.peer,
        received_at=NOW,
        size=len(RAW),
        sender=IVAN.addr,
        subject="Принтер",
        message_id="first@customer.example",
        verdict=Verdict.TICKET,
        rule="no ticket",
        silence="null return path",
        decided_at=NOW,
        ticket="SUP-1001",
    )


def test_a_mail_without_true_sender_is_listed_by_what_it_shows(store: Store) -> None:
    """What stands in a false From is shown, and is never taken for a sender."""
    number = arrive(store)
    held = Decision(verdict=Verdict.HELD, rule="two From")
    carry(store, held, mail=a_mail(sender=None, shown_sender="a@x, b@y"), inbox_id=number)
    assert _record(store, number).sender == "a@x, b@y"
    stored = store.read(lambda c: c.exec_driver_sql("SELECT sender FROM inbox").scalar())
    assert stored == ""


def _hold(store: Store) -> int:
    number = arrive(store)
    carry(store, Decision(verdict=Verdict.HELD, rule="a list"), mail=a_mail(), inbox_id=number)
    return number


def test_held_mail_is_counted(store: Store) -> None:
    """The daily word knows how many mails of a desk are held."""
    _hold(store)
    _hold(store)
    assert store.read(lambda c: inbox.held_count(c, DESK.address)) == 2
    assert store.read(lambda c: inbox.held_count(c, OTHER.address)) == 0


def test_a_released_mail_waits_again_and_names_who_freed_it(store: Store) -> None:
    """Release puts a held mail back in its place in the order."""
    first = _hold(store)
    second = arrive(store)
    do(store, lambda c: inbox.release(c, first, "root"))
    assert [(row.id, row.released) for row in _pending(store)] == [(first, "root"), (second, "")]


def test_a_dropped_mail_is_ignored_and_can_be_replayed(store: Store) -> None:
    """Dropping keeps the bytes and says by whom; a replay decides anew."""
    number = _hold(store)
    do(store, lambda c: inbox.drop(c, number, "root", NOW))
    assert _record(store, number).verdict is Verdict.IGNORED
    assert _record(store, number).rule == "dropped by root"
    do(store, lambda c: inbox.replay(c, number))
    assert [row.id for row in _pending(store)] == [number]


def test_a_quarantined_mail_is_out_of_the_way(store: Store) -> None:
    """What cannot be decided says why and lets the others go on; it can be replayed or released."""
    number, behind = arrive(store), arrive(store)
    do(store, lambda c: inbox.quarantine(c, number, "KeyError while deciding", NOW))
    assert [row.id for row in _pending(store)] == [behind]
    found = _record(store, number)
    assert (found.verdict, found.rule) == (Verdict.QUARANTINED, "KeyError while deciding")
    do(store, lambda c: inbox.replay(c, number))
    do(store, lambda c: inbox.quarantine(c, number, "again", NOW))
    do(store, lambda c: inbox.release(c, number, "root"))
    assert [row.id for row in _pending(store)] == [number, behind]


def _tries(store: Store) -> list[int]:
    return [row.tries for row in _pending(store)]


def test_the_mails_that_may_have_been_under_way_are_suspect(store: Store) -> None:
    """The first so many that wait at a desk, once however often a daemon ends."""
    for _ in range(3):
        arrive(store)
    do(store, lambda c: inbox.accept(c, prepare(RAW), ENVELOPE, [OTHER.address]))
    do(store, lambda c: inbox.suspect(c, DESK.address, 2))
    do(store, lambda c: inbox.suspect(c, DESK.address, 2))
    assert _tries(store) == [1, 1, 0, 0]


def test_each_try_at_a_suspect_mail_counts(store: Store) -> None:
    """Until a person has it decided anew: then it is tried as any other."""
    number = arrive(store)
    do(store, lambda c: inbox.suspect(c, DESK.address, 1))
    do(store, lambda c: inbox.note_try(c, number))
    do(store, lambda c: inbox.note_try(c, number))
    assert _tries(store) == [3]
    do(store, lambda c: inbox.quarantine(c, number, "it ended the daemon", NOW))
    do(store, lambda c: inbox.replay(c, number))
    assert _tries(store) == [0]


@pytest.mark.parametrize("act", ["release", "drop", "replay"])
def test_what_had_its_effect_is_not_taken_back(store: Store, act: str) -> None:
    """A decided or a waiting mail is neither released, dropped nor replayed; nor one that is not there."""

    def acting(c: Connection, number: int) -> None:
        if act == "release":
            inbox.release(c, number, "root")
        elif act == "drop":
            inbox.drop(c, number, "root", NOW)
        else:
            inbox.replay(c, number)

    number = arrive(store)
    with pytest.raises(NotAllowed, match="not decided yet"):
        do(store, lambda c: acting(c, number))
    carry(store, opening(), mail=a_mail(), inbox_id=number)
    with pytest.raises(NotAllowed, match="is ticket"):
        do(store, lambda c: acting(c, number))
    with pytest.raises(NoSuchMail, match="4711"):
        do(store, lambda c: acting(c, 4711))


def test_bytes_of_no_mail_are_a_condition(store: Store) -> None:
    """Asking for a mail that is not there says so."""
    with pytest.raises(NoSuchMail, match="17"):
        store.read(lambda c: inbox.raw(c, 17))
    assert store.read(lambda c: record(c, 17)) is None


def test_lists_are_newest_first_and_filtered(store: Store) -> None:
    """A list can be of one desk, of one verdict, and is never longer than asked for."""
    held, other = _hold(store), arrive(store, desk=OTHER)
    assert [row.id for row in store.read(lambda c: listing(c))] == [other, held]
    assert [row.id for row in store.read(lambda c: listing(c, limit=1))] == [other]
    assert [row.id for row in store.read(lambda c: listing(c, desk=DESK.address))] == [held]
    assert [row.id for row in store.read(lambda c: listing(c, verdict=Verdict.HELD))] == [held]
    assert store.read(lambda c: listing(c, verdict=Verdict.BOUNCE)) == []


def test_damaged_bytes_are_told_from_others(store: Store) -> None:
    """Of several mails those come whole that are; in place of the others there is nothing."""
    bad, good = arrive(store, b"Subject: bad\r\n\r\n"), arrive(store, b"Subject: good\r\n\r\n")
    damage(store, "raws", 1)
    found = store.read(lambda c: inbox.raws_of(c, [bad, good]))
    assert found == {bad: None, good: b"Subject: good\r\n\r\n"}


def test_a_mail_given_again_mends_its_damaged_bytes(store: Store) -> None:
    """Whoever has the mail twice loses none: the earlier row, too, can be decided anew."""
    raw = b"Subject: torn\r\n\r\n"
    first = arrive(store, raw)
    damage(store, "raws", 1)
    again = arrive(store, raw)
    assert store.read(lambda c: inbox.raws_of(c, [first, again])) == {first: raw, again: raw}


def test_damaged_bytes_are_told_of_with_their_number(store: Store) -> None:
    """Whoever asks for a mail's bytes gets all of them, or a sentence."""
    number = arrive(store)
    damage(store, "raws", 1)
    with pytest.raises(Damaged, match=f"^Mail {number}: its bytes in the store are damaged"):
        store.read(lambda c: inbox.raw(c, number))


def test_what_has_its_verdict_is_not_quarantined(store: Store) -> None:
    """Whoever comes late hears it, and tells nobody of a quarantine."""
    number = arrive(store)
    assert do(store, lambda c: inbox.quarantine(c, number, "hangs", NOW))
    assert not do(store, lambda c: inbox.quarantine(c, number, "once more", NOW))
