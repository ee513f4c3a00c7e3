"""The cases that are known to be judged wrong, each with the reason why that is right."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

KNOWN = Path(__file__).with_name("known.toml")

# Of the cases of a corpus, so many may stand among the known ones.
_LARGEST_SHARE = 0.05


def known(path: Path = KNOWN) -> dict[str, str]:
    """Return the reason of each known case by its id."""
    with path.open("rb") as opened:
        rows = tomllib.load(opened).get("case", [])
    return {row["id"]: row["reason"] for row in rows}


def too_many(counts: Mapping[str, tuple[int, int]]) -> list[str]:
    """Return the corpora of which more is excused than may be; for each they hold (cases, excused)."""
    return [name for name, (cases, excused) in counts.items() if excused > cases * _LARGEST_SHARE]
