"""Commands at the top of an agent's text: lines such as ``#assign ann``, however they are decorated."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from desk.commands import NAMES, RULES, Argument, Command, command_of
from desk.mail import CommandLine
from desk.names import bare
from parsers.text.lines import is_quoted
from parsers.text.lines import split as split_lines

# More lines than these are text, and so is a longer line.
_MOST_COMMANDS = 10
_MOST_CHARACTERS = 10_000

# The number sign, also as East Asian keyboards write it (as NFKC reads them); the Russian one has "№" on the
# same key.
_NUMERO = "№"
_SIGNS = f"#＃﹟{_NUMERO}"
# Marks of bold and italics, a bullet or a number, may stand around a sign and a word; a quote mark may not.
_COMMAND = re.compile(
    rf"(?:[^\w>{_SIGNS}]|_){{0,10}}(?:[#№]?\d{{1,2}}[.):]?\s{{1,3}}|\(?[^\W\d_][.)]\s{{1,3}})?(?P<sign>[{_SIGNS}]{{1,6}})(?P<gap>\s{{0,10}})[*_~`]{{0,4}}"
    r"(?P<word>[^\W\d_][\w\-]{0,39})(?![\w\-])(?P<rest>.*)"
)
# Within a line a command was meant where a sentence ends before it.
_WITHIN = re.compile(rf"[.!?…]\s{{1,3}}[{_SIGNS}](?P<word>[^\W\d_][\w\-]{{0,39}})(?![\w\-])")
# On the line of another command one may stand anywhere: not within a word, an address or an entity.
_SECOND = re.compile(
    rf"(?<![\w/&{_SIGNS}])[{_SIGNS}]{{1,6}}[*_~`]{{0,4}}(?P<word>[^\W\d_][\w\-]{{0,39}})(?![\w\-])"
)
# A dash that leads up to a text.
_LED_BY = re.compile(r"[–—]\s*(?=\S)")
# What other programs take for the sign of a command.
_FOREIGN = re.compile(r"[/@!\\](?P<word>[^\W\d_][\w\-]{0,39})(?:[\s.,:;].*)?")
_BEGUN = re.compile(r"^[/@!\\]\w", re.MULTILINE)
_MARKS = "*_~`"
# What ends a word beside a blank: "#note: see below".
_ENDS = ".,:;!?…—–\"'»”)]}|" + _MARKS
# So near to a name a word is one mistyped: "notee".
_ALIKE = 0.8
# Words of a greeting at most.
_GREETING_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may be meant as a command.

    ``known`` tells that there is such a command, ``alike`` that there is one whose name comes near, ``apart``
    that a blank stands behind the number sign.
    """

    command: CommandLine
    known: bool
    alike: bool
    apart: bool

    @property
    def at_the_top(self) -> bool:
        """Whether it is a command where it stands above the text: "# heading" and "№договор" are text."""
        return self.known or not self.apart

    @property
    def below(self) -> bool:
        """Whether it is one that strayed below the text: there "# note that" may be anything."""
        if self.alike and not self.apart:
            return True
        return self.known and not (self.apart and self.command.argument)

    @property
    def noted(self) -> bool:
        """Whether it may begin a note, which is never sent on a guess: "# note he never pays"."""
        return self.known and command_of(self.command.word) is Command.NOTE


def split(text: str) -> tuple[tuple[CommandLine, ...], str]:
    """Return the commands at the top of a text, at most ten, and the text below them without blanks around.

    A command is a number sign, a word that begins with a letter, and perhaps an argument; a blank may stand
    between sign and word where there is a command of that name. Blank lines may stand before and between
    commands, and a greeting above them: it begins the text. Words are lowered; decoration, no-break spaces
    and invisible characters do not count.
    """
    lines = split_lines(text)
    if not _has_sign(text):
        return (), "\n".join(lines).strip()
    commands: list[CommandLine] = []
    greeting: list[str] = []
    below = 0
    for index, line in enumerate(lines):
        clean = _clean(line)
        if not clean:
            continue
        found = _read(clean) if len(clean) <= _MOST_CHARACTERS else None
        if found is None and not commands and not greeting and _is_greeting(clean):
            greeting = [line.strip()]
            continue
        if found is None or not found.at_the_top or (greeting and not (found.known and not found.apart)):
            break
        if len(commands) == _MOST_COMMANDS:
            break
        commands.append(found.command)
        below = index + 1
    rest = "\n".join(lines[below:]).strip()
    return tuple(commands), "\n\n".join(filter(None, [*(greeting if commands else []), rest]))


def misplaced(text: str) -> str:
    """Return the first line of the text below the commands that is meant as one, or the empty string.

    Below a greeting it may be any; farther down only one that there is, for a text may speak of "#12".
    """
    if not _has_sign(text) and _BEGUN.search(text) is None:
        return ""
    filled = [line for line in split_lines(text) if line.strip()]
    first = 1 if _is_greeting(filled[0]) else 0
    for index, line in enumerate(filled):
        clean = _clean(line[:_MOST_CHARACTERS])
        found = _read(clean) if _has_sign(line) else None
        # Farther down it is a remark in a program: "# Note that the order matters".
        noted = found is not None and found.noted and index <= 1 and not is_quoted(line)
        if found is not None and (noted or found.below or (index <= first and found.at_the_top)):
            return f"#{found.command.word}"
        strayed = _FOREIGN.fullmatch(clean) if index <= first else None
        strayed = strayed or (_WITHIN.search(clean) if _has_sign(line) and not is_quoted(line) else None)
        if strayed is not None and strayed["word"].lower() in NAMES:
            return f"#{strayed['word'].lower()}"
    return ""


def signed_with(signature: str) -> str:
    """Return the first command that stands in a signature, or the empty string: it was meant as one."""
    lines = split_lines(signature) if _has_sign(signature) else ()
    read = (_read(_clean(line[:_MOST_CHARACTERS])) for line in lines)
    return next((f"#{found.command.word}" for found in read if found and found.known and found.below), "")


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
    command = command_of(word)
    known = command is not None
    alike = known or bool(get_close_matches(word, NAMES, 1, _ALIKE))
    apart = bool(match["gap"]) or _NUMERO in match["sign"]
    exact = known and (word in NAMES or not apart)
    line = CommandLine(word, _uncorrected(argument, command), _second(argument))
    return _Line(line, known=exact, alike=alike, apart=apart)


def _uncorrected(argument: str, command: Command | None) -> str:
    """Return what stands behind a command as its writer meant it, without what a telephone has set there."""
    wanted = None if command is None else RULES[command].argument
    if wanted in {Argument.NEEDED, Argument.ALLOWED}:
        return bare(argument)
    led = _LED_BY.match(argument) if wanted is not None else None
    return argument[led.end() :] if led else argument


def _second(argument: str) -> str:
    """Return the first command in what stands behind another one, with its sign, or the empty string.

    A shortened one is meant where a sentence could begin or nothing follows.
    """
    for found in _SECOND.finditer(argument):
        word = found["word"].rstrip("-_").lower()
        before, behind = argument[: found.start()].rstrip(), argument[found.end() :].strip(f" {_ENDS}")
        alone = not behind or not before or before[-1] in _ENDS
        if word in NAMES or (alone and command_of(word) is not None):
            return f"#{word}"
    return ""


def _is_greeting(line: str) -> bool:
    """Tell whether a line is short and ends as greetings do."""
    clean = _clean(line)
    return clean.endswith((",", "!")) and len(clean.split()) <= _GREETING_WORDS


def _clean(line: str) -> str:
    """Return the beginning of a line without what is not seen or only frames a sign, and outer blanks.

    Telephones write the number sign as a key: "#" with a variation selector and an enclosing mark.
    """
    seen = line[: 2 * _MOST_CHARACTERS].replace("\u00a0", " ").replace("\ufe0f", "")
    return "".join(sign for sign in seen if unicodedata.category(sign) not in {"Cf", "Me"}).strip()
