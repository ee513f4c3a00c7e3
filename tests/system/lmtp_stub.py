"""A stand-in for the desk: it takes what comes by LMTP and keeps it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Delivered:
    """One mail as it came over LMTP."""

    sender: str
    recipient: str
    raw: bytes


class _Dialogue(socketserver.StreamRequestHandler):
    server: "_Stub"

    def handle(self) -> None:
        self._say("220 stub LMTP")
        sender, recipients = "", list[str]()
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "MAIL":
                sender, recipients = line.partition("<")[2].partition(">")[0], []
            if word == "RCPT":
                recipients.append(line.partition("<")[2].partition(">")[0])
            if word == "DATA":
                self._take(sender, recipients)
                continue
            self._say({"LHLO": "250-stub\r\n250 8BITMIME", "QUIT": "221 bye"}.get(word, "250 2.0.0 well"))

    def _take(self, sender: str, recipients: list[str]) -> None:
        self._say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        raw = b"".join(line[1:] if line.startswith(b".") else line for line in lines)
        for recipient in recipients:
            self.server.delivered.append(Delivered(sender, recipient, raw))
            self._say("250 2.0.0 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Stub(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    delivered: list[Delivered]


@contextmanager
def lmtp_stub(path: Path) -> Iterator[list[Delivered]]:
    """Listen on a unix socket; give the list of what came, which grows."""
    with _Stub(str(path), _Dialogue) as server:
        path.chmod(0o666)
        server.delivered = []
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.delivered
        finally:
            server.shutdown()
            thread.join()
            path.unlink()
