"""A ticket's whole history in words, for a person at a terminal."""

from dataclasses import dataclass
from datetime import datetime

from daemon.sentences import LETTERS, REASONS, sentence
from daemon.terminal import block, one_line
from desk.fields import Field
from desk.ticket import Circle, Event, Message, Ticket
from storage import inbox_records, outbox
from storage.outbox import DeliveryState
from storage.tickets import Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that is known of a ticket, oldest first. ``inbox`` holds the mails that caused something in it."""

    ticket: Ticket
    links: Links
    thread: tuple[Message, ...]
    history: tuple[Event, ...]
    inbox: tuple[inbox_records.Record, ...]
    outbox: tuple[outbox.Record, ...]


def story(past: Past) -> str:
    """Return who asked what, every word and every change since, and which mails left, in order of time."""
    ticket, mails = past.ticket, {mail.id: mail for mail in past.inbox}
    lines: list[tuple[datetime, str]] = [
        *((message.at, _message(message, mails)) for message in past.thread),
        *((event.at or ticket.created_at, f"* {one_line(_event(event))}") for event in past.history),
        *((mail.decided_at or mail.received_at, text) for mail in past.inbox if (text := _silence(mail))),
        *((record.created_at, f"> {one_line(_sent(record))}") for record in past.outbox),
    ]
    # Sorting is stable: what happened in one instant stays in the order words, changes, mails.
    told = [f"{_time(at)}  {text}" for at, text in sorted(lines, key=lambda line: line[0])]
    return "\n".join([*_head(ticket, past.links), "", *told])


def _head(ticket: Ticket, links: Links) -> list[str]:
    requester = ticket.requester
    rows = (
        ("state", _state(ticket)),
        ("kind", ticket.kind.value.replace("_", " ")),
        ("priority", ticket.priority.value),
        ("requester", f"{requester.name} <{requester.addr}>" if requester.name else requester.addr),
        ("participants", ", ".join(person.addr for person in ticket.participants)),
        ("organisation", ticket.organisation),
        *(("told", f"{_named(field)}: {value}") for field, value in ticket.fields.items()),
        ("asked for", ", ".join(map(_named, ticket.missing))),
        ("assignees", ", ".join(ticket.assignees) or "nobody"),
        ("opened", f"{_time(ticket.created_at)} (all times are UTC)"),
        ("first answer", _time(ticket.first_response_at)),
        ("next reminder", _time(ticket.remind_at)),
        ("goes on from", links.previous),
        ("went on in", ", ".join(links.next)),
    )
    title = f"{ticket.number}  {one_line(ticket.subject) or '(no subject)'}"
    return [title, *(f"  {label:<15}{one_line(value)}" for label, value in rows if value)]


def _named(field: Field) -> str:
    return field.value.replace("_", " ")


def _state(ticket: Ticket) -> str:
    state = ticket.state.value.replace("_", " ")
    return state if ticket.reason is None else f"{state}: {REASONS[ticket.reason]}"


def _time(at: datetime | None) -> str:
    return f"{at:%F %T}" if at else ""


def _message(message: Message, mails: dict[int, inbox_records.Record]) -> str:
    who = message.name or message.addr or "Postdesk"
    where = "" if message.circle is Circle.PUBLIC else " for the staff only"
    warning = f" [{message.mark}]" if message.mark else ""
    origin = f" in {message.origin}" if message.origin else ""
    mail = mails.get(message.inbox_id or 0)
    held = f", came {_time(mail.received_at)}, let go on by {mail.released}" if mail and mail.released else ""
    cause = f" (mail {message.inbox_id}{held})" if message.inbox_id is not None else ""
    title = one_line(f"{who} wrote{origin}{where}{cause}{warning}")
    files = "".join(f"\n[{file.name}, {file.size} bytes]" for file in message.attachments)
    text = block(f"{message.text}{files}".strip(), "    | ")
    return f"{title}:\n{text}" if text else f"{title}, without text"


def _event(event: Event) -> str:
    by = f", by {event.by}" if event.by else ""
    cause = f" (mail {event.inbox_id})" if event.inbox_id is not None else ""
    return f"{sentence(event)}{by}{cause}"


def _silence(mail: inbox_records.Record) -> str:
    return one_line(f"* no acknowledgement of mail {mail.id}: {mail.silence}") if mail.silence else ""


def _sent(record: outbox.Record) -> str:
    what = f"{LETTERS[record.template]} to {record.recipient}"
    if record.state is DeliveryState.SENT:
        late = (
            "" if _time(record.finished_at) == _time(record.created_at) else f" {_time(record.finished_at)}"
        )
        return f"{what}: sent{late}"
    tried = "not tried yet" if not record.attempts else f"tried {_times(record.attempts)}"
    answer = f"; the answer was: {record.reply}" if record.reply else ""
    if record.state is DeliveryState.FAILED:
        return f"{what}: not delivered, {tried}, given up {_time(record.finished_at)}{answer}"
    return f"{what}: waits, {tried}, next at {_time(record.due_at)}{answer}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
