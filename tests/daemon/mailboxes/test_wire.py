"""The bytes of an IMAP connection are read within bounds, whatever the server sends."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from daemon.mailboxes import wire as wires
from daemon.mailboxes.wire import BrokenConnection, Closed, Wire


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Wire]]:
    """A server's end of a connection, and our wire at the other."""
    theirs, ours = socket.socketpair()
    with theirs, ours:
        yield theirs, Wire(ours, 0.3)


def test_lines_and_literals_come_as_they_were_sent(ends: tuple[socket.socket, Wire]) -> None:
    """Whatever packets they came in: all in one, or half of them."""
    theirs, wire = ends
    theirs.sendall(b"* 1 FETCH (BODY[] {5}\r\na\r\nb\n)\r\nA1 OK")
    assert wire.line() == b"* 1 FETCH (BODY[] {5}\r\n"
    assert wire.literal(5) == b"a\r\nb\n"
    assert wire.line() == b")\r\n"
    assert not wire.is_empty
    theirs.sendall(b" done\r\n")
    assert wire.line() == b"A1 OK done\r\n"
    assert wire.is_empty


def test_a_literal_over_the_bound_is_not_read(ends: tuple[socket.socket, Wire]) -> None:
    """Five gigabytes are refused by their announcement."""
    _, wire = ends
    with pytest.raises(BrokenConnection, match="announces 5000000000 bytes where 100000 are the most"):
        wire.literal(5_000_000_000)
    wire.expect(literal=10)
    with pytest.raises(BrokenConnection, match="11 bytes where 10"):
        wire.literal(11)


def test_a_line_without_an_end_is_ended(
    ends: tuple[socket.socket, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is given up at the bound, not when memory is full."""
    theirs, wire = ends
    monkeypatch.setattr(wires, "LONGEST_LINE", 100_000)
    sender = threading.Thread(target=theirs.sendall, args=(b"x" * 130_000,))
    sender.start()
    with pytest.raises(BrokenConnection, match="a line of over 100000 bytes"):
        wire.line()
    wire.literal(60_000)
    sender.join()


def test_lines_without_number_are_ended(ends: tuple[socket.socket, Wire]) -> None:
    """More than was asked for is not read; a new question allows anew."""
    theirs, wire = ends
    wire.expect(total=30)
    theirs.sendall(b"* OK again\r\n" * 6)
    wire.line()
    wire.line()
    with pytest.raises(BrokenConnection, match="far more than it was asked for"):
        wire.line()
    wire.expect(total=30)
    assert wire.line()


def test_silence_ends_the_connection(ends: tuple[socket.socket, Wire]) -> None:
    """A half line is as silent as none, and so is one that drips for ever."""
    theirs, wire = ends
    with pytest.raises(BrokenConnection, match="did not answer in time"):
        wire.line()
    theirs.sendall(b"* OK, I")
    with pytest.raises(BrokenConnection, match="did not answer in time"):
        wire.line()
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.05):
            theirs.sendall(b"x")

    sender = threading.Thread(target=drip)
    sender.start()
    with pytest.raises(BrokenConnection, match="did not answer in time"):
        wire.line()
    stop.set()
    sender.join()


def test_the_end_is_told_wherever_it_comes(ends: tuple[socket.socket, Wire]) -> None:
    """In a line, in a literal, and while nothing was asked: that one is nobody's fault."""
    theirs, wire = ends
    theirs.sendall(b"abc")
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(Closed):
        wire.comes(5)
    with pytest.raises(BrokenConnection, match="has closed") as told:
        wire.line()
    assert not isinstance(told.value, Closed)
    with pytest.raises(BrokenConnection, match="ended within a mail"):
        wire.literal(4)


def test_waiting_ends_with_a_whole_line_or_with_the_time(ends: tuple[socket.socket, Wire]) -> None:
    """A line glued to what was read before counts; half a line does not."""
    theirs, wire = ends
    assert not wire.comes(0)
    theirs.sendall(b"+ idling\r\n* 3 EXISTS\r\n")
    assert wire.line() == b"+ idling\r\n"
    assert wire.comes(0)
    assert wire.line() == b"* 3 EXISTS\r\n"
    theirs.sendall(b"* 4 EX")
    assert not wire.comes(0.1)
    theirs.sendall(b"ISTS\r\n")
    assert wire.comes(5)


def test_what_was_heard_is_a_sign_of_life(ends: tuple[socket.socket, Wire]) -> None:
    """Whoever watches the thread sees bytes come, even within one long answer."""
    theirs, wire = ends
    before = time.monotonic()
    assert wire.heard_at <= before
    theirs.sendall(b"x\r\n")
    wire.line()
    assert wire.heard_at >= before
