"""Commands at the top of an agent's text: lines such as ``#assign ann``."""

import re
import unicodedata

from desk.mail import CommandLine
from parsers.text.lines import split as split_lines

# More lines than these are text, and so is a longer line.
_MOST_COMMANDS = 10
_MOST_CHARACTERS = 1000
_COMMAND = re.compile(r"#(?P<word>[^\W\d_][\w\-]{0,39})(?:\s+(?P<argument>\S.*))?")


def split(text: str) -> tuple[tuple[CommandLine, ...], str]:
    """Return the commands at the top of a text, at most ten, and the text below them without blanks around.

    A command is a number sign, a word that begins with a letter, and perhaps an argument. Blank lines may
    stand before and between commands. Words are lowered; no-break spaces and invisible characters, which
    mail programs leave behind, do not count.
    """
    commands: list[CommandLine] = []
    lines = split_lines(text)
    below = 0
    for index, line in enumerate(lines):
        clean = _clean(line)
        if not clean:
            continue
        match = _COMMAND.fullmatch(clean) if len(clean) <= _MOST_CHARACTERS else None
        if match is None or len(commands) == _MOST_COMMANDS:
            break
        commands.append(CommandLine(match["word"].lower(), match["argument"] or ""))
        below = index + 1
    return tuple(commands), "\n".join(lines[below:]).strip()


def _clean(line: str) -> str:
    """Return the beginning of a line without format characters (Unicode category Cf) and outer blanks."""
    seen = line[: 2 * _MOST_CHARACTERS].replace("\u00a0", " ")
    return "".join(sign for sign in seen if unicodedata.category(sign) != "Cf").strip()
