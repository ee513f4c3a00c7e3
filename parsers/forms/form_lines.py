"""Forms in lines: ``Name: value``, tables of two columns or more, values below their names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from parsers.forms.field_names import LONGEST_NAME, key_of
from parsers.text.lines import bare, is_quoted

# A field and what was written into it, as it stands there.
Pair = tuple[str, str]

_LONGEST_LINE = 400
_LONGEST_VALUE = 240
_MOST_CELLS = 12
_BULLETS = ("-", "*", "•", "·", "–")
# These part a name from its value as well, but much else too; so they count where several lines have them.
_WEAK = re.compile(r"\s[—–-]\s|\s?=\s?")
_WEAK_MARKS = "—–-="
_QUESTIONS = frozenset({"Q:", "В:"})
_ANSWERS = frozenset({"A:", "О:"})
# Where another field may begin on the same line.
_NEXT = re.compile(r"[;,|\t]|\s{3}")


def pairs(lines: Sequence[str]) -> Iterator[Pair]:
    """Yield the fields of the forms that stand in these lines, the surest kinds of form first."""
    told = [bare(line)[:_LONGEST_LINE].replace("：", ":") for line in lines if not is_quoted(line)]
    for line in told:
        yield from _colons(line)
    yield from _asked(told)
    yield from _rows(told)
    yield from _dashes(told)
    yield from _below(told)


def items(lines: Iterable[str]) -> Iterator[Pair]:
    """Yield the fields that stand as items of a list in these lines."""
    for line in lines:
        if line.startswith(_BULLETS):
            yield from _colons(line[1:_LONGEST_LINE].lstrip())


def _colons(line: str) -> Iterator[Pair]:
    """Yield the fields of a line such as ``Name: Ann; phone: 1``; the first one begins the line."""
    if ":" not in line:
        return
    starts = [0, *(match.end() for match in _NEXT.finditer(line))]
    found = [(start, *named) for start in starts if (named := _named(line, start))]
    # A sentence may come to a name and a colon; a form's line begins with one.
    if not found or (found[0][0] and _NEXT.sub("", line[: found[0][0]]).strip(" *_")):
        return
    for (_, key, value), following in zip(found, [*(one[0] for one in found[1:]), len(line)], strict=True):
        yield key, line[value:following].rstrip(" ;,|\t")


def _asked(lines: Sequence[str]) -> Iterator[Pair]:
    """Yield the fields of questions and answers: ``Q: Full name`` above ``A: Ann Lee``."""
    for question, answer in pairwise(lines):
        if question[:2] in _QUESTIONS and answer[:2] in _ANSWERS and (key := key_of(question[2:])):
            yield key, answer[2:][:_LONGEST_VALUE]


def _named(line: str, start: int) -> tuple[str, int] | None:
    """Return the field whose name begins here, and where its value begins, if a colon ends the name."""
    colon = line.find(":", start, start + LONGEST_NAME + 20)
    # A name in quotes is JSON's.
    key = key_of(line[start:colon]) if colon > start and '"' not in line[start:colon] else ""
    return (key, colon + 1) if key else None


def _rows(lines: Sequence[str]) -> Iterator[Pair]:
    """Yield the fields of tables: cells beside their names, or below them where a row holds names alone."""
    rows = [_cells(line) for line in lines]
    if sum(len(row) > 1 for row in rows) < 2:
        return
    found: list[Pair] = []
    for index, row in enumerate(rows):
        keys = [key_of(cell) for cell in row]
        if len(row) > 1 and all(keys):
            below = next((other for other in rows[index + 1 :][:2] if other), [])
            found += zip(keys, below if len(below) == len(row) else [], strict=False)
        else:
            beside = zip(keys, row[1:], keys[1:], strict=False)
            found += ((key, value) for key, value, is_name in beside if key and not is_name)
    # One name alone heads a column of a table that is no form.
    if len({key for key, _ in found}) > 1:
        yield from found


def _cells(line: str) -> list[str]:
    """Return the cells of a table's row; a rule between rows has none."""
    if "|" not in line and "\t" not in line:
        return []
    cells = [cell.strip() for cell in re.split(r"[|\t]", line, maxsplit=_MOST_CELLS)]
    filled = [cell for cell in cells if cell]
    return filled if any(sign.isalnum() for sign in line) else []


def _dashes(lines: Sequence[str]) -> Iterator[Pair]:
    """Yield the fields of lines with a dash or an equals sign, if there are several."""
    found = []
    for line in lines:
        if not any(mark in line for mark in _WEAK_MARKS):
            continue
        match = _WEAK.search(line, 0, LONGEST_NAME + 20)
        key = key_of(line[: match.start()]) if match else ""
        if match and key:
            found.append((key, line[match.end() :]))
    if len({key for key, _ in found}) > 1:
        yield from found


def _below(lines: Sequence[str]) -> Iterator[Pair]:
    """Yield the fields whose values stand below their names; without a colon only if there are several."""
    filled = [line for line in lines if any(sign.isalnum() for sign in line)]
    keys = [key_of(line.rstrip(" :*")) if len(line) <= LONGEST_NAME else "" for line in filled]
    found = [
        (key, below[:_LONGEST_VALUE], line.rstrip(" *").endswith(":"))
        for key, line, below, next_key in zip(keys, filled, filled[1:], keys[1:], strict=False)
        if key and not next_key and not below.endswith(":") and not next(_colons(below), None)
    ]
    several = len({key for key, _, _ in found}) > 1
    for key, value, sure in found:
        if sure or several:
            yield key, value
