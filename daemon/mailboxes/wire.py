"""The bytes of an IMAP connection, read within bounds: a hostile server fills no memory and holds up nobody.

imaplib reads whatever length a server announces, and waits for as long as a byte comes now and then.
"""

import select
import socket
import ssl
import time
from imaplib import IMAP4

# The list of a million unique identifiers fits into one line.
LONGEST_LINE = 10_000_000

# What is no mail is short: names of folders, texts of servers.
_SHORT = 100_000
_USUAL_TOTAL = 20_000_000

# imaplib keeps each line of an answer; those that came unasked are few.
_MOST_LINES = 10_000

# A literal of so many bytes a second is slow, but it comes.
_SLOWEST = 10_000

_CHUNK = 65_536


class BrokenConnection(IMAP4.abort):
    """The connection is of no use any more; the text, which holds nothing of the server's, says why."""


class Closed(BrokenConnection):
    """The server has closed the connection while nothing was asked of it: some do so every few minutes."""


class Wire:
    """What a server sends, line by line and literal by literal. Every fault is a BrokenConnection.

    ``heard_at`` is the monotonic time at which bytes came last.
    """

    def __init__(self, link: socket.socket, answer_seconds: float) -> None:
        self._link = link
        self._answer_seconds = answer_seconds
        self._waiting = bytearray()
        self._searched = 0
        self._ended = False
        self.heard_at = time.monotonic()
        self.expect()

    def expect(self, *, literal: int = _SHORT, total: int = _USUAL_TOTAL) -> None:
        """Say how many bytes may come from now on: in one literal, and in all."""
        self._literal = literal
        self._left = total
        self._lines_left = _MOST_LINES

    @property
    def is_empty(self) -> bool:
        """Tell whether everything that came was read."""
        return not self._waiting

    def line(self) -> bytes:
        """Return the next line with its end."""
        self._lines_left -= 1
        deadline = time.monotonic() + self._answer_seconds
        while not self._has_line():
            if self._ended:
                raise BrokenConnection("the server has closed the connection")
            self._receive(deadline)
        return self._take(self._searched)

    def literal(self, size: int) -> bytes:
        """Return the next so many bytes."""
        if size > self._literal:
            raise BrokenConnection(f"the server announces {size} bytes where {self._literal} are the most")
        deadline = time.monotonic() + self._answer_seconds + size / _SLOWEST
        while len(self._waiting) < size:
            if self._ended:
                raise BrokenConnection("the connection ended within a mail")
            self._receive(deadline)
        return self._take(size)

    def comes(self, seconds: float) -> bool:
        """Wait for a whole line to be there; False if none came in so many seconds.

        Half a line, then silence, is no line: the caller will see the connection fail soon enough.
        """
        deadline = time.monotonic() + seconds
        while not self._has_line():
            if self._ended:
                raise Closed("the server has closed the connection")
            left = deadline - time.monotonic()
            if left <= 0 or not self._readable(left):
                return False
            self._receive(deadline)
        return True

    def _has_line(self) -> bool:
        end = self._waiting.find(b"\n", self._searched and self._searched - 1)
        if end < 0:
            self._searched = len(self._waiting)
            if self._searched > LONGEST_LINE:
                raise BrokenConnection(f"the server sends a line of over {LONGEST_LINE} bytes")
            return False
        self._searched = end + 1
        return True

    def _take(self, size: int) -> bytes:
        taken = bytes(self._waiting[:size])
        del self._waiting[:size]
        self._searched = 0
        self._left -= size
        if self._left < 0 or self._lines_left < 0:
            raise BrokenConnection("the server sends far more than it was asked for")
        return taken

    def _readable(self, seconds: float) -> bool:
        if isinstance(self._link, ssl.SSLSocket) and self._link.pending():
            return True
        # Not select(): that knows no file descriptor over 1023.
        poll = select.poll()
        poll.register(self._link, select.POLLIN)
        return bool(poll.poll(max(0.0, seconds) * 1000))

    def _receive(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise BrokenConnection("the server did not answer in time")
        self._link.settimeout(min(left, self._answer_seconds))
        try:
            came = self._link.recv(_CHUNK)
        except TimeoutError:
            raise BrokenConnection("the server did not answer in time") from None
        except OSError as fault:
            raise BrokenConnection(f"the connection was lost: {fault.strerror or fault}") from None
        finally:
            self._link.settimeout(self._answer_seconds)
        self._ended = not came
        self._waiting += came
        self.heard_at = time.monotonic()
