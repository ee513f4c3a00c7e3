"""Where the quoted part of an answer begins and ends."""

from collections.abc import Sequence

from parsers.text import (
    attributions,
    cards,
    foreign_markers,
    header_blocks,
    marked_answers,
    markers,
    signatures,
)
from parsers.text.lines import bare, is_quoted, last_filled, next_filled


def span(lines: Sequence[str]) -> tuple[int, int]:
    """Return the first line of the quoted part and the line after its last; equal where there is none.

    A part is quoted only where nothing but quote marks, old headers or an old mail follows to the end, save
    a signature or a list's footer. So an answer written between or below quotes keeps them all.
    """
    end = len(lines)
    text = "\n".join(lines)
    unmarked = _unmarked(lines)
    marked, after = _marked(lines) if ">" in text else (end, end)
    first = marked
    if unmarked is not None and unmarked <= marked:
        first, after = unmarked, end
    marker = _below(lines, markers.find(lines)) if markers.SIGN in text else None
    if marker is not None:
        return (marker, end) if marker <= first else (first, after)
    return _from_a_desk(lines, first, after)


def _from_a_desk(lines: Sequence[str], first: int, after: int) -> tuple[int, int]:
    """Return the span from ``first`` on, or from another desk's marker or a mail of ours above that."""
    head = lines[:first]
    text = "\n".join(head)
    foreign = _below(lines, foreign_markers.find(head, text))
    if foreign is not None and foreign <= first:
        return foreign, len(lines)
    card = cards.start(head, text)
    return (first, after) if card is None else (_with_attribution(lines, card), after)


def only_quotes(lines: Sequence[str], start: int) -> bool:
    """Tell whether from a line on all is quoted but for an attribution of at most three lines."""
    above = 0
    index = next_filled(lines, start)
    while index < len(lines) and not is_quoted(lines[index]):
        above += 1
        index = next_filled(lines, index + 1)
    rest = (line for line in lines[index:] if bare(line))
    return index < len(lines) and above <= 3 and all(is_quoted(line) for line in rest)


def _below(lines: Sequence[str], at: int | None) -> int | None:
    """Return where a desk's mail begins: at its marker, or the attribution or headers above it.

    Where the marker is quoted and what follows it is not, an answer may stand there, as among any marked
    quotes. Who speaks of the marker has it within his words.
    """
    if at is None:
        return None
    start = _with_attribution(lines, at)
    if is_quoted(lines[at]):
        return start if _filled(lines, start) and marked_answers.is_quoted_to_the_end(lines, at) else None
    return None if start == at and marked_answers.is_spoken_of(lines, at) else start


def _unmarked(lines: Sequence[str]) -> int | None:
    """Return where an old mail without quote marks begins, which then reaches to the end."""
    for at, line in enumerate(lines):
        text = bare(line)
        if not text or text[0] == ">":
            continue
        start = _unmarked_start(lines, at, text)
        if start is not None and (_filled(lines, _head(lines, start)) or _is_bare_original(lines, start)):
            return None if _has_forward(lines[: at + 1]) else start
    return None


def _head(lines: Sequence[str], start: int) -> int:
    """Return where the head begins that goes on here: Lotus Notes names the writer, and To above From."""
    for above in range(start - 1, max(-1, start - 1 - header_blocks.SPAN), -1):
        if not header_blocks.is_header(lines[above]) and attributions.start(lines, above) != above:
            break
        start = above
    return start


def _is_bare_original(lines: Sequence[str], start: int) -> bool:
    """Tell whether an "Original Message" is all there is: a head, and at most one paragraph below it.

    Where nothing stands above, the answer may stand below; one paragraph has no room for it.
    """
    if not header_blocks.is_separator(lines[start]):
        return False
    head = next_filled(lines, start + 1)
    if head == len(lines) or not header_blocks.starts_at(lines, head):
        return False
    paragraphs = [i for i in range(head, len(lines)) if bare(lines[i]) and not bare(lines[i - 1])]
    return len([i for i in paragraphs if i > head]) <= 1


def _has_forward(lines: Sequence[str]) -> bool:
    """Tell whether a forwarded mail begins in these lines, quoted ones aside."""
    return any(header_blocks.is_forward(line) and not is_quoted(line) for line in lines)


def _unmarked_start(lines: Sequence[str], at: int, text: str) -> int | None:
    """Return where the old mail begins whose headers or attribution's end stand at this line, or None."""
    if text[0] in header_blocks.DRAWN and header_blocks.is_separator(text):
        return at
    if (":" in text or "：" in text) and header_blocks.starts_at(lines, at):
        if header_blocks.is_typed(lines, at):
            return None
        return header_blocks.rule_above(lines, at)
    if header_blocks.notes_at(lines, at):
        return at
    if attributions.runs_on(lines[at]):
        return at
    start = attributions.start(lines, at) if text[-1] in attributions.ENDS else None
    if start is None or not attributions.is_sure(lines, start, at) or _is_led_to(lines, start):
        return None
    below = next_filled(lines, at + 1)
    return None if below < len(lines) and is_quoted(lines[below]) else start


def _marked(lines: Sequence[str]) -> tuple[int, int]:
    """Return the span of the last lines that all carry quote marks, with the attribution above them."""
    end = len(lines)
    tail = end
    last = last_filled(lines, end)
    if last >= 0 and not is_quoted(lines[last]):
        if not any(">" in line and is_quoted(line) for line in lines):
            return end, end
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


def _is_led_to(lines: Sequence[str], start: int) -> bool:
    """Tell whether the words above an attribution end with a colon, and are no attribution themselves."""
    above = last_filled(lines, start)
    if above < 0 or not bare(lines[above]).endswith(":"):
        return False
    return attributions.start(lines, above) is None and not attributions.is_loose(lines[above])


def _with_attribution(lines: Sequence[str], at: int) -> int:
    """Return the start of the attribution, headers or separator right above a line, or the line itself."""
    above = last_filled(lines, at)
    if above < 0:
        return at
    start = attributions.start(lines, above)
    if start is not None:
        return header_blocks.recipients_above(lines, start)
    if attributions.is_loose(lines[above]) or header_blocks.is_separator(lines[above]):
        return above
    return at


def _filled(lines: Sequence[str], end: int) -> bool:
    """Tell whether anything stands above a line."""
    return last_filled(lines, end) >= 0
