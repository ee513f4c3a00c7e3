"""Connections that break and daemons that die: nothing is lost, nothing comes twice."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.system.mail_host import (
    Desk,
    MailHost,
    a_mail,
    assert_one_ticket_each,
    desk_over,
    message_id,
    running_mail_host,
)
from tests.system.proxy import Proxy, proxy
from tests.system.servers import PATIENCE, wait_until

# A mail whose Message-ID ends the line and goes on with commands of IMAP's (RFC 5322 lets it be folded).
COMMANDS = b"A1 UID MOVE 1:* Junk"
INJECTION = b'x"\r\n ' + COMMANDS + b"\r\n A2 EXPUNGE\r\n"


@pytest.fixture
def host(packages: None) -> Iterator[MailHost]:
    """A mail host with an empty mailbox."""
    with running_mail_host() as running:
        yield running


@contextmanager
def at_command(line: Proxy, word: bytes) -> Iterator[threading.Event]:
    """Hold a client's next line with this word back for ever; the event says that it came."""
    came = threading.Event()

    def gate(said: bytes) -> bool:
        if word in said and not came.is_set():
            came.set()
            return False
        return True

    line.gate = gate
    yield came
    line.gate = lambda _: True


def test_a_connection_cut_in_idle_comes_back(host: MailHost) -> None:
    """The mail that came meanwhile is taken; the log has one line for going and one for coming."""
    with proxy(host.tls_port) as line, desk_over(host.encrypted(port=line.port)) as desk:
        host.deliver(a_mail(1))
        desk.wait_for_inbox(1)
        line.cut()
        host.deliver(a_mail(2))
        desk.wait_for_inbox(2)
        assert_one_ticket_each(desk, [1, 2])
        assert line.connections == 2
        assert desk.log().count("cannot be read") == 1
        desk.wait_for_log("reading ", 2)


def test_a_frozen_connection_is_noticed_within_the_poll_interval(host: MailHost) -> None:
    """No word and no end, as behind a firewall that has forgotten it: the next round ends it."""
    with proxy(host.tls_port) as line, desk_over(host.encrypted(port=line.port)) as desk:
        line.freeze()
        host.deliver(a_mail(1))
        desk.wait_for_log("cannot be read")
        line.thaw()
        desk.wait_for_inbox(1)
        assert_one_ticket_each(desk, [1])


def test_a_connection_cut_in_the_middle_of_mails_takes_each_once(host: MailHost) -> None:
    """Again and again, at another byte each time."""
    numbers = range(1, 101)
    host.deliver(*(a_mail(number, size=5000) for number in numbers))
    with (
        proxy(host.port) as line,
        desk_over(host.plain('first_run = "all"\n', line.port), started=False) as desk,
    ):
        cut: set[int] = set()

        def cut_soon(said: bytes) -> bool:
            if b"BODY.PEEK" in said and line.connections not in cut and len(cut) < 3:
                cut.add(line.connections)
                line.cut_after = 30_000 * line.connections
            return True

        line.gate = cut_soon
        desk.start()
        desk.wait_for_inbox(100)
        assert line.connections == 4
        assert_one_ticket_each(desk, numbers)
        assert {mail["verdict"] for mail in desk.inbox()} == {"ticket"}


@pytest.mark.parametrize(
    ("word", "kept"),
    [(b"BODY.PEEK", 0), (b"UID MOVE", 1)],
    ids=["asked for the bytes", "committed, not moved"],
)
def test_a_daemon_killed_at_any_step_takes_each_mail_once(word: bytes, kept: int, host: MailHost) -> None:
    """After the restart the mail has one ticket and one acknowledgement, and lies in the other folder."""
    with proxy(host.port) as line, desk_over(host.plain('after = "move"\n', line.port)) as desk:
        with at_command(line, word) as came:
            host.deliver(a_mail(1))
            assert came.wait(PATIENCE), desk.log()
            desk.kill()
        with host.person() as person:
            assert person.sees().keys() == {message_id(1)}
            assert len(desk.listed("inbox", "list")) == kept
            desk.start()
            wait_until(lambda: person.sees("Postdesk").keys() == {message_id(1)}, desk.log)
            assert person.sees() == {}
        _assert_once(desk)


def test_a_daemon_killed_after_the_move_does_not_know_it_and_lives(host: MailHost) -> None:
    """The answer to MOVE never came: nothing is left to do, and later mail is taken."""
    with proxy(host.port) as line, desk_over(host.plain('after = "move"\n', line.port)) as desk:
        with host.person() as person:

            def freeze(said: bytes) -> bool:
                if b"UID MOVE" in said:
                    line.cut_after = 0
                return True

            line.gate = freeze
            host.deliver(a_mail(1))
            wait_until(lambda: person.sees("Postdesk").keys() == {message_id(1)}, desk.log)
            desk.kill()
            line.cut_after, line.gate = None, lambda _: True
            desk.start()
            host.deliver(a_mail(2))
            wait_until(lambda: len(person.sees("Postdesk")) == 2, desk.log)
        desk.wait_for_inbox(2)
        assert_one_ticket_each(desk, [1, 2])


def test_no_word_of_a_sender_stands_in_a_command(host: MailHost) -> None:
    """A Message-ID full of commands: all that goes over the wire is ours, and the mailbox is as it was."""
    bad = a_mail(1).replace(b"<1@customers.example.test>", INJECTION.rstrip(b"\r\n"))
    bare = a_mail(2).replace(b"<2@customers.example.test>", INJECTION.replace(b"\r\n ", b"\r\n").rstrip())
    with proxy(host.port) as line, host.person() as person:
        person.create("Junk")
        table = host.plain('first_run = "all"\nafter = "move"\n', line.port)
        person.append("INBOX", None, None, bad)
        person.append("INBOX", None, None, bare)
        with desk_over(table) as desk:
            desk.wait_for_inbox(2)
            wait_until(lambda: len(person.sees("Postdesk")) == 2, desk.log)
            assert person.sees("Junk") == {}
        said = bytes(line.said).splitlines()
    assert not [each for each in said if COMMANDS in each or b"EXPUNGE" in each]
    # imaplib's tags are four letters and a number, the same four on a connection.
    tags = {found[1] for each in said if (found := re.match(rb"([A-P]{4})[0-9]+ ", each))}
    assert len(tags) == line.connections == 1
    assert {each for each in said if not re.match(rb"[A-P]{4}[0-9]+ ", each)} <= {b"DONE"}


def _assert_once(desk: Desk) -> None:
    desk.wait_for_inbox(1)
    assert_one_ticket_each(desk, [1])
    assert {mail["verdict"] for mail in desk.inbox()} <= {"ticket", "duplicate"}
    desk.outbox()
    assert len(desk.to_customers()) == 1
