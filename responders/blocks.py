"""The light text of a template, read into blocks: the one source of the text part and the HTML part.

A template's first characters of a line say what it is::

    - an item of a list
    | Label: a fact (dropped where the fact is empty)
    ~ small print
    anything else is a paragraph; a blank line ends it

Only the template's own characters mean something. What a variable puts in is shielded (`shield`), so a
subject that begins with ``- `` stays a subject; a person's words never pass through here at all: they are
ready blocks, for which a template holds one private character (`WORDS`, `QUOTE`,
`THREAD`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desk.letters import Styled

WORDS = "\ue000"
QUOTE = "\ue001"
THREAD = "\ue003"
_SHIELD = "\ue002"
_SLOTS = re.compile(f"([{WORDS}{QUOTE}{THREAD}])")


@dataclass(frozen=True, slots=True)
class Marker:
    """The line above which an answer is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of running text; small print where it is only by the way."""

    lines: tuple[str, ...]
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts: labels and values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that comes with the mail and is shown in it, by its Content-ID without angle brackets."""

    content_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote, line for line; ``framed`` sets it off from what we say about it.

    ``styled`` stands out in it, in order; ``images`` are shown below it.
    """

    text: str
    framed: bool = False
    styled: tuple[Styled, ...] = ()
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words said before, with the line that tells who said them and when."""

    attribution: str
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said before, newest first, folded away where a mail program can."""

    heading: str
    quotes: tuple[Quote, ...]


Block = Marker | Paragraph | Bullets | Rows | Words | Quote | Thread


def shield(value: str) -> str:
    """Return what a variable puts into a template, so that no line of it can say what it is."""
    return f"{_SHIELD}{value}"


def parse(source: str, slots: Mapping[str, Block]) -> tuple[Block, ...]:
    """Return the blocks of a rendered template; ``slots`` holds the blocks of persons' words."""
    blocks: list[Block] = []
    gathered: list[str] = []
    current = ""
    for role, text in _lines(source):
        if role != current:
            blocks.extend(_block(current, gathered))
            current, gathered = role, []
        if role in slots:
            blocks.append(slots[role])
        else:
            gathered.append(text)
    return (*blocks, *_block(current, gathered))


def _lines(source: str) -> Iterator[tuple[str, str]]:
    """Yield role and text of each line; a slot is a line of its own wherever it stands."""
    for piece in _SLOTS.split(source):
        if piece in {WORDS, QUOTE, THREAD}:
            yield piece, ""
        else:
            yield from (_role(line.strip()) for line in piece.split("\n"))


def _role(line: str) -> tuple[str, str]:
    text = line.replace(_SHIELD, "").strip()
    if f"{line} "[:2] in {"- ", "| ", "~ "}:
        return line[0], text[2:].strip()
    return ("p", text) if text else ("", "")


def _block(role: str, gathered: list[str]) -> Iterator[Block]:
    """Yield the block that these lines of one role make, where anything is left of it."""
    filled = tuple(line for line in gathered if line)
    if role == "|":
        pairs = (line.partition(":") for line in filled)
        rows = tuple((label.strip(), value.strip()) for label, _, value in pairs if value.strip())
        if rows:
            yield Rows(rows)
    elif filled and role == "-":
        yield Bullets(filled)
    elif filled:
        yield Paragraph(filled, small=role == "~")
