"""The mixed corpus: customers' mails in Russian and English as mail programs make them, the same at each run.

Of a thousand mails 850 are texts of about 8 KB with their HTML twin, 100 carry a picture of 100 KB besides,
50 are plain text; 400 answer an earlier mail and quote it. No two mails that are taken from it are the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from itertools import count

from tests.bench.bodies import NAMES, Body, Kind, big_body, bodies

DESK = "support@desk.example"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is sent: the envelope's sender, and its bytes with CRLF."""

    sender: str
    raw: bytes


def mixed(first: int = 0) -> Iterator[Mail]:
    """Return the mails of the mixed corpus without end, numbered from ``first``."""
    return _numbered(bodies(), first)


def texts(first: int = 0) -> Iterator[Mail]:
    """Return those of about 8 KB without end: a text with its HTML twin."""
    return _numbered([body for body in bodies() if body.kind is Kind.TEXT], first)


def pictures(first: int = 0) -> Iterator[Mail]:
    """Return those of about 148 KB without end: the same with a picture."""
    return _numbered([body for body in bodies() if body.kind is Kind.PICTURE], first)


def short(number: int, turn: int) -> Mail:
    """Return the first mail of a customer in a few words, or the ``turn``-th that goes on with it."""
    sender = f"user{number}@customer{number % 20}.example"
    first = f"<{number}.0.short@customer.example>"
    answered = f"In-Reply-To: {first}\r\nReferences: {first}\r\n" if turn else ""
    text = (
        f"From: <{sender}>\r\nTo: <{DESK}>\r\nSubject: {'Re: ' if turn else ''}The printer {number}\r\n"
        f"Date: Thu, 12 Nov 2026 10:20:30 +0300\r\nMessage-ID: <{number}.{turn}.short@customer.example>\r\n"
        f"{answered}\r\nThe printer on floor {number} prints nothing, for the {turn + 1}. time.\r\n"
    )
    return Mail(sender, text.encode("ascii"))


def big(size: int) -> Mail:
    """Return a mail of about so many bytes: a text, and a file of noise."""
    # A number that no mail of the corpus comes to: they would be namesakes.
    return _mail(big_body(size), 10**9)


def _numbered(some: list[Body], first: int) -> Iterator[Mail]:
    return (_mail(some[number % len(some)], number) for number in count(first))


def _mail(body: Body, number: int) -> Mail:
    name = NAMES[body.language][number % 3]
    # A sender of its own for each mail: limits of one sender are not what is measured.
    sender = f"user{number}@customer{number % 20}.example"
    subject = ("Re: " if body.answers else "") + f"{body.subject} {number}"
    answered = f"<{number}.before@desk.example>"
    fields = [
        *(
            f"Received: from mx{hop}.example by in{hop}.example with ESMTPS id {number:x}{hop}"
            for hop in "12"
        ),
        f"From: {_encoded(name)} <{sender}>",
        f"To: {_encoded('Служба поддержки')} <{DESK}>",
        f"Subject: {_encoded(subject)}",
        "Date: Thu, 12 Nov 2026 10:20:30 +0300",
        f"Message-ID: <{number}.of.bench@{sender.partition('@')[2]}>",
        *([f"In-Reply-To: {answered}", f"References: {answered}"] if body.answers else []),
        "MIME-Version: 1.0",
    ]
    return Mail(sender, "\r\n".join(fields).encode("ascii") + b"\r\n" + body.text)


def _encoded(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8").encode(linesep="\r\n")
