"""A mail as the parsers read it: what it says, who says it, and how sure the reader is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from desk.address import Address
from desk.request import RequestKind


class MailKind(StrEnum):
    """What a mail is. Only ``request`` and ``reply`` are surely a person's."""

    REQUEST = "request"
    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    LIST = "list"
    OWN = "own"
    UNREADABLE = "unreadable"


class Language(StrEnum):
    """A language that Postdesk reads and writes."""

    RU = "ru"
    EN = "en"


class TextLanguage(StrEnum):
    """A language that a text is written in, told from every other."""

    RU = "ru"
    EN = "en"
    UK = "uk"
    DE = "de"
    OTHER = "other"


class Intent(StrEnum):
    """What a customer's answer wants."""

    CONFIRM = "confirm"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"
    THANKS = "thanks"
    STATUS = "status"
    CHOICE = "choice"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment's true type, size in bytes and SHA-256; its bytes stay in the raw mail.

    ``name`` is safe to show and to store: no path, no control or invisible characters, at most 120
    characters. ``part`` is the index by which the parsers find the bytes again in the same raw mail.
    ``inline`` tells an image that stands in the text itself from a file; ``decoration`` a logo or an icon
    that surely says nothing, ``logo`` any that looks like one, though the words may promise a file.
    """

    name: str
    type: str
    size: int
    sha256: str
    part: int
    inline: bool = False
    decoration: bool = False
    logo: bool = False


@dataclass(frozen=True, slots=True)
class Charset:
    """How bytes beyond ASCII became letters, and where: in the text, the HTML or the header of this name.

    ``confidence`` goes from 0 to 1: what a mail declares and its bytes do not deny is sure, all else a guess.
    The bytes themselves stay in the raw mail.
    """

    where: str
    name: str
    confidence: float
    is_declared: bool


@dataclass(frozen=True, slots=True)
class BounceReport:
    """What a delivery status notification says of one recipient (RFC 3464, 2.3)."""

    recipient: str | None
    status: str | None
    action: str | None
    original_message_id: str | None

    @property
    def permanent(self) -> bool | None:
        """Whether trying again is of no use (RFC 3463, 3.1); None where the report does not tell."""
        if self.action in {"delayed", "delivered", "relayed", "expanded"}:
            return False
        if self.status:
            return self.status.startswith("5")
        return True if self.action == "failed" else None


@dataclass(frozen=True, slots=True)
class AuthenticationResult:
    """One Authentication-Results header (RFC 8601), reduced to what identity needs.

    ``dmarc``, ``spf`` and ``dkim`` hold (result, domain) pairs, both folded: the domain of ``header.from``,
    ``smtp.mailfrom`` and ``header.d``. ``above`` holds the folded ``by`` host of the nearest Received
    header beneath this one (empty where none follows), ``foreign`` the ``by`` hosts of all Received
    headers above it.
    """

    host: str
    dmarc: tuple[tuple[str, str], ...] = ()
    spf: tuple[tuple[str, str], ...] = ()
    dkim: tuple[tuple[str, str], ...] = ()
    above: str = ""
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One line such as ``#assign ann`` from the top of a text: the word without ``#``, and the rest.

    ``second`` is another command that stands in the rest, with its sign, or empty.
    """

    word: str
    argument: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item of a numbered list: what stands behind its number, perhaps in several lines."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A mail that another passes on, as it is shown or attached: words of whoever passes it on, and no proof.

    ``sender`` is the one plain address that is shown as its author's. ``date`` is None where day, time and
    zone are not all surely told. ``text`` is what its writer wrote, the signature with it; older mails that
    an answer quotes are left off. ``comment`` is what the forwarder wrote above it, less commands and
    signature, and below it where its end is told. ``attachments`` are those of the carrying mail where it is
    shown in the text, its own where it is attached; their ``part`` is an index into the carrying mail all the
    same. ``language`` is the one to answer in. ``automatic`` names the marks of machine mail and ``headers``
    holds what a desk may be told to look at, as those of a Mail do; one that is shown has no headers.
    """

    sender: Address
    subject: str
    date: datetime | None
    text: str
    comment: str
    attachments: tuple[Attachment, ...]
    language: Language | None
    automatic: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message, read. Texts hold neither NUL nor lone surrogates; headers hold one line each.

    ``sender`` is the one true author: present only where exactly one From field holds exactly one plain
    address; else ``shown_sender`` holds what may be shown to staff. ``delivered_to`` holds addresses of
    Delivered-To, X-Original-To and Envelope-To, else the one that Received names. ``automatic`` names the
    marks of machine mail, such as ``Auto-Submitted: auto-replied``; ``kind_evidence`` is what decided the
    kind. ``bounces`` holds one report for each recipient, the weightiest first, and ``bounce`` is that one.
    ``calendar_answer`` is how an invitation is answered (``accepted``). ``headers`` holds the folded name and
    first value of each header that a desk may be told to look at (``X-Spam…``). The evidence of a request's
    kind and of an intent is the words that decided, lowered. ``explicit`` tells that a confirmation or
    withdrawal names the ticket's closing in so many words. ``argument`` is what a dispute says against the
    solution, ``choice`` the number, from 1, of the variant that an answer takes. ``language`` is the one to
    answer in; ``text_language`` is what the new text is written in, None where it does not tell.
    ``problems`` counts the requests that a text lists apart from each other, 0 where it lists none.
    ``similarity`` holds the stems by which mails about one matter are alike, sorted. ``formed`` names those
    of the ``fields`` that stand in a form, ``bare`` holds what the one line of a text may mean, by field, and
    ``filled`` what stands behind the names in a quoted list: perhaps it was written there.
    ``text_after_commands`` lacks a mail to staff that is quoted above it, too.
    ``misplaced_command`` is a line below the commands that means one, ``shows_notification`` tells that the
    text below them holds what only our mails to staff say, ``seems_notification`` that it holds what people
    seldom say, or a file any of it.
    ``sealed`` names by what a mail is encrypted (``S/MIME``), whose words nobody here can read.
    ``behind`` is whom a mailing list names as the author of a mail that it sends in its own name, ``sent_by``
    who sent or passed on the mail for its author (Sender, Resent-From): words for staff, and no proof.
    ``forwarded`` is the one mail that a person passes on in this one, the outermost where several stand in
    one another.
    ``supposed`` tells that nothing but its words makes this an automatic reply or a receipt: it may be a
    person's. ``numbered`` holds the first numbered list of the text and of what stands behind a command that
    takes one, ascending, and ``inline`` pairs of quoted lines and what is answered right below them.
    ``promised_file`` is the words by which it says that a file is attached, ``attached_text`` what short text
    files beside it say, and ``mentioned`` are the addresses of mail in it, in these, and in names and
    subjects that it gives, folded.
    """

    kind: MailKind
    subject: str = ""
    sender: Address | None = None
    shown_sender: str = ""
    reply_to: Address | None = None
    behind: Address | None = None
    sent_by: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    language: Language | None = None
    text_language: TextLanguage | None = None
    visible_text: str = ""
    quoted_text: str = ""
    signature: str = ""
    html_present: bool = False
    attachments: tuple[Attachment, ...] = ()
    request_kind: RequestKind = RequestKind.UNSORTED
    request_kind_confidence: float = 0.0
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    formed: tuple[str, ...] = ()
    bare: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    filled: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    request_kind_evidence: tuple[str, ...] = ()
    problems: int = 0
    similarity: tuple[str, ...] = ()
    intent: Intent = Intent.NONE
    intent_confidence: float = 0.0
    intent_evidence: tuple[str, ...] = ()
    explicit: bool = False
    argument: str = ""
    choice: int | None = None
    bounce: BounceReport | None = None
    bounces: tuple[BounceReport, ...] = ()
    calendar_method: str = ""
    calendar_answer: str = ""
    automatic: tuple[str, ...] = ()
    kind_evidence: str = ""
    authentication: tuple[AuthenticationResult, ...] = ()
    commands: tuple[CommandLine, ...] = ()
    text_after_commands: str = ""
    misplaced_command: str = ""
    shows_notification: bool = False
    seems_notification: bool = False
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    oddities: tuple[str, ...] = ()
    charsets: tuple[Charset, ...] = ()
    sealed: str = ""
    supposed: bool = False
    numbered: tuple[Numbered, ...] = ()
    inline: tuple[tuple[str, str], ...] = ()
    promised_file: str = ""
    mentioned: tuple[str, ...] = ()
    attached_text: str = ""
    forwarded: Forwarded | None = None
