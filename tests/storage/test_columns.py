"""What goes into the store is clean, and comes out as it went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.address import Address
from desk.mail import Attachment
from desk.ticket import Event
from storage import threads, tickets
from storage.columns import clean, clean_deep
from storage.engine import Store
from tests.storage.builders import NOW, a_letter, a_mail, a_message, arrive, carry, opening

DIRT = "a\0b\udcffc\ud83d"
CLEAN = "a\ufffdb\ufffdc\ufffd"


def test_what_no_database_keeps_is_replaced() -> None:
    """NUL and lone surrogates become U+FFFD each; a whole pair becomes its character, all else stays."""
    assert clean(DIRT) == CLEAN
    assert clean("\ud83d\ude00 Ёж \u202e") == "😀 Ёж \u202e"


@given(st.text(alphabet=st.characters()))
def test_clean_text_can_always_be_stored(text: str) -> None:
    """Whatever the text, its clean form is UTF-8 without NUL, and cleaning twice changes nothing."""
    found = clean(text)
    assert b"\0" not in found.encode()
    assert clean(found) == found


def test_cleaning_goes_to_the_bottom() -> None:
    """Keys, lists and values within JSON are cleaned alike; numbers and flags stay."""
    assert clean_deep({DIRT: [DIRT, {"n": (1, True, None, 0.5, DIRT)}]}) == {
        CLEAN: [CLEAN, {"n": [1, True, None, 0.5, CLEAN]}]
    }


def test_dirt_anywhere_makes_a_ticket_all_the_same(store: Store) -> None:
    """Raw bytes of a hostile mail in every text there is: a ticket is made, with clean texts."""
    number = arrive(store, b"Subject: \xff\0\r\n\r\n\xff\0")
    dirty = Address("x@y.example", DIRT)
    file = Attachment(name=DIRT, type=DIRT, size=1, sha256=DIRT, part=1)
    base = opening().opening
    assert base is not None
    decision = opening(
        opening=type(base)(
            subject=DIRT, kind=base.kind, requester=dirty, language=base.language, organisation=DIRT
        ),
        rule=DIRT,
        silence=DIRT,
        messages=(a_message(DIRT, name=DIRT, addr=DIRT, mark=DIRT, attachments=(file,), inbox_id=number),),
        events=(Event(what=DIRT, before=DIRT, after=DIRT, by=DIRT),),
        letters=(a_letter(to=(dirty,), text=DIRT, author=DIRT, facts={DIRT: DIRT}),),
    )
    mail = a_mail(message_id=DIRT, sender=dirty, subject=DIRT)
    made = carry(store, decision, mail=mail, inbox_id=number)
    assert made.ticket_id is not None
    ticket_id = made.ticket_id
    ticket = store.read(lambda c: tickets.get(c, ticket_id, NOW))
    assert ticket is not None
    assert (ticket.subject, ticket.requester.name, ticket.organisation) == (CLEAN, CLEAN, CLEAN)
    message = store.read(lambda c: threads.thread(c, ticket_id))[0]
    assert (message.text, message.attachments[0].name) == (CLEAN, CLEAN)
    assert store.read(lambda c: threads.history(c, ticket_id))[0].what == CLEAN


@pytest.mark.parametrize("length", [599, 600, 601, 100_000])
def test_an_id_of_any_length_is_stored_and_found(store: Store, length: int) -> None:
    """A Message-ID longer than any honest one is cut alike when it is written and when it is sought."""
    number = arrive(store)
    long = "я" * length
    carry(store, opening(), mail=a_mail(long), inbox_id=number)
    from tests.storage.builders import facts

    again = arrive(store, b"another body")
    found = facts(store, again, a_mail(long, in_reply_to=long))
    assert [earlier.inbox_id for earlier in found.earlier] == [number]
    assert len(found.pointers) == 1
