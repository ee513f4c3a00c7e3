"""Several files become one configuration: tables merge, lists of tables append, nothing is set twice."""

from dataclasses import dataclass, field
from typing import Any

from config.faults import Fault
from config.places import Path
from config.sources import Source


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a line in it; None where the line is not known."""

    file: str
    line: int | None


@dataclass(slots=True)
class Merged:
    """The whole configuration as TOML values, with the place of everything in it."""

    main: str
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Return where this stands, else where the table stands that it is missing from."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path] if path else Place(self.main, None)

    def fault(self, path: Path, text: str, suggestion: str = "") -> Fault:
        """Return a fault of what stands, or should stand, at this path."""
        place = self.place(path)
        return Fault(file=place.file, line=place.line, key=dotted(path), text=text, suggestion=suggestion)


def merge(sources: list[Source], main: str) -> Merged:
    """Return what all these files say together; what is set twice is a fault that names both places."""
    merged = Merged(main)
    for source in sources:
        _add(merged, source)
    return merged


def dotted(path: Path) -> str:
    """Return a path as people write it: ``smtp.listen``; the items of lists are told by their line."""
    return ".".join(_part(part) for part in path if isinstance(part, str))


def _part(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else f'"{name}"'


def _add(merged: Merged, source: Source) -> None:
    counts = {key: len(known) for key, known in merged.data.items() if _is_tables(known)}
    places = {_shifted(path, counts): Place(source.file, line) for path, line in source.lines.items()}
    _unite(merged, merged.data, source.data, (), places)
    merged.places = places | merged.places


def _unite(
    merged: Merged, known: dict[str, Any], new: dict[str, Any], above: Path, places: dict[Path, Place]
) -> None:
    for key, value in new.items():
        path = (*above, key)
        if key not in known:
            known[key] = value
        elif isinstance(known[key], dict) and isinstance(value, dict):
            _unite(merged, known[key], value, path, places)
        elif not above and _is_tables(known[key]) and _is_tables(value):
            known[key] = [*known[key], *value]
        else:
            merged.faults.append(_twice(merged, path, places[path]))


def _twice(merged: Merged, path: Path, place: Place) -> Fault:
    first = merged.place(path)
    return Fault(
        file=place.file,
        line=place.line,
        key=dotted(path),
        text=f"is set twice, first in {first.file}:{first.line}",
        suggestion="remove one of the two",
    )


def _is_tables(value: object) -> bool:
    """Tell whether this is a list of tables, such as all ``[[desk]]`` of a file."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _shifted(path: Path, counts: dict[str, int]) -> Path:
    """Return the path in the merged lists: the second file's first desk follows the first file's last."""
    match path:
        case (str(key), int(index), *rest) if key in counts:
            return (key, index + counts[key], *rest)
    return path
