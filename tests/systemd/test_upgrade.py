"""An upgrade on a real Debian, and what an operator changes there: the store and the sockets stay."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.systemd.conftest import CONFIGURATION
from tests.systemd.machine import Machine, booted

STORE = "/var/lib/postdesk/postdesk.sqlite3"
PREVIOUS = Path(__file__).parents[1] / "storage" / "schema_0001.sql"

# The same package as it could have been a version ago: another number, another configuration file.
AGE = r"""
cp -r /mnt /tmp/old; cd /tmp/old; dpkg-deb -R package.deb tree
sed -i 's/^Version: .*/Version: 0.0.1/' tree/DEBIAN/control
echo '# As it was shipped before.' >> tree/etc/postdesk/postdesk.toml
dpkg-deb -Znone -b tree old.deb
"""

FILL = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())"


@pytest.fixture(scope="module")
def machine(package: Path) -> Iterator[Machine]:
    """A Debian with the previous package, configured, and with a store of the previous schema."""
    with booted(package) as machine:
        # As if there were no Postfix, which is given back below.
        machine.shell(f"ip link set lo up; mv /var/spool/postfix/private /var/spool/postfix/away; {AGE}")
        machine.run("apt-get", "install", "-y", "-qq", "/tmp/old/old.deb")
        machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION)
        machine.run("systemctl", "stop", "postdesk.service")
        machine.run("rm", "-f", STORE, f"{STORE}-wal", f"{STORE}-shm")
        machine.run("python3", "-c", FILL, STORE, text=PREVIOUS.read_text("utf-8"))
        machine.run("chown", "postdesk:postdesk", STORE)
        yield machine


def test_the_service_runs_without_postfix(machine: Machine) -> None:
    """Then nobody would hand mail in by LMTP; nothing is broken."""
    listening = machine.run("systemctl", "is-active", "postdesk.socket", "postdesk-lmtp.socket", check=False)
    assert listening.stdout == "active\ninactive\n"
    assert machine.run("systemctl", "is-failed", "postdesk-lmtp.socket", check=False).returncode != 0


def test_an_upgrade_keeps_configuration_store_and_sockets(machine: Machine) -> None:
    """The tables are brought up to date, and a copy of the store as it was lies beside it."""
    opened = machine.property("ActiveEnterTimestampMonotonic", "postdesk.socket")
    machine.run(
        "apt-get", "install", "-y", "-qq", "-o", "Dpkg::Options::=--force-confold", "/mnt/package.deb"
    )
    machine.until("systemctl is-active -q postdesk")
    assert machine.property("ActiveEnterTimestampMonotonic", "postdesk.socket") == opened
    assert machine.run("cat", "/etc/postdesk/postdesk.toml").stdout == CONFIGURATION
    assert "SUP-1001" in machine.run("postdesk", "ticket", "list").stdout
    [copy] = machine.shell(f"ls {STORE}.before-*").split()
    assert machine.run("stat", "-c", "%U %a", copy).stdout == "postdesk 600\n"


def test_a_postfix_that_comes_later_is_served_after_a_restart(machine: Machine) -> None:
    """Nobody need know how systemd orders sockets and services."""
    machine.run("mv", "/var/spool/postfix/away", "/var/spool/postfix/private")
    machine.run("systemctl", "restart", "postdesk")
    assert machine.run("systemctl", "is-active", "postdesk-lmtp.socket").stdout == "active\n"
    assert "/var/spool/postfix/private/postdesk" in machine.property("StatusText")


def test_a_faulty_configuration_is_told_and_not_tried_again(machine: Machine) -> None:
    """The service stays down until somebody mends the file, and comes back after that."""
    machine.write("/etc/postdesk/postdesk.toml", f"{CONFIGURATION}\n[smpt]\n")
    machine.run("systemctl", "restart", "postdesk", check=False)
    assert machine.property("ActiveState") == "failed"
    assert "smpt" in machine.log()
    machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION)
    machine.run("systemctl", "restart", "postdesk")
    assert machine.property("ActiveState") == "active"


def test_it_may_listen_where_only_root_may(machine: Machine) -> None:
    """A port of mail, written into the configuration, needs nothing else."""
    smtp = '\n[smtp]\nlisten = ["127.0.0.1:2525", "127.0.0.1:465"]\n'
    machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION + smtp)
    machine.run("systemctl", "restart", "postdesk")
    assert re.search(r"smtp 127\.0\.0\.1:465\b", machine.property("StatusText"))
    assert machine.run("nc", "-w3", "127.0.0.1", "465", text="").stdout.startswith("220 ")


def test_a_secret_of_roots_reaches_the_service_alone(machine: Machine) -> None:
    """A password that only root can read is used by the daemon, its reload and the backup."""
    relay = 'port = 25\nuser = "desk"\npassword = "credential:relay.password"\n'
    machine.write("/etc/postdesk/relay.password", "correct horse\n", mode="0600")
    machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION.replace("port = 25\n", relay))
    machine.run("systemctl", "restart", "postdesk")
    machine.run("systemctl", "reload", "postdesk")
    machine.run("systemctl", "start", "postdesk-backup.service")
    assert "correct horse" not in machine.shell("journalctl --no-pager -o verbose")
