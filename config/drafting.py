"""The tables one by one: each is read as far as it is sound, so that one fault does not hide the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.paths import Context
from config.places import Path
from config.settings import LISTS, SECTIONS, Settings
from config.table import Table, table_within
from config.wording import Problem, not_a_list, unknown_table, worded


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its path, its value without what is at fault, and the paths in it that are.

    A table that is nothing without what is at fault has no value.
    """

    path: Path
    table: Table | None
    faulty: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The name in the brackets: ``smtp``, ``desk``."""
        return str(self.path[0])

    def lacks(self, reads: Iterable[Path]) -> bool:
        """Tell whether a value among these, each a table's name and a path in it, is at fault here."""
        return any(
            read[0] == self.name
            and (self.table is None or any(_touch(read[1:], path) for path in self.faulty))
            for read in reads
        )


@dataclass(slots=True)
class Draft:
    """All tables of a configuration, and the problems of each by itself."""

    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def view(self, reads: Iterable[Path], complete: frozenset[str]) -> Settings | None:
        """Return the settings without those desks, agents and organisations that lack what is to be read.

        None where a section lacks it, or one of the lists that are needed complete.
        """
        names = [*SECTIONS, *complete]
        if any(part.name in names and part.lacks(reads) for part in self.parts):
            return None
        return self._settings(part for part in self.parts if not part.lacks(reads))

    def whole(self) -> Settings:
        """Return the settings; only where nothing is at fault are they what was configured."""
        return self._settings(self.parts)

    def path_of(self, table: Table) -> Path:
        """Return where a table of this draft stands."""
        return next(part.path for part in self.parts if part.table is table)

    def _settings(self, parts: Iterable[Part]) -> Settings:
        tables: dict[str, list[Table]] = {name: [] for name in (*SECTIONS, *LISTS)}
        for part in parts:
            if part.table is not None:
                tables[part.name].append(part.table)
        values: dict[str, Any] = {
            name: tuple(each) if name in LISTS else each[0] for name, each in tables.items()
        }
        # Every table in it was validated by itself.
        return Settings.model_construct(**values)


def draft(data: dict[str, Any], folder: FilePath) -> Draft:
    """Read every table of a configuration; ``folder`` is where relative paths begin."""
    context, known = Context(folder=folder), SECTIONS | LISTS
    drawn = Draft(problems=[unknown_table(name, value) for name, value in data.items() if name not in known])
    for name, model in SECTIONS.items():
        _read(drawn, (name,), model, data.get(name, {}), context)
    for name, model in LISTS.items():
        items = data.get(name, [])
        if not isinstance(items, list):
            drawn.problems.append(not_a_list(name))
            drawn.parts.append(Part((name,), None, ()))
            continue
        for index, item in enumerate(items):
            _read(drawn, (name, index), model, item, context)
    return drawn


def _read(drawn: Draft, path: Path, model: type[Table], value: object, context: Context) -> None:
    table, errors = _validated(model, value, context)
    drawn.problems.extend(worded(error, path, model) for error in errors)
    faulty = tuple(error["loc"] for error in errors)
    if table is None and isinstance(value, dict):
        table, _ = _validated(model, _without(value, faulty, model), context)
    if table is None and path[0] in SECTIONS:
        # Whatever is read of it is at fault; it only has to be there.
        table = model.model_construct()
    drawn.parts.append(Part(path, table, faulty))


def _validated(
    model: type[Table], value: object, context: Context
) -> tuple[Table | None, list[ErrorDetails]]:
    try:
        return model.model_validate(value, context=context), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _without(table: dict[str, Any], faulty: Iterable[Path], model: type[Table]) -> dict[str, Any]:
    """Return a table without the keys that are at fault; of a table in it only its own such keys go."""
    kept: dict[str, Any] = {}
    for key, value in table.items():
        within = [path[1:] for path in faulty if path[:1] == (key,)]
        kind = table_within(model, key)
        if not within:
            kept[key] = value
        elif kind is not None and all(within):
            kept[key] = _without(value, within, kind)
    return kept


def _touch(one: Path, two: Path) -> bool:
    """Tell whether one of two paths is the other or lies within it."""
    return all(a == b for a, b in zip(one, two, strict=False))
