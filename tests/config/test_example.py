"""The example file and the embedded default."""

import re
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from config.embedded import embedded
from config.faults import ConfigError
from config.loading import load
from config.places import lines_of
from config.settings import LISTS, SECTIONS
from config.table import Table, table_within
from desk.fields import Field
from desk.people import Role
from tests.config.files import write

EXAMPLE = Path(load.__code__.co_filename).with_name("example.toml")
TEXT = EXAMPLE.read_text(encoding="utf-8")
# The line of each setting; every list of tables is shown with one.
LINES = {tuple(str(part) for part in path if part != 0): line for path, line in lines_of(TEXT).items()}

# Shown with an example: what has no default, and what an organisation or a mailbox is nothing without.
SHOWN = {
    "desk.address",
    "agent.name",
    "agent.addresses",
    "organisation.name",
    "organisation.domains",
    "mailbox.desk",
    "mailbox.host",
    "mailbox.user",
    "mailbox.password_file",
}


@pytest.fixture(autouse=True)
def password(tmp_path: Path) -> None:
    """The file that the example's mailbox names."""
    path = tmp_path / "imap.password"
    path.touch(mode=0o600)
    path.write_text("hush")


def every_setting(tables: dict[str, type[Table]] | None = None) -> dict[tuple[str, ...], FieldInfo]:
    """Return each setting by its path."""
    found: dict[tuple[str, ...], FieldInfo] = {}
    for name, table in (SECTIONS | LISTS if tables is None else tables).items():
        for key, field in table.model_fields.items():
            inner = table_within(table, key)
            within = every_setting({key: inner}) if inner else {(key,): field}
            found |= {(name, *path): each for path, each in within.items()}
    return found


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    """Whoever copies it, and puts the mailbox's password beside it, has a configuration without a fault."""
    assert load(write(tmp_path, TEXT)).desks()


@pytest.mark.parametrize("path", every_setting(), ids=".".join)
def test_the_example_shows_every_setting(path: tuple[str, ...]) -> None:
    """A setting that is not in it does not exist for its reader."""
    assert path in LINES


@pytest.mark.parametrize("path", every_setting(), ids=".".join)
def test_the_example_shows_the_defaults(tmp_path: Path, path: tuple[str, ...]) -> None:
    """What it says is what holds where nothing is said."""
    field = every_setting()[path]
    if ".".join(path) in SHOWN:
        assert field.get_default(call_default_factory=True) in (PydanticUndefined, (), None)
        return
    whole = load(write(tmp_path, TEXT))
    without = TEXT.splitlines(keepends=True)
    del without[LINES[path] - 1]
    assert load(write(tmp_path, "".join(without))) == whole


@pytest.mark.parametrize("path", every_setting(), ids=".".join)
def test_the_example_explains_every_setting(path: tuple[str, ...]) -> None:
    """Above each stands a comment of its own, of three lines at most."""
    above = TEXT.splitlines()[LINES[path] - 5 : LINES[path] - 1]
    assert above[-1].startswith("# ")
    assert not all(line.startswith("#") for line in above)


def test_the_embedded_default_can_be_used_at_once(tmp_path: Path) -> None:
    """It needs no other server, and everything it makes stays in the folder."""
    settings = load(embedded(tmp_path))
    assert [desk.address for desk in settings.desks()] == ["support@postdesk.localhost"]
    (ann,) = settings.directory().agents
    assert (ann.name, ann.address, ann.role) == ("Ann", "ann@postdesk.localhost", Role.OPERATOR)
    assert settings.store_url == f"sqlite:///{tmp_path}/postdesk.sqlite3"
    assert settings.lmtp.socket == tmp_path / "lmtp.sock"
    assert (settings.delivery.way, settings.delivery.maildir) == ("maildir", tmp_path / "outgoing")
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


def test_the_example_names_every_field_that_can_be_required() -> None:
    """Whoever requires one finds its name."""
    above = TEXT.splitlines()[LINES[("desk", "required")] - 4 : LINES[("desk", "required")] - 1]
    assert {field.value for field in Field} <= set(re.findall(r"\w+", " ".join(above)))
