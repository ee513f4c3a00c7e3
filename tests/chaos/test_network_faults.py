"""A relay, a mailbox and a name service that fail for a while: mail is taken all the same, and goes out once.

One by one, and each step of a connection, they are tried elsewhere (`tests/daemon/sending`, `tests/road`,
`tests/system`); here the whole daemon meets them under load.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from storage.outbox import DeliveryState
from tests.chaos.checker import copies_too_many
from tests.chaos.daemon import Place
from tests.chaos.trial import MAILS, Trial, trial
from tests.imap_server import Session
from tests.stores import database

# The name of the relay and of the mailbox, and all that tells where it is; there is no such name server.
SERVERS = "localhost"
NAMES = {
    "hosts": f"127.0.0.1 {SERVERS}\n",
    "resolv.conf": "nameserver 127.0.0.1\noptions attempts:1 timeout:1\n",
    "nsswitch.conf": "hosts: files dns\n",
}

# What the log says of the relay and of the mailbox whose names are not found.
NO_NAME = ("waits until", "cannot be read")

# As many mails as there are connections to the relay may come again when these are cut: nobody hears that it
# took them.
CONNECTIONS = 4

# So many mails come between two faults of a mailbox, and while there are no names.
SOME = 15

# A mail that a broken build takes never is waited for so long; a true one takes it within two or three.
LONG_ENOUGH_SECONDS = 20.0


def _all_taken(tried: Trial) -> None:
    """Give all mails, and wait until all are taken."""
    tried.go_on()
    tried.until(lambda: tried.generator.taken == MAILS)


def _falls_silent(tried: Trial) -> None:
    """Let the relay say nothing until all mails are taken."""
    tried.work()
    tried.relay_line.freeze()
    _all_taken(tried)
    tried.relay_line.flow()


def test_a_relay_that_falls_silent_holds_up_nobody(tmp_path: Path) -> None:
    """It says nothing for a while, then goes on: all mails are taken meanwhile, and each goes out once."""
    with trial(tmp_path, database(tmp_path)) as tried:
        _falls_silent(tried)
        verdict = tried.verdict()
    assert verdict.breaches == {}
    assert verdict.answers == {}
    assert copies_too_many(verdict.evidence) == 0


def test_a_relay_that_is_gone_holds_up_nobody(tmp_path: Path) -> None:
    """It breaks off and refuses connections: all mails are taken meanwhile, and go out when it is back."""
    with trial(tmp_path, database(tmp_path)) as tried:
        tried.work()
        with tried.relay_line.gone():
            _all_taken(tried)
        verdict = tried.verdict()
    assert set(verdict.breaches) <= {"doubled"}
    assert copies_too_many(verdict.evidence) <= CONNECTIONS
    assert verdict.answers == {}


def test_a_build_that_believes_in_sending_is_found_out(tmp_path: Path) -> None:
    """What it counts as sent while the relay was gone, the relay never got."""
    with trial(tmp_path, database(tmp_path), fault="believes-in-sending") as tried:
        tried.work()
        with tried.relay_line.gone():
            _all_taken(tried)
            tried.until(lambda: "waits until" in tried.daemon.log.read_text())
        verdict = tried.verdict()
    assert "unsent" in verdict.breaches


def test_a_lost_answer_brings_the_same_mail_again(tmp_path: Path) -> None:
    """For each mail that the relay takes without saying so there is one more copy, byte for byte the same."""
    with trial(tmp_path, database(tmp_path), cuts=5) as tried:
        verdict = tried.verdict()
    lost = sum(not copy.answered for copy in verdict.evidence.copies)
    assert verdict.breaches == {}
    assert copies_too_many(verdict.evidence) == lost > 0


@pytest.mark.parametrize(("play", "cuts"), [(_falls_silent, 0), (Trial.work, 5)])
def test_a_build_that_sends_twice_is_found_out(
    tmp_path: Path, play: Callable[[Trial], None], cuts: int
) -> None:
    """The relay has more copies of a mail than answers of it were lost."""
    with trial(tmp_path, database(tmp_path), cuts=cuts, fault="sends-twice") as tried:
        play(tried)
        verdict = tried.verdict()
    assert "doubled" in verdict.breaches


def _refuses(tried: Trial) -> Counter[str]:
    """Let the relay refuse some recipients for good and some at first; return how often each is asked for."""
    asked: Counter[str] = Counter()

    def refusal(recipient: str) -> bytes | None:
        asked[recipient] += 1
        if recipient.endswith("1@customer.example"):
            return b"550 5.1.1 nobody of this name\r\n"
        if recipient.endswith("2@customer.example") and asked[recipient] == 1:
            return b"451 4.7.1 not now\r\n"
        return None

    tried.relay.refusal = refusal
    return asked


def test_each_recipient_gets_what_the_relay_makes_of_it(tmp_path: Path) -> None:
    """Refused for good is tried once, refused for now is tried again; the mails of all others go out."""
    with trial(tmp_path, database(tmp_path)) as tried:
        asked = _refuses(tried)
        verdict = tried.verdict()
    deliveries = verdict.evidence.kept.deliveries
    failed = {each.recipient for each in deliveries if each.state is DeliveryState.FAILED}
    refused = {recipient for recipient in asked if recipient.endswith("1@customer.example")}
    assert failed == refused
    assert {asked[recipient] for recipient in refused} == {1}
    assert set(verdict.breaches) == {"unended"}
    assert len(verdict.breaches["unended"]) == len(refused)


def test_a_build_that_believes_in_sending_is_found_out_by_a_relay_that_refuses(tmp_path: Path) -> None:
    """What it counts as sent where it was to come again, the relay never got."""
    with trial(tmp_path, database(tmp_path), fault="believes-in-sending") as tried:
        _refuses(tried)
        verdict = tried.verdict()
    assert "unsent" in verdict.breaches


def _goes_on(tried: Trial) -> None:
    """Give some mails more, and wait until they are taken."""
    tried.generator.allowed += SOME
    tried.until(lambda: tried.generator.taken == tried.generator.allowed)


def _is_cut_in_idle(tried: Trial) -> None:
    """Cut the line while the daemon waits for news, and go on."""
    tried.until(lambda: b"IDLE" in tried.mailbox.said[-1])
    tried.mailbox_line.cut()
    tried.generator.allowed += SOME


def _is_cut_within_a_mail(tried: Trial) -> None:
    """Cut the line once, within the bytes of a mail, while mails go on to come."""
    line, cuts = tried.mailbox_line, [200]

    def cut(said: bytes) -> bool:
        if b"BODY.PEEK[]" in said and cuts:
            line.cut_after = cuts.pop()
        return True

    line.gate = cut
    tried.generator.allowed += SOME
    tried.until(lambda: not cuts)


def _talks_junk(tried: Trial) -> None:
    """Send junk once where a mail was asked for, while mails go on to come."""
    junk = [b"* 1 FETCH (UID \xff\x00 {99999999999}"]

    def talk(session: Session, command: bytes) -> bool:
        if b"BODY.PEEK[]" not in command or not junk:
            return False
        session.send(junk.pop())
        return True

    tried.mailbox.fault = talk
    tried.generator.allowed += SOME
    tried.until(lambda: not junk)


def _is_made_anew(tried: Trial) -> None:
    """Give some mails while the line is frozen, and have the mailbox made anew with all that it holds."""
    mailbox = tried.mailbox
    tried.mailbox_line.freeze()
    last = mailbox.inbox.next_uid
    tried.generator.allowed += SOME
    tried.until(lambda: mailbox.inbox.next_uid > last)
    mailbox.make_anew()
    tried.mailbox_line.thaw()


def test_a_mailbox_that_fails_in_every_way_is_read_to_its_end(tmp_path: Path) -> None:
    """Cut in IDLE, cut within a mail, junk, all UIDs new: each mail is taken once."""
    with trial(tmp_path, database(tmp_path)) as tried:
        _goes_on(tried)
        for fault in (_is_cut_in_idle, _is_cut_within_a_mail, _talks_junk, _is_made_anew):
            fault(tried)
            tried.until(lambda: tried.generator.taken == tried.generator.allowed)
        verdict = tried.verdict()
    assert verdict.breaches == {}
    assert verdict.answers == {}


def _leaves_mail_lying(tried: Trial) -> bool:
    """Tell whether mail stays in the mailbox, though time enough was given for all of it."""
    tried.go_on()
    with suppress(AssertionError):
        tried.until(lambda: tried.generator.taken == MAILS, LONG_ENOUGH_SECONDS)
    return bool(tried.mailbox.inbox.mails)


def test_a_build_that_passes_over_faults_is_found_out(tmp_path: Path) -> None:
    """What it took for done when its bytes did not come it takes never."""
    with trial(tmp_path, database(tmp_path), fault="passes-over-faults") as tried:
        _is_cut_within_a_mail(tried)
        assert _leaves_mail_lying(tried)


def test_a_build_that_believes_old_numbers_is_found_out(tmp_path: Path) -> None:
    """Where all UIDs are new it takes new mails for old ones."""
    with trial(tmp_path, database(tmp_path), fault="believes-old-numbers") as tried:
        _goes_on(tried)
        _is_made_anew(tried)
        assert _leaves_mail_lying(tried)


def test_a_build_that_moves_early_is_found_out(tmp_path: Path) -> None:
    """What it moved when the mailbox broke off is in the mailbox no more, and in the inbox neither."""
    with trial(tmp_path, database(tmp_path), fault="moves-early") as tried:
        line = tried.mailbox_line

        def cut_behind_a_move(said: bytes) -> bool:
            if b" MOVE " in said:
                line.cut_after = 1
            return True

        line.gate = cut_behind_a_move
        _goes_on(tried)
        line.gate = lambda _: True
        verdict = tried.verdict()
    assert "lost" in verdict.breaches


def _names_in(folder: Path) -> Place:
    """Return the place where names are found as files in this folder have it, in place of those in /etc."""
    folder.mkdir()
    for name, text in NAMES.items():
        (folder / name).write_text(text)
    bind = 'for name in $1; do mount --bind "$2/$name" "/etc/$name" || exit; done; shift 2; exec "$@"'
    within = ("unshare", "--mount", "sh", "-c", bind, "sh", " ".join(NAMES), str(folder))
    return Place(world=SERVERS, within=within)


def _loses_names(tried: Trial, folder: Path) -> None:
    """Let no name be found until relay and mailbox have been looked for."""
    tried.work()
    (folder / "hosts").write_text("")
    tried.relay_line.cut()
    tried.mailbox_line.cut()
    before = tried.generator.taken
    tried.go_on()
    tried.until(lambda: tried.generator.taken >= before + SOME)
    tried.until(lambda: all(told in tried.daemon.log.read_text() for told in NO_NAME))
    (folder / "hosts").write_text(NAMES["hosts"])


def test_names_that_do_not_resolve_hold_up_nobody(tmp_path: Path) -> None:
    """While DNS is gone mail is taken and waits; once names are found it goes out, and mailboxes are read."""
    place = _names_in(tmp_path / "etc")
    with trial(tmp_path, database(tmp_path), place) as tried:
        _loses_names(tried, tmp_path / "etc")
        verdict = tried.verdict()
    assert set(verdict.breaches) <= {"doubled"}
    assert copies_too_many(verdict.evidence) <= CONNECTIONS
    assert verdict.answers == {}


def test_a_build_that_believes_in_sending_is_found_out_where_names_do_not_resolve(tmp_path: Path) -> None:
    """What it counts as sent to a relay that nobody found, the relay never got."""
    place = _names_in(tmp_path / "etc")
    with trial(tmp_path, database(tmp_path), place, fault="believes-in-sending") as tried:
        _loses_names(tried, tmp_path / "etc")
        verdict = tried.verdict()
    assert "unsent" in verdict.breaches
