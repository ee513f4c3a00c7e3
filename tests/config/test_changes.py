"""What is told of two configurations that differ."""

from pathlib import Path

import pytest

from config.changes import NEEDS_RESTART, changes
from config.settings import LISTS, SECTIONS, Settings
from config.table import Table
from tests.config.files import settings

MAILBOX = '[[mailbox]]\ndesk = "support@example.org"\nhost = "imap.example.org"\nuser = "me"\n'


def told(tmp_path: Path, before: str, after: str) -> list[str]:
    """Return the lines of what differs between two configurations of one desk."""
    return [str(change) for change in changes(settings(tmp_path, before), settings(tmp_path, after))]


def waiting(tmp_path: Path, before: str, after: str) -> list[str]:
    """Return the names of what needs a restart."""
    found = changes(settings(tmp_path, before), settings(tmp_path, after))
    return [change.name for change in found if change.needs_restart]


def test_the_same_is_no_change(tmp_path: Path) -> None:
    """What is written in another way, and means the same, is not told."""
    assert told(tmp_path, "", '[limits]\nmessage_size = "35MB"\n[log]\nlevel = "info"\n') == []


def test_a_value_is_told_with_both_of_its_forms(tmp_path: Path) -> None:
    """Before and after, under the name that it has in the file."""
    assert told(tmp_path, "", '[log]\nlevel = "debug"\n') == ["log.level: info -> debug"]
    assert told(tmp_path, '[smtp]\nhostname = "a.example"\n', "") == ["smtp.hostname: a.example -> none"]


def test_a_table_of_a_list_is_known_by_its_name(tmp_path: Path) -> None:
    """Another order is no change; one that came, went or differs is told by name."""
    ann, bob = (f'[[agent]]\nname = "{name}"\naddresses = ["{name}@s.example"]\n' for name in ("Ann", "Bob"))
    assert told(tmp_path, ann + bob, bob + ann) == []
    assert told(tmp_path, ann, bob) == ["agent Ann: removed", "agent Bob: added"]
    other = ann.replace("s.example", "t.example")
    assert told(tmp_path, ann, other) == ["agent Ann.addresses: [Ann@s.example] -> [Ann@t.example]"]


def test_a_secret_is_never_told(tmp_path: Path) -> None:
    """That it changed is all that is said: neither the old one nor the new one, nor its length."""
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("first-secret")
    text = MAILBOX + 'password_file = "secret"\n'
    before = settings(tmp_path, text)
    secret.write_text("second-secret")
    lines = [str(change) for change in changes(before, settings(tmp_path, text))]
    assert lines == ["mailbox me imap.example.org INBOX.password_file: changed"]


@pytest.mark.parametrize(
    ("after", "name"),
    [
        ('[smtp]\nlisten = "127.0.0.1:2626"\n', "smtp.listen"),
        ('[lmtp]\nsocket = "other.sock"\n', "lmtp.socket"),
        ('[store]\ndatabase = "sqlite:///other.sqlite3"\n', "store.database"),
        ('[log]\nformat = "json"\n', "log.format"),
        ('[health]\nlisten = "127.0.0.1:9525"\n', "health.listen"),
    ],
)
def test_what_is_opened_at_the_start_needs_a_restart(tmp_path: Path, after: str, name: str) -> None:
    """Sockets, the store, the form of the log."""
    assert waiting(tmp_path, "", after) == [name]


@pytest.mark.parametrize(
    "after",
    [
        '[smtp]\nhostname = "mx.example.org"\n',
        '[delivery]\nway = "relay"\n[delivery.relay]\nhost = "relay.example.org"\n',
        '[delivery]\nmaildir = "elsewhere"\n',
        "[limits]\nrecipients = 7\nconnections = 900\n",
        '[log]\nlevel = "debug"\n',
        '[notices]\naddress = "ops@example.org"\n',
    ],
)
def test_all_else_is_taken_over_by_the_running_daemon(tmp_path: Path, after: str) -> None:
    """The way out, too."""
    assert told(tmp_path, "", after)
    assert waiting(tmp_path, "", after) == []


def test_every_name_in_the_table_is_a_setting() -> None:
    """A setting that was renamed must not fall out of the table unseen."""
    known = {name for section, table in {**SECTIONS, **LISTS}.items() for name in _names(section, table)}
    assert set(NEEDS_RESTART) <= known


def test_every_table_is_compared() -> None:
    """A new table of the configuration cannot be forgotten."""
    assert {*SECTIONS, *LISTS} == set(Settings.model_fields)


def _names(path: str, table: type[Table]) -> set[str]:
    return {f"{path}.", *(f"{path}.{key}" for key in table.model_fields)}
