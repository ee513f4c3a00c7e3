"""Where the quoted part of an answer begins and ends."""

from collections.abc import Sequence

from parsers import attributions, header_blocks, signatures
from parsers.lines import bare, is_quoted, last_filled, next_filled, unquoted

# These very words stand at the top of every mail of ours; what a program leaves below them is our mail.
MARKERS = ("## Пишите ответ выше этой строки ##", "## Please write your answer above this line ##")


def span(lines: Sequence[str]) -> tuple[int, int]:
    """Return the first line of the quoted part and the line after its last; equal where there is none.

    A part is quoted only where nothing but quote marks, old headers or an old mail follows to the end, save
    a signature or a list's footer. So an answer written between or below quotes keeps them all.
    """
    end = len(lines)
    marker = _marker(lines)
    unmarked = _unmarked(lines)
    marked, tail = _marked(lines)
    starts = [at for at in (marker, unmarked) if at is not None]
    if starts and min(starts) <= marked:
        return min(starts), end
    return marked, tail


def only_quotes(lines: Sequence[str], start: int) -> bool:
    """Tell whether from a line on all is quoted but for an attribution of at most three lines."""
    above = 0
    index = next_filled(lines, start)
    while index < len(lines) and not is_quoted(lines[index]):
        above += 1
        index = next_filled(lines, index + 1)
    rest = (line for line in lines[index:] if bare(line))
    return index < len(lines) and above <= 3 and all(is_quoted(line) for line in rest)


def _marker(lines: Sequence[str]) -> int | None:
    """Return where our own mail begins: at the marker line, or the attribution or headers above it."""
    at = next((i for i, line in enumerate(lines) if "##" in line and _is_marker(line)), None)
    if at is None:
        return None
    start = _with_attribution(lines, at)
    if _filled(lines, start):
        return start
    # Nothing stands above: under marked quotes the answer may stand below, and then all is kept.
    return None if is_quoted(lines[at]) else start


def _is_marker(line: str) -> bool:
    """Tell whether a line is our marker, quote marks aside."""
    return unquoted(line).replace("\u00a0", " ").strip("*_ ") in MARKERS


def _unmarked(lines: Sequence[str]) -> int | None:
    """Return where an old mail without quote marks begins, which then reaches to the end."""
    for at, line in enumerate(lines):
        text = bare(line)
        if not text or text[0] == ">":
            continue
        if header_blocks.is_forward(text):
            return None
        start = _unmarked_start(lines, at, text)
        if start is not None and _filled(lines, start):
            return start
    return None


def _unmarked_start(lines: Sequence[str], at: int, text: str) -> int | None:
    """Return where the old mail begins whose headers or attribution's end stand at this line, or None."""
    if header_blocks.is_separator(text):
        return at
    if header_blocks.starts_at(lines, at):
        return header_blocks.rule_above(lines, at)
    start = attributions.start(lines, at)
    if start is None:
        return None
    below = next_filled(lines, at + 1)
    return None if below < len(lines) and is_quoted(lines[below]) else start


def _marked(lines: Sequence[str]) -> tuple[int, int]:
    """Return the span of the last lines that all carry quote marks, with the attribution above them."""
    end = len(lines)
    tail = end
    last = last_filled(lines, end)
    if last >= 0 and not is_quoted(lines[last]):
        tail = signatures.start(lines)
        last = last_filled(lines, tail)
    if last < 0 or not is_quoted(lines[last]):
        return end, end
    first = last
    while first > 0 and (is_quoted(lines[first - 1]) or not bare(lines[first - 1])):
        first -= 1
    first = next_filled(lines, first)
    start = _with_attribution(lines, first)
    if start == first and _is_own_quote(lines, first):
        return end, end
    return start, tail


def _is_own_quote(lines: Sequence[str], start: int) -> bool:
    """Tell whether marked lines are the writer's own: nothing stands above, or what does leads to them."""
    above = last_filled(lines, start)
    return above < 0 or bare(lines[above]).endswith(":")


def _with_attribution(lines: Sequence[str], at: int) -> int:
    """Return the start of the attribution, headers or separator right above a line, or the line itself."""
    above = last_filled(lines, at)
    if above < 0:
        return at
    start = attributions.start(lines, above)
    if start is not None:
        return start
    if attributions.is_loose(lines[above]) or header_blocks.is_separator(lines[above]):
        return above
    return at


def _filled(lines: Sequence[str], end: int) -> bool:
    """Tell whether anything stands above a line."""
    return last_filled(lines, end) >= 0
