"""Lines of a text: splitting, quote marks, joining; what quotes and signatures are found by."""

from collections.abc import Iterable, Sequence

# Blanks that mail programs put before or after a quote mark; str.strip() knows the no-break space, not these.
_BLANKS = " \t\r\f\v\u00a0\ufeff\u200b\u200e\u200f\u2060\u2063"


def split(text: str) -> list[str]:
    """Return the lines of a text, whatever the ends of its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def join(lines: Iterable[str]) -> str:
    """Return lines as a text without blank lines at its ends and without blanks at theirs."""
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def bare(line: str) -> str:
    """Return a line without blanks and invisible marks at its ends."""
    return line.strip(_BLANKS)


def is_quoted(line: str) -> bool:
    """Tell whether a line carries the quote mark ``>``."""
    return bare(line).startswith(">")


def unquoted(line: str) -> str:
    """Return a line without its quote marks."""
    return line.lstrip(_BLANKS + ">|").rstrip(_BLANKS)


def last_filled(lines: Sequence[str], end: int) -> int:
    """Return the index of the last line before ``end`` that is not blank, or -1."""
    index = end - 1
    while index >= 0 and not bare(lines[index]):
        index -= 1
    return index


def next_filled(lines: Sequence[str], start: int) -> int:
    """Return the index of the first line from ``start`` that is not blank, or the number of lines."""
    index = start
    while index < len(lines) and not bare(lines[index]):
        index += 1
    return index


def undoubled(lines: Sequence[str]) -> list[str]:
    """Return lines without the blank ones that some programs put behind each line of a quote.

    Where lines of a quote stand apart by one blank line each, and one of them is an empty line of the quote,
    every end of a line was written twice.
    """
    kept: list[str] = []
    index = 0
    while index < len(lines):
        end = _doubled(lines, index) if ">" in lines[index] else index
        kept.extend(lines[index:end:2] if end > index else lines[index : index + 1])
        index = max(end, index + 1)
    return kept


def _doubled(lines: Sequence[str], start: int) -> int:
    """Return the end of the doubled lines of a quote that begin here, or ``start``."""
    end = start
    has_empty = False
    while end < len(lines) and is_quoted(lines[end]):
        has_empty = has_empty or not unquoted(lines[end])
        end += 1
        if end + 1 >= len(lines) or bare(lines[end]) or not is_quoted(lines[end + 1]):
            break
        end += 1
    return end if has_empty and end - start >= 5 else start
