"""Old mails for the tests of importing, and the archives that they lie in."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

DESK = "support@example.org"
ANN = "ann@staff.example"
IVAN = "ivan@customer.example"
BEGIN = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


def an_old_mail(
    name: str,
    sender: str = IVAN,
    text: str = "The printer does not print.",
    *,
    to: str = DESK,
    hours: int = 0,
    answers: str = "",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """Return a mail written so many hours after the beginning; ``answers`` is the name of another."""
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(BEGIN + timedelta(hours=hours))
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = f"{'Re: ' if answers else ''}Printer"
    mail["Message-ID"] = f"<{name}@old.example>"
    if answers:
        mail["In-Reply-To"] = f"<{answers}@old.example>"
    for field, value in headers:
        mail[field] = value
    mail.set_content(text)
    return mail.as_bytes()


# One conversation, and one mail without an answer.
FIRST = an_old_mail("first")
ANSWER = an_old_mail("answer", ANN, "Is it switched on?", to=IVAN, hours=1, answers="first")
THANKS = an_old_mail("thanks", text="It was not, thank you.", hours=2, answers="answer")
OTHER = an_old_mail("other", "olga@customer.example", "No toner.", hours=3)


def in_mbox(*mails: bytes, line_end: bytes = b"\n") -> bytes:
    """Return an mbox of these mails, its lines ended in one way, each From within them quoted (mboxrd)."""
    parts = []
    for mail in mails:
        lines = mail.replace(b"\r\n", b"\n").split(b"\n")
        quoted = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines]
        parts.append(b"From ivan@customer.example Fri Mar  1 09:00:00 2024\n" + b"\n".join(quoted) + b"\n")
    return b"".join(parts).replace(b"\n", line_end)


def a_maildir(folder: Path, *mails: bytes, subfolder: str = "") -> Path:
    """Put mails into a Maildir, or into a folder of it; return the Maildir."""
    place = folder / subfolder if subfolder else folder
    for name in ("cur", "new", "tmp"):
        (place / name).mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails):
        path = place / "cur" / f"17000000{number:02}.M1P{len(subfolder)}.host:2,S"
        path.write_bytes(mail.replace(b"\r\n", b"\n"))
    return folder
