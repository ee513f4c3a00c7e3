"""The one gate for automatic mail: what may leave, and why the rest may not (RFC 3834)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desk.address import Address, is_addr_spec
from desk.case import Case
from desk.decisions import Alarm
from desk.letters import Letter, Template
from desk.mail import Forwarded, Mail
from desk.office import Office
from desk.ticket import Ticket
from desk.topics import Topic
from desk.trust import Mark

# Values of X-Auto-Response-Suppress that ask for silence ([MS-OXCMAIL] 2.1.3.2.20).
_SILENCING = frozenset({"all", "oof", "autoreply"})

# The first words of a spam header by which a filter says that a mail is none.
_HAM = frozenset({"", "no", "false", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What has left already: of this desk in the last hour, of the ticket in the last day."""

    desk_last_hour: int = 0
    ticket_last_day: int = 0
    notices_last_day: int = 0

    @classmethod
    def of(cls, ticket: Ticket | None, desk_last_hour: int) -> "Counts":
        """Return the counts of a ticket; of a new one there are none."""
        if ticket is None:
            return cls(desk_last_hour=desk_last_hour)
        return cls(
            desk_last_hour=desk_last_hour,
            ticket_last_day=ticket.automatic_last_day,
            notices_last_day=ticket.notices_last_day,
        )


def silence(case: Case) -> str:
    """Return why this mail gets no acknowledgement, or the empty string where it gets one."""
    return unanswerable(case) or _first(_limits(case))


def unanswerable(case: Case) -> str:
    """Return why nothing automatic may answer this mail, or the empty string."""
    return _first(_marks(case))


def from_a_machine(shown: Forwarded) -> str:
    """Return why nothing automatic may answer a mail that an agent passes on, or the empty string."""
    return _first(_signs_of_machines(shown))


def _first(reasons: Iterable[tuple[bool, str]]) -> str:
    return next((why for holds, why in reasons if holds), "")


def _marks(case: Case) -> tuple[tuple[bool, str], ...]:
    mail, desk, by_hand = case.mail, case.office.desk, case.form is None
    return (
        (mail.sender is None, "From is not exactly one plain address"),
        (case.mark is Mark.FAIL, "the sender's domain says this mail is not from it"),
        (is_spam(case), f"marked as spam by {desk.spam_header}"),
        (by_hand and case.envelope.return_path == "", "null return path"),
        (case.envelope.stale, "the mail lay in its mailbox for over a day before it was first seen"),
        *_signs_of_machines(mail, by_hand=by_hand),
        (bool(mail.calendar_method), "a calendar invitation"),
        (not case.by_a_person, f"not surely a person's mail: {mail.kind.value}"),
        (case.office.is_own(case.sender.addr), "the sender is a desk of ours"),
        (desk.has_form(case.sender.addr), "from a web form that names nobody who can be answered"),
        (not is_addr_spec(case.sender.addr), "the sender's address cannot be written to"),
    )


def _signs_of_machines(mail: Mail | Forwarded, *, by_hand: bool = True) -> tuple[tuple[bool, str], ...]:
    suppress = {word.strip().lower() for word in mail.headers.get("x-auto-response-suppress", "").split(",")}
    return (
        (bool(mail.automatic), "marks of a machine: " + ", ".join(mail.automatic)),
        (by_hand and bool(suppress & _SILENCING), "the sender asks for no automatic answer"),
    )


def _limits(case: Case) -> tuple[tuple[bool, str], ...]:
    limits = case.office.limits
    return (
        (
            case.facts.acknowledgements_last_hour >= limits.acknowledgements_per_sender_hour,
            "this sender's hourly limit of acknowledgements is reached",
        ),
        (
            case.facts.automatic_last_hour >= limits.automatic_per_desk_hour,
            "the desk's hourly limit of automatic mail is reached",
        ),
    )


def is_spam(case: Case) -> bool:
    """Tell whether the filter that this desk trusts calls the mail spam."""
    header = case.office.desk.spam_header.lower()
    value = case.mail.headers.get(header, "") if header else ""
    first = re.match(r"\s*(\w*)", value)
    return first is not None and first[1].lower() not in _HAM


def passed(letters: Iterable[Letter], office: Office, counts: Counts) -> tuple[Letter, ...]:
    """Return the letters that may leave, each without the recipients that must not be written to."""
    addressed = (
        replace(letter, to=tuple(who for who in letter.to if _is_writable(who, office))) for letter in letters
    )
    return tuple(letter for letter in addressed if open_for(letter, office, counts))


def _is_writable(who: Address, office: Office) -> bool:
    return is_addr_spec(who.addr) and not office.is_own(who.addr)


def open_for(letter: Letter, office: Office, counts: Counts) -> bool:
    """Tell whether this letter may leave.

    Nothing is ever sent to an address of ours. An agent's own words always leave, in a closing note, too;
    automatic mail to a customer stays under the limits of its ticket and of its desk, notices to staff
    under their own.
    """
    if not letter.to or any(office.is_own(to.addr) for to in letter.to):
        return False
    return within_limits(letter, office, counts)


# What tells an agent that the own words did not go out, or not yet, has more room than other notices.
_ROOM_FOR_WORDS = 3


def _returns_words(letter: Letter) -> bool:
    returned = letter.template in {Template.RETURNED, Template.REFUSAL}
    return returned or letter.topic in {Topic.WAITING, Topic.UNDONE}


def within_limits(letter: Letter, office: Office, counts: Counts) -> bool:
    """Tell whether the limits let this letter leave; see ``open_for``."""
    if not letter.automatic or (letter.author and not letter.for_staff):
        return True
    if letter.for_staff:
        room = _ROOM_FOR_WORDS if _returns_words(letter) else 1
        return counts.notices_last_day < office.limits.notices_per_ticket_day * room
    return (
        counts.ticket_last_day < office.limits.automatic_per_ticket_day
        and counts.desk_last_hour < office.limits.automatic_per_desk_hour
    )


def alarms(office: Office, counts: Counts) -> tuple[Alarm, ...]:
    """Return what the operator must know of limits that are reached."""
    if counts.desk_last_hour < office.limits.automatic_per_desk_hour:
        return ()
    facts = {"count": str(office.limits.automatic_per_desk_hour), "sender": office.desk.address}
    return (Alarm(topic=Topic.LIMIT_REACHED, once=f"limit {office.desk.address}", facts=facts),)
