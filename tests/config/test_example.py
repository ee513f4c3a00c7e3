"""The example file and the embedded default."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticUndefined

from config.embedded import embedded
from config.faults import ConfigError
from config.loading import load
from config.places import lines_of
from config.settings import LISTS, SECTIONS
from config.table import Table, table_within
from desk.people import Role
from tests.config.files import write

EXAMPLE = Path(load.__code__.co_filename).with_name("example.toml")
TEXT = EXAMPLE.read_text(encoding="utf-8")

# Shown with an example: what has no default, and the one setting that an organisation is nothing without.
SHOWN = {"desk.address", "agent.name", "agent.addresses", "organisation.name", "organisation.domains"}


def every_setting() -> list[tuple[tuple[str, ...], type[Table]]]:
    """Return the path of each setting, and the table it is in."""
    found: list[tuple[tuple[str, ...], type[Table]]] = []
    tables = [((name,), table) for name, table in (SECTIONS | LISTS).items()]
    for path, table in tables:
        for key in table.model_fields:
            inner = table_within(table, key)
            if inner is None:
                found.append(((*path, key), table))
            else:
                tables.append(((*path, key), inner))
    return found


def shown(path: tuple[str, ...]) -> Any:  # noqa: ANN401 - whatever TOML can hold.
    """Return the value of a setting in the example file."""
    value: Any = tomllib.loads(TEXT)
    for key in path:
        value = value[0] if isinstance(value, list) else value
        value = value[key]
    return value


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    """Whoever copies it has a configuration without a fault."""
    assert load(write(tmp_path, TEXT)).desks()


@pytest.mark.parametrize("path", [path for path, _ in every_setting()], ids=".".join)
def test_the_example_shows_every_setting(path: tuple[str, ...]) -> None:
    """A setting that is not in it does not exist for its reader."""
    assert shown(path) is not None


@pytest.mark.parametrize(("path", "table"), every_setting(), ids=lambda value: ".".join(value))
def test_the_example_shows_the_defaults(tmp_path: Path, path: tuple[str, ...], table: type[Table]) -> None:
    """What it says is what holds where nothing is said."""
    field = table.model_fields[path[-1]]
    if ".".join(path) in SHOWN:
        assert field.get_default(call_default_factory=True) in (PydanticUndefined, ())
        return
    whole = load(write(tmp_path, TEXT))
    without = re.sub(rf"^{path[-1]} = .*\n", "", TEXT, flags=re.MULTILINE)
    assert without != TEXT
    assert load(write(tmp_path, without)) == whole
    # An empty text says none; every other value is what it says.
    assert shown(path) == "" or getattr(_in(whole, path[:-1]), path[-1]) not in (None, "")


def _in(settings: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - a table of any kind.
    for key in path:
        settings = getattr(settings, key)
        settings = settings[0] if isinstance(settings, tuple) else settings
    return settings


def test_the_example_shows_nothing_else() -> None:
    """A setting that was removed is removed here too."""
    paths = {tuple(part for part in path if isinstance(part, str)) for path in lines_of(TEXT)}
    known = {path for path, _ in every_setting()}
    assert {path for path in paths if not any(path == each[: len(path)] for each in known)} == set()


def test_the_example_explains_every_setting() -> None:
    """Above each stands a comment of one to three lines."""
    lines = TEXT.splitlines()
    for path, line in lines_of(TEXT).items():
        if isinstance(path[-1], str) and not lines[line - 1].startswith("["):
            above = [each.startswith("# ") for each in lines[max(0, line - 5) : line - 1]]
            assert above[-1], path
            assert not all(above), path


def test_the_embedded_default_can_be_used_at_once(tmp_path: Path) -> None:
    """It needs no other server, and everything it makes stays under var/."""
    settings = load(embedded(tmp_path))
    assert [desk.address for desk in settings.desks()] == ["support@postdesk.localhost"]
    (ann,) = settings.directory().agents
    assert (ann.name, ann.address, ann.role) == ("Ann", "ann@postdesk.localhost", Role.OPERATOR)
    assert settings.store_url == f"sqlite:///{tmp_path}/var/postdesk.sqlite3"
    assert settings.lmtp.socket == tmp_path / "var" / "lmtp.sock"
    assert (settings.delivery.way, settings.delivery.maildir) == ("maildir", tmp_path / "var" / "outgoing")
    assert settings.smtp.listen == (("127.0.0.1", 2525),)


def test_the_embedded_default_never_replaces_a_file(tmp_path: Path) -> None:
    """What someone has changed stays changed."""
    path = embedded(tmp_path)
    path.write_text("# mine\n", encoding="utf-8")
    assert embedded(tmp_path) == path
    assert path.read_text(encoding="utf-8") == "# mine\n"


def test_a_folder_that_takes_no_file_is_a_fault(tmp_path: Path) -> None:
    """The text names the file."""
    with pytest.raises(ConfigError, match=r"none/postdesk\.toml: cannot be written: No such file"):
        embedded(tmp_path / "none")
