"""System calls of running processes, traced by strace: what they did in which order, or a fault put in."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.daemon import PATIENCE, wait_until

# 17 fsync(9</var/store-wal>) = 0, or in two lines where another thread came between.
_LINE = re.compile(r"(?P<thread>\d+) +(?P<rest>.*)")
_BEGUN = " <unfinished ...>"
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>")
_CALL = re.compile(
    r'(?P<name>\w+)\(\d+<(?P<place>.*?)>(?:\)|, *(?:"(?P<data>.*?)")?.*\)) += (?P<result>-?\d+)'
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call on a descriptor. ``begun`` and ``ended`` are places in the order of all that happened.

    ``place`` is the descriptor's file or connection; ``data`` are the first bytes that went over it.
    """

    begun: int
    ended: int
    name: str
    place: str
    data: str
    result: int


@contextmanager
def attached(processes: Sequence[int], trace: Path, calls: str, *, inject: str = "") -> Iterator[None]:
    """Trace these calls of processes and all their threads into a file; ``inject`` is strace's own word."""
    words = ["strace", "-f", "-yy", "-s", "16", "-o", str(trace), "-e", f"trace={calls}"]
    words += ["-e", f"inject={inject}"] if inject else []
    words += [word for process in processes for word in ("-p", str(process))]
    told = trace.with_suffix(".told")
    with told.open("wb") as errors:
        strace = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)

    def is_attached() -> bool:
        assert strace.poll() is None, told.read_text()
        return all(f"Process {process} attached" in told.read_text() for process in processes)

    try:
        wait_until(is_attached, told.read_text)
        yield
    finally:
        # It lets go of the processes, which live on.
        strace.terminate()
        strace.wait(PATIENCE)


def calls_in(trace: Path) -> list[Call]:
    """Return the finished calls of a trace, in the order in which they began."""
    open_calls: dict[str, tuple[int, str]] = {}
    found = []
    for place, line in enumerate(trace.read_text("utf-8", "replace").splitlines()):
        parts = _LINE.fullmatch(line)
        assert parts, f"strace speaks another language: {line}"
        thread, rest = parts["thread"], parts["rest"]
        if rest.endswith(_BEGUN):
            open_calls[thread] = place, rest.removesuffix(_BEGUN)
            continue
        begun, head = place, ""
        if resumed := _RESUMED.match(rest):
            begun, head = open_calls.pop(thread, (place, ""))
            rest = rest[resumed.end() :]
        if call := _CALL.match(head + rest):
            found.append(_call(call, begun, place))
    return sorted(found, key=lambda call: call.begun)


def _call(found: "re.Match[str]", begun: int, ended: int) -> Call:
    data, result = found["data"] or "", int(found["result"])
    return Call(begun=begun, ended=ended, name=found["name"], place=found["place"], data=data, result=result)
