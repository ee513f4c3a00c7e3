"""The caps before the parsers: each has its reason, and is the one that is kept to."""

import re
from pathlib import Path

from parsers import caps

CAPS = [name for name in vars(caps) if name.isupper()]


def test_each_cap_has_its_reason() -> None:
    """Above it, or above the one that goes with it, stands a sentence."""
    source = Path(str(caps.__file__)).read_text(encoding="utf-8")
    reasoned = [
        name
        for block in source.split("\n\n")
        for group in re.findall(r"(?:^# .*\n)+(?:[A-Z].*\n?)+", block, re.MULTILINE)
        for name in re.findall(r"^([A-Z_0-9]+) =", group, re.MULTILINE)
    ]

    assert sorted(reasoned) == sorted(CAPS)


def test_each_cap_is_kept_to() -> None:
    """A figure that no parser asks for promises nothing."""
    folder = Path(str(caps.__file__)).parent
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path.name != "caps.py"
    )

    imported = ", ".join(re.findall(r"from parsers\.caps import (.*)", sources))
    unused = [name for name in CAPS if not re.search(rf"caps\.{name}\b", sources) and name not in imported]
    assert unused == []
