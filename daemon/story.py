"""A ticket's whole history in words, for a person at a terminal."""

from collections.abc import Sequence
from datetime import datetime
from textwrap import indent

from desk.ticket import Circle, Event, Message, Ticket
from storage.outbox import Record
from storage.tickets import Links


def story(
    ticket: Ticket,
    thread: Sequence[Message],
    history: Sequence[Event],
    links: Links,
    sent: Sequence[Record],
) -> str:
    """Return who asked what, every word and every change since, and which mails left, in order of time."""
    lines: list[tuple[datetime, str]] = [
        *((message.at, _message(message)) for message in thread),
        *((event.at or ticket.created_at, _event(event)) for event in history),
        *((record.created_at, _sent(record)) for record in sent),
    ]
    # Sorting is stable: what happened in one instant stays in the order words, changes, mails.
    told = [f"{_time(at)}  {text}" for at, text in sorted(lines, key=lambda line: line[0])]
    return "\n".join([*_head(ticket, links), "", *told])


def _head(ticket: Ticket, links: Links) -> list[str]:
    state = ticket.state.value if ticket.reason is None else f"{ticket.state.value} ({ticket.reason.value})"
    rows = (
        ("state", state),
        ("kind", ticket.kind.value),
        ("priority", ticket.priority.value),
        ("requester", f"{ticket.requester.name} <{ticket.requester.addr}>".strip()),
        ("participants", ", ".join(person.addr for person in ticket.participants)),
        ("organisation", ticket.organisation),
        ("assignees", ", ".join(ticket.assignees)),
        ("opened", _time(ticket.created_at)),
        ("first answer", _time(ticket.first_response_at)),
        ("next reminder", _time(ticket.remind_at)),
        ("goes on from", links.previous),
        ("went on in", ", ".join(links.next)),
    )
    return [f"{ticket.number}  {ticket.subject or '(no subject)'}", *(f"  {k:<14}{v}" for k, v in rows if v)]


def _time(at: datetime | None) -> str:
    return f"{at:%F %T}" if at else ""


def _message(message: Message) -> str:
    who = message.name or message.addr or "Postdesk"
    where = "" if message.circle is Circle.PUBLIC else " (staff only)"
    warning = f" [{message.mark}]" if message.mark else ""
    files = "".join(f"\n[{file.name}, {file.size} bytes]" for file in message.attachments)
    text = indent(f"{message.text}{files}".strip(), "    | ")
    return f"{who} wrote{where}{warning}:" + (f"\n{text}" if text else " (no text)")


def _event(event: Event) -> str:
    change = f": {event.before} -> {event.after}" if event.before and event.after else ""
    if not change and (event.before or event.after):
        change = f": {event.before or event.after}"
    by = f", by {event.by}" if event.by else ""
    cause = f" (mail {event.inbox_id})" if event.inbox_id is not None else ""
    return f"* {event.what}{change}{by}{cause}"


def _sent(record: Record) -> str:
    end = f"{record.state.value} {_time(record.finished_at)}".strip()
    reply = f": {record.reply}" if record.reply and record.state.value != "sent" else ""
    return f"> {record.template.value} to {record.recipient}, {end}{reply}"
