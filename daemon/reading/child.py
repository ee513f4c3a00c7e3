"""The reading process: one mail after the other comes in by standard input, and goes back as it was read."""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from daemon.allocator import give_back_large_blocks
from daemon.reading.answers import written
from daemon.reading.frames import HEAD_SIZE, Head, Tag, packed, unpacked
from desk.mail import Mail

Read = Callable[[bytes, datetime], Mail]

# A process that a large mail has made so much larger is not kept: Python gives little back.
_GROWN = 100_000_000
# After mails smaller than this nobody looks.
_LARGE = 1_000_000


def serve(read: Read, *, seconds: float, memory: int) -> None:
    """Read mails until the other side goes; ``memory`` is in bytes, for each mail.

    ``seconds`` is how long the daemon waits for one. Where the daemon itself has died meanwhile, nobody
    would end a process that hangs: then the kernel does, some time after.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # The daemon decides when this ends; what it has under way is read to the end.
        signal.signal(number, signal.SIG_IGN)
    # Where the daemon has died there is nobody to answer: it ends without a word, as programs in a pipe do.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    give_back_large_blocks()
    at_rest = _resident()
    _give_way()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (_data() + memory,) * 2)
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    _say(answers, Tag.READY)
    last = False
    while not last and (size := _announced(given)) is not None:
        tag, content, took = _answer(read, given, size=size, seconds=int(2 * seconds) + 1)
        last = size > _LARGE and _resident() - at_rest > _GROWN
        _say(answers, tag, content, took, last=last)


def _answer(read: Read, given: BinaryIO, *, size: int, seconds: int) -> tuple[Tag, bytes, float]:
    begun = time.perf_counter()
    try:
        at = given.readline()
        raw = given.read(size - len(at))
        # It is whole: only now it is being read.
        begun = time.perf_counter()
        signal.alarm(seconds)
        tag, content = Tag.MAIL, written(read(raw, datetime.fromisoformat(at.decode().strip())))
    except MemoryError:
        tag, content = Tag.NO_MEMORY, b""
    except Exception as error:
        # Whatever a parser raises is told, and the mail set aside.
        tag, content = Tag.RAISED, type(error).__name__.encode()
    signal.alarm(0)
    return tag, content, time.perf_counter() - begun


def _announced(given: BinaryIO) -> int | None:
    """Wait for the next mail, and return its length; None at the end."""
    try:
        head = given.read(HEAD_SIZE)
    except ConnectionResetError:
        # The daemon has died before it heard our last answer.
        return None
    return unpacked(head).length if len(head) == HEAD_SIZE else None


def _say(
    answers: BinaryIO, tag: Tag, content: bytes = b"", seconds: float = 0.0, *, last: bool = False
) -> None:
    answers.write(packed(Head(len(content), tag, seconds, last)))
    answers.write(content)
    answers.flush()


def _give_way() -> None:
    """Have the kernel end this process first where the machine runs out of memory: it is easily replaced."""
    Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _data() -> int:
    """Return what RLIMIT_DATA counts, in bytes (proc(5), getrlimit(2))."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024


def main() -> None:
    """Read with the parsers; the limits stand on the command line."""
    from parsers.mail import read

    serve(lambda raw, at: read(raw, received_at=at), seconds=float(sys.argv[1]), memory=int(sys.argv[2]))
