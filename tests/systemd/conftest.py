"""One package, and one machine with it beside Postfix and Dovecot, for all tests here."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.systemd.building import built
from tests.systemd.machine import Machine, booted

CONFIGURATION = """
[delivery]
way = "relay"
[delivery.relay]
host = "127.0.0.1"
port = 25
tls = "none"

[store]
database = "sqlite:////var/lib/postdesk/postdesk.sqlite3"
[lmtp]
socket = "/run/postdesk/lmtp.sock"
[health]
socket = "/run/postdesk/control.sock"

[[desk]]
address = "support@example.org"
name = "Support"
echo = "always"
outgoing_hold = "0s"

[[agent]]
name = "Ann Lee"
addresses = ["ann@example.org"]
role = "operator"
"""


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built of this tree; or the one that POSTDESK_DEB names."""
    if named := os.environ.get("POSTDESK_DEB"):
        return Path(named)
    return built(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def machine(package: Path) -> Iterator[Machine]:
    """A Debian with the package installed, mail servers running, and the desk configured."""
    with booted(package) as machine:
        mail_servers(machine)
        machine.run("apt-get", "install", "-y", "-qq", "/mnt/package.deb")
        machine.until("systemctl is-active -q postdesk")
        machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION)
        machine.run("systemctl", "restart", "postdesk")
        yield machine


def mail_servers(machine: Machine) -> None:
    """Run Postfix for example.org, with Dovecot's mailboxes for a customer and an agent."""
    machine.shell("useradd -m ivan; useradd -m ann; echo mail > /etc/mailname; ip link set lo up")
    for setting in (
        "myhostname = mail.example.org",
        "mydestination = example.org, localhost",
        "inet_interfaces = loopback-only",
        "mynetworks = 127.0.0.0/8",
        "recipient_delimiter = +",
        "home_mailbox = Maildir/",
        "local_recipient_maps =",
        "smtputf8_enable = no",
        "compatibility_level = 3.6",
        "transport_maps = inline:{ { support@example.org = lmtp:unix:private/postdesk } }",
    ):
        machine.run("postconf", "-e", setting)
    machine.shell("systemctl enable --now postfix; systemctl restart postfix")
