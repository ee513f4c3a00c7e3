"""What the Debian package is made of: the configuration, the manual pages, the completion, the units."""

import re
import runpy
from pathlib import Path

import pytest

from config.loading import load
from config.settings import LISTS, SECTIONS
from daemon.cli import postdesk
from tests.config.test_example import every_setting
from tests.daemon.home import ROOT
from tests.daemon.test_cli import ALL

CONFIGURATION: str = runpy.run_path(str(ROOT / "systemd" / "configuration.py"))["configuration"]()
PROGRAM: str = runpy.run_path(str(ROOT / "systemd" / "manual.py"))["program"]()
SETTINGS: str = runpy.run_path(str(ROOT / "systemd" / "manual.py"))["configuration"]()
COMPLETION: str = runpy.run_path(str(ROOT / "systemd" / "completion.py"))["completion"]()


def plain(page: str) -> str:
    """Return a page's text without its macros."""
    return re.sub(r"\\&", "", page.replace("\\-", "-").replace("\\e", "\\"))


def test_the_packaged_configuration_can_be_used_as_it_is(tmp_path: Path) -> None:
    """The service runs right after it was installed; everything lies where the units say."""
    path = tmp_path / "postdesk.toml"
    path.write_text(CONFIGURATION, encoding="utf-8")
    settings = load(path)
    assert str(settings.store_folder) == "/var/lib/postdesk"
    assert str(settings.health.socket) == "/run/postdesk/control.sock"
    assert str(settings.lmtp.socket) == "/run/postdesk/lmtp.sock"
    assert not settings.agent
    assert not settings.mailbox


def test_the_packaged_configuration_shows_every_setting() -> None:
    """Who opens it sees what can be set, with what it means."""
    for path in every_setting(SECTIONS | LISTS):
        assert re.search(rf"^#?{path[-1]} = ", CONFIGURATION, re.MULTILINE), path


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_and_option_stands_in_the_manual(words: tuple[str, ...]) -> None:
    """A command without its page does not exist for who reads manuals."""
    assert f".SS {' '.join(words)} " in plain(PROGRAM)
    page = plain(PROGRAM).partition(f".SS {' '.join(words)} ")[2].partition("\n.SS ")[0]
    for parameter in ALL[words].params:
        for name in getattr(parameter, "opts", ()) if parameter.param_type_name == "option" else ():
            assert name in page


@pytest.mark.parametrize("path", every_setting(), ids=".".join)
def test_every_setting_stands_in_the_manual(path: tuple[str, ...]) -> None:
    """As it is written into the file, below the table that it belongs to."""
    assert f"\\fB{path[-1]} = " in plain(SETTINGS).replace("\\fB", "\\fB")


def test_the_completion_is_for_our_program() -> None:
    """Bash asks the program itself for what fits."""
    assert "_POSTDESK_COMPLETE=bash_complete" in COMPLETION
    assert "complete -o nosort -F _postdesk_completion postdesk" in COMPLETION
    assert postdesk.name


@pytest.mark.parametrize(
    "unit", sorted((ROOT / "systemd").glob("postdesk*.service")), ids=lambda path: path.name
)
def test_every_service_runs_as_its_user_with_nothing_to_gain(unit: Path) -> None:
    """No unit of ours runs as root, and none may become it."""
    text = unit.read_text(encoding="utf-8")
    for line in ("User=postdesk", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert f"\n{line}\n" in text
    assert set(re.findall(r"^CapabilityBoundingSet=(.*)$", text, re.MULTILINE)) <= {
        "",
        "CAP_NET_BIND_SERVICE",
    }


def test_the_socket_listens_where_the_configuration_says() -> None:
    """One address, in two files."""
    unit = (ROOT / "systemd" / "postdesk.socket").read_text(encoding="utf-8")
    [listened] = re.findall(r"^ListenStream=(.*)$", unit, re.MULTILINE)
    assert f'listen = "{listened}"' in CONFIGURATION
