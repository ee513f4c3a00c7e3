"""A letter as JSON and back: as it waits in the outbox."""

from collections.abc import Mapping
from dataclasses import asdict, astuple
from datetime import datetime
from typing import Any

from desk.address import Address
from desk.letters import Audience, FileRef, Letter, Template, TicketLine
from desk.mail import Attachment, Language
from desk.request import Priority
from desk.states import State
from desk.ticket import Author, Circle, Event, Message, Question
from desk.topics import Topic

Json = Mapping[str, Any]


def to_json(letter: Letter) -> dict[str, Any]:
    """Return a letter as a JSON object."""
    return {
        "template": letter.template,
        "language": letter.language,
        "to": [[to.addr, to.name] for to in letter.to],
        "topic": letter.topic,
        "audience": letter.audience,
        "person": letter.person,
        "author": letter.author,
        "text": letter.text,
        "signature": letter.signature,
        "quote": None if letter.quote is None else _message_to_json(letter.quote),
        "whole": letter.whole,
        "files": [_file_to_json(ref) for ref in letter.files],
        "listed": [_file_to_json(ref) for ref in letter.listed],
        "thread": [_message_to_json(message) for message in letter.thread],
        "changes": [_event_to_json(event) for event in letter.changes],
        "tickets": [_line_to_json(line) for line in letter.tickets],
        "questions": [astuple(question) for question in letter.questions],
        "frees": letter.frees,
        "reads": letter.reads,
        "facts": dict(letter.facts),
    }


def from_json(stored: Json) -> Letter:
    """Return the letter that was stored."""
    return Letter(
        template=Template(stored["template"]),
        language=Language(stored["language"]),
        to=tuple(Address(addr, name) for addr, name in stored["to"]),
        topic=None if stored["topic"] is None else Topic(stored["topic"]),
        audience=None if stored["audience"] is None else Audience(stored["audience"]),
        person=stored["person"],
        author=stored["author"],
        text=stored["text"],
        signature=stored.get("signature", ""),
        quote=None if stored["quote"] is None else _message_from_json(stored["quote"]),
        whole=stored["whole"],
        files=tuple(_file_from_json(ref) for ref in stored["files"]),
        listed=tuple(_file_from_json(ref) for ref in stored["listed"]),
        # What waits from an older Postdesk has none of these.
        thread=tuple(_message_from_json(message) for message in stored.get("thread", ())),
        changes=tuple(_event_from_json(event) for event in stored.get("changes", ())),
        tickets=tuple(_line_from_json(line) for line in stored.get("tickets", ())),
        questions=tuple(Question(*question) for question in stored.get("questions", ())),
        frees=stored.get("frees"),
        reads=stored.get("reads", False),
        facts=dict(stored["facts"]),
    )


def _message_to_json(message: Message) -> dict[str, Any]:
    return {
        "author": message.author,
        "circle": message.circle,
        "name": message.name,
        "addr": message.addr,
        "text": message.text,
        "at": message.at.isoformat(),
        "attachments": [_attachment_to_json(attachment) for attachment in message.attachments],
        "inbox_id": message.inbox_id,
        "mark": message.mark,
        "origin": message.origin,
    }


def _message_from_json(stored: Json) -> Message:
    return Message(
        author=Author(stored["author"]),
        circle=Circle(stored["circle"]),
        name=stored["name"],
        addr=stored["addr"],
        text=stored["text"],
        at=datetime.fromisoformat(stored["at"]),
        attachments=tuple(Attachment(*attachment) for attachment in stored["attachments"]),
        inbox_id=stored["inbox_id"],
        mark=stored["mark"],
        origin=stored.get("origin", ""),
    )


def _event_to_json(event: Event) -> list[str]:
    return [event.what, event.before, event.after, event.by]


def _event_from_json(stored: list[str]) -> Event:
    return Event(what=stored[0], before=stored[1], after=stored[2], by=stored[3])


def _line_to_json(line: TicketLine) -> dict[str, Any]:
    return {**asdict(line), "changed_at": line.changed_at.isoformat()}


def _line_from_json(stored: Json) -> TicketLine:
    return TicketLine(
        number=stored["number"],
        subject=stored["subject"],
        state=State(stored["state"]),
        priority=Priority(stored["priority"]),
        requester=stored["requester"],
        assignees=tuple(stored["assignees"]),
        changed_at=datetime.fromisoformat(stored["changed_at"]),
    )


def _attachment_to_json(file: Attachment) -> list[Any]:
    return [file.name, file.type, file.size, file.sha256, file.part, file.inline]


def _file_to_json(ref: FileRef) -> dict[str, Any]:
    return {"inbox_id": ref.inbox_id, "attachment": _attachment_to_json(ref.attachment)}


def _file_from_json(stored: Json) -> FileRef:
    return FileRef(stored["inbox_id"], Attachment(*stored["attachment"]))
