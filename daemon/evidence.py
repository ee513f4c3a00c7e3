"""Where in a mail the words stand that decided a verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.mail import BounceReport, Mail
from parsers.head.headers import Head, shown
from parsers.meaning import language
from parsers.meaning.lexicon import words

# So much of a line is shown, and so many lines are looked at.
_LONGEST = 160
_MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided: a line, a header or words, and where they stand; the place may be unknown."""

    text: str
    where: str = ""


def in_headers(head: Head, *names: str) -> tuple[Reason, ...]:
    """Return every header of these names as it stands, decoded."""
    return tuple(
        Reason(shown(value, _LONGEST), "-".join(word.title() for word in name.split("-")))
        for name in names
        for value in head.all(name)[:5]
    )


def of_words(mail: Mail, phrase: str, *, subject: bool = True) -> Reason:
    """Return the line in which a phrase stands; the phrase alone where its spelling was mended.

    ``subject`` tells that the subject was read as well.
    """
    sought = words(phrase)
    lines = (*(_subject(mail) if subject else ()), *_lines(mail))
    line = next((line for line in lines if _holds(words(line.text), sought)), None)
    return Reason(_cut(line.text), f'"{phrase}" in {line.where}') if line else Reason(f'"{phrase}"')


def of_value(mail: Mail, value: str) -> Reason | None:
    """Return the line that holds a value, however its blanks and signs are set; None where no line does."""
    sought = _signs(value)
    lines = (*_lines(mail), *_subject(mail))
    line = next((line for line in lines if sought and sought in _signs(line.text)), None)
    return Reason(_cut(line.text), line.where) if line else None


def of_language(mail: Mail) -> Reason | None:
    """Return the first line that is in the language of the mail by itself."""
    told = mail.text_language
    lines = (*_lines(mail), *_subject(mail))
    line = next((line for line in lines if told and language.spoken(line.text) is told), None)
    return Reason(_cut(line.text), line.where) if line else None


def beginning(text: str) -> tuple[Reason, ...]:
    """Return the line with which a text begins, if there is one."""
    line = next((line for line in text.splitlines() if line.strip()), None)
    return (Reason(_cut(line), "begins"),) if line else ()


def of_bounce(mail: Mail, fields: Sequence[bytes], report: BounceReport) -> tuple[Reason, ...]:
    """Return the lines that name the recipient and the status: of the report's fields, else of the text."""
    told = [Reason(line, "") for data in fields for line in data.decode("utf-8", "replace").splitlines()]
    lines = [*told[:_MOST_LINES], *_lines(mail)]
    found = [
        next((line for line in lines if word and word in line.text.casefold()), None)
        for word in ((report.recipient or "").casefold(), report.status or "")
    ]
    return tuple(dict.fromkeys(Reason(_cut(line.text), line.where) for line in found if line))


def _subject(mail: Mail) -> tuple[Reason, ...]:
    return (Reason(mail.subject, "Subject"),)


def _lines(mail: Mail) -> Iterator[Reason]:
    texts = (
        ("line", mail.visible_text),
        ("signature, line", mail.signature),
        ("quotation, line", mail.quoted_text),
    )
    for name, text in texts:
        for number, line in enumerate(text.splitlines()[:_MOST_LINES], 1):
            if line.strip():
                yield Reason(line, f"{name} {number}")


def _cut(line: str) -> str:
    line = line.strip()
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"


def _signs(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _holds(row: list[str], sought: list[str]) -> bool:
    """Tell whether words stand side by side in a row."""
    size = len(sought)
    return size > 0 and any(row[at : at + size] == sought for at in range(len(row) - size + 1))
