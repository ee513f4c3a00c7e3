"""The head of a mail that is shown in another: header lines, or a line that tells who wrote when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.text import attributions, header_blocks
from parsers.text.lines import bare, next_filled

# More lines no program writes; a letter to many people wraps its To so often.
MOST_LINES = 60
_WRAPPED = 2
_WRAPPED_TO = 20
_ATTRIBUTION = 3
# Between the senders of two old mails stand at least a date and a recipient or a subject.
_ROLES_BETWEEN = 3
_FEWEST_ROLES = 2

# Before the writer's name in an attribution: a date and a comma, a time, or "from".
_BEFORE_NAME = re.compile(r",\s|\sот\s|\d:\d\d\s")


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says; ``end`` is the line after it. ``sender`` is empty where not one is told."""

    sender: str
    date: str
    subject: str
    end: int


def read(lines: Sequence[str], at: int) -> Head | None:
    """Return the head that begins at a line, or None where none does."""
    headers, end = _headers(lines, at)
    date, subject = (headers.get(role, [""])[0] for role in ("date", "subject"))
    senders = headers.get("from", [])
    if not senders and (found := _attributed(lines, next_filled(lines, end), subject)) is not None:
        return found
    if len(headers) < _FEWEST_ROLES:
        return None
    return Head(senders[0] if len(senders) == 1 else "", date, subject, end)


def _headers(lines: Sequence[str], at: int) -> tuple[dict[str, list[str]], int]:
    """Return the values of the header lines from a line on, and the line after the last of them."""
    found: dict[str, list[str]] = {}
    index = end = at
    is_spaced = False
    while index < min(len(lines), at + MOST_LINES):
        role, value = header_blocks.header(lines[index])
        if not role or (role in found and role not in ("more", "from")):
            break
        if role == "from" and role in found and is_spaced and len(found) >= _ROLES_BETWEEN:
            # A deeper mail's head, behind one without any words.
            break
        end = _wrapped(lines, index + 1, role, found)
        found.setdefault(role, []).append(" ".join((value, *lines[index + 1 : end])))
        index = end
        if len(found) == 1:
            # Some pages have a paragraph for each header.
            is_spaced = index < len(lines) and not bare(lines[index])
        if is_spaced and index < len(lines) and not bare(lines[index]):
            index += 1
    return found, end


def _wrapped(lines: Sequence[str], start: int, role: str, found: dict[str, list[str]]) -> int:
    """Return the line after those that go on with a header: another header follows, or it is a list."""
    is_list = role in ("to", "more")
    end = start
    last = min(len(lines), start + (_WRAPPED_TO if is_list else _WRAPPED))
    while end < last and bare(lines[end]) and not header_blocks.header(lines[end])[0]:
        end += 1
    following = header_blocks.header(lines[end])[0] if end < len(lines) else ""
    if following and following != role and following not in found:
        return end
    end = start
    while is_list and end < last and "@" in lines[end] and not header_blocks.header(lines[end])[0]:
        end += 1
    return end


def _attributed(lines: Sequence[str], at: int, subject: str) -> Head | None:
    """Return what an attribution at this line says, as Yandex writes it above a forwarded mail."""
    for last in range(at, min(len(lines), at + _ATTRIBUTION)):
        if attributions.start(lines, last) == at:
            text = " ".join(line.strip() for line in lines[at : last + 1])
            name = _name_at(text)
            # Yandex ends its headers so.
            return Head(text[name:], text[:name], subject.removesuffix(";"), last + 1)
    return None


def _name_at(text: str) -> int:
    """Return where the writer's name begins in an attribution."""
    before = text.partition("@")[0]
    opened = before.find('"')
    if opened >= 0:
        return opened
    return max((found.end() for found in _BEFORE_NAME.finditer(before)), default=0)
