"""A mail that is passed on in the text of another.

Where it begins, the first of these tells:

* a line that only forwarding writes ("Begin forwarded message:"), with a head below it
* a head as Outlook and its like put it above any old mail, in a mail that answers none: its subject says
  that it forwards ("FW:"), or it has neither a subject of answers nor ids of an older mail
* a rule with a head below it (Yandex), where the subject says that the mail forwards

Where something above it looks like a head that nobody here understands, that one was the outermost: a mail
within it is not the one that is passed on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.forwards import heads
from parsers.forwards.heads import Head
from parsers.text import header_blocks
from parsers.text.lines import bare, is_quoted, next_filled, unquoted

# Farther down no forwarded mail begins.
_MOST_LINES = 20_000
# A header's name with marks of bold is no longer; no line that matters is shorter.
_LONGEST_NAME = 30
_SHORTEST = 5
_LONGEST_LINE = 400
_QUOTE = ">"

# Words between two drawn lines, as programs of any language separate an old mail.
_SEPARATOR = re.compile(r"[-_=*–—]{3,60} ?[^\W\d_][^-_=*–—\n]{2,80}[-_=*–—]{3,60}")
# A header of any name, and one that tells a person with an address. Whose address stands there twice, as
# in "ann@x.example<mailto:ann@x.example>", signs.
_HEADER = re.compile(r"[*\W]{0,3}[^\W\d_][\w .*-]{0,30}[:：]")
_PERSON = re.compile(r"[^:：]{1,40}[:：][^<>@\[]{2,100}[<\[](?:mailto:)?[^\s<>@]{1,64}@")
_FEWEST_HEADERS = 3


@dataclass(frozen=True, slots=True)
class Inline:
    """A forwarded mail's head and lines, and the lines above and below it, which are the forwarder's."""

    head: Head
    lines: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]


def find(lines: Sequence[str], *, first_mail: bool, forwards: bool) -> Inline | None:
    """Return the outermost forwarded mail in these lines, or None where there is none or its head is strange.

    ``first_mail`` tells that the mail answers none, ``forwards`` that its subject says so.
    """
    for at, line in enumerate(lines[:_MOST_LINES]):
        text = bare(line)
        if text[:1] == _QUOTE:
            # In an answer the old mail stands so; in a forward some programs quote all that they pass on.
            text = bare(text[1:]) if first_mail else ""
        if len(text) < _SHORTEST or text[0] == _QUOTE:
            continue
        top = at
        if _separates(text, first_mail=first_mail, forwards=forwards):
            start = _below(lines, at)
        elif first_mail and text.find(":", 0, _LONGEST_NAME) > 0 and _begins(lines, at, forwards=forwards):
            start, top = at, header_blocks.rule_above(lines, at)
        else:
            continue
        head = heads.read(_plain(lines[start : start + heads.MOST_LINES]), 0)
        if head is not None:
            return None if _has_strange_head(lines[:top]) else _taken_apart(lines, top, start, head)
    return None


def _has_strange_head(lines: Sequence[str]) -> bool:
    """Tell whether the lines above the first head that is understood hold another mail's."""
    headers: list[str] = []
    for line in lines:
        text = unquoted(line)[:_LONGEST_LINE]
        if header_blocks.is_forward(text) or _SEPARATOR.fullmatch(text):
            return True
        headers = [*headers, text] if _HEADER.match(text) else []
        if len(headers) >= _FEWEST_HEADERS and any(map(_PERSON.match, headers)):
            return True
    return False


def _separates(text: str, *, first_mail: bool, forwards: bool) -> bool:
    """Tell whether a line may stand above a forwarded mail's head."""
    if header_blocks.is_forward(text):
        return True
    return text[0] in header_blocks.DRAWN and (
        (first_mail and header_blocks.is_separator(text)) or (forwards and header_blocks.is_rule(text))
    )


def _below(lines: Sequence[str], at: int) -> int:
    """Return the next line with words, or the number of lines."""
    start = next_filled(lines, at + 1)
    while start < len(lines) and bare(lines[start]) == _QUOTE:
        start = next_filled(lines, start + 1)
    return start


def _begins(lines: Sequence[str], at: int, *, forwards: bool) -> bool:
    """Tell whether a head begins here with nothing above it that says so."""
    if not header_blocks.starts_at(lines, at):
        return False
    return forwards or not (is_quoted(lines[at]) or header_blocks.is_typed(lines, at))


def _taken_apart(lines: Sequence[str], top: int, start: int, head: Head) -> Inline:
    """Return the forwarded mail whose head begins at ``start``, with what says so from ``top`` on."""
    first = start + head.end
    end = _told_end(lines, first)
    below = end + 1
    filled = [index for index in range(first, end) if bare(lines[index])]
    marked = [index for index in filled if is_quoted(lines[index])]
    body = lines[first:end]
    if is_quoted(lines[start]) or (marked and marked == filled):
        if marked != filled and end == len(lines):
            end = below = marked[-1] + 1 if marked else first
        body = _unquoted(lines[first:end])
    return Inline(head, tuple(body), tuple(lines[:top]), tuple(lines[below:]))


def _told_end(lines: Sequence[str], first: int) -> int:
    """Return the line that ends the forwarded mail, as Yandex writes one; such lines may end deeper mails."""
    ends = [index for index in range(first, len(lines)) if header_blocks.ends_forward(lines[index])]
    deeper = sum(header_blocks.is_forward(line) for line in lines[first:]) if ends else 0
    return ends[-1] if len(ends) > deeper else len(lines)


def _plain(lines: Sequence[str]) -> list[str]:
    """Return the lines of a head without the quote mark that each of them may carry."""
    return _unquoted(lines) if lines and is_quoted(lines[0]) else list(lines)


def _unquoted(lines: Sequence[str]) -> list[str]:
    """Return lines with one quote mark less."""
    return [bare(line)[1:].removeprefix(" ") if is_quoted(line) else line for line in lines]
