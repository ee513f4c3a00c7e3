"""The daemon's side of a reading process: it is started, given mails, listened to, and ended."""

import json
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from daemon.reading.frames import HEAD_SIZE, Head, Tag, packed, unpacked
from desk.errors import PostdeskError

# It runs by the same Python over the same folders, whatever the environment says.
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from importlib import import_module; import_module(sys.argv.pop(1)).main()"
)
CHILD = "daemon.reading.child"
_CHUNK = 256 * 1024
# So many pieces are handed over at once (IOV_MAX is 1024).
_PIECES = 64

# It imports the parsers first; on a machine that is very busy that takes its time.
_START_SECONDS = 60.0

# No mail says more, in bytes: the parsers' caps see to it. A process that a mail took over might.
_LONGEST_ANSWER = 64_000_000


class Ended(PostdeskError):
    """The reading process is of no more use: it ended, hangs or talks nonsense; the text is what it did."""


class CannotRead(PostdeskError):
    """No reading process can be started; no mail is to blame. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one mail may take: ``seconds``, and ``memory`` in bytes."""

    seconds: float = 10.0
    memory: int = 512 * 1024 * 1024


@dataclass(slots=True)
class ReadingProcess:
    """A running process that reads mails in the order in which they are given. Raises CannotRead."""

    limits: Limits
    child: str = CHILD
    _unsent: deque[memoryview] = field(default_factory=deque)
    _heard: bytearray = field(default_factory=bytearray)
    _link: socket.socket = field(init=False)
    _process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self._link, theirs = socket.socketpair()
        self._link.setblocking(False)
        words = [json.dumps(sys.path), self.child, str(self.limits.seconds), str(self.limits.memory)]
        with theirs:
            end = theirs.fileno()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
                    # It is given no environment: there may be secrets in it.
                    [sys.executable, "-I", "-c", _PROGRAM, *words],
                    stdin=end,
                    stdout=end,
                    env={},
                )
            except OSError as fault:
                self._link.close()
                raise CannotRead(f"the process that reads mails cannot be started: {fault}") from fault
        try:
            self._listen(_START_SECONDS)
        except Ended as fault:
            self.end()
            message = f"the process that reads mails does not start: it {fault}; its own words are in the log"
            raise CannotRead(message) from fault

    def give(self, request: Sequence[bytes]) -> None:
        """Give it a mail to read, in pieces, behind those it has."""
        head = packed(Head(sum(map(len, request)), Tag.READ))
        self._unsent += map(memoryview, (head, *request))
        self._send()

    def answer(self) -> tuple[Head, bytes]:
        """Return its next answer. Raises Ended; it must then be ended."""
        return self._listen(self.limits.seconds)

    def end(self) -> None:
        """End it at once."""
        self._link.close()
        self._process.kill()
        self._process.wait()

    def _listen(self, seconds: float) -> tuple[Head, bytes]:
        end = time.monotonic() + seconds
        with selectors.PollSelector() as selector:
            selector.register(self._link, selectors.EVENT_READ)
            while (found := self._whole()) is None:
                wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._unsent else 0)
                selector.modify(self._link, wanted)
                events = selector.select(max(end - time.monotonic(), 0))
                if not events:
                    raise Ended(f"took more than {seconds:g} s")
                if events[0][1] & selectors.EVENT_READ:
                    self._hear()
                elif self._send():
                    # A large mail takes its time to be handed over; nothing of it is being read yet.
                    end = time.monotonic() + seconds
        return found

    def _send(self) -> int:
        sent = 0
        while self._unsent:
            try:
                done = self._link.sendmsg(islice(self._unsent, _PIECES))
            except BlockingIOError:
                break
            except (BrokenPipeError, ConnectionResetError):
                # It has ended; how, is heard from it.
                self._unsent.clear()
                break
            self._forget(done)
            sent += done
        return sent

    def _forget(self, sent: int) -> None:
        while self._unsent and len(self._unsent[0]) <= sent:
            sent -= len(self._unsent.popleft())
        if sent:
            self._unsent[0] = self._unsent[0][sent:]

    def _hear(self) -> None:
        try:
            heard = self._link.recv(_CHUNK)
        except ConnectionResetError:
            heard = b""
        if not heard:
            raise Ended(self._how_it_ended())
        self._heard += heard

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(self.limits.seconds)
        except subprocess.TimeoutExpired:
            return "closed the process that read it"
        if code < 0:
            return f"ended in signal {-code} ({signal.strsignal(-code)})"
        return f"ended in exit status {code}"

    def _whole(self) -> tuple[Head, bytes] | None:
        if len(self._heard) < HEAD_SIZE:
            return None
        try:
            head = unpacked(bytes(self._heard[:HEAD_SIZE]))
        except ValueError as fault:
            raise Ended("gave nonsense") from fault
        if head.length > _LONGEST_ANSWER:
            raise Ended("gave nonsense")
        end = HEAD_SIZE + head.length
        if len(self._heard) < end:
            return None
        content = bytes(memoryview(self._heard)[HEAD_SIZE:end])
        del self._heard[:end]
        return head, content
