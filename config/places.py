"""On which line of a TOML text each table, key and list item stands."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator

# Where a value stands: the names of its tables and its key; numbers, from 0, count the items of a list.
Path = tuple[str | int, ...]

# Nothing in our configuration is deeper than six; what is deeper than this is no configuration.
DEEPEST = 16

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r'[ \t]*("(?:[^"\\]|\\.)*"|\'[^\']*\'|[A-Za-z0-9_-]+)[ \t]*(\.?)')
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:[^"\\]|\\.)*"' r"|'[^']*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]*")


class TooDeep(ValueError):
    """Tables and lists are nested deeper than any configuration needs."""


def lines_of(text: str) -> dict[Path, int]:
    """Return the line, from 1, of everything in a text that tomllib has read without a fault.

    A table stands where it is first named. Raises TooDeep.
    """
    scan = _Scan(text)
    scan.document()
    return scan.lines


class _Scan:
    """One walk over the text. Its syntax is known to be right, so it looks only for where things begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._counts: dict[Path, int] = {}
        self.lines: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self._skip(_SPACE)
        while self._at < len(self._text):
            if self._next("[["):
                table = self._header(repeated=True)
            elif self._next("["):
                table = self._header(repeated=False)
            else:
                self._pair(table)
            self._skip(_SPACE)

    def _header(self, *, repeated: bool) -> Path:
        line = self._line()
        names = list(self._names())
        self._at += 2 if repeated else 1
        path = self._entered((), names[:-1], line)
        if not repeated:
            return self._entered(path, names[-1:], line)
        path = (*path, names[-1])
        self._note(path, line)
        index = self._counts.get(path, 0)
        self._counts[path] = index + 1
        self._note((*path, index), line)
        return (*path, index)

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = self._entered(table, list(self._names()), line)
        self._at += len("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        if self._next("["):
            self._list(path)
        elif self._next("{"):
            self._inline_table(path)
        elif string := _STRING.match(self._text, self._at):
            self._at = string.end()
        else:
            self._skip(_BARE)

    def _list(self, path: Path) -> None:
        for index, _ in enumerate(self._until("]")):
            self._note((*path, index), self._line())
            self._value((*path, index))

    def _inline_table(self, path: Path) -> None:
        for _ in self._until("}"):
            self._pair(path)

    def _until(self, end: str) -> Iterator[None]:
        """Stop at each item of a list or an inline table, and pass its end."""
        self._skip(_SPACE)
        while not self._next(end):
            yield
            self._skip(_SPACE)
            self._next(",")
            self._skip(_SPACE)

    def _names(self) -> Iterator[str]:
        more = True
        while more:
            found = _KEY.match(self._text, self._at)
            if found is None:
                raise AssertionError("tomllib let through a key that is none")
            self._at = found.end()
            yield _name(found[1])
            more = bool(found[2])

    def _entered(self, path: Path, names: list[str], line: int) -> Path:
        """Return the path below these tables; of a list of tables the last one is meant."""
        for name in names:
            path = (*path, name)
            self._note(path, line)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _note(self, path: Path, line: int) -> None:
        if len(path) > DEEPEST:
            raise TooDeep
        self.lines.setdefault(path, line)

    def _next(self, token: str) -> bool:
        if not self._text.startswith(token, self._at):
            return False
        self._at += len(token)
        return True

    def _skip(self, what: re.Pattern[str]) -> None:
        found = what.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _line(self) -> int:
        return bisect_right(self._ends, self._at - 1) + 1


def _name(key: str) -> str:
    if key.startswith("'"):
        return key[1:-1]
    return str(tomllib.loads(f"k = {key}")["k"]) if key.startswith('"') else key
