"""The files of a configuration as TOML: the main file, and conf.d beside it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.faults import Fault
from config.places import Path as Key
from config.places import TooDeep, lines_of

# No configuration is larger; a file that is was named by mistake.
_LARGEST = 4_000_000

_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Source:
    """What one file says, and on which line."""

    file: str
    data: dict[str, Any]
    lines: dict[Key, int]


def read_sources(path: Path) -> tuple[list[Source], list[Fault]]:
    """Return the file and those of its conf.d in the order of their names, and the faults of the others.

    Hidden files in conf.d, and those that do not end with ``.toml``, are passed over.
    """
    paths, faults = _beside(path)
    read = [_read(each) for each in (path, *paths)]
    sources = [each for each in read if isinstance(each, Source)]
    return sources, [*(each for each in read if isinstance(each, Fault)), *faults]


def _beside(path: Path) -> tuple[list[Path], list[Fault]]:
    folder = path.parent / "conf.d"
    try:
        names = sorted(each.name for each in folder.iterdir())
    except FileNotFoundError:
        return [], []
    except OSError as fault:
        return [], [_unreadable(folder, fault)]
    return [folder / name for name in names if name.endswith(".toml") and not name.startswith(".")], []


def _read(path: Path) -> Source | Fault:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as fault:
        return _unreadable(path, fault)
    if len(content) > _LARGEST:
        return _whole(path, f"is larger than {_LARGEST // 1_000_000} MB", "name the configuration file")
    try:
        # A byte order mark, as some editors leave it, is no fault.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        return _whole(path, "is not UTF-8 text from here on", "save the file as UTF-8", line)
    return _parsed(path, text)


def _parsed(path: Path, text: str) -> Source | Fault:
    try:
        return Source(str(path), tomllib.loads(text), lines_of(text))
    except (RecursionError, TooDeep):
        return _whole(path, "tables or lists are nested too deep", "no setting needs more than four levels")
    except tomllib.TOMLDecodeError as fault:
        found = _AT_LINE.search(str(fault))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        return _whole(path, f"is not TOML: {_AT_LINE.sub('', str(fault))}", _advice(str(fault)), line)
    except ValueError:
        # The one other fault that tomllib lets through: Python converts no number of over 4300 digits.
        return _whole(path, "holds a number that is too long")


def _advice(said: str) -> str:
    return "write text in quotes" if said.startswith("Invalid value") else ""


def _unreadable(path: Path, fault: OSError) -> Fault:
    reasons = {
        FileNotFoundError: ("there is no such file", "check its name, or create it from the example file"),
        PermissionError: ("may not be read by this user", "change its owner, its group or its mode"),
        IsADirectoryError: ("is a folder, not a file", ""),
        NotADirectoryError: ("is not a folder", ""),
    }
    return _whole(path, *reasons.get(type(fault), (f"cannot be read: {fault.strerror}", "")))


def _whole(path: Path, text: str, suggestion: str = "", line: int | None = None) -> Fault:
    return Fault(file=str(path), line=line, key="", text=text, suggestion=suggestion)
