"""What changed in a ticket: as it stood and as it stands become a change for the store, and its history."""

from collections.abc import Callable, Mapping

from desk.case import Case
from desk.decisions import Change
from desk.states import Happening, State
from desk.ticket import Event, Ticket

# A change of the state that nothing else tells of, such as that whoever takes a new ticket opens it.
MOVED = "moved"
# The day of a ticket on hold, in ISO 8601.
UNTIL = "until"


def change(before: Ticket, after: Ticket) -> Change | None:
    """Return what the store is to change, None where nothing differs."""
    if before == after:
        return None
    moves = _course(before) != _course(after)
    return Change(
        state=after.state if moves else None,
        reason=after.reason if moves else None,
        remind_at=after.remind_at if moves else None,
        reminders_sent=after.reminders_sent if moves else 0,
        kind=after.kind if after.kind is not before.kind else None,
        priority=after.priority if after.priority is not before.priority else None,
        subject=after.subject if after.subject != before.subject else None,
        organisation=after.organisation if after.organisation != before.organisation else None,
        customers=after.customers if after.customers != before.customers else None,
        assignees=after.assignees if after.assignees != before.assignees else None,
        watchers=after.watchers if after.watchers != before.watchers else None,
        answered=after.answered if after.answered != before.answered else None,
        acknowledged=after.acknowledged if after.acknowledged != before.acknowledged else None,
        questions=after.questions if after.questions != before.questions else None,
        variants=after.variants if after.variants != before.variants else None,
    )


def _course(ticket: Ticket) -> tuple[object, ...]:
    """Return where a ticket stands, and what falls due there."""
    return ticket.state, ticket.reason, ticket.remind_at, ticket.reminders_sent


def events(
    case: Case, before: Ticket, after: Ticket, by: str, happening: Happening | None
) -> tuple[Event, ...]:
    """Return the lines of history that tell the difference; ``happening`` is what moved the state."""
    told = []
    if before.state is not after.state:
        what = MOVED if happening is None else happening.value
        told.append(case.event(what, before.state.value, after.state.value, by=by))
    for what, value in _TOLD.items():
        if value(before) != value(after):
            told.append(case.event(what, value(before), value(after), by=by))
    if after.state is State.ON_HOLD and _day(before) != _day(after):
        told.append(case.event(UNTIL, _day(before), _day(after), by=by))
    return tuple(told)


def _day(ticket: Ticket) -> str:
    """Return until when a ticket is on hold, empty where nobody has named a day."""
    day = ticket.remind_at if ticket.state is State.ON_HOLD else None
    return "" if day is None else day.isoformat()


# What is told of besides the state, by the name of its event.
_TOLD: Mapping[str, Callable[[Ticket], str]] = {
    Happening.AGENT_TAKES.value: lambda ticket: ", ".join(ticket.assignees),
    "watchers": lambda ticket: ", ".join(ticket.watchers),
    "kind": lambda ticket: ticket.kind.value,
    "priority": lambda ticket: ticket.priority.value,
    "subject": lambda ticket: ticket.subject,
    "organisation": lambda ticket: ticket.organisation,
    "requester": lambda ticket: ticket.requester.addr,
    "participants": lambda ticket: ", ".join(person.addr for person in ticket.participants),
}
