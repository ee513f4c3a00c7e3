"""Carrying out a decision: all that it wants, in the transaction that decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from desk.address import fold
from desk.decisions import Change, Decision
from desk.desks import Desk
from desk.mail import Mail
from desk.ticket import Event
from storage import dead_addresses, muted, waiting
from storage.chains import add_to_chain
from storage.faults import AlreadyDecided
from storage.keys import replace_keys
from storage.merging import merge
from storage.outbox_tables import DeliveryState, deliveries
from storage.posting import Cause, post
from storage.registering import change_ticket, register
from storage.tables import HELD, PENDING, inbox, tickets
from storage.threads import add_events, add_message


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ticket a decision made or changed, and the outbox rows it wrote."""

    ticket_id: int | None
    number: str
    letters: tuple[int, ...] = ()


def carry_out(
    c: Connection, decision: Decision, *, desk: Desk, mail: Mail | None, inbox_id: int | None, now: datetime
) -> Outcome:
    """Write down everything a decision wants, and return what came of it.

    Its alarms are left to the caller, who knows the operators. A held mail that is freed by another counts
    as freed by that mail's sender.

    Raises AlreadyDecided: the mail waits for no decision any more; nothing may stay of this one.
    """
    ticket_id, number = decision.ticket_id, ""
    if decision.opening is not None:
        ticket_id, number = register(c, decision.opening, desk, now)
    sender = fold(mail.sender.addr) if mail is not None and mail.sender is not None else ""
    if ticket_id is not None:
        _write_down(c, decision, ticket_id, inbox_id, now)
        if decision.chain is not None and mail is not None:
            inside = decision.is_inside
            add_to_chain(c, desk, ticket_id, decision.chain, mail.message_id, now, internal=inside)
        if decision.merging is not None:
            merge(c, ticket_id, decision.merging, sender, now)
    replace_keys(c, decision.replaced_keys)
    if decision.releases is not None:
        _free(c, decision.releases, sender)
    if decision.undelivered is not None:
        _fail(c, decision.undelivered, _fault(decision), now)
    if decision.dead:
        dead_addresses.add(c, decision.dead, _fault(decision), now)
    if decision.revived and dead_addresses.revive(c, decision.revived) and ticket_id is not None:
        revived = Event(what="revived", before=decision.revived, by=decision.revived)
        add_events(c, ticket_id, (revived,), now, inbox_id)
    _hold_back(c, decision, desk, ticket_id, now)
    letters = tuple(
        post(c, letter, desk, Cause(letter.ticket_id or ticket_id, inbox_id, sender), now)
        for letter in decision.letters
        if letter.to
    )
    if inbox_id is not None and decision.verdict is not None:
        give_verdict(c, inbox_id, decision, ticket_id, mail, now)
    if ticket_id is not None and not number:
        number = str(c.execute(_NUMBER, {"this": ticket_id}).scalar_one())
    return Outcome(ticket_id, number, letters)


_NUMBER = select(tickets.c.number).where(tickets.c.id == bindparam("this"))
_DECIDED = update(inbox).where(inbox.c.id == bindparam("this"), PENDING)


def _write_down(
    c: Connection, decision: Decision, ticket_id: int, inbox_id: int | None, now: datetime
) -> None:
    for message in decision.messages:
        add_message(c, ticket_id, message)
    add_events(c, ticket_id, decision.events, now, inbox_id)
    # A ticket that was made just now has the time of its change already.
    told = (decision.messages or decision.events) and decision.opening is None
    if decision.change is not None or told:
        change_ticket(c, ticket_id, decision.change or Change(), now)


def _hold_back(c: Connection, decision: Decision, desk: Desk, ticket_id: int | None, now: datetime) -> None:
    """Write down what is not to go out now or ever, and who is not to be heard."""
    if decision.waits is not None and ticket_id is not None:
        waiting.add(c, desk.address, ticket_id, decision.waits)
    waiting.take_back(c, decision.takes_back)
    waiting.give_back(c, decision.gives_back, now)
    if decision.muted:
        muted.mute(c, desk.address, decision.muted, ticket_id, now)
    if decision.unmuted:
        muted.unmute(c, desk.address, decision.unmuted)


def _free(c: Connection, held: int, by: str) -> None:
    row = update(inbox).where(inbox.c.id == held, HELD)
    c.execute(row.values(verdict=None, released=by, tries=0))
    waiting.end(c, (held,))


def _fail(c: Connection, delivery_id: int, why: str, now: datetime) -> None:
    """End a delivery that bounced; one that was given up before keeps the relay's last word."""
    row = update(deliveries).where(deliveries.c.id == delivery_id, deliveries.c.state != DeliveryState.FAILED)
    c.execute(row.values(state=DeliveryState.FAILED, lease_until=None, finished_at=now, reply=why))


def _fault(decision: Decision) -> str:
    """Return what the other mail system said, as the decision repeats it."""
    told = (*(event.after for event in decision.events), *(a.facts.get("fault", "") for a in decision.alarms))
    return next(filter(None, told), "bounced")


def give_verdict(
    c: Connection, inbox_id: int, decision: Decision, ticket_id: int | None, mail: Mail | None, now: datetime
) -> None:
    """Write down what became of a mail, and what can be listed of it.

    Raises AlreadyDecided: it waits no more.
    """
    values: dict[str, Any] = {
        "this": inbox_id,
        "verdict": decision.verdict,
        "rule": decision.rule,
        "silence": decision.silence,
        "ticket_id": ticket_id,
        "decided_at": now,
        "proved": decision.proved,
    }
    if mail is not None:
        values["sender"] = fold(mail.sender.addr) if mail.sender is not None else ""
        values["shown_sender"] = mail.shown_sender
        values["subject"] = mail.subject
        values["message_id"] = mail.message_id
    if c.execute(_DECIDED, values).rowcount == 0:
        raise AlreadyDecided(f"Mail {inbox_id} has its verdict already.")
