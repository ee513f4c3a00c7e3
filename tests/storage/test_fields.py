"""The fields of a ticket, and what was asked for."""

from dataclasses import replace
from typing import Any

from alembic import command
from sqlalchemy import update

from desk.decisions import Change
from desk.fields import Field
from desk.states import State
from desk.ticket import Ticket
from storage import schema, tickets
from storage.database import database_at
from storage.engine import Store, open_store
from storage.migrations.running import config
from storage.tables import tickets as table
from tests.storage.builders import NOW, carry, do, going_on, open_ticket, opening


def a_ticket(store: Store, **more: Any) -> int:
    """Open a ticket with these fields."""
    base = opening().opening
    assert base is not None
    return open_ticket(store, opening=replace(base, **more))


def found(store: Store, ticket_id: int) -> Ticket:
    """Return the ticket as it stands."""
    ticket = store.read(lambda c: tickets.get(c, ticket_id, NOW))
    assert ticket is not None
    return ticket


def tell(store: Store, ticket_id: int, change: Change) -> Ticket:
    """Carry out a change and return the ticket."""
    carry(store, going_on(ticket_id, change=change))
    return found(store, ticket_id)


def test_a_ticket_keeps_what_its_mail_told_and_what_was_asked(store: Store) -> None:
    """Both come out as they went in; without any there is none."""
    told = {Field.ORGANISATION: "ООО «Ромашка»", Field.VERSION: "2.5\0"}
    ticket = found(store, a_ticket(store, fields=told, asked=(Field.PHONE, Field.PRODUCT)))
    assert dict(ticket.fields) == {Field.ORGANISATION: "ООО «Ромашка»", Field.VERSION: "2.5\ufffd"}
    assert ticket.asked == ticket.missing == (Field.PHONE, Field.PRODUCT)
    bare = found(store, a_ticket(store))
    assert (dict(bare.fields), bare.asked) == ({}, ())


def test_fields_join_those_there_are_and_replace_them(store: Store) -> None:
    """What a change does not name stays; what it does goes along with a new state."""
    ticket_id = a_ticket(store, fields={Field.PRODUCT: "Portal"}, asked=(Field.PHONE,))
    ticket = tell(store, ticket_id, Change(fields={Field.PHONE: "+7"}))
    assert dict(ticket.fields) == {Field.PRODUCT: "Portal", Field.PHONE: "+7"}
    assert (ticket.asked, ticket.missing, ticket.state) == ((Field.PHONE,), (), State.NEW)
    ticket = tell(store, ticket_id, Change(state=State.OPEN, fields={Field.PRODUCT: "Shop"}))
    assert dict(ticket.fields) == {Field.PRODUCT: "Shop", Field.PHONE: "+7"}
    assert ticket.state is State.OPEN
    assert tell(store, ticket_id, Change(answered=True)).fields == ticket.fields


def test_fields_of_a_newer_postdesk_are_passed_over(store: Store) -> None:
    """A name that is not known here does no harm."""
    ticket_id = a_ticket(store)
    values = {"fields": {"shoe_size": "43", "phone": "+7"}, "asked": ["shoe_size", "room"]}
    do(store, lambda c: c.execute(update(table).where(table.c.id == ticket_id).values(values)))
    ticket = found(store, ticket_id)
    assert (dict(ticket.fields), ticket.asked) == ({Field.PHONE: "+7"}, (Field.ROOM,))


def test_tickets_from_before_the_migration_have_none(store: Store, url: str) -> None:
    """They lose nothing by it, get fields as any other, and it can be taken back."""
    ticket_id = a_ticket(store, fields={Field.PHONE: "+7"}, asked=(Field.PHONE,))
    before = found(store, ticket_id)
    store.close()
    engine = database_at(url).connect(busy_seconds=5)
    with engine.connect() as c:
        settings = config()
        settings.attributes["connection"] = c
        with c.begin():
            command.downgrade(settings, "0005")
    engine.dispose()
    assert schema.state(url) is schema.SchemaState.OUTDATED
    schema.migrate(url)
    again = open_store(url)
    try:
        assert found(again, ticket_id) == replace(before, fields={}, asked=())
        told = tell(again, ticket_id, Change(fields={Field.ROOM: "5"}))
        assert dict(told.fields) == {Field.ROOM: "5"}
    finally:
        again.close()
