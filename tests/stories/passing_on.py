"""How a mail is passed on in a story: in the words of a mail program, or attached."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from tests.parsers.forwarding_programs import ANN, PASSINGS
from tests.stories.cast import cast

# Instead of a program's name: the mail is attached as it came (message/rfc822).
ATTACHED = "attached"
_NAME, _, _ADDRESS = ANN.rstrip(">").partition(" <")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """Another's mail within one: ``sender`` is one of the cast, or what stands in its From.

    ``files`` are those of an attached one; what is shown in a text has none of its own.
    """

    program: str
    sender: str
    subject: str
    text: str
    files: tuple[Mapping[str, str], ...] = ()

    @property
    def prefix(self) -> str:
        """What the program puts before the subject."""
        return "Fwd: " if self.program == ATTACHED else PASSINGS[self.program].prefix


def passed_on(told: Mapping[str, Any]) -> PassedOn:
    """Return what a story's table means. Raises KeyError for what is left out, or not known."""
    unknown = told.keys() - {"program", "from", "subject", "text", "files"}
    if unknown:
        raise KeyError(*unknown)
    table = PassedOn(
        program=told["program"],
        sender=told["from"],
        subject=told["subject"],
        text=told["text"],
        files=tuple(told.get("files", ())),
    )
    if table.program != ATTACHED and (table.files or table.program not in PASSINGS):
        raise KeyError(table.program)
    return table


def pass_on(mail: EmailMessage, comment: str, passed: PassedOn) -> None:
    """Fill a mail with another one, below a comment."""
    name, _, rest = _person(passed.sender).partition(" <")
    if passed.program == ATTACHED:
        mail.set_content(comment)
        mail.add_attachment(_attached(passed))
        return
    program = PASSINGS[passed.program]
    text = program.text.replace(_NAME, name).replace(_ADDRESS, rest.rstrip(">"))
    whole = text.format(subject=passed.subject, text=passed.text.strip())
    if program.html:
        above = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in comment.splitlines())
        mail.set_content(above + whole, subtype="html")
    else:
        mail.set_content(f"{comment}\n\n{whole}")


def _person(sender: str) -> str:
    who = cast().get(sender)
    return sender if who is None else f"{who.name} <{who.address}>"


def _attached(passed: PassedOn) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _person(passed.sender)
    mail["To"] = "helpdesk@staff.example"
    mail["Subject"] = passed.subject
    mail["Date"] = "Thu, 19 Nov 2026 09:00:00 +0300"
    mail["Message-ID"] = "<passed-on@mail.example>"
    mail.set_content(passed.text)
    for file in passed.files:
        mail.add_attachment(file["text"].encode(), maintype="text", subtype="plain", filename=file["name"])
    return mail
