"""Phrases of a table that mean nothing: all that they stand for stands before under another label."""

import itertools
from collections.abc import Mapping


def shadowed(table: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the labels and phrases of a table that can never be found under their label."""
    first: dict[tuple[str, ...], str] = {}
    found = []
    for label, phrases in table.items():
        for phrase in phrases.split(","):
            choices = [word.split("/") for word in phrase.split()]
            rows = {tuple(word for word in row if word != "_") for row in itertools.product(*choices)} - {()}
            for row in rows:
                first.setdefault(row, label)
            if all(first[row] != label for row in rows):
                found.append((label, " ".join(phrase.split())))
    return found
