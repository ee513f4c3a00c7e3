"""The mixed corpus: customers' mails in Russian and English as mail programs make them, the same at each run.

Of a thousand mails 850 are texts of about 8 KB with their HTML twin, 100 carry a picture of 100 KB besides,
50 are plain text; 400 answer an earlier mail and quote it. No two mails that are taken from it are the same.
"""

import base64
import quopri
import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from enum import Enum
from functools import cache
from itertools import count

# So many different bodies there are; more mails repeat them under headers of their own.
BODIES = 500
SEED = 4

DESK = "support@desk.example"

_WORDS = {
    "en": [
        "printer",
        "tray",
        "paper",
        "jam",
        "driver",
        "queue",
        "spooler",
        "toner",
        "cartridge",
        "network",
        "cable",
        "switch",
        "port",
        "router",
        "signal",
        "meeting",
        "room",
        "projector",
        "screen",
        "adapter",
        "account",
        "locked",
        "password",
        "expired",
        "reset",
        "portal",
        "invoice",
        "amount",
        "currency",
        "rounding",
        "report",
        "export",
        "spreadsheet",
        "column",
        "missing",
        "since",
        "update",
        "monday",
        "nobody",
        "can",
        "print",
        "the",
        "a",
        "our",
        "every",
        "again",
        "after",
        "before",
        "without",
        "please",
        "look",
        "into",
        "it",
        "soon",
        "thanks",
    ],
    "ru": [
        "принтер",
        "лоток",
        "бумага",
        "застревает",
        "драйвер",
        "очередь",
        "картридж",
        "сеть",
        "кабель",
        "порт",
        "роутер",
        "сигнал",
        "переговорная",
        "проектор",
        "экран",
        "переходник",
        "учётная",
        "запись",
        "заблокирована",
        "пароль",
        "истёк",
        "сброс",
        "портал",
        "счёт",
        "сумма",
        "валюта",
        "округление",
        "отчёт",
        "выгрузка",
        "таблица",
        "столбец",
        "пропал",
        "после",
        "обновления",
        "понедельник",
        "никто",
        "не",
        "может",
        "мы",
        "наш",
        "каждый",
        "снова",
        "до",
        "без",
        "пожалуйста",
        "посмотрите",
        "скорее",
        "спасибо",
    ],
}
_NAMES = {"en": ("Ruth Adler", "Tom Hale", "Ines Roy"), "ru": ("Пётр Ильин", "Нина Орлова", "Лев Зуев")}
_QUOTED = {"en": "On 12 Nov 2026, at 10:15, Support wrote:", "ru": "12.11.2026 10:15, Поддержка пишет:"}
# A Cyrillic letter takes two bytes, and its base64 form a third more.
_LETTERS = {"en": 2600, "ru": 900}
_PICTURE_BYTES = 100 * 1024
# Of plain texts, of those with a picture, of texts with an HTML twin.
_SHARES = (5, 10, 85)
_STYLE = "<style>p.text{margin:0;font-family:Calibri,sans-serif;font-size:11pt}a:link{color:blue}</style>\n"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is sent: the envelope's sender, and its bytes with CRLF."""

    sender: str
    raw: bytes


class _Kind(Enum):
    PLAIN = "plain"
    PICTURE = "picture"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class _Body:
    kind: _Kind
    language: str
    subject: str
    answers: bool
    text: bytes


def mixed(first: int = 0) -> Iterator[Mail]:
    """Return the mails of the mixed corpus without end, numbered from ``first``."""
    return _numbered(_bodies(), first)


def texts(first: int = 0) -> Iterator[Mail]:
    """Return those of about 8 KB without end: a text with its HTML twin."""
    return _numbered([body for body in _bodies() if body.kind is _Kind.TEXT], first)


def pictures(first: int = 0) -> Iterator[Mail]:
    """Return those of about 148 KB without end: the same with a picture."""
    return _numbered([body for body in _bodies() if body.kind is _Kind.PICTURE], first)


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
    chance = random.Random(SEED)  # noqa: S311 - a corpus, no secret.
    parts = [_text(chance, "en", "plain", "All of it is in the file.\n"), _file(chance, size * 73 // 100)]
    whole = _multipart("mixed", parts, 0).replace("\n", "\r\n").encode("ascii")
    return _mail(_Body(_Kind.PICTURE, "en", "A big one", False, whole), 0)


@cache
def _bodies() -> "list[_Body]":
    return [_body(number) for number in range(BODIES)]


def _numbered(bodies: "list[_Body]", first: int) -> Iterator[Mail]:
    return (_mail(bodies[number % len(bodies)], number) for number in count(first))


def _mail(body: _Body, number: int) -> Mail:
    name = _NAMES[body.language][number % 3]
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


def _body(number: int) -> _Body:
    chance = random.Random(f"{SEED}.{number}")  # noqa: S311 - a corpus, no secret.
    language = "ru" if chance.random() < 0.6 else "en"
    answers = chance.random() < 0.4
    kind = chance.choices(list(_Kind), _SHARES)[0]
    paragraphs = _paragraphs(chance, language)
    half = len(paragraphs) // 2 if answers else len(paragraphs)
    own, quoted = paragraphs[:half], paragraphs[half:]
    signature = f"{_NAMES[language][0]}\n+7 495 000-{number % 90 + 10}-00"
    parts = [_text(chance, language, "plain", _plain(language, own, quoted, signature))]
    if kind is not _Kind.PLAIN:
        parts.append(_text(chance, language, "html", _html(language, own, quoted, signature)))
    whole = _multipart("alternative", parts, number) if len(parts) > 1 else parts[0]
    if kind is _Kind.PICTURE:
        whole = _multipart("mixed", [whole, _file(chance, _PICTURE_BYTES)], number)
    subject = " ".join(chance.choices(_WORDS[language], k=4)).capitalize()
    return _Body(kind, language, subject, answers, whole.replace("\n", "\r\n").encode("ascii"))


def _paragraphs(chance: random.Random, language: str) -> list[str]:
    found: list[str] = []
    while sum(map(len, found)) < _LETTERS[language]:
        sentences = (
            " ".join(chance.choices(_WORDS[language], k=chance.randint(6, 14))).capitalize() for _ in "123"
        )
        found.append(". ".join(sentences) + ".")
    return found


def _plain(language: str, own: list[str], quoted: list[str], signature: str) -> str:
    answered = "\n".join(["", _QUOTED[language], *(f"> {line}" for line in quoted)]) if quoted else ""
    return "\n\n".join(own) + f"\n\n-- \n{signature}\n{answered}\n"


def _html(language: str, own: list[str], quoted: list[str], signature: str) -> str:
    words = "".join(f'<p class="text"><span style="color:#1F497D">{text}</span></p>\n' for text in own)
    answered = "".join(f"<p>{text}</p>\n" for text in quoted)
    if quoted:
        quote = f'<blockquote class="gmail_quote">{answered}</blockquote>'
        answered = (
            f'<div class="gmail_quote"><div class="gmail_attr">{_QUOTED[language]}</div>{quote}</div>\n'
        )
    signed = signature.replace("\n", "<br>\n")
    return f"<html><head>{_STYLE}</head><body>\n{words}<p>--<br>\n{signed}</p>\n{answered}</body></html>\n"


def _text(chance: random.Random, language: str, subtype: str, text: str) -> str:
    charset = "koi8-r" if language == "ru" and chance.random() < 0.1 else "utf-8"
    data = text.encode(charset)
    if language == "ru" and chance.random() < 0.7:
        encoding, written = "base64", base64.encodebytes(data)
    else:
        encoding, written = "quoted-printable", quopri.encodestring(data)
    head = f'Content-Type: text/{subtype}; charset="{charset}"\nContent-Transfer-Encoding: {encoding}\n\n'
    return head + written.decode("ascii")


def _file(chance: random.Random, size: int) -> str:
    # Noise, which no compression makes smaller, behind the head of a PNG.
    data = b"\x89PNG\r\n\x1a\n" + chance.randbytes(size)
    head = "Content-Type: image/png\nContent-Disposition: attachment; filename=screen.png\n"
    return head + "Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(data).decode("ascii")


def _multipart(subtype: str, parts: list[str], number: int) -> str:
    boundary = f"=_{subtype}_{number}"
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="{boundary}"\n\n{body}--{boundary}--\n'
