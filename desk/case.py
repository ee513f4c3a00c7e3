"""A case: one mail at one desk, with all that is needed to decide it."""

from dataclasses import dataclass, replace
from datetime import datetime

from desk.address import Address
from desk.envelope import Envelope, Source
from desk.facts import Facts
from desk.letters import FileRef
from desk.mail import Language, Mail, MailKind
from desk.office import Office
from desk.ticket import Author, Circle, Event, Message, Ticket
from desk.trust import Mark, mark

# What stands in a thread for words that nobody here can read.
SEALED: dict[Language, str] = {
    Language.RU: "[Письмо зашифровано ({}), здесь его не прочесть. Оно приложено таким, каким пришло.]",
    Language.EN: "[This mail is encrypted ({}) and cannot be read here. It is attached as it came.]",
}

# So many of the last messages are shown with a new one.
LATEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the rules look at: the mail, its envelope, what the store knows, the office, the time.

    ``stand_in`` takes the place of the sender of a mail that has none, once a person has freed it; such a
    mail is believed no more for that. ``form`` is the web form that wrote the mail for its sender,
    ``listed`` the mailing list that sent it on in its own name.
    """

    mail: Mail
    envelope: Envelope
    facts: Facts
    office: Office
    inbox_id: int
    now: datetime
    stand_in: Address | None = None
    form: Address | None = None
    listed: Address | None = None

    @property
    def mark(self) -> Mark:
        """How far the mail's author is believed.

        A mail that was submitted with a password is believed as its agent's alone, and only while that agent
        is one: headers in it were written by the sender.
        """
        if self.envelope.source is Source.SUBMISSION:
            return self._mark_of_submission()
        desk = self.office.desk
        return mark(self.mail, desk.authentication_hosts, stripped=desk.forged_results_stripped)

    def _mark_of_submission(self) -> Mark:
        if self.mail.sender is None:
            return Mark.FAIL
        agent = self.office.directory.named(self.envelope.agent)
        return Mark.PASS if agent is not None and agent.has(self.mail.sender.addr) else Mark.NONE

    @property
    def sender(self) -> Address:
        """The one true sender, or who stands in; an empty address where there is neither."""
        return self.mail.sender or self.stand_in or Address("")

    @property
    def by_a_person(self) -> bool:
        """Tell whether this is surely a person's mail: only that changes a state or reaches a customer."""
        return self.mail.kind in {MailKind.REQUEST, MailKind.REPLY} and not self.mail.automatic

    @property
    def language(self) -> Language:
        """The language to answer in: the mail's own, else the sender's earlier one, else the desk's."""
        desk = self.office.desk
        known = (self.mail.language, self.facts.spoken_before)
        return next((told for told in known if told is not None and told in desk.languages), desk.language)

    @property
    def files(self) -> tuple[FileRef, ...]:
        """The mail's attachments that go along with what is told of it: all but logos and icons."""
        told = (attachment for attachment in self.mail.attachments if not attachment.decoration)
        return tuple(FileRef(self.inbox_id, attachment) for attachment in told)

    @property
    def text(self) -> str:
        """The mail's new text; where it is encrypted, what stands for the words that nobody here can read."""
        if self.mail.visible_text or not self.mail.sealed:
            return self.mail.visible_text
        return SEALED[self.language].format(self.mail.sealed)

    def last_word(self, ticket: Ticket, author: Author) -> Message | None:
        """Return the last public message of the customers or of the staff in a ticket.

        Words that need care (``mark``) are nobody's to be quoted: a forger's would reach the customers.
        """
        history = reversed(self.facts.history.get(ticket.id, ()))
        last = next((message for message in history if message.author is author), None)
        return None if last is None or last.mark else last

    def quotable(self, before: Ticket, after: Ticket) -> Message | None:
        """Return the customers' last word, where all customers of now took part when it was said.

        Who joins is not sent what was said before.
        """
        last = self.last_word(before, Author.CUSTOMER)
        joined = self.facts.joined.get(before.id)
        joins = any(not before.takes_part(customer.addr) for customer in after.customers)
        early = last is not None and joined is not None and last.at <= joined
        return None if joins or early else last

    def thread(self, ticket: Ticket) -> tuple[Message, ...]:
        """Return the last public messages of a ticket for staff, newest last."""
        return self.facts.history.get(ticket.id, ())[-LATEST:]

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
        """Return the case with somebody to stand in for the sender that the mail lacks."""
        return replace(self, stand_in=sender)
