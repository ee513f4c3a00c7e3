"""The tables of phrases and weights under ``parsers/data``: what words mean, and how much they weigh."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """Phrases by their labels, as ``parsers.meaning.lexicon`` reads them, and weights by their names.

    ``whole`` are phrases that mean something only where nothing else is said.
    """

    phrases: Mapping[str, str]
    weights: Mapping[str, float]
    names: Mapping[str, str]
    whole: Mapping[str, str]


def table(name: str) -> Table:
    """Return a table of this package; ``{word}`` in a phrase stands for a choice under ``[choices]``."""
    read = _read(name)
    choices = {key: "/".join(value.split()) for key, value in read["choices"].items()}
    phrases = {label: told.format_map(choices) for label, told in read["phrases"].items()}
    weights = {key: float(value) for key, value in read["weights"].items()}
    return Table(
        MappingProxyType(phrases),
        MappingProxyType(weights),
        MappingProxyType(read.get("names", {})),
        MappingProxyType(read.get("whole", {})),
    )


def names(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return a table of this package that holds nothing but lists of names, parted by commas."""
    return MappingProxyType(
        {
            section: MappingProxyType({key: _listed(told) for key, told in rows.items()})
            for section, rows in _read(name).items()
        }
    )


@dataclass(frozen=True, slots=True)
class Groups:
    """Words by the groups that hold them, whole and by their beginnings; signs made of groups."""

    words: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    signs: Mapping[str, tuple[str, ...]]


def groups(name: str) -> Groups:
    """Return a table of this package that makes signs of groups of words."""
    read = _read(name)
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for group, told in read["words"].items():
        for word in sorted(set(told.lower().replace("ё", "е").split())):
            held = stems if word.endswith("*") else whole
            held[word.rstrip("*")] = (*held.get(word.rstrip("*"), ()), group)
    signs = {key: tuple(rows) for key, rows in read["signs"].items()}
    return Groups(MappingProxyType(whole), MappingProxyType(stems), MappingProxyType(signs))


def _listed(told: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in told.split(",") if one.strip())


def _read(name: str) -> dict[str, Any]:
    text = files("parsers").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
