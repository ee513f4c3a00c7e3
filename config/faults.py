"""What is wrong with a configuration: each fault with its file, line and setting, all told at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from desk.errors import PostdeskError

# Longer texts from a configuration are cut where a fault repeats them.
_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. ``line`` is None where none can be named, ``key`` is empty where the whole file is at fault.

    ``suggestion`` says what to do, or is empty. No text here ever repeats a secret.
    """

    file: str
    line: int | None
    key: str
    text: str
    suggestion: str = ""

    def __str__(self) -> str:
        """Return the fault on one line, as people and editors know it: ``postdesk.toml:12: smtp.…``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = f"{self.text}; {self.suggestion}" if self.suggestion else self.text
        return plain(": ".join(part for part in (place, self.key, said) if part))


class ConfigError(PostdeskError):
    """The configuration cannot be used; ``faults`` holds everything that is wrong with it, one at least."""

    # EX_CONFIG of sysexits.h: what the command line ends with.
    exit_code: ClassVar[int] = 78

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Unfit(ValueError):
    """A value does not fit its setting: what is wrong, and what to write instead.

    A ValueError, because that is what pydantic collects from a validator.
    """

    def __init__(self, text: str, suggestion: str = "") -> None:
        self.text = text
        self.suggestion = suggestion
        super().__init__(text)


def plain(text: str) -> str:
    """Return the text with everything replaced that could break its line or drive a terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def quoted(text: str) -> str:
    """Return a text from the configuration as a fault may repeat it: quoted, on one line, not too long."""
    return f'"{plain(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")}"'
