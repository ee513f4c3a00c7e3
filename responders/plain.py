"""The text part of a mail."""

from collections.abc import Sequence

from responders.blocks import Block, Bullets, Marker, Paragraph, Quote, Rows, Thread, Words
from responders.styling import with_targets

# Lines of our own are no longer than this (RFC 5322, 2.1.1 asks for 78); a person's are as written.
WIDTH = 76


def plain(blocks: Sequence[Block]) -> str:
    """Return the blocks as plain text; lines end with LF."""
    return "\n\n".join(_text(block) for block in blocks) + "\n"


def _text(block: Block) -> str:
    match block:
        case Marker(text):
            return text
        case Words(text, _, styled, _):
            return with_targets(text, styled)
        case Paragraph(lines):
            return "\n".join(_wrapped(line) for line in lines)
        case Bullets(items):
            return "\n".join(_wrapped(item, "- ", "  ") for item in items)
        case Rows(rows):
            return "\n".join(f"{label}: {value}" for label, value in rows)
        case Quote(attribution, text):
            quoted = (f"> {line}" if line else ">" for line in text.split("\n"))
            return "\n".join((attribution, *quoted))
        case Thread(_, quotes):
            return "\n\n".join(map(_text, quotes))


def _wrapped(line: str, first: str = "", rest: str = "") -> str:
    """Return the line broken at spaces; a longer word, such as a link, stays whole."""
    rows, row = [], first
    for word in filter(None, line.split(" ")):
        if len(row) + len(word) > WIDTH and row.strip() not in {"", first.strip()}:
            rows.append(row.rstrip())
            row = rest
        row += f"{word} "
    return "\n".join((*rows, row.rstrip()))
