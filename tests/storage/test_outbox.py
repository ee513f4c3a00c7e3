"""The outbox: each delivery is claimed once, in order, until it has ended; a mail's bytes are made once."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from desk.address import Address
from desk.decisions import Decision
from desk.desks import ReplyAddress
from desk.letters import Audience, Draft, Template
from desk.topics import Topic
from desk.verdicts import Verdict
from storage import outbox, tickets
from storage.engine import Store
from storage.faults import NoSuchMail
from storage.outbox import DeliveryState, Due
from storage.prepared import Damaged
from tests.storage.builders import (
    ANN,
    DESK,
    ENVELOPE,
    IVAN,
    NOW,
    OLGA,
    a_letter,
    a_mail,
    arrive,
    carry,
    damage,
    do,
    going_on,
    open_ticket,
    opening,
    to_ann,
)

LEASE = timedelta(minutes=15)
HOUR = timedelta(hours=1)
LATER = NOW + HOUR


def _claim(store: Store, now: object = NOW, limit: int = 100) -> list[Due]:
    return do(store, lambda c: outbox.claim(c, now, limit, LEASE))  # type: ignore[arg-type]  # A datetime.


def _draft(store: Store, outbox_id: int) -> Draft:
    return store.read(lambda c: outbox.draft(c, outbox_id, DESK, NOW))


def _record(store: Store, delivery_id: int) -> outbox.Record:
    found = store.read(lambda c: outbox.record(c, delivery_id))
    assert found is not None
    return found


def test_one_mail_to_three_customers_is_three_deliveries(store: Store) -> None:
    """One Message-ID, one row for each recipient, each with a return path of its own that none can guess."""
    open_ticket(store, letters=(a_letter(to=(IVAN, OLGA, IVAN, ANN)),))
    due = _claim(store)
    assert [delivery.recipient for delivery in due] == [IVAN.addr, OLGA.addr, ANN.addr]
    assert {delivery.outbox_id for delivery in due} == {1}
    paths = {delivery.return_path_key for delivery in due}
    assert len(paths) == 3
    assert all(re.fullmatch("[a-z2-7]{26}", path) for path in paths)
    assert [(delivery.attempts, delivery.composed, delivery.desk) for delivery in due] == [
        (1, None, DESK.address)
    ] * 3


def test_what_is_claimed_is_not_claimed_again_until_its_lease_ends(store: Store) -> None:
    """A claim holds for its lease; the claim of one that died is free afterwards, and counts as a try."""
    open_ticket(store, letters=(a_letter(),))
    assert len(_claim(store)) == 1
    assert _claim(store) == []
    assert _claim(store, NOW + LEASE - timedelta(seconds=1)) == []
    assert [due.attempts for due in _claim(store, NOW + LEASE)] == [2]


def test_claims_are_limited_and_oldest_first(store: Store) -> None:
    """No more than asked for is claimed, the longest due first."""
    for _ in range(3):
        open_ticket(store, letters=(a_letter(),))
    assert [due.id for due in _claim(store, limit=2)] == [1, 2]
    assert [due.id for due in _claim(store, limit=2)] == [3]


def test_a_start_frees_every_claim(store: Store) -> None:
    """What a killed daemon had claimed is due at once when the next one starts."""
    open_ticket(store, letters=(a_letter(),))
    _claim(store)
    assert do(store, outbox.release_claims) == 1
    assert len(_claim(store)) == 1


def test_mails_of_a_ticket_reach_a_recipient_in_order(store: Store) -> None:
    """The second mail waits while the first is under way or put off; other recipients do not wait."""
    ticket_id = open_ticket(store, letters=(a_letter(), to_ann()))
    carry(store, going_on(ticket_id, letters=(a_letter(Template.STATUS),)))
    open_ticket(store, letters=(a_letter(),))
    assert [due.id for due in _claim(store)] == [1, 2, 4]
    do(store, lambda c: outbox.later(c, 1, "451 try again", LATER))
    assert _claim(store) == []
    assert [due.id for due in _claim(store, LATER)] == [1, 2, 4]
    do(store, lambda c: outbox.sent(c, 1, "250 ok", LATER))
    assert [due.id for due in _claim(store, LATER)] == [3]


def test_a_mail_given_up_lets_the_next_go(store: Store) -> None:
    """A failed delivery does not block those behind it."""
    ticket_id = open_ticket(store, letters=(a_letter(),))
    carry(store, going_on(ticket_id, letters=(a_letter(Template.STATUS),)))
    _claim(store)
    do(store, lambda c: outbox.failed(c, 1, "550 no such user", NOW))
    assert [due.id for due in _claim(store)] == [2]
    found = _record(store, 1)
    assert (found.state, found.reply, found.finished_at) == (DeliveryState.FAILED, "550 no such user", NOW)


def test_mails_without_a_ticket_wait_for_nobody(store: Store) -> None:
    """Notices to the operator have no order among each other."""
    notice = to_ann(Template.NOTICE, audience=None, person="")
    for _ in range(2):
        carry(store, Decision(verdict=None, rule="alarm", letters=(notice,)))
    assert len(_claim(store)) == 2


def test_what_has_ended_is_not_changed_by_a_late_word(store: Store) -> None:
    """A delivery ends once: a late answer of the relay undoes no bounce, a late fault no success."""
    open_ticket(store, letters=(a_letter(to=(IVAN, OLGA)),))
    _claim(store)
    do(store, lambda c: outbox.failed(c, 1, "bounced", NOW))
    do(store, lambda c: outbox.sent(c, 1, "250 ok", LATER))
    do(store, lambda c: outbox.sent(c, 2, "250 ok", NOW))
    do(store, lambda c: outbox.failed(c, 2, "lost", LATER))
    do(store, lambda c: outbox.later(c, 2, "lost", LATER))
    assert (_record(store, 1).state, _record(store, 1).reply) == (DeliveryState.FAILED, "bounced")
    assert (_record(store, 2).state, _record(store, 2).reply) == (DeliveryState.SENT, "250 ok")


def test_a_late_word_does_not_free_what_another_daemon_sends(store: Store) -> None:
    """A daemon that was taken for dead, and then tells of its failure, changes no claim of its heir."""
    open_ticket(store, letters=(a_letter(),))
    do(store, lambda c: outbox.claim(c, NOW, 1, HOUR, "dead"))
    do(store, lambda c: outbox.release_claims(c, ["heir"]))
    assert do(store, lambda c: outbox.claim(c, NOW, 1, HOUR, "heir"))
    do(store, lambda c: outbox.later(c, 1, "451 try again", NOW, "dead"))
    assert not do(store, lambda c: outbox.claim(c, NOW, 1, HOUR, "third"))


def test_the_first_kept_bytes_are_the_mail_for_ever(store: Store) -> None:
    """A second rendering is thrown away; every later claim has the first one's bytes."""
    open_ticket(store, letters=(a_letter(to=(IVAN, OLGA)),))
    first, second = b"\0\xff first " * 1000, b"second"
    assert do(store, lambda c: outbox.keep(c, 1, first)) == first
    assert do(store, lambda c: outbox.keep(c, 1, second)) == first
    assert [due.mail() for due in _claim(store)] == [first, first]


def test_a_letter_has_one_message_id_for_ever(store: Store) -> None:
    """The id is made when the letter is written, at the desk's domain, random, and is never made again."""
    open_ticket(store, letters=(a_letter(), a_letter()))
    first = _draft(store, 1).message_id
    assert re.fullmatch(r"postdesk\.[a-z2-7]{26}@example\.org", first)
    assert _draft(store, 1).message_id == first != _draft(store, 2).message_id


def test_the_first_answer_of_an_agent_stamps_the_first_response(store: Store) -> None:
    """Only what an agent wrote to the customers counts, when the relay takes it, and only once."""
    written = a_letter(Template.SOLUTION, author="Ann Lee", text="Done.")
    ticket_id = open_ticket(store, letters=(a_letter(), to_ann(author="Ivan"), written, written))

    def first_response() -> object:
        ticket = store.read(lambda c: tickets.get(c, ticket_id, NOW))
        assert ticket is not None
        return ticket.first_response_at

    for delivery_id in (1, 2):
        do(store, partial(outbox.sent, delivery_id=delivery_id, reply="250 ok", now=NOW))
        assert first_response() is None
    do(store, lambda c: outbox.sent(c, 3, "250 ok", LATER))
    do(store, lambda c: outbox.sent(c, 4, "250 ok", LATER + LEASE))
    assert first_response() == LATER


def test_retrying_makes_due_what_is_named(store: Store) -> None:
    """Failed and put-off mails are due again; what was sent is never sent again; None means all that wait."""
    open_ticket(store, letters=(a_letter(to=(IVAN, OLGA, ANN)),))
    _claim(store)
    do(store, lambda c: outbox.sent(c, 1, "250 ok", NOW))
    do(store, lambda c: outbox.failed(c, 2, "550", NOW))
    do(store, lambda c: outbox.later(c, 3, "451", LATER))
    assert do(store, lambda c: outbox.retry(c, NOW)) == 1
    assert [due.id for due in _claim(store)] == [3]
    assert do(store, lambda c: outbox.retry(c, NOW, [1, 2, 99])) == 1
    assert [due.id for due in _claim(store)] == [2]


def test_retrying_does_not_double_what_is_under_way(store: Store) -> None:
    """A claimed delivery stays claimed."""
    open_ticket(store, letters=(a_letter(),))
    do(store, lambda c: outbox.claim(c, NOW, 1, LEASE, "one"))
    do(store, lambda c: outbox.retry(c, NOW))
    do(store, lambda c: outbox.retry(c, NOW, [1]))
    assert _claim(store) == []
    # Its attempts count anew, from the one that it is in.
    do(store, lambda c: outbox.give_back(c, "one", only=1))
    assert [due.attempts for due in _claim(store)] == [1]


def test_a_claim_that_is_given_back_was_no_attempt(store: Store) -> None:
    """The delivery is due again at once; what another has claimed meanwhile stays claimed."""
    open_ticket(store, letters=(a_letter(),))
    do(store, lambda c: outbox.claim(c, NOW, 1, LEASE, "one"))
    do(store, lambda c: outbox.give_back(c, "another", only=1))
    assert _claim(store) == []
    do(store, lambda c: outbox.give_back(c, "one", only=1))
    assert [due.attempts for due in _claim(store)] == [1]


def test_an_owner_can_give_back_all_its_claims(store: Store) -> None:
    """Only those of deliveries that wait, save those that it goes on with; nobody else's."""
    bob = Address("bob@staff.example", "Bob")
    open_ticket(store, letters=(a_letter(to=(IVAN, OLGA, ANN, bob)),))
    do(store, lambda c: outbox.claim(c, NOW, 3, LEASE, "one"))
    do(store, lambda c: outbox.claim(c, NOW, 1, LEASE, "another"))
    do(store, lambda c: outbox.sent(c, 1, "250 ok", NOW))
    do(store, lambda c: outbox.give_back(c, "one", but=[3]))
    assert [(due.id, due.attempts) for due in _claim(store)] == [(2, 1)]


@pytest.mark.postgresql
def test_retrying_waits_for_nobody(store: Store, url: str) -> None:
    """A delivery that another is writing down is passed over: each might wait for the other, and one fail."""
    open_ticket(store, letters=(a_letter(to=(IVAN, OLGA)),))
    with psycopg.connect(url) as other:
        other.execute("UPDATE deliveries SET reply = '451' WHERE id = 1")
        assert do(store, lambda c: outbox.retry(c, NOW - HOUR)) == 1
    assert [due.id for due in _claim(store, NOW - HOUR)] == [2]


def test_lists_show_how_each_delivery_stands(store: Store) -> None:
    """A list can be of one state or one ticket, newest first; the oldest that waits is known."""
    assert store.read(outbox.oldest_waiting) is None
    first = open_ticket(store, letters=(a_letter(), to_ann()))
    open_ticket(store, letters=(a_letter(),), now=LATER)
    do(store, lambda c: outbox.sent(c, 2, "250 ok", NOW))
    assert [row.id for row in store.read(lambda c: outbox.listing(c))] == [3, 2, 1]
    assert [row.id for row in store.read(lambda c: outbox.listing(c, state=DeliveryState.WAITING))] == [3, 1]
    assert [row.id for row in store.read(lambda c: outbox.listing(c, state=DeliveryState.SENT))] == [2]
    assert [row.id for row in store.read(lambda c: outbox.listing(c, ticket_id=first))] == [2, 1]
    assert [row.id for row in store.read(lambda c: outbox.listing(c, limit=1))] == [3]
    found = _record(store, 1)
    assert (found.ticket, found.template, found.recipient) == (
        "SUP-1001",
        Template.ACKNOWLEDGEMENT,
        IVAN.addr,
    )
    assert store.read(outbox.oldest_waiting) == NOW
    assert store.read(lambda c: outbox.record(c, 99)) is None


def test_letters_that_are_not_there_are_a_condition(store: Store) -> None:
    """Asking for a letter or a delivery that is not there says so."""
    with pytest.raises(NoSuchMail, match="99"):
        _draft(store, 99)
    with pytest.raises(NoSuchMail, match="99"):
        store.read(lambda c: outbox.known(c, 99, NOW))


def test_a_draft_has_all_that_its_bytes_need(store: Store) -> None:
    """The letter, the desk, the ticket, the id, the key of its audience and the id it answers."""
    letter = a_letter(text="ё", facts={"word": "x"})
    ticket_id = open_ticket(store, letters=(letter,))
    found = _draft(store, 1)
    assert (found.letter, found.desk, found.date) == (letter, DESK, NOW)
    assert found.ticket is not None
    assert found.ticket.id == ticket_id
    assert set(found.keys) == {Audience.CUSTOMER}
    assert found.references == (found.in_reply_to,)
    assert found.in_reply_to.endswith("@customer.example")


def test_references_are_the_first_and_the_last_twenty_of_the_chain(store: Store) -> None:
    """The chain stands in order of time, and holds nothing written after the letter."""
    number = arrive(store)
    carry(store, opening(), mail=a_mail("0@x"), inbox_id=number)
    for n in range(1, 30):
        carry(store, going_on(1, chain=""), mail=a_mail(f"{n}@x"), inbox_id=arrive(store))
    carry(store, going_on(1, letters=(a_letter(),)))
    carry(store, going_on(1, chain=""), mail=a_mail("after@x"), inbox_id=arrive(store))
    found = _draft(store, 1)
    assert found.references == ("0@x", *(f"{n}@x" for n in range(10, 30)))
    assert found.in_reply_to == "29@x"


def test_customers_and_each_agent_have_a_chain_of_their_own(store: Store) -> None:
    """Ids of an agent's mails never get into a customer's mail, nor another agent's."""
    number = arrive(store)
    carry(store, opening(letters=(a_letter(), to_ann())), mail=a_mail("customer@x"), inbox_id=number)
    to_bob = to_ann(to=(replace(ANN, addr="bob@staff.example"),), person="bob@staff.example")
    carry(
        store,
        going_on(1, chain=ANN.addr, letters=(a_letter(Template.REPLY, author="Ann"), to_ann(), to_bob)),
        mail=a_mail("ann@x", ANN),
        inbox_id=arrive(store),
    )
    ids = {n: _draft(store, n).message_id for n in range(1, 6)}
    assert _draft(store, 1).references == ("customer@x",)
    assert _draft(store, 2).references == ()
    assert _draft(store, 3).references == ("customer@x", ids[1])
    assert _draft(store, 4).references == (ids[2], "ann@x")
    assert _draft(store, 5).references == ()


@pytest.mark.parametrize("template", [Template.RECEIPT, Template.REFUSAL, Template.HELD])
def test_without_a_ticket_an_answer_to_an_agent_answers_the_agent_s_mail(
    store: Store, template: Template
) -> None:
    """A refusal of a mail that reached no ticket stands under that mail in the agent's mailbox."""
    letter = to_ann(template, audience=Audience.INTERNAL)
    decision = Decision(verdict=Verdict.COMMAND, rule="r", letters=(letter,))
    carry(store, decision, mail=a_mail("ann@x", ANN), inbox_id=arrive(store))
    found = _draft(store, 1)
    assert (found.in_reply_to, found.references, found.ticket) == ("ann@x", ("ann@x",), None)
    assert found.keys == {}


def test_a_notice_answers_nothing(store: Store) -> None:
    """What the operator is told stands alone, also where a mail caused it."""
    letter = to_ann(Template.NOTICE, audience=None, person="", topic=Topic.HELD_MAIL)
    decision = Decision(verdict=Verdict.HELD, rule="r", letters=(letter,))
    carry(store, decision, mail=a_mail("x@x"), inbox_id=arrive(store))
    assert _draft(store, 1).references == ()


def test_an_agent_s_letter_shows_both_of_that_agent_s_keys(store: Store) -> None:
    """One key answers the customers, the other the staff; they differ, and are the agent's own."""
    open_ticket(store, letters=(to_ann(), to_ann(Template.RECEIPT, audience=Audience.INTERNAL)))
    first, second = _draft(store, 1).keys, _draft(store, 2).keys
    assert set(first) == {Audience.PUBLIC, Audience.INTERNAL}
    assert first[Audience.PUBLIC] != first[Audience.INTERNAL]
    assert second == first


def test_keys_are_new_for_each_ticket_and_person_and_stay(store: Store) -> None:
    """The same person at the same ticket keeps the key; another person, or another ticket, has another."""
    all_of_them = a_letter(to=(IVAN, OLGA))
    first = open_ticket(store, letters=(a_letter(), a_letter(to=(OLGA,)), all_of_them))
    open_ticket(store, letters=(a_letter(),))
    carry(store, going_on(first, letters=(a_letter(), all_of_them)))
    keys = [_draft(store, n).keys[Audience.CUSTOMER] for n in range(1, 7)]
    assert len(set(keys)) == 4
    assert (keys[4], keys[5]) == (keys[0], keys[2])
    assert all(re.fullmatch("[a-z2-7]{26}", key) for key in keys)


def test_a_plain_desk_gives_no_keys(store: Store) -> None:
    """Where plus addresses are refused, no letter has a key."""
    desk = replace(DESK, reply_address=ReplyAddress.PLAIN)
    open_ticket(store, desk=desk, letters=(a_letter(), to_ann()))
    assert _draft(store, 1).keys == _draft(store, 2).keys == {}
    assert store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM keys").scalar()) == 0


def test_a_request_to_release_shows_no_other_key(store: Store) -> None:
    """The letter about a held mail has a key for that mail alone, new each time."""
    letter = to_ann(Template.HELD, audience=Audience.RELEASE)
    held = Decision(verdict=Verdict.HELD, rule="h", letters=(letter,))
    for _ in range(2):
        carry(store, held, mail=a_mail(sender=ANN), inbox_id=arrive(store, envelope=ENVELOPE))
    first, second = _draft(store, 1).keys, _draft(store, 2).keys
    assert set(first) == set(second) == {Audience.RELEASE}
    assert first != second


def test_damaged_bytes_hold_up_one_mail(store: Store) -> None:
    """Whoever claims several deliveries hears of the one that cannot be read when it is to be sent."""
    open_ticket(store, letters=(a_letter(), to_ann()))
    for outbox_id in (1, 2):
        do(store, partial(outbox.keep, outbox_id=outbox_id, raw=b"mail"))
    damage(store, "composed", 1)
    bad, good = _claim(store)
    with pytest.raises(Damaged):
        bad.mail()
    assert good.mail() == b"mail"


def test_the_attempts_of_a_mail_retried_by_hand_count_anew(store: Store) -> None:
    """So it is not given up at the first of them."""
    open_ticket(store, letters=(a_letter(),))
    _claim(store)
    do(store, lambda c: outbox.failed(c, 1, "no", NOW))
    do(store, lambda c: outbox.retry(c, NOW, [1]))
    assert [due.attempts for due in _claim(store)] == [1]
