"""Answers around a desk's marker: among the lines that are quoted with it, or in a sentence of it."""

import re
from collections.abc import Sequence

from parsers.text import header_blocks, signatures
from parsers.text.lines import bare, is_quoted, last_filled, next_filled

# Who sets the marker apart and yet speaks of it says so.
_OF_A_LINE = re.compile(r"строк|строч|надпис|напис|\bline\b|\bsays\b|\bwrites\b|\bwritten\b", re.IGNORECASE)
# Programs wrap lines that are longer than this.
_FULL = 60


def is_quoted_to_the_end(lines: Sequence[str], at: int) -> bool:
    """Tell whether from here on all is quoted, save a signature and what was wrapped; or nothing more is."""
    filled = [i for i in range(at + 1, len(lines)) if bare(lines[i])]
    own = [i for i in filled if not is_quoted(lines[i])]
    if len(own) == len(filled) or all(is_wrapped(lines, i) for i in own):
        return True
    end = signatures.start(lines)
    return all(i >= end or is_wrapped(lines, i) for i in own)


def is_spoken_of(lines: Sequence[str], at: int) -> bool:
    """Tell whether a marker stands right below a colon or in a sentence, or below a line that speaks of it.

    Programs set an old mail apart, or name it in a line that has a date or an address.
    """
    above = last_filled(lines, at)
    if above < 0:
        return False
    text = bare(lines[above])
    if header_blocks.is_header(text) or text[0] in header_blocks.DRAWN:
        return False
    named = "@" in text or any(letter.isdigit() for letter in text)
    below = next_filled(lines, at + 1)
    within = text[-1].isalpha() and below < len(lines) and bare(lines[below])[0].islower()
    led = above == at - 1 or _OF_A_LINE.search(text) is not None
    return not named and led and (text.endswith(":") or within)


def is_wrapped(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line between quoted ones is the end of the long one above it, not an answer."""
    above, below = lines[at - 1 : at], lines[at + 1 : at + 2]
    if not all(is_quoted(line) for line in (*above, *below)) or not bare(lines[at])[:1].islower():
        return False
    text = bare(above[0]) if above else ""
    return len(text) >= _FULL and text[-1] not in ".!?:"
