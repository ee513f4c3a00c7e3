"""The line on top of our mails: the first choice for cutting an answer."""

from collections.abc import Sequence

from parsers.text.lines import unquoted

# These very words stand at the top of every mail of ours; what a program leaves below them is our mail.
MARKERS = ("## Пишите ответ выше этой строки ##", "## Please write your answer above this line ##")
# A text without it has no marker.
SIGN = "##"


def find(lines: Sequence[str]) -> int | None:
    """Return where our marker stands, or None."""
    return next((at for at, line in enumerate(lines) if SIGN in line and _is_marker(line)), None)


def _is_marker(line: str) -> bool:
    """Tell whether a line is our marker, quote marks aside."""
    return unquoted(line).replace("\u00a0", " ").strip("*_ ") in MARKERS
