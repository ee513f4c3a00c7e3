"""Configurations as files, and what is wrong with them."""

from pathlib import Path

import pytest

from config.faults import ConfigError, Fault
from config.loading import load
from config.settings import Settings

DESK = '[[desk]]\naddress = "support@example.org"\n'


def write(folder: Path, text: str, name: str = "postdesk.toml") -> Path:
    """Write a configuration file and return its path."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def settings(folder: Path, text: str) -> Settings:
    """Return the settings of a text; one desk is added on top, so lines count from its end."""
    return load(write(folder, DESK + text))


def faults(folder: Path, text: str) -> list[Fault]:
    """Return the faults of a text as it stands."""
    with pytest.raises(ConfigError) as refused:
        load(write(folder, text))
    return list(refused.value.faults)


def lines(folder: Path, text: str) -> list[str]:
    """Return the faults of a text as printed, without the folder before the file's name."""
    return [str(fault).removeprefix(f"{folder}/") for fault in faults(folder, text)]


def fault(folder: Path, text: str) -> str:
    """Return the one fault of a text below a desk, without its file; lines count from the desk's end."""
    (found,) = faults(folder, DESK + text)
    line = f"{found.line - DESK.count(chr(10))}: " if found.line else ""
    return line + str(found).partition(f"{found.key}: ")[1] + str(found).partition(f"{found.key}: ")[2]
