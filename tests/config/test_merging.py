"""Several files become one configuration."""

from pathlib import Path

import pytest

from config.faults import ConfigError
from config.loading import load
from tests.config.files import DESK, write


def test_tables_merge(tmp_path: Path) -> None:
    """One file may set what another leaves out, also in a table within a table."""
    path = write(tmp_path, DESK + "[smtp]\nhostname = 'mx.example.org'\n[delivery.relay]\nport = 25\n")
    write(tmp_path, "[smtp]\nlisten = 'off'\n[delivery.relay]\ntls = 'none'\n", "conf.d/a.toml")
    settings = load(path)
    assert (settings.smtp.hostname, settings.smtp.listen) == ("mx.example.org", ())
    assert (settings.delivery.relay.port, settings.delivery.relay.tls) == (25, "none")


def test_lists_of_tables_add_up(tmp_path: Path) -> None:
    """Each file may bring its desks, agents and organisations."""
    path = write(tmp_path, DESK + '[[agent]]\nname = "Ann"\naddresses = ["ann@example.org"]\n')
    write(tmp_path, '[[agent]]\nname = "Bob"\naddresses = ["bob@example.org"]\n', "conf.d/bob.toml")
    assert [agent.name for agent in load(path).agent] == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("one", "two", "key"),
    [
        ("[log]\nlevel = 'info'\n", "[log]\nlevel = 'info'\n", "log.level"),
        ("[smtp]\ntrusted_peers = []\n", "[smtp]\ntrusted_peers = []\n", "smtp.trusted_peers"),
        ("[delivery]\nrelay.port = 1\n", "[delivery.relay]\nport = 2\n", "delivery.relay.port"),
    ],
)
def test_a_setting_that_is_set_twice_names_both_places(tmp_path: Path, one: str, two: str, key: str) -> None:
    """Which file wins is nothing to guess about."""
    path = write(tmp_path, DESK + one)
    second = write(tmp_path, "\n" + two, "conf.d/a.toml")
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert str(refused.value) == f"{second}:3: {key}: is set twice, first in {path}:4; remove one of the two"


def test_of_a_setting_that_is_set_twice_the_first_is_looked_at(tmp_path: Path) -> None:
    """A fault in its value stands where that value stands."""
    path = write(tmp_path, DESK + "[log]\nlevel = 'loud'\n")
    second = write(tmp_path, "[log]\n\n\n\n\nlevel = 'info'\n", "conf.d/a.toml")
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert [(each.file, each.line) for each in refused.value.faults] == [(str(path), 4), (str(second), 6)]


def test_a_value_beside_a_table_of_the_same_name_is_set_twice(tmp_path: Path) -> None:
    """Also where the two files disagree about what it is."""
    path = write(tmp_path, DESK + "[smtp]\n")
    write(tmp_path, "smtp = 1\n", "conf.d/a.toml")
    with pytest.raises(ConfigError, match=r"a\.toml:1: smtp: is set twice, first in .*postdesk\.toml:3;"):
        load(path)


def test_faults_in_later_files_name_those_files(tmp_path: Path) -> None:
    """The second file's first desk is the third in all, and keeps its own line."""
    path = write(tmp_path, DESK + '[[desk]]\naddress = "b@example.org"\nprefix = "B"\n')
    second = write(tmp_path, '\n[[desk]]\naddress = "c@example.org"\nprefix = "c"\n', "conf.d/c.toml")
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert str(refused.value).startswith(f'{second}:4: desk.prefix: "c" is no prefix')


def test_clashes_between_files_are_told_at_the_later_one(tmp_path: Path) -> None:
    """The first file was right until the second came."""
    path = write(tmp_path, DESK)
    second = write(tmp_path, '[[desk]]\naddress = "support@Example.org"\nprefix = "B"\n', "conf.d/b.toml")
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert str(refused.value).startswith(f"{second}:2: desk.address: support@example.org is an address of")
