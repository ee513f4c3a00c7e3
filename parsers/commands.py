"""Commands at the top of an agent's text: lines such as ``#assign ann``."""

from desk.commands import RULES, Argument, command_of
from desk.mail import CommandLine
from parsers.command_lines import MOST_CHARACTERS, Line, clean, has_sign, read
from parsers.text.greetings import is_greeting, says_nothing
from parsers.text.lines import split as split_lines

# More lines than these are text.
_MOST_COMMANDS = 10

# Mail programs begin a new line where the next word would stand beyond this column.
_WRAPPED = 72


def split(text: str) -> tuple[tuple[CommandLine, ...], str]:
    """Return the commands at the top of a text, at most ten, and the text below them without blanks around.

    A command is a number sign, a word that begins with a letter, and perhaps an argument, which may go on in
    the lines right below; a blank may stand between sign and word where there is a command of that name.
    Blank lines may stand before and between commands, and a greeting above them: it begins the text, if there
    is more. Words are lowered; decoration, no-break spaces and invisible characters do not count.
    """
    lines = split_lines(text)
    if not has_sign(text):
        return (), "\n".join(lines).strip()
    commands: list[CommandLine] = []
    greeting = ""
    below = 0
    for index, line in enumerate(lines):
        seen = clean(line)
        if index < below or not seen:
            continue
        found = read(seen) if len(seen) <= MOST_CHARACTERS else None
        if found is None and not commands and not greeting and is_greeting(seen):
            greeting = line.strip()
            continue
        if found is None or not found.at_the_top or (greeting and not (found.known and not found.apart)):
            break
        if len(commands) == _MOST_COMMANDS:
            break
        below = index + 1
        last = seen
        while below < len(lines) and _goes_on(found, last, following := clean(lines[below])):
            if len(seen) + len(following) >= MOST_CHARACTERS:
                break
            seen, last, below = f"{seen} {following}", following, below + 1
        commands.append((read(seen) or found).command)
    rest = "\n".join(lines[below:]).strip()
    if not commands:
        return (), rest
    if "\n" not in rest and says_nothing(clean(rest)):
        rest = ""
    led = greeting if rest or not says_nothing(clean(greeting)) else ""
    return tuple(commands), "\n\n".join(filter(None, [led, rest]))


def _goes_on(found: Line, line: str, following: str) -> bool:
    """Tell whether what stands behind a command, with ``line`` as its last one, goes on right below."""
    if not following:
        return False
    further = read(following)
    command = command_of(found.command.word)
    if command is None or (further is not None and further.at_the_top):
        return False
    wanted = RULES[command].argument
    wrapped = len(line) + 1 + len(following.split()[0]) > _WRAPPED
    if wanted is Argument.REASON:
        # It is for the staff: what goes on in small letters is never the beginning of an answer.
        return any(map(str.isalnum, found.command.argument)) and (wrapped or following[0].islower())
    if wanted is Argument.LINE:
        return wrapped
    return wanted is Argument.NEEDED and line.endswith((",", ";"))
