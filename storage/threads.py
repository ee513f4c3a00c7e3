"""Threads and histories: what was said in a ticket, and what happened to it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    select,
)

from desk.letters import FileRef
from desk.mail import Attachment
from desk.ticket import Author, Circle, Event, Message
from storage.columns import new_id
from storage.tables import CUSTOMER_FILES, attachments, events, messages, tickets

# So many of a ticket's last messages of each circle are facts: enough to find the last word of either side.
REMEMBERED = 10
# Of notes more are remembered: none of them is to be told to a customer.
REMEMBERED_NOTES = 100


def thread(c: Connection, ticket_id: int) -> list[Message]:
    """Return every message of a ticket, oldest first."""
    rows = c.execute(_THREAD, {"ticket_id": ticket_id}).all()
    files = _attachments(c, rows)
    return [_message(row, files) for row in rows]


def history(c: Connection, ticket_id: int) -> list[Event]:
    """Return every event of a ticket, oldest first."""
    return [
        Event(what=row.what, before=row.before, after=row.after, by=row.by, at=row.at, inbox_id=row.inbox_id)
        for row in c.execute(_HISTORY, {"ticket_id": ticket_id})
    ]


def last_joined(c: Connection, ids: Collection[int]) -> dict[int, datetime]:
    """Return when who takes part in these tickets was last changed, where it was, with one query."""
    if not ids:
        return {}
    return {row.ticket_id: row.at for row in c.execute(_LAST_JOINED, {"ids": list(ids)})}


def last_words(c: Connection, ids: Collection[int]) -> dict[int, tuple[Message, ...]]:
    """Return the last public messages of each of these tickets, newest last, with two queries at most."""
    if not ids:
        return {}
    rows = c.execute(_LAST_WORDS, {"ids": list(ids)}).all()
    files = _attachments(c, rows)
    words: defaultdict[int, list[Message]] = defaultdict(list)
    for row in rows:
        words[row.ticket_id].append(_message(row, files))
    return {ticket_id: tuple(said) for ticket_id, said in words.items()}


def latest(c: Connection, ticket_id: int, limit: int) -> tuple[Message, ...]:
    """Return the last messages of a ticket, those among the staff as well, newest last."""
    rows = c.execute(_LATEST, {"ticket_id": ticket_id, "limit": limit}).all()
    files = _attachments(c, rows)
    return tuple(_message(row, files) for row in reversed(rows))


def last_notes(c: Connection, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return what staff last said among themselves in each of these tickets, newest last, with one query."""
    notes: defaultdict[int, list[str]] = defaultdict(list)
    if ids:
        for row in c.execute(_LAST_NOTES, {"ids": list(ids)}):
            notes[row.ticket_id].append(row.text)
    return {ticket_id: tuple(said) for ticket_id, said in notes.items()}


def last_files(c: Connection, ids: Collection[int]) -> dict[int, tuple[FileRef, ...]]:
    """Return the attachments of each ticket's last customer message that had any, with one query."""
    if not ids:
        return {}
    refs: defaultdict[int, list[FileRef]] = defaultdict(list)
    for row in c.execute(_LAST_FILES, {"ids": list(ids)}):
        refs[row.ticket_id].append(FileRef(row.inbox_id, _attachment(row)))
    return {ticket_id: tuple(found) for ticket_id, found in refs.items()}


def add_message(c: Connection, ticket_id: int, message: Message) -> None:
    """Add an entry to a ticket's thread."""
    values = {
        "ticket_id": ticket_id,
        "author": message.author,
        "circle": message.circle,
        "name": message.name,
        "addr": message.addr,
        "text": message.text,
        "at": message.at,
        "inbox_id": message.inbox_id,
        "mark": message.mark,
        "has_files": bool(message.attachments),
        "origin": message.origin,
    }
    message_id = new_id(c.execute(_NEW_MESSAGE, values))
    rows = [
        {
            "message_id": message_id,
            "position": position,
            "name": file.name,
            "type": file.type,
            "size": file.size,
            "sha256": file.sha256,
            "part": file.part,
        }
        for position, file in enumerate(message.attachments)
    ]
    if rows:
        c.execute(_NEW_FILES, rows)


def add_events(
    c: Connection, ticket_id: int, happened: Sequence[Event], now: datetime, inbox_id: int | None
) -> None:
    """Add lines to a ticket's history; what names no time and no mail gets those that are given."""
    rows = [
        {
            "ticket_id": ticket_id,
            "what": event.what,
            "before": event.before,
            "after": event.after,
            "by": event.by,
            "at": event.at or now,
            "inbox_id": event.inbox_id or inbox_id,
        }
        for event in happened
    ]
    if rows:
        c.execute(_NEW_EVENTS, rows)


# Built once: making a statement costs more than running it.
_NEW_MESSAGE = insert(messages)
_NEW_FILES = insert(attachments)
_NEW_EVENTS = insert(events)
# An import adds what was said long ago.
_THREAD = (
    select(messages)
    .where(messages.c.ticket_id == bindparam("ticket_id"))
    .order_by(messages.c.at, messages.c.id)
)
_LATEST = (
    select(messages)
    .where(messages.c.ticket_id == bindparam("ticket_id"))
    .order_by(messages.c.at.desc(), messages.c.id.desc())
    .limit(bindparam("limit"))
)
_HISTORY = (
    select(events).where(events.c.ticket_id == bindparam("ticket_id")).order_by(events.c.at, events.c.id)
)
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_LAST_JOINED = (
    select(events.c.ticket_id, func.max(events.c.at).label("at"))
    .where(events.c.ticket_id.in_(_IDS), events.c.what.in_(("requester", "participants", "merged")))
    .group_by(events.c.ticket_id)
)
_NEWEST = messages.alias("newest")


def _last_of(circle: Circle, most: int, *authors: Author) -> Select[Any]:
    """Return the query for so many last messages of a circle, or of some in it, in each of some tickets."""
    first = (
        select(_NEWEST.c.id)
        .where(_NEWEST.c.ticket_id == tickets.c.id, *_among(_NEWEST, circle, authors))
        .order_by(_NEWEST.c.id.desc())
        .limit(1)
        .offset(most - 1)
        .correlate(tickets)
        .scalar_subquery()
    )
    # By a first one and not by a list of them: that PostgreSQL would hold against every message there is.
    return (
        select(messages)
        .select_from(tickets)
        .join(
            messages,
            and_(
                messages.c.ticket_id == tickets.c.id,
                messages.c.id >= func.coalesce(first, 0),
                *_among(messages, circle, authors),
            ),
        )
        .where(tickets.c.id.in_(_IDS))
        .order_by(messages.c.id)
    )


def _among(of: FromClause, circle: Circle, authors: Collection[Author]) -> list[ColumnElement[bool]]:
    return [of.c.circle == circle, *([of.c.author.in_(authors)] if authors else ())]


_LAST_WORDS = _last_of(Circle.PUBLIC, REMEMBERED)
_LAST_NOTES = _last_of(Circle.INTERNAL, REMEMBERED_NOTES, Author.AGENT)
_LAST_FILES = (
    select(attachments, messages.c.ticket_id, messages.c.inbox_id)
    .select_from(tickets)
    .join(
        messages,
        messages.c.id
        == select(messages.c.id)
        .where(CUSTOMER_FILES, messages.c.ticket_id == tickets.c.id, messages.c.inbox_id.is_not(None))
        .order_by(messages.c.id.desc())
        .limit(1)
        .correlate(tickets)
        .scalar_subquery(),
    )
    .join(attachments, attachments.c.message_id == messages.c.id)
    .where(tickets.c.id.in_(_IDS))
    .order_by(messages.c.id, attachments.c.position)
)
_ATTACHMENTS = (
    select(attachments)
    .where(attachments.c.message_id.in_(_IDS))
    .order_by(attachments.c.message_id, attachments.c.position)
)


def _attachments(c: Connection, rows: Sequence[Row[Any]]) -> Mapping[int, list[Attachment]]:
    files: defaultdict[int, list[Attachment]] = defaultdict(list)
    ids = [row.id for row in rows if row.has_files]
    if ids:
        for row in c.execute(_ATTACHMENTS, {"ids": ids}):
            files[row.message_id].append(_attachment(row))
    return files


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(name=row.name, type=row.type, size=row.size, sha256=row.sha256, part=row.part)


def _message(row: Row[Any], files: Mapping[int, list[Attachment]]) -> Message:
    return Message(
        author=row.author,
        circle=row.circle,
        name=row.name,
        addr=row.addr,
        text=row.text,
        at=row.at,
        attachments=tuple(files.get(row.id, ())),
        inbox_id=row.inbox_id,
        mark=row.mark,
        origin=row.origin,
    )
