"""What machines write: bounces with status and recipient, automatic answers, complaints."""

import re
from typing import Any

from desk.address import fold
from desk.mail import Mail, MailKind
from tests.corpus.difference import Difference, unless
from tests.corpus.reading import Reading

_PERSONS = frozenset({MailKind.REQUEST, MailKind.REPLY})
# Who is taken for one of these gets no answer.
_MACHINES = frozenset({MailKind.AUTO_REPLY, MailKind.BOUNCE})
# One mail may tell of failures and of delays.
_RECIPIENTS = ("failed_recipients", "delayed_recipients")
# Where a status is written; what no server wrote is read from words, and of that the class alone is firm.
_WRITTEN = re.compile(rb"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
# A peer's own codes for what no mail server said (4.0.9xx, 5.0.9xx).
_INVENTED = re.compile(r"[245]\.0\.9\d\d")


def is_bounce(wanted: bool, reading: Reading) -> Difference | None:
    """The mail is a bounce, or none."""
    return unless((reading.mail.kind is MailKind.BOUNCE) == wanted, f"bounce: {wanted}", _kind(reading.mail))


def is_automatic(wanted: bool, reading: Reading) -> Difference | None:
    """A machine answers, whichever; or a person does."""
    machine = reading.mail.kind not in _PERSONS if wanted else reading.mail.kind in _MACHINES
    return unless(machine == wanted, f"automatic: {wanted}", _kind(reading.mail))


def may_be_answered(wanted: bool, reading: Reading) -> Difference | None:
    """What a machine wrote gets no acknowledgement."""
    mail = reading.mail
    answered = mail.kind in _PERSONS and not mail.automatic
    return unless(answered == wanted, f"may be answered: {wanted}", _kind(mail))


def is_complaint(wanted: bool, reading: Reading) -> Difference | None:
    """A feedback report (RFC 5965) is no person's mail and no bounce."""
    told = reading.mail.kind not in _PERSONS | {MailKind.BOUNCE, MailKind.UNREADABLE}
    return unless(told == wanted, f"feedback report: {wanted}", _kind(reading.mail))


def opens_ticket(wanted: bool, reading: Reading) -> Difference | None:
    """What opens a ticket is no machine's mail. What opens none may do so by a peer's policy."""
    return unless(not wanted or reading.mail.kind not in _MACHINES, "opens a ticket", _kind(reading.mail))


def person(_: object, reading: Reading) -> Difference | None:
    """A person's answer is not taken for a machine's."""
    return unless(reading.mail.kind not in _MACHINES, "a person's mail", _kind(reading.mail))


def status(wanted: str, reading: Reading) -> Difference | None:
    """The bounce says this status (RFC 3463)."""
    return _statuses({wanted}, reading)


def statuses(wanted: list[dict[str, Any]], reading: Reading) -> Difference | None:
    """The bounce says each of these statuses of one recipient or another."""
    asked = {str(one.get("status") or "") for one in wanted}
    return None if any(not one or _INVENTED.fullmatch(one) for one in asked) else _statuses(asked, reading)


def hard(wanted: bool, reading: Reading) -> Difference | None:
    """The status tells a lasting failure from a passing one (RFC 3463, 2: the class)."""
    said = [one.status or "" for one in reading.mail.bounces]
    return unless(any(one.startswith("5" if wanted else "4") for one in said), f"hard: {wanted}", said)


def action(wanted: str, reading: Reading) -> Difference | None:
    """What became of the mail (RFC 3464, 2.3.3)."""
    found = [one.action for one in reading.mail.bounces]
    return unless(wanted.lower() in found, wanted, found)


def recipients(wanted: list[str], reading: Reading) -> Difference | None:
    """Each of these is told of, and nobody else but the others; none is asked for where a peer finds none."""
    found = {fold(one.recipient or "") for one in reading.mail.bounces}
    others = (reading.case.expect.get(key) for key in _RECIPIENTS)
    asked = {fold(str(one)) for known in others if isinstance(known, list) for one in known}
    named = set(map(fold, wanted))
    return unless(not wanted or named <= found <= asked | named, wanted, sorted(found))


def recipient(wanted: str, reading: Reading) -> Difference | None:
    """The recipient is this one, with or without its address type (RFC 3464, 2.3.2)."""
    found = {fold(one.recipient or "") for one in reading.mail.bounces}
    return unless(fold(wanted.rpartition(";")[2].strip()) in found, wanted, sorted(found))


def recipients_count(wanted: int, reading: Reading) -> Difference | None:
    """So many recipients are told of, where there is any."""
    found = [one.recipient for one in reading.mail.bounces if one.recipient]
    return unless(wanted == 0 or len(found) == wanted, wanted, found)


def _statuses(wanted: set[str], reading: Reading) -> Difference | None:
    found = {one.status or "" for one in reading.mail.bounces}
    if not _WRITTEN.search(reading.raw):
        found, wanted = {one[:1] for one in found}, {one[:1] for one in wanted}
    return unless(wanted <= found, " and ".join(sorted(wanted)), " and ".join(sorted(found)))


def _kind(mail: Mail) -> str:
    return " ".join((mail.kind, *mail.automatic))
