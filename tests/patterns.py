"""Every regular expression of the rules and the parsers, and how it is called."""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import desk
import parsers

ROOMS = (desk, parsers)

# How each call of a pattern goes through a text: up to its first match, or through all of it.
_CALLS = {
    "match": "match",
    "fullmatch": "fullmatch",
    "search": "search",
    **dict.fromkeys(("sub", "subn", "split", "findall", "finditer"), "finditer"),
}
_EVERY = tuple(sorted(set(_CALLS.values())))
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A pattern, where it stands, and how it is called; by what is not known it is called in every way."""

    where: str
    pattern: re.Pattern[Any]
    calls: tuple[str, ...]


def compiled() -> tuple[Found, ...]:
    """Return each different pattern that any module of the rules and the parsers holds."""
    modules = tuple(_modules())
    calls = _calls(modules)
    found: dict[tuple[object, int, tuple[str, ...]], Found] = {}
    for module in modules:
        held = ((f"{module.__name__}.{name}", value) for name, value in vars(module).items())
        for where, pattern in _held(held):
            ways = tuple(sorted(calls.get(_NAME.findall(where)[-1], ()))) or _EVERY
            found.setdefault((pattern.pattern, pattern.flags, ways), Found(where, pattern, ways))
        for where, pattern in _written(module):
            found.setdefault((pattern.pattern, pattern.flags, _EVERY), Found(where, pattern, _EVERY))
    return tuple(found.values())


def _modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            yield importlib.import_module(module.name)


def _calls(modules: Sequence[ModuleType]) -> dict[str, set[str]]:
    """Return how whatever bears a name is called: ``_WORD.search(text)``, ``rule.value.match(text)``."""
    found: dict[str, set[str]] = {}
    for module in modules:
        for node in ast.walk(_source(module)):
            if isinstance(node, ast.Attribute) and node.attr in _CALLS:
                name = _last_name(node.value)
                # Strings are split, too; a pattern of a module's own is a constant.
                if node.attr != "split" or name.isupper():
                    found.setdefault(name, set()).add(_CALLS[node.attr])
    return found


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _source(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


def _held(waiting: Iterator[tuple[str, object]]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns among values and within their tables, rows and fields."""
    stack = list(waiting)
    seen: set[int] = set()
    while stack:
        where, value = stack.pop()
        if isinstance(value, re.Pattern):
            yield where, value
        elif id(value) not in seen:
            seen.add(id(value))
            stack += [(f"{where}{place}", inner) for place, inner in _inside(value)]


def _inside(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, type | ModuleType):
        return
    if isinstance(value, Mapping):
        for number, (key, inner) in enumerate(value.items()):
            yield f"[{number}]", key
            yield f"[{number}]", inner
    elif isinstance(value, list | tuple | set | frozenset):
        yield from ((f"[{number}]", inner) for number, inner in enumerate(value))
    elif dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        yield from ((f".{name}", getattr(value, name)) for name in names)


def _written(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns that are written into calls of ``re`` itself, such as ``re.sub("a", ...)``."""
    for node in ast.walk(_source(module)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _CALLS
            and _last_name(node.func.value) == "re"
            and isinstance(node.args[0], ast.Constant)
        ):
            yield f"{module.__name__}:{node.lineno}", re.compile(node.args[0].value)
