"""Time the whole road: start-up, memory at rest, mails accepted and mails acknowledged a second.

    python tests/bench/road.py FOLDER [SESSIONS] [RUNS]

FOLDER holds one mail a file (``*.eml``, CRLF). A daemon of its own runs in a temporary folder; its mail goes
out into a Maildir. Every figure is the median of the runs; each run is a new daemon on an empty store.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from daemon.demo.stage import stage

DESK = "support@postdesk.example"
LIMIT_SECONDS = 300.0
# No staff: only acknowledgements are counted. No limit: all of them may leave.
CONFIGURATION = f"""
[smtp]
listen = "127.0.0.1:{{port}}"

[limits]
automatic_per_desk_hour = 1000000

[[desk]]
address = "{DESK}"
"""


@dataclass(frozen=True)
class Figures:
    """What one run measured."""

    start_seconds: float
    rest_megabytes: float
    accepted: float
    acknowledged: float


async def _reply(reader: asyncio.StreamReader, code: bytes) -> None:
    while True:
        line = await reader.readline()
        if not line.startswith(code):
            raise SystemExit(f"unexpected answer: {line!r}")
        if line[3:4] != b"-":
            return


async def _session(port: int, mails: "list[bytes]") -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _reply(reader, b"220")
    writer.write(b"EHLO bench.example\r\n")
    await _reply(reader, b"250")
    while mails:
        mail, number = mails.pop(), len(mails)
        # A sender of its own for each mail: limits of one sender are not what is measured.
        writer.write(b"MAIL FROM:<user%d@customer.example>\r\n" % number)
        await _reply(reader, b"250")
        writer.write(b"RCPT TO:<%s>\r\n" % DESK.encode())
        await _reply(reader, b"250")
        writer.write(b"DATA\r\n")
        await _reply(reader, b"354")
        writer.write(mail.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        await _reply(reader, b"250")
    writer.write(b"QUIT\r\n")
    writer.close()


async def _send(port: int, mails: "list[bytes]", sessions: int) -> None:
    await asyncio.gather(*(_session(port, mails) for _ in range(sessions)))


def _personal(mail: bytes, number: int) -> bytes:
    """Return the mail as from a sender of its own, so that every mail earns its acknowledgement."""
    head, _, body = mail.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"to:")]
    text = b"\r\n".join(lines).replace(b"@customer", b"-%d@customer" % number)
    return text + b"\r\nTo: " + DESK.encode() + b"\r\n\r\n" + body


def _acknowledged(outgoing: Path) -> int:
    new = outgoing / "new"
    return sum(1 for _ in new.iterdir()) if new.is_dir() else 0


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def _run(mails: "list[bytes]", sessions: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with stage(Path(folder), CONFIGURATION) as running:
            started = time.perf_counter() - began
            time.sleep(1)
            rest = _megabytes(running.pid)
            began = time.perf_counter()
            asyncio.run(_send(running.port, list(mails), sessions))
            accepted = time.perf_counter() - began
            while _acknowledged(running.outgoing) < len(mails):
                if time.perf_counter() - began > LIMIT_SECONDS:
                    raise SystemExit(f"only {_acknowledged(running.outgoing)} of {len(mails)} acknowledged")
                time.sleep(0.05)
            whole = time.perf_counter() - began
    return Figures(started, rest, len(mails) / accepted, len(mails) / whole)


def main() -> None:
    """Print the figures."""
    folder = Path(sys.argv[1])
    sessions = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    mails = [_personal(path.read_bytes(), n) for n, path in enumerate(sorted(folder.glob("**/*.eml")))]
    if not mails:
        raise SystemExit(f"no *.eml in {folder}")
    figures = [_run(mails, sessions) for _ in range(runs)]
    print(f"{len(mails)} mails, {sessions} sessions, median of {runs} runs")
    print(f"start-up            {statistics.median(f.start_seconds for f in figures):8.2f} s")
    print(f"memory at rest      {statistics.median(f.rest_megabytes for f in figures):8.1f} MB")
    print(f"accepted            {statistics.median(f.accepted for f in figures):8.1f} mails/s")
    print(f"acknowledged ticket {statistics.median(f.acknowledged for f in figures):8.1f} mails/s")


if __name__ == "__main__":
    main()
