"""What firms and scanners put below a mail: disclaimers, antivirus notes, pleas for trees."""

import re
from collections.abc import Iterator, Sequence

from parsers.text import footer_words
from parsers.text.lines import bare, is_quoted, last_filled

# Disclaimers in two languages are long; what stands farther above the end is the writer's.
_MOST_LINES = 60
_MOST_PARAGRAPH = 4000
_MOST_HEADING = 80

# Avast draws a picture above its words, and a text keeps but the link of it.
_SCANNERS_LINK = re.compile(r"<https?://[^\s<>]{1,60}/sig-email\b")
# Who only greets and goes on in the same breath as a disclaimer may speak of what it says.
_GREETING = re.compile(
    r"(?:добр(?:ый|ое|ого)|здравствуй|привет|уважаем|коллеги|господа|hi\b|hello|dear|good (?:morning|day|"
    r"afternoon|evening)|hey\b|hallo|guten)[^.!?]{0,50}[.!,]{0,3}",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"[-_=*~–—|\s]{2,200}")


def start(lines: Sequence[str], end: int) -> int:
    """Return where the footers begin that reach to ``end``, or ``end`` where there are none.

    A footer is a paragraph of its own. Only footers, their links and rules may follow it: what a person
    wrote below one keeps all above it.
    """
    if not _may_end(lines, end):
        return end
    tail = "\n".join(lines[max(0, end - _MOST_LINES) : end]).lower()
    if not footer_words.may_be(tail):
        return end
    found = end
    for first, after in _paragraphs(lines, end):
        text = " ".join(bare(line) for line in lines[first:after])[:_MOST_PARAGRAPH]
        if footer_words.is_footer(text):
            found = _with_heading(lines, first)
        elif not _DRAWN.fullmatch(text) and not footer_words.goes_with_footers(text):
            break
    return found if _leaves_words(lines, found) else end


def _leaves_words(lines: Sequence[str], end: int) -> bool:
    """Tell whether more than a greeting stands above a line."""
    last = last_filled(lines, end)
    if last < 0:
        return False
    return _GREETING.fullmatch(bare(lines[last])) is None or last_filled(lines, last) >= 0


def _may_end(lines: Sequence[str], end: int) -> bool:
    """Tell whether what the last paragraph says lets it be a footer, or stand below one."""
    last = last_filled(lines, end)
    if last < 0 or is_quoted(lines[last]):
        return False
    if _DRAWN.fullmatch(bare(lines[last])[:200]):
        return True
    first = last
    while first > 0 and bare(lines[first - 1]):
        first -= 1
    text = "\n".join(lines[max(first, end - _MOST_LINES) : last + 1]).lower()
    return footer_words.may_be_last(text)


def _with_heading(lines: Sequence[str], first: int) -> int:
    """Return the first line of the rules and short lines that stand right above a footer as part of it."""
    at = first
    while at > 0 and (text := bare(lines[at - 1])) and len(text) <= _MOST_HEADING:
        if not (_DRAWN.fullmatch(text) or footer_words.opens_scan(text) or _SCANNERS_LINK.match(text)):
            break
        at -= 1
    return at


def _paragraphs(lines: Sequence[str], end: int) -> Iterator[tuple[int, int]]:
    """Yield the last paragraphs, from the last upwards; a line that opens a footer begins one."""
    after = end
    for index in range(end - 1, max(-1, end - _MOST_LINES - 1), -1):
        text = bare(lines[index])
        if not text or _DRAWN.fullmatch(text):
            after = index + 1 if text else index
        if not text:
            continue
        first = index == 0 or not bare(lines[index - 1]) or footer_words.opens(text)
        first = first or _DRAWN.fullmatch(bare(lines[index - 1])[:200]) is not None
        if first or _DRAWN.fullmatch(text[:200]):
            yield index, after
            after = index
