"""The bodies of the mixed corpus, as mail programs make them: charsets, encodings, MIME."""

import base64
import quopri
import random
from dataclasses import dataclass
from enum import Enum
from functools import cache

# So many different bodies there are; more mails repeat them under headers of their own.
BODIES = 500
SEED = 4

_VOCABULARY = {
    "en": """
        printer tray paper jam driver queue spooler toner cartridge network cable switch port router
        signal meeting room projector screen adapter account locked password expired reset portal
        invoice amount currency rounding report export spreadsheet column missing since update
        monday nobody can print the a our every again after before without please look into it soon
        thanks
    """,
    "ru": """
        принтер лоток бумага застревает драйвер очередь картридж сеть кабель порт роутер сигнал
        переговорная проектор экран переходник учётная запись заблокирована пароль истёк сброс
        портал счёт сумма валюта округление отчёт выгрузка таблица столбец пропал после обновления
        понедельник никто не может мы наш каждый снова до без пожалуйста посмотрите скорее спасибо
    """,
}
_WORDS = {language: words.split() for language, words in _VOCABULARY.items()}
NAMES = {"en": ("Ruth Adler", "Tom Hale", "Ines Roy"), "ru": ("Пётр Ильин", "Нина Орлова", "Лев Зуев")}
_QUOTED = {"en": "On 12 Nov 2026, at 10:15, Support wrote:", "ru": "12.11.2026 10:15, Поддержка пишет:"}
# A Cyrillic letter takes two bytes, and its base64 form a third more.
_LETTERS = {"en": 2600, "ru": 900}
_PICTURE_BYTES = 100 * 1024
# Of plain texts, of those with a picture, of texts with an HTML twin.
_SHARES = (5, 10, 85)
_STYLE = "<style>p.text{margin:0;font-family:Calibri,sans-serif;font-size:11pt}a:link{color:blue}</style>\n"


class Kind(Enum):
    """What a mail is made of: plain text, a text with its HTML twin, the same with a picture."""

    PLAIN = "plain"
    PICTURE = "picture"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Body:
    """A mail from its Content-Type on, with CRLF, and what its header must agree with."""

    kind: Kind
    language: str
    subject: str
    answers: bool
    text: bytes


@cache
def bodies() -> list[Body]:
    """Return all the bodies, the same at each run."""
    return [_body(number) for number in range(BODIES)]


def big_body(size: int) -> Body:
    """Return a body of about so many bytes: a text, and a file of noise."""
    chance = random.Random(SEED)  # noqa: S311 - a corpus, no secret.
    # base64 with its line ends makes 1.37 bytes of each.
    parts = [_text(chance, "en", "plain", "All of it is in the file.\n"), _file(chance, size * 73 // 100)]
    whole = _multipart("mixed", parts, 0).replace("\n", "\r\n").encode("ascii")
    return Body(Kind.PICTURE, "en", "A big one", False, whole)


def _body(number: int) -> Body:
    chance = random.Random(f"{SEED}.{number}")  # noqa: S311 - a corpus, no secret.
    language = "ru" if chance.random() < 0.6 else "en"
    answers = chance.random() < 0.4
    kind = chance.choices(list(Kind), _SHARES)[0]
    paragraphs = _paragraphs(chance, language)
    half = len(paragraphs) // 2 if answers else len(paragraphs)
    own, quoted = paragraphs[:half], paragraphs[half:]
    signature = f"{NAMES[language][0]}\n+7 495 000-{number % 90 + 10}-00"
    parts = [_text(chance, language, "plain", _plain(language, own, quoted, signature))]
    if kind is not Kind.PLAIN:
        parts.append(_text(chance, language, "html", _html(language, own, quoted, signature)))
    whole = _multipart("alternative", parts, number) if len(parts) > 1 else parts[0]
    if kind is Kind.PICTURE:
        whole = _multipart("mixed", [whole, _file(chance, _PICTURE_BYTES)], number)
    subject = " ".join(chance.choices(_WORDS[language], k=4)).capitalize()
    return Body(kind, language, subject, answers, whole.replace("\n", "\r\n").encode("ascii"))


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
