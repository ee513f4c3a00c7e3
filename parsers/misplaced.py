"""Lines of an agent's text that are meant as commands, and stand where none is carried out."""

import re

from desk.commands import NAMES, Command
from parsers.command_lines import MOST_CHARACTERS, clean, has_sign, named_within, read
from parsers.text.greetings import is_greeting
from parsers.text.lines import is_quoted
from parsers.text.lines import split as split_lines

# What other programs take for the sign of a command.
_FOREIGN = re.compile(r"[/@!\\](?P<word>[^\W\d_][\w\-]{0,39})(?:[\s.,:;].*)?")
_BEGUN = re.compile(r"^[/@!\\]\w", re.MULTILINE)

# Behind these a command may be meant within a line: anywhere where a sentence ends, at the top of a text and
# before a note behind what leads up to it as well.
_ENDING = frozenset(".!?…")
_LEADING = frozenset(".!?…,:;–—-()[]\"'«»“”")


def misplaced(text: str) -> str:
    """Return the first line of the text below the commands that is meant as one, or the empty string.

    Below a greeting it may be any; farther down only one that there is, for a text may speak of "#12".
    """
    if not has_sign(text) and _BEGUN.search(text) is None:
        return ""
    filled = [line for line in split_lines(text) if line.strip()]
    first = 1 if is_greeting(clean(filled[0])) else 0
    for index, line in enumerate(filled):
        seen = clean(line[:MOST_CHARACTERS])
        found = read(seen) if has_sign(line) else None
        # Farther down it is a remark in a program: "# Note that the order matters".
        noted = found is not None and found.noted and index <= 1 and not is_quoted(line)
        if found is not None and (noted or found.below or (index <= first and found.at_the_top)):
            return f"#{found.command.word}"
        strayed = _FOREIGN.fullmatch(seen) if index <= first else None
        if strayed is not None and strayed["word"].lower() in NAMES:
            return f"#{strayed['word'].lower()}"
        if has_sign(line) and not is_quoted(line) and (word := _within(seen, at_the_top=index <= first)):
            return f"#{word}"
    return ""


def signed_with(signature: str) -> str:
    """Return the first command that stands in a signature, or the empty string: it was meant as one."""
    lines = split_lines(signature) if has_sign(signature) else ()
    found = (read(clean(line[:MOST_CHARACTERS])) for line in lines)
    return next((f"#{one.command.word}" for one in found if one and one.known and one.below), "")


def _within(line: str, *, at_the_top: bool) -> str:
    """Return the command that is meant within a line, or the empty string.

    At the top of a text a note may be meant anywhere: its words must never go out on a guess.
    """
    for before, word in named_within(line):
        noted = NAMES[word] is Command.NOTE
        end = before.rstrip()[-1:]
        apart = end in _ENDING and before != before.rstrip()
        if apart or (noted and at_the_top) or ((noted or at_the_top) and end in _LEADING):
            return word
    return ""
