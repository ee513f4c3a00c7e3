"""The facts of a mail: all that the rules may ask, found by what the mail names and by nothing else."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from desk.address import Address, with_tag
from desk.decisions import Decision
from desk.desks import ReturnPath
from desk.facts import EarlierMail, Facts
from desk.letters import Audience, FileRef, Template
from desk.mail import BounceReport, Language, MailKind
from desk.ticket import Author, Circle, Event
from desk.topics import Topic
from desk.verdicts import Verdict
from storage import outbox, tickets
from storage.engine import Store
from storage.facts import HOUR
from storage.inbox import release
from storage.threads import last_joined
from tests.storage.builders import (
    ANN,
    DESK,
    ENVELOPE,
    FILE,
    IVAN,
    NOW,
    OTHER,
    a_letter,
    a_mail,
    a_message,
    arrive,
    carry,
    do,
    facts,
    going_on,
    open_ticket,
    opening,
    to_ann,
)


def _keys(store: Store, outbox_id: int) -> dict[Audience, str]:
    return dict(store.read(lambda c: outbox.draft(c, outbox_id, DESK, NOW)).keys)


def test_a_first_mail_knows_nothing(store: Store) -> None:
    """In an empty store there is nothing to know of any mail."""
    assert facts(store, arrive(store), a_mail()) == Facts()


def test_a_twin_is_the_same_content_at_the_same_desk(store: Store) -> None:
    """The same mail by another way is an earlier mail with the same content, with its ticket."""
    first = arrive(store, b"Received: one\r\nSubject: x\r\n\r\nbody\r\n")
    ticket_id = carry(store, opening(), mail=a_mail(), inbox_id=first).ticket_id
    other_desk = arrive(store, b"Subject: x\n\nbody\n", OTHER)
    again = arrive(store, b"Subject: x\n\nbody\n")
    found = facts(store, again, a_mail())
    ticket = store.read(lambda c: tickets.get(c, 1, NOW))
    assert found.earlier == (
        EarlierMail(inbox_id=first, ticket_id=ticket_id, sender=IVAN.addr, same_content=True, ticket=ticket),
    )
    assert facts(store, other_desk, a_mail(), desk=OTHER).earlier == ()


def test_only_mails_before_this_one_are_earlier(store: Store) -> None:
    """A mail decided anew does not find the mails that came after it."""
    first, second = arrive(store), arrive(store)
    assert facts(store, first, a_mail()).earlier == ()
    assert [earlier.inbox_id for earlier in facts(store, second, a_mail()).earlier] == [first]


def test_a_namesake_has_the_same_id_and_other_content(store: Store) -> None:
    """Other bytes under the same Message-ID are told apart from a twin; no id is no namesake."""
    first = arrive(store, b"one")
    carry(store, opening(), mail=a_mail("same@x", Address("IVAN@customer.example")), inbox_id=first)
    held = arrive(store, b"two")
    carry(store, Decision(verdict=Verdict.HELD, rule="h"), mail=a_mail("", None), inbox_id=held)
    earlier = facts(store, arrive(store, b"three"), a_mail("same@x")).earlier
    assert [(e.inbox_id, e.same_content, e.sender) for e in earlier] == [(first, False, IVAN.addr)]
    assert facts(store, arrive(store, b"four"), a_mail("")).earlier == ()


def test_any_number_of_namesakes_is_bounded(store: Store) -> None:
    """Whoever sends one id a hundred times does not make deciding slower."""
    for n in range(30):
        number = arrive(store, b"%d" % n)
        carry(store, Decision(verdict=Verdict.HELD, rule="h"), mail=a_mail("same@x"), inbox_id=number)
    assert len(facts(store, arrive(store, b"last"), a_mail("same@x")).earlier) == 20


def test_a_mail_of_our_own_is_known_by_its_id(store: Store) -> None:
    """A mail with a Message-ID of ours is ours, at whichever desk it comes back."""
    open_ticket(store, letters=(a_letter(),))
    own = store.read(lambda c: outbox.draft(c, 1, DESK, NOW)).message_id
    assert facts(store, arrive(store), a_mail(own)).ours
    assert facts(store, arrive(store, desk=OTHER), a_mail(own), desk=OTHER).ours
    assert not facts(store, arrive(store), a_mail(own.replace("postdesk.", "postdesk.a"))).ours


@pytest.mark.parametrize("where", ["recipients", "delivered_to", "to", "cc"])
@pytest.mark.parametrize("address", ["support@example.org", "HELP@Example.ORG"])
def test_a_key_is_found_wherever_an_address_can_stand(store: Store, where: str, address: str) -> None:
    """Envelope, Delivered-To and the like, To and Cc: the key of any of the desk's addresses counts."""
    ticket_id = open_ticket(store, letters=(a_letter(),))
    key = _keys(store, 1)[Audience.CUSTOMER]
    keyed = with_tag(address, key.upper() if address.isupper() else key)
    envelope = replace(ENVELOPE, recipients=(keyed,)) if where == "recipients" else ENVELOPE
    mail = a_mail("n@x")
    if where == "delivered_to":
        mail = replace(mail, delivered_to=(keyed,))
    elif where in {"to", "cc"}:
        mail = a_mail("n@x", IVAN, **{where: (Address(keyed),)})
    (found,) = facts(store, arrive(store), mail, envelope=envelope).keys
    assert (found.key, found.audience, found.person) == (key, Audience.CUSTOMER, IVAN.addr)
    assert found.ticket is not None
    assert (found.ticket.id, found.replaced, found.held) == (ticket_id, False, None)


def test_a_key_of_another_desk_or_another_host_is_none(store: Store) -> None:
    """A key counts at its own desk's addresses only; what looks like one and was never given does not."""
    open_ticket(store, letters=(a_letter(),))
    key = _keys(store, 1)[Audience.CUSTOMER]
    strange = (
        with_tag("support@elsewhere.example", key),
        with_tag(OTHER.address, key),
        with_tag(DESK.address, "a" * 26),
        with_tag(DESK.address, key + "a"),
        with_tag(DESK.address, key[:-1]),
    )
    envelope = replace(ENVELOPE, recipients=strange)
    assert facts(store, arrive(store), a_mail("n@x"), envelope=envelope).keys == ()
    at_other = arrive(store, desk=OTHER)
    assert facts(store, at_other, a_mail("n@x"), envelope=envelope, desk=OTHER).keys == ()


def test_a_replaced_key_is_known_and_not_given_again(store: Store) -> None:
    """A replaced key still leads to its ticket, marked; the next letter gets a new one."""
    ticket_id = open_ticket(store, letters=(a_letter(),))
    key = _keys(store, 1)[Audience.CUSTOMER]
    carry(store, going_on(ticket_id, replaced_keys=(key,), letters=(a_letter(),)))
    fresh = _keys(store, 2)[Audience.CUSTOMER]
    assert fresh != key
    envelope = replace(ENVELOPE, recipients=(with_tag(DESK.address, fresh), with_tag(DESK.address, key)))
    found = facts(store, arrive(store), a_mail("n@x"), envelope=envelope).keys
    assert [(known.key, known.replaced) for known in found] == [(fresh, False), (key, True)]


def test_a_release_key_names_the_held_mail(store: Store) -> None:
    """The key of a held mail's letter frees that mail and belongs to that agent."""
    held = arrive(store)
    letter = to_ann(Template.HELD, topic=Topic.HELD_MAIL, audience=Audience.RELEASE)
    carry(store, Decision(verdict=Verdict.HELD, rule="h", letters=(letter,)), mail=a_mail(), inbox_id=held)
    keys = _keys(store, 1)
    assert set(keys) == {Audience.RELEASE}
    envelope = replace(ENVELOPE, recipients=(with_tag(DESK.address, keys[Audience.RELEASE]),))
    (found,) = facts(store, arrive(store), a_mail("n@x", ANN), envelope=envelope).keys
    assert (found.audience, found.held, found.person) == (Audience.RELEASE, held, ANN.addr)
    assert found.ticket is None


def test_pointers_stand_in_reply_to_first_and_then_references_from_the_last(store: Store) -> None:
    """Ids that this desk sent or received are pointers, in the order of their weight; others are not."""
    first, second = open_ticket(store), open_ticket(store, letters=(a_letter(),))
    ours = store.read(lambda c: outbox.draft(c, 1, DESK, NOW)).message_id
    for message_id, ticket_id in (("a@x", first), ("b@x", second), ("c@x", second)):
        carry(store, going_on(ticket_id, chain=""), mail=a_mail(message_id), inbox_id=arrive(store))
    mail = a_mail("n@x", in_reply_to="b@x", references=("a@x", "never@x", ours, "c@x", "b@x"))
    found = facts(store, arrive(store), mail).pointers
    assert [(pointer.message_id, pointer.ticket.id) for pointer in found] == [
        ("b@x", second),
        ("c@x", second),
        (ours, second),
        ("a@x", first),
    ]
    assert [pointer.message_id for pointer in found if pointer.ours] == [ours]
    at_other = arrive(store, desk=OTHER)
    assert facts(store, at_other, mail, desk=OTHER).pointers == ()


def test_only_the_last_ids_of_a_long_chain_are_looked_for(store: Store) -> None:
    """Ten thousand references cost no more than fifty."""
    ticket_id = open_ticket(store)
    carry(store, going_on(ticket_id, chain=""), mail=a_mail("first@x"), inbox_id=arrive(store))
    long = ("first@x", *(f"{n}@x" for n in range(10_000)))
    assert facts(store, arrive(store), a_mail("n@x", references=long)).pointers == ()
    short = ("first@x", *(f"{n}@x" for n in range(49)))
    assert len(facts(store, arrive(store), a_mail("n@x", references=short)).pointers) == 1


@pytest.mark.parametrize(
    "subject",
    [
        "Re: [SUP-1001] Принтер",
        "SUP-1001",
        "sup-1001 and SUP-1001",
        "(SUP-0001001)",
        "FW:SUP-1001,",
        "SUP-9 SUP-1001 SAL-7",
    ],
)
def test_a_number_in_the_subject_is_found(store: Store, subject: str) -> None:
    """The desk's number counts in brackets or bare, in any letters, beside numbers that do not exist."""
    ticket_id = open_ticket(store)
    found = facts(store, arrive(store), a_mail("n@x", subject=subject)).numbered
    assert [ticket.id for ticket in found] == [ticket_id]


@pytest.mark.parametrize(
    "subject",
    [
        "SUP-١٠٠١",
        "XSUP-1001",
        "A-SUP-1001",
        "SUP-10010",
        "SUP-" + "9" * 5000,
        "SUP-1001" + "0" * 5000,
        "SUP-" + "0" * 12 + "1001",
        "SUP 1001",
        "1001",
        "\0\udcff",
        "SUP-" * 5000,
    ],
)
def test_what_is_no_number_of_ours_is_not(store: Store, subject: str) -> None:
    """Other digits, other prefixes, more digits than a number has: nothing is found and nothing raised."""
    open_ticket(store)
    assert facts(store, arrive(store), a_mail("n@x", subject=subject)).numbered == ()


def test_a_number_of_another_desk_is_not_ours(store: Store) -> None:
    """A desk looks only for tickets of its own, whatever their prefix."""
    open_ticket(store)
    namesake = replace(OTHER, prefix="SUP")
    number = arrive(store, desk=namesake)
    assert facts(store, number, a_mail("n@x", subject="SUP-1001"), desk=namesake).numbered == ()


def test_a_bounce_is_proved_by_its_own_return_path(store: Store) -> None:
    """The tag of a delivery's return path in the envelope leads to it; in a header it proves nothing."""
    ticket_id = open_ticket(store, letters=(a_letter(),))
    (due,) = do(store, lambda c: outbox.claim(c, NOW, 10, timedelta(minutes=1)))
    back = with_tag(DESK.address, due.return_path_key)
    envelope = replace(ENVELOPE, return_path="", recipients=(back,))
    bounce = a_mail("", None, kind=MailKind.BOUNCE)
    (found,) = facts(store, arrive(store), bounce, envelope=envelope).deliveries
    assert (found.id, found.recipient, found.proved, found.failed) == (due.id, IVAN.addr, True, False)
    assert found.template is Template.ACKNOWLEDGEMENT
    assert found.ticket is not None
    assert found.ticket.id == ticket_id
    shown = replace(bounce, to=(Address(back),), delivered_to=(back,))
    assert facts(store, arrive(store), shown).deliveries == ()


def test_a_bounce_that_names_our_id_is_not_proved(store: Store) -> None:
    """Our Message-ID in a bounce finds every delivery of that mail, unproved; both ways find it once."""
    open_ticket(store, letters=(a_letter(to=(IVAN, ANN)),))
    ours = store.read(lambda c: outbox.draft(c, 1, DESK, NOW)).message_id
    report = BounceReport(IVAN.addr, "5.1.1", "failed", ours)
    bounce = a_mail("", None, kind=MailKind.BOUNCE, bounce=report)
    found = facts(store, arrive(store), bounce).deliveries
    assert [(delivery.recipient, delivery.proved) for delivery in found] == [
        (IVAN.addr, False),
        (ANN.addr, False),
    ]
    key = do(store, lambda c: outbox.claim(c, NOW, 10, timedelta(minutes=1)))[0].return_path_key
    envelope = replace(ENVELOPE, recipients=(with_tag(DESK.address, key),))
    both = facts(store, arrive(store), bounce, envelope=envelope).deliveries
    assert [(delivery.recipient, delivery.proved) for delivery in both] == [
        (IVAN.addr, True),
        (ANN.addr, False),
    ]
    request = replace(bounce, kind=MailKind.REQUEST)
    assert facts(store, arrive(store), request).deliveries == ()


def test_history_holds_the_last_public_words(store: Store) -> None:
    """Of each ticket pointed at, the last ten public messages come, newest last; notes never do."""
    said = [a_message(str(n)) for n in range(15)]
    note = a_message("note", Author.AGENT, circle=Circle.INTERNAL)
    ticket_id = open_ticket(store, messages=(*said, note))
    open_ticket(store, messages=(a_message("another ticket"),))
    found = facts(store, arrive(store, b"no twin"), a_mail("n@x", subject="SUP-1001"))
    assert {key: [message.text for message in words] for key, words in found.history.items()} == {
        ticket_id: [str(n) for n in range(5, 15)]
    }


def test_files_are_those_of_the_last_customer_message_that_had_any(store: Store) -> None:
    """An agent's files, and words without files after them, do not hide the customer's."""
    number = arrive(store)
    old, new, third = FILE, replace(FILE, name="new.png"), replace(FILE, part=9)
    messages = (
        a_message("old", attachments=(old,), inbox_id=number),
        a_message("new", attachments=(new, third), inbox_id=number),
        a_message("agent's", Author.AGENT, attachments=(old,), inbox_id=number),
        a_message("no files"),
    )
    ticket_id = open_ticket(store, messages=messages)
    found = facts(store, arrive(store), a_mail("n@x", subject="SUP-1001"))
    assert found.files == {ticket_id: (FileRef(number, new), FileRef(number, third))}
    assert found.history[ticket_id][1].attachments == (new, third)


def test_counts_are_of_this_sender_this_desk_and_this_hour(store: Store) -> None:
    """Acknowledgements to the sender, automatic mails of the desk: of the last hour and no other."""
    before = NOW - timedelta(minutes=61)
    open_ticket(store, letters=(a_letter(),), now=before)
    open_ticket(store, letters=(a_letter(), a_letter(Template.REMINDER), to_ann()))
    open_ticket(store, letters=(a_letter(to=(Address("olga@customer.example"),)),))
    open_ticket(store, letters=(a_letter(Template.REPLY, author="Ann Lee"),))
    open_ticket(store, desk=OTHER, letters=(a_letter(),))
    found = facts(store, arrive(store), a_mail("n@x"))
    assert (found.acknowledgements_last_hour, found.automatic_last_hour) == (2, 3)
    assert store.read(lambda c: outbox.automatic_last_hour(c, DESK.address, NOW)) == 3
    assert facts(store, arrive(store), a_mail("n@x", None)).acknowledgements_last_hour == 0


def test_a_ticket_counts_its_own_last_day(store: Store) -> None:
    """Automatic mails to customers and notices to staff count for a day; an agent's words do not."""
    letters = (a_letter(), a_letter(Template.REPLY, author="Ann Lee"), to_ann(), to_ann(Template.RECEIPT))
    ticket_id = open_ticket(store, letters=letters)
    open_ticket(store, letters=letters)
    for now, counts in ((NOW, (1, 2)), (NOW + timedelta(hours=25), (0, 0))):
        ticket = store.read(partial(tickets.get, ticket_id=ticket_id, now=now))
        assert ticket is not None
        assert (ticket.automatic_last_day, ticket.notices_last_day) == counts


def test_requests_to_release_are_counted_by_who_causes_them(store: Store) -> None:
    """Letters about held mail count against the address whose mail was held, for a day."""
    letter = to_ann(Template.HELD, audience=Audience.RELEASE)
    second = Address("ann@home.example")
    held = Decision(verdict=Verdict.HELD, rule="h", letters=(letter,))
    carry(store, held, mail=a_mail(sender=second), inbox_id=arrive(store))
    assert facts(store, arrive(store), a_mail("n@x", second)).held_letters_last_day == 1
    assert facts(store, arrive(store), a_mail("n@x", IVAN)).held_letters_last_day == 0
    late = NOW + timedelta(days=1, seconds=1)
    assert facts(store, arrive(store), a_mail("n@x", second), now=late).held_letters_last_day == 0


def test_what_was_written_ahead_of_time_does_not_count(store: Store) -> None:
    """Mails of an hour when the clock went ten years ahead use up no limit of the ten years to come."""
    ahead = NOW + timedelta(days=3650)
    ticket_id = open_ticket(store, letters=(a_letter(), to_ann()), now=ahead)
    held = Decision(
        verdict=Verdict.HELD, rule="h", letters=(to_ann(Template.HELD, audience=Audience.RELEASE),)
    )
    carry(store, held, mail=a_mail(), inbox_id=arrive(store), now=ahead)
    found, ticket = (
        facts(store, arrive(store), a_mail("n@x")),
        store.read(lambda c: tickets.get(c, ticket_id, NOW)),
    )
    assert (found.acknowledgements_last_hour, found.automatic_last_hour, found.held_letters_last_day) == (
        0,
        0,
        0,
    )
    assert store.read(lambda c: outbox.automatic_last_hour(c, DESK.address, NOW)) == 0
    assert ticket is not None
    assert (ticket.automatic_last_day, ticket.notices_last_day) == (0, 0)


def test_a_released_mail_says_by_whom(store: Store) -> None:
    """The rules learn who freed a mail."""
    number = arrive(store)
    carry(store, Decision(verdict=Verdict.HELD, rule="h"), mail=a_mail(), inbox_id=number)
    do(store, lambda c: release(c, number, "root"))
    assert facts(store, number, a_mail()).released == "root"


def test_a_desk_without_return_paths_makes_none(store: Store) -> None:
    """Where the desk's own address is the return path, deliveries have no key of their own."""
    desk = replace(DESK, return_path=ReturnPath.DESK)
    open_ticket(store, desk=desk, letters=(a_letter(),))
    open_ticket(store, desk=desk, letters=(a_letter(),))
    found = do(store, lambda c: outbox.claim(c, NOW, 10, timedelta(minutes=1)))
    assert [due.return_path_key for due in found] == ["", ""]


def test_the_language_is_that_of_the_last_ticket_the_sender_opened(store: Store) -> None:
    """At whatever desk; a ticket in which the sender only takes part tells nothing."""
    made = opening().opening
    assert made is not None
    open_ticket(store)
    open_ticket(store, desk=OTHER, opening=replace(made, language=Language.EN))
    others = replace(made, requester=Address("eve@customer.example"), participants=(IVAN,))
    open_ticket(store, opening=others)
    number = arrive(store)
    assert facts(store, number, a_mail("n@x")).spoken_before is Language.EN
    assert facts(store, number, a_mail("n@x", Address("eve@customer.example"))).spoken_before is Language.RU
    assert facts(store, number, a_mail("n@x", None)).spoken_before is None


def test_when_customers_last_joined_is_told(store: Store) -> None:
    """Of each ticket the newest change of its customers counts, and no other event."""
    changed, other = open_ticket(store), open_ticket(store)
    first, last = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    happened = (("participants", last), ("requester", first), ("subject", last + HOUR))
    events = tuple(Event(what=what, at=at) for what, at in happened)
    carry(store, going_on(changed, events=events))
    assert store.read(lambda c: last_joined(c, (changed, other))) == {changed: last}
    assert store.read(lambda c: last_joined(c, ())) == {}
