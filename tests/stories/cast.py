"""The people of the stories, and the configuration of the desk that they write to."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.road.road import DESK, HOST, WAYS

FOLDER = Path(__file__).parent

# The one who is always there: the desk's plain address.
THE_DESK = "desk"

_ORGANISATION = """
[[organisation]]
name = "Ромашка"
domains = ["customer.example"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of the cast. ``role``, ``language`` and ``teams`` are staff's."""

    key: str
    name: str
    address: str
    part: str
    proof: str
    role: str = ""
    language: str = ""
    teams: tuple[str, ...] = ()

    @property
    def is_staff(self) -> bool:
        """Whether this is an agent of some kind."""
        return self.part == "staff"


@cache
def cast() -> Mapping[str, Person]:
    """Return everyone who may appear, by the short names that stories use."""
    tables = tomllib.loads((FOLDER / "cast.toml").read_text(encoding="utf-8"))
    return {key: Person(key=key, **table) for key, table in tables.items()}


def person_at(address: str) -> str:
    """Return the short name of whose address this is, or the address."""
    return next((who.key for who in cast().values() if who.address == address), address)


def configuration(desk: Mapping[str, Any], staff: Iterable[str]) -> str:
    """Return the configuration of a desk with these settings and these agents."""
    settings = {"address": DESK, "authentication_hosts": [HOST], "outgoing_hold": "0s", **desk}
    agents = map(_agent, map(cast().__getitem__, staff))
    return (
        WAYS + _ORGANISATION + _table("desk", settings) + "".join(_table("agent", agent) for agent in agents)
    )


def _agent(who: Person) -> Mapping[str, Any]:
    settings = {"role": who.role, "language": who.language, "teams": who.teams}
    return {"name": who.name, "addresses": [who.address], **settings}


def _table(name: str, values: Mapping[str, Any]) -> str:
    lines = (f"{key} = {_value(value)}" for key, value in values.items())
    return "\n".join((f"\n[[{name}]]", *lines, ""))


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
