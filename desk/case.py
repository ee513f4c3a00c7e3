"""A case: one mail at one desk, with all that is needed to decide it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.address import Address
from desk.envelope import Envelope
from desk.facts import Facts
from desk.letters import FileRef
from desk.mail import Language, Mail
from desk.office import Office
from desk.ticket import Author, Circle, Event, Message, Ticket
from desk.trust import Mark, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the rules look at: the mail, its envelope, what the store knows, the office, the time."""

    mail: Mail
    envelope: Envelope
    facts: Facts
    office: Office
    inbox_id: int
    now: datetime

    @property
    def mark(self) -> Mark:
        """How far the mail's author is believed."""
        return mark(self.mail, self.office.desk.authentication_hosts)

    @property
    def sender(self) -> Address:
        """The one true sender; only asked for once it is known that there is one."""
        return self.mail.sender or Address("")

    @property
    def language(self) -> Language:
        """The language to answer in: the mail's own where the desk speaks it, else the desk's."""
        own = self.mail.language
        return own if own is not None and own in self.office.desk.languages else self.office.desk.language

    @property
    def files(self) -> tuple[FileRef, ...]:
        """The mail's attachments."""
        return tuple(FileRef(self.inbox_id, attachment) for attachment in self.mail.attachments)

    def last_word(self, ticket: Ticket, author: Author) -> Message | None:
        """Return the last public message of the customers or of the staff in a ticket."""
        return last_word(self.facts.history.get(ticket.id, ()), author)

    def message(self, author: Author, circle: Circle, text: str, warning: str = "") -> Message:
        """Return this mail as an entry of a thread."""
        shown = Address(self.mail.shown_sender) if self.mail.sender is None else self.mail.sender
        return Message(
            author=author,
            circle=circle,
            name=shown.name,
            addr=shown.addr,
            text=text,
            at=self.now,
            attachments=self.mail.attachments,
            inbox_id=self.inbox_id,
            mark=warning,
        )

    def event(self, what: str, before: str = "", after: str = "", by: str = "") -> Event:
        """Return a line of history caused by this mail."""
        who = by or self.sender.addr or self.mail.shown_sender
        return Event(what=what, before=before, after=after, by=who, at=self.now, inbox_id=self.inbox_id)

    def with_sender(self, sender: Address) -> "Case":
        """Return the case as if this were the mail's one true sender."""
        return replace(self, mail=replace(self.mail, sender=sender))


def last_word(history: Sequence[Message], author: Author) -> Message | None:
    """Return the newest message of this author."""
    return next((message for message in reversed(history) if message.author is author), None)
