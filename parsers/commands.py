"""Commands at the top of an agent's text: lines such as ``#assign ann``, however they are decorated."""

import re
import unicodedata
from dataclasses import dataclass

from desk.commands import NAMES
from desk.mail import CommandLine
from parsers.text.lines import split as split_lines

# More lines than these are text, and so is a longer line.
_MOST_COMMANDS = 10
_MOST_CHARACTERS = 1000

# The number sign, also as East Asian keyboards write it; the Russian one has "№" on the same key.
_NUMERO = "№"
# In other widths it may be a trick: it commands nothing, and goes to nobody.
_WIDE = "＃﹟"
_SIGNS = f"#{_WIDE}{_NUMERO}"
# Marks of bold and italics, or a bullet, may stand around a sign and a word; a quote mark may not.
_COMMAND = re.compile(
    rf"(?:[^\w>{_SIGNS}]|_){{0,10}}(?P<sign>[{_SIGNS}]{{1,6}})(?P<gap>\s{{0,10}})[*_~`]{{0,4}}"
    r"(?P<word>[^\W\d_][\w\-]{0,39})(?![\w\-])(?P<rest>.*)"
)
_MARKS = "*_~`"
# What ends a word beside a blank: "#note: see below".
_ENDS = ".,:;!?…—–\"'»”)]}|" + _MARKS
# Words of a greeting at most.
_GREETING_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may be meant as a command.

    ``known`` tells that there is such a command, ``apart`` that a blank stands behind the number sign,
    ``wide`` that this is one of another width.
    """

    command: CommandLine
    known: bool
    apart: bool
    wide: bool

    @property
    def at_the_top(self) -> bool:
        """Whether it is a command where it stands above the text: "# heading" and "№договор" are text."""
        return not self.wide and (self.known or not self.apart)

    @property
    def below(self) -> bool:
        """Whether it is one that strayed below the text: there "# note that" may be anything."""
        return self.known and (self.wide or not (self.apart and self.command.argument))


def split(text: str) -> tuple[tuple[CommandLine, ...], str]:
    """Return the commands at the top of a text, at most ten, and the text below them without blanks around.

    A command is a number sign, a word that begins with a letter, and perhaps an argument; a blank may stand
    between sign and word where there is a command of that name. Blank lines may stand before and between
    commands. Words are lowered; decoration, no-break spaces and invisible characters do not count.
    """
    lines = split_lines(text)
    if not _has_sign(text):
        return (), "\n".join(lines).strip()
    commands: list[CommandLine] = []
    below = 0
    for index, line in enumerate(lines):
        clean = _clean(line)
        if not clean:
            continue
        found = _read(clean) if len(clean) <= _MOST_CHARACTERS else None
        if found is None or not found.at_the_top or len(commands) == _MOST_COMMANDS:
            break
        commands.append(found.command)
        below = index + 1
    return tuple(commands), "\n".join(lines[below:]).strip()


def misplaced(text: str) -> str:
    """Return the first line of the text below the commands that is meant as one, or the empty string.

    Below a greeting it may be any; farther down only one that there is, for a text may speak of "#12".
    """
    if not _has_sign(text):
        return ""
    filled = [line for line in split_lines(text) if line.strip()]
    first = 1 if _is_greeting(filled[0]) else 0
    for index, line in enumerate(filled):
        found = _read(_clean(line)) if _has_sign(line) else None
        if found is not None and (found.below or (index <= first and found.at_the_top)):
            return f"#{found.command.word}"
    return ""


def _has_sign(text: str) -> bool:
    """Tell whether a text can hold a command at all; most hold none."""
    return any(sign in text for sign in _SIGNS)


def _read(clean: str) -> _Line | None:
    match = _COMMAND.fullmatch(clean)
    if match is None:
        return None
    word = match["word"].rstrip("-_").lower()
    argument = match["rest"].lstrip(_ENDS).strip()
    if clean[0] in _MARKS:
        argument = argument.rstrip(_MARKS)
    known = word in NAMES
    apart = bool(match["gap"]) or _NUMERO in match["sign"]
    wide = any(sign in match["sign"] for sign in _WIDE)
    return _Line(CommandLine(word, argument), known=known, apart=apart, wide=wide)


def _is_greeting(line: str) -> bool:
    """Tell whether a line is short and ends as greetings do."""
    clean = _clean(line)
    return clean.endswith((",", "!")) and len(clean.split()) <= _GREETING_WORDS


def _clean(line: str) -> str:
    """Return the beginning of a line without format characters (Unicode category Cf) and outer blanks."""
    seen = line[: 2 * _MOST_CHARACTERS].replace("\u00a0", " ")
    return "".join(sign for sign in seen if unicodedata.category(sign) != "Cf").strip()
