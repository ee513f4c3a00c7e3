"""What a validator found, in the words of our own: what is wrong at which path, and what to do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from config.faults import Unfit
from config.places import Path
from config.settings import LISTS, SECTIONS
from config.table import Table, keys_of, table_listed, table_within


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with what stands, or is missing, at a path; ``suggestion`` may be empty."""

    path: Path
    text: str
    suggestion: str = ""


# What a value is called when it is not what was wanted. A bool is an int to Python, and a datetime a date.
_CALLED: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a number with a point"),
    (str, "a text"),
    (list, "a list"),
    (dict, "a table"),
    ((datetime, date, time), "a date or time"),
)

# By pydantic's names of its errors: what was wanted.
_WANTED: dict[str, str] = {
    "string_type": "a text in quotes",
    "path_type": "a text in quotes",
    "int_type": "a whole number",
    "int_parsing_size": "a smaller number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}

# By the same names, and what stands there instead: how to write it.
_ADVICE: dict[tuple[str, str], str] = {
    ("int_type", "a text"): "write it without quotes",
    ("bool_type", "a text"): "write it without quotes",
    ("string_type", "a number"): "write it in quotes",
    ("tuple_type", "a text"): 'write it in brackets, as ["…"]',
}


def worded(error: ErrorDetails, above: Path, table: type[Table]) -> Problem:
    """Return an error of pydantic's as a problem; ``above`` is the path of the table it was found in."""
    # An unknown key of a table by language is marked with this word.
    at = tuple(part for part in error["loc"] if part != "[key]")
    path = (*above, *at)
    match error["type"]:
        case "extra_forbidden":
            return Problem(path, "unknown setting", _meant(str(at[-1]), at[:-1], table))
        case "missing":
            return Problem(path, "is missing", "it has no default")
        case "value_error":
            return _unfit(path, error)
        case "enum" | "literal_error":
            return _one_of(path, error)
        case "greater_than_equal":
            return Problem(path, f"must be at least {error['ctx']['ge']}")
        case "less_than_equal":
            return Problem(path, f"must be at most {error['ctx']['le']}")
    return _of_wrong_type(path, error)


def unknown_table(name: str, value: object) -> Problem:
    """Return the problem of a name at the top that is none of ours."""
    close = _close(name, [*SECTIONS, *LISTS])
    if close and isinstance(value, (dict, list)):
        return Problem((name,), "unknown setting", f"did you mean {_header(close)}?")
    owner = _owners(name) or "every setting stands under a header such as [smtp]"
    return Problem((name,), "unknown setting", owner)


def not_a_list(name: str) -> Problem:
    """Return the problem of ``[desk]`` where ``[[desk]]`` was wanted."""
    return Problem((name,), "is a list of tables", f"write each as {_header(name)}")


def _header(name: str) -> str:
    return f"[[{name}]]" if name in LISTS else f"[{name}]"


def _unfit(path: Path, error: ErrorDetails) -> Problem:
    unfit = error["ctx"]["error"]
    return (
        Problem(path, unfit.text, unfit.suggestion) if isinstance(unfit, Unfit) else Problem(path, "is wrong")
    )


def _one_of(path: Path, error: ErrorDetails) -> Problem:
    known = re.findall("'([^']*)'", error["ctx"]["expected"])
    close = _close(error["input"], known) if isinstance(error["input"], str) else None
    text = "must be one of " + ", ".join(f'"{each}"' for each in known)
    return Problem(path, text, f'did you mean "{close}"?' if close else "")


def _of_wrong_type(path: Path, error: ErrorDetails) -> Problem:
    called = _called(error["input"])
    wanted = _WANTED.get(error["type"], "something else")
    return Problem(path, f"must be {wanted}, not {called}", _ADVICE.get((error["type"], called), ""))


def _called(value: Any) -> str:  # noqa: ANN401 - whatever TOML can hold.
    return next((name for kinds, name in _CALLED if isinstance(value, kinds)), "that")


def _meant(key: str, above: Path, table: type[Table]) -> str:
    """Return which setting was probably meant: one of this table, or one of another of the same name."""
    for part in above:
        table = table_within(table, str(part)) or table_listed(table, str(part)) or table
    close = _close(key, keys_of(table))
    if close:
        return f'did you mean "{close}"?'
    return _owners(key)


def _owners(key: str) -> str:
    """Say which tables have a setting of this name, if any has."""
    owners = [_header(name) for name, table in (SECTIONS | LISTS).items() if key in keys_of(table)]
    return f"it belongs under {' or '.join(owners)}" if owners else ""


def _close(word: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(word, list(known), 1)), None)
