"""Endings: a delivery that is given up, written down with all that follows from it."""

from dataclasses import dataclass
from datetime import datetime

from daemon.alarms import told
from daemon.sending.outcomes import Refused
from desk.decisions import Decision
from desk.office import Office
from desk.undelivered import decide_undelivered, decide_unsent
from storage import carrying, dead_addresses, outbox
from storage.dead_addresses import DeadAddress
from storage.engine import Connection
from storage.outbox import Due


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing was tried: the recipient's address is dead."""

    address: DeadAddress


def give_up(c: Connection, office: Office | None, delivery: Due, refused: Refused, now: datetime) -> None:
    """Write down that a delivery will never arrive; without an office there is nobody to be told.

    Where it has ended already, here or by another daemon, nothing follows any more.
    """
    if not outbox.failed(c, delivery.id, refused.reply, now) or office is None:
        return
    known = outbox.known(c, delivery.id, now)
    decision = decide_undelivered(known, office, now, why=refused.reply, status=refused.status)
    _carry(c, office, decision, now)


def leave_unsent(
    c: Connection, office: Office | None, delivery: Due, dead: DeadAddress, now: datetime
) -> None:
    """Write down that a mail is not sent, because its recipient's address is dead."""
    why = f"Not sent: the address is dead since {dead.at:%F %T}. {dead.why}".strip()
    if not outbox.unsent(c, delivery.id, why, now) or office is None:
        return
    known = outbox.known(c, delivery.id, now)
    told_before = known.ticket is not None and dead_addresses.told_in(
        c, known.ticket.id, known.recipient, dead.at
    )
    decision = decide_unsent(known, office, now, why=dead.why, told=told_before)
    _carry(c, office, decision, now)


def _carry(c: Connection, office: Office, decision: Decision, now: datetime) -> None:
    carrying.carry_out(c, decision, desk=office.desk, mail=None, inbox_id=None, now=now)
    for alarm in decision.alarms:
        told(c, office, alarm, now)
