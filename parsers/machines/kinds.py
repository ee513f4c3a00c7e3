"""What a mail is: a person's request or reply, or one of the kinds that machines send."""

import re
from collections.abc import Collection

from desk.mail import Mail, MailKind
from parsers.machines.marks import Machine, Mark
from parsers.machines.report_types import AGGREGATE, DELIVERY, FEEDBACK, RECEIPT

# The local part of every Message-ID of ours: 130 random bits in base32.
_OWN = re.compile(r"postdesk\.[a-z2-7]{26}@[^@]+")

# In the languages whose programs write them; "На:" is Lotus Notes, "Отв:" and "Пересл:" are old Outlooks.
_REPLY = r"re|r|aw|antw|antwort|sv|vs|odp|ynt|ответ|отв|на|ha|回复|答复"
_FORWARD = r"fwd?|wg|tr|enc|rv|pd|пересл|переслано|пересылка|переслать|пер|转发"
_TAG = r"(?:\[[^\]\[]{1,40}\]\s*+)?"
_COUNT = r"(?:[\[(^]\s*+\d{1,3}\s*+[\])]?)?"
_PREFIX = re.compile(
    rf"\s*+{_TAG}(?:(?P<reply>{_REPLY})|(?P<bracket>\[)?(?P<forward>{_FORWARD}))\s*+{_COUNT}\s*+[:：]",
    re.IGNORECASE,
)

_OF_BOUNCES = (Machine.DELIVERS, Machine.MAY_DELIVER, Machine.PERHAPS)


def kind(mail: Mail, marks: Collection[Mark], report_type: str, *, first_mail: bool) -> tuple[MailKind, str]:
    """Return what a mail is, and by which evidence, all else of it being read; the first rule decides."""

    def said(*machines: Machine) -> str:
        return next((mark.text for mark in marks if mark.says in machines), "")

    answers, generates = said(Machine.ANSWERS), said(Machine.GENERATES)
    rules = (
        (_bounced(mail, said(*_OF_BOUNCES), report_type), MailKind.BOUNCE),
        ("a receipt (RFC 8098)" if report_type == RECEIPT else "", MailKind.RECEIPT),
        ("a complaint (RFC 5965)" if report_type == FEEDBACK else "", MailKind.LIST),
        ("a report about a domain" if report_type == AGGREGATE else "", MailKind.LIST),
        (said(Machine.ACKNOWLEDGES), MailKind.RECEIPT),
        (answers or said(Machine.SEEMS), MailKind.AUTO_REPLY),
        (mail.calendar_method and f"a calendar's {mail.calendar_method}", MailKind.CALENDAR),
        ("" if first_mail else generates, MailKind.AUTO_REPLY),
        (said(Machine.GENERATES, Machine.SPREADS), MailKind.LIST),
        (said(Machine.DELIVERS), MailKind.AUTO_REPLY),
        ("a Message-ID of ours" if _OWN.fullmatch(mail.message_id) else "", MailKind.OWN),
        ("" if first_mail else "it answers a mail", MailKind.REPLY),
    )
    return next(((kind, why) for why, kind in rules if why), (MailKind.REQUEST, ""))


def _bounced(mail: Mail, by: str, report_type: str) -> str:
    """Return why a mail is a bounce, or nothing where it is none."""
    if mail.bounce is None:
        return ""
    return "a report of a delivery (RFC 3464)" if report_type == DELIVERY else by or "words of a mail system"


def is_reply(subject: str, *, has_parent: bool) -> bool:
    """Tell whether a mail answers another; who forwards one begins something new."""
    prefix = _PREFIX.match(subject)
    if prefix is not None and prefix["forward"]:
        return False
    return has_parent or (prefix is not None and prefix["reply"] is not None)


def passed_on(subject: str) -> str | None:
    """Return the subject of the mail that this one says is passed on, or None: "Fwd: x", "[Fwd: x]"."""
    prefix = _PREFIX.match(subject)
    if prefix is None or prefix["forward"] is None:
        return None
    rest = subject[prefix.end() :].strip()
    # Evolution closes the bracket that it opened.
    return rest.removesuffix("]") if prefix["bracket"] else rest
