"""The package on a real Debian: it runs, it is kept running, and nobody need look after it."""

import re
import time
from email import message_from_string, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest

from tests.systemd.conftest import CONFIGURATION
from tests.systemd.machine import Machine

ROOT = Path(__file__).parents[2]

# What `systemd-analyze security` may say at the most: 1.5, in tenths.
EXPOSURE = 15


def send(machine: Machine, subject: str, sender: str = "ivan@example.org") -> None:
    """Hand a customer's mail to Postfix."""
    head = f"From: {sender}\nTo: support@example.org\nSubject: {subject}\n"
    mail = f"{head}Message-ID: <{time.time_ns()}@example.org>\n\nHelp.\n"
    machine.run("sendmail", "-i", "-f", sender, "support@example.org", text=mail)


def answered(machine: Machine, subject: str) -> str:
    """Wait for the acknowledgement in the customer's mailbox; return it."""
    return machine.until(
        f"grep -rl 'Subject:.*{subject}' /home/ivan/Maildir/new | head -1 | xargs -r cat | grep ."
    )


def tickets(machine: Machine) -> str:
    """Return the list of tickets, as root sees it."""
    return machine.run("postdesk", "ticket", "list").stdout


def test_the_installed_service_runs(machine: Machine) -> None:
    """It is ready, its sockets are systemd's, and its status says where it takes mail."""
    assert machine.property("ActiveState") == "active"
    assert machine.property("Type") == "notify"
    assert "127.0.0.1:2525" in machine.property("StatusText")
    assert "/var/spool/postfix/private/postdesk" in machine.property("StatusText")
    assert (
        machine.run("systemctl", "is-active", "postdesk.socket", "postdesk-lmtp.socket").stdout
        == "active\nactive\n"
    )


@pytest.fixture(scope="module")
def acknowledged(machine: Machine) -> str:
    """What a customer hears who wrote of Printer-one."""
    send(machine, "Printer-one")
    return answered(machine, "Printer-one")


@pytest.fixture(scope="module")
def notified(machine: Machine, acknowledged: str) -> str:
    """What staff hear of it."""
    assert acknowledged
    return machine.until("grep -rl Printer-one /home/ann/Maildir/new | head -1 | xargs -r cat | grep .")


def test_mail_comes_in_by_postfix_and_the_answer_goes_back(
    machine: Machine, acknowledged: str, notified: str
) -> None:
    """A customer writes, a ticket is made, and the acknowledgement lies in the customer's mailbox."""
    assert re.search(r"SUP-\d+", acknowledged)
    assert "Printer-one" in tickets(machine)
    assert "Printer-one" in notified


def test_an_agents_answer_reaches_the_customers_mailbox(machine: Machine, notified: str) -> None:
    """An ordinary answer to the notification goes through Postfix twice; Dovecot shows it to the customer."""
    notification = message_from_string(notified, policy=policy.default)
    answer = EmailMessage()
    answer["From"], answer["To"] = "ann@example.org", str(notification["Reply-To"])
    answer["Subject"], answer["Message-ID"] = f"Re: {notification['Subject']}", "<answer@example.org>"
    answer["In-Reply-To"] = notification["Message-ID"]
    answer.set_content("Is the cable plugged in?")
    recipient = parseaddr(answer["To"])[1]
    machine.run("sendmail", "-i", "-f", "ann@example.org", recipient, text=answer.as_string())
    seen = "doveadm -o mail_location=maildir:~/Maildir fetch -u ivan 'hdr.subject body' body plugged"
    shown = machine.until(f"{seen} | grep .")
    assert "Is the cable plugged in?" in shown


def test_a_reload_takes_a_good_file(machine: Machine) -> None:
    """`systemctl reload` waits until it is in force; the process stays the same."""
    before = machine.property("MainPID")
    machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION + "\n[limits]\nrecipients = 7\n")
    machine.run("systemctl", "reload", "postdesk")
    assert machine.property("MainPID") == before
    assert "limits.recipients: 100 -> 7" in machine.log()
    machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION)
    assert "changed: limits.recipients: 7 -> 100" in machine.run("postdesk", "reload").stdout


def test_a_reload_refuses_a_bad_file(machine: Machine) -> None:
    """It says which line is wrong, and everything goes on as before."""
    machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION + "\n[limits]\nrecipient = 7\n")
    assert machine.run("systemctl", "reload", "postdesk", check=False).returncode != 0
    done = machine.run("postdesk", "reload", check=False)
    assert done.returncode == 78
    assert "recipient" in done.stderr
    machine.write("/etc/postdesk/postdesk.toml", CONFIGURATION)
    assert machine.run("postdesk", "status").returncode == 0
    send(machine, "Printer-two")
    answered(machine, "Printer-two")


def test_mail_waits_in_the_socket_while_the_daemon_is_dead(machine: Machine) -> None:
    """Killed and not yet started again: whoever connects now is served by the next process."""
    machine.run("systemctl", "kill", "-s", "KILL", "postdesk")
    talk = """
import socket
link = socket.create_connection(("127.0.0.1", 2525), 60)
file = link.makefile("rwb", 0)
file.readline()
for line in (b"EHLO x", b"MAIL FROM:<ivan@example.org>", b"RCPT TO:<support@example.org>", b"DATA"):
    file.write(line + b"\\r\\n")
    while file.readline()[3:4] == b"-":
        pass
head = b"From: ivan@example.org\\r\\nSubject: Printer-three\\r\\nMessage-ID: <three@example.org>\\r\\n"
file.write(head + b"\\r\\nHelp.\\r\\n.\\r\\n")
print(file.readline())
"""
    assert "250" in machine.run("python3", "-c", talk).stdout
    answered(machine, "Printer-three")
    assert int(machine.property("NRestarts")) >= 1


def test_a_hang_is_ended_by_the_watchdog(machine: Machine) -> None:
    """A loop that no longer turns is noticed, and the service started anew."""
    drop_in = "[Service]\nWatchdogSec=3\nEnvironment=POSTDESK_DEBUG_HANG=1\n"
    machine.write("/etc/systemd/system/postdesk.service.d/test.conf", drop_in)
    machine.shell("systemctl daemon-reload; systemctl restart postdesk")
    before = int(machine.property("NRestarts"))
    machine.run("systemctl", "kill", "-s", "USR2", "--kill-who=main", "postdesk")
    machine.until(
        f"[ $(systemctl show -P NRestarts postdesk) -gt {before} ] && systemctl is-active -q postdesk"
    )
    assert "Watchdog timeout" in machine.run("journalctl", "-u", "postdesk", "--no-pager").stdout
    machine.shell(
        "rm -r /etc/systemd/system/postdesk.service.d; systemctl daemon-reload; systemctl restart postdesk"
    )
    send(machine, "Printer-four")
    answered(machine, "Printer-four")


def test_the_command_line_becomes_the_services_user(machine: Machine) -> None:
    """What root runs leaves no file that the daemon cannot write."""
    machine.run("postdesk", "backup", "/var/lib/postdesk/backups/by-hand.sqlite3")
    owner = machine.run("stat", "-c", "%U", "/var/lib/postdesk/backups/by-hand.sqlite3").stdout
    assert owner == "postdesk\n"


def test_another_user_is_told_so(machine: Machine) -> None:
    """The store is nobody else's business."""
    done = machine.run("sudo", "-u", "ivan", "postdesk", "ticket", "list", check=False)
    assert done.returncode == 77
    assert "root" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_backup_is_made_by_its_unit(machine: Machine) -> None:
    """The timer is set, and what it starts makes a copy that is the user's own."""
    assert machine.run("systemctl", "is-active", "postdesk-backup.timer").stdout == "active\n"
    machine.run("systemctl", "start", "postdesk-backup.service")
    assert "postdesk-" in machine.run("ls", "/var/lib/postdesk/backups").stdout


@pytest.mark.parametrize("unit", ["postdesk.service", "postdesk-backup.service"])
def test_the_service_can_do_little_harm(machine: Machine, unit: str) -> None:
    """Systemd's own assessment of what a break-in could reach."""
    machine.run("systemd-analyze", "security", "--no-pager", f"--threshold={EXPOSURE}", unit)
    machine.run("systemd-analyze", "--man=no", "verify", unit)


@pytest.mark.usefixtures("acknowledged")
def test_the_journal_knows_what_happened(machine: Machine) -> None:
    """One line an event, with its priority, and no subject of any mail."""
    log = machine.log()
    assert re.search(r"^mail \d+ at support@example\.org: ticket to SUP-\d+", log, re.MULTILINE)
    assert "Printer-one" not in log
    assert "Traceback" not in log


def test_purge_keeps_the_store_and_says_so(machine: Machine) -> None:
    """Nobody's mail is deleted by a package manager."""
    machine.run("apt-get", "remove", "-y", "-qq", "postdesk")
    assert machine.run("systemctl", "is-active", "postdesk", check=False).stdout.strip() != "active"
    done = machine.run("dpkg", "--purge", "postdesk")
    assert "/var/lib/postdesk" in done.stdout
    machine.run("test", "-s", "/var/lib/postdesk/postdesk.sqlite3")
    machine.shell("[ ! -e /usr/lib/postdesk ] && [ ! -e /usr/bin/postdesk ]")
