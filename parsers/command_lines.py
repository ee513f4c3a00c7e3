"""One line of an agent's text, read as a command however it is decorated: ``*#Assign:* ann``."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from desk.commands import NAMES, RULES, Argument, Command, command_of
from desk.mail import CommandLine
from desk.names import bare

# A longer line is text.
MOST_CHARACTERS = 10_000

# The number sign, also as East Asian keyboards write it (as NFKC reads them); the Russian one has "№" on the
# same key.
_NUMERO = "№"
_SIGNS = f"#＃﹟{_NUMERO}"
# Marks of bold and italics, a bullet or a number, may stand around a sign and a word; a quote mark may not.
_COMMAND = re.compile(
    rf"(?:[^\w>{_SIGNS}]|_){{0,10}}(?:[#№]?\d{{1,2}}[.):]?\s{{1,3}}|\(?[^\W\d_][.)]\s{{1,3}})?(?P<sign>[{_SIGNS}]{{1,6}})(?P<gap>\s{{0,10}})[*_~`]{{0,4}}"
    r"(?P<word>[^\W\d_][\w\-]{0,39})(?![\w\-])(?P<rest>.*)"
)
# On the line of another command one may stand anywhere: not within a word, an address or an entity.
_SECOND = re.compile(
    rf"(?<![\w/&{_SIGNS}])[{_SIGNS}]{{1,6}}[*_~`]{{0,4}}(?P<word>[^\W\d_][\w\-]{{0,39}})(?![\w\-])"
)
# A dash that leads up to a text.
_LED_BY = re.compile(r"(?:[–—]\s*|-{1,3}\s+)(?=\S)")
_MARKS = "*_~`"
# What ends a word beside a blank: "#note: see below".
_ENDS = ".,:;!?…—–\"'»”)]}|" + _MARKS
# So near to a name a word is one mistyped: "notee".
_ALIKE = 0.8
# What is looked at before a name within a line.
_BEFORE = 12


@dataclass(frozen=True, slots=True)
class Line:
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


def has_sign(text: str) -> bool:
    """Tell whether a text can hold a command at all; most hold none."""
    return any(sign in text for sign in _SIGNS)


def read(line: str) -> Line | None:
    """Return the command that a clean line may be meant as, or None."""
    match = _COMMAND.fullmatch(line)
    if match is None:
        return None
    word = match["word"].rstrip("-_").lower()
    argument = match["rest"].lstrip(_ENDS).strip()
    if line[0] in _MARKS:
        argument = argument.rstrip(_MARKS)
    command = command_of(word)
    known = command is not None
    alike = known or bool(get_close_matches(word, NAMES, 1, _ALIKE))
    apart = bool(match["gap"]) or _NUMERO in match["sign"]
    exact = known and (word in NAMES or not apart)
    told = CommandLine(word, _uncorrected(argument, command), _second(argument))
    return Line(told, known=exact, alike=alike, apart=apart)


def named_within(line: str) -> Iterator[tuple[str, str]]:
    """Return the commands named in a clean line in so many letters, each with what stands right before it."""
    for found in _SECOND.finditer(line):
        word = found["word"].rstrip("-_").lower()
        if word in NAMES:
            yield line[max(0, found.start() - _BEFORE) : found.start()], word


def clean(line: str) -> str:
    """Return the beginning of a line without what is not seen or only frames a sign, and outer blanks.

    Telephones write the number sign as a key: "#" with a variation selector and an enclosing mark.
    """
    seen = line[: 2 * MOST_CHARACTERS].replace("\u00a0", " ").replace("\ufe0f", "")
    return "".join(sign for sign in seen if unicodedata.category(sign) not in {"Cf", "Me"}).strip()


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
