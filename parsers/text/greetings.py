"""Greetings that stand above what a text says, and say nothing themselves."""

import re

# Words of a greeting at most.
_MOST_WORDS = 6
_GREETING = re.compile(
    r"(?:hello|hallo|hi|hey|dear|good (?:morning|afternoon|evening|day)|greetings|здравствуй(?:те)?|"
    r"добр(?:ый|ое|ого) (?:день|вечер|утро|дня|вечера|утра)|привет(?:ствую)?|уважаем(?:ый|ая|ые)|коллеги)\b",
    re.IGNORECASE,
)


def is_greeting(line: str) -> bool:
    """Tell whether a clean line is short and ends as greetings do."""
    return line.endswith((",", "!")) and len(line.split()) <= _MOST_WORDS


def says_nothing(line: str) -> bool:
    """Tell whether a clean line only leads up to what is to follow: "Hello Ivan!", "Ivan,"; not "Done!"."""
    return is_greeting(line) and (line.endswith(",") or _GREETING.match(line) is not None)
