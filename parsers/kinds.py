"""What a mail is: a person's request or reply, or one of the kinds that machines send."""

import re
from collections.abc import Collection

from desk.mail import Mail, MailKind
from parsers.marks import Machine, Mark

# The local part of every Message-ID of ours: 130 random bits in base32.
_OWN = re.compile(r"postdesk\.[a-z2-7]{26}@[^@]+")

# In the languages whose programs write them; "На:" is Lotus Notes, "Отв:" and "Пересл:" are old Outlooks.
_REPLY = r"re|aw|antw|antwort|sv|vs|odp|ynt|ответ|отв|на|ha|回复|答复"
_FORWARD = r"fwd?|wg|tr|enc|rv|pd|пересл|переслано|пересылка|转发"
_TAG = r"(?:\[[^\]\[]{1,40}\]\s*)?"
_COUNT = r"(?:[\[(^]\s*\d{1,3}\s*[\])]?)?"
_PREFIX = re.compile(
    rf"\s*{_TAG}(?:(?P<reply>{_REPLY})|(?P<forward>{_FORWARD}))\s*{_COUNT}\s*[:：]", re.IGNORECASE
)


def kind(mail: Mail, marks: Collection[Mark], report_type: str, *, first_mail: bool) -> MailKind:
    """Return what a mail is, all else of it being read; the first rule that decides, decides."""
    says = {mark.says for mark in marks}
    rules = (
        (mail.bounce is not None, MailKind.BOUNCE),
        (report_type == "disposition-notification", MailKind.RECEIPT),
        (report_type == "feedback-report", MailKind.LIST),
        (Machine.ANSWERS in says, MailKind.AUTO_REPLY),
        (mail.calendar_method != "", MailKind.CALENDAR),
        (Machine.GENERATES in says and not first_mail, MailKind.AUTO_REPLY),
        (says & {Machine.GENERATES, Machine.SPREADS} != set(), MailKind.LIST),
        (Machine.DELIVERS in says, MailKind.AUTO_REPLY),
        (_OWN.fullmatch(mail.message_id) is not None, MailKind.OWN),
        (not first_mail, MailKind.REPLY),
    )
    return next((kind for holds, kind in rules if holds), MailKind.REQUEST)


def is_reply(subject: str, *, has_parent: bool) -> bool:
    """Tell whether a mail answers another; who forwards one begins something new."""
    prefix = _PREFIX.match(subject)
    if prefix is not None and prefix["forward"]:
        return False
    return has_parent or (prefix is not None and prefix["reply"] is not None)
