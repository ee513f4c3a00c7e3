"""The relay of an experiment: it takes every mail, and now and then keeps its answer to itself."""

import hashlib
import random
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import parseaddr

from tests.chaos.evidence import Copy

# What each command is answered with; DATA and QUIT need more than a word.
ANSWERS = {
    b"EHLO": b"250-relay.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
    b"MAIL": b"250 2.1.0 well\r\n",
    b"RCPT": b"250 2.1.5 well\r\n",
    b"RSET": b"250 2.0.0 forgotten\r\n",
}


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a customer needs to answer a mail of ours: who it is, the mail's Message-ID, where answers go."""

    customer: str
    message_id: str
    reply_to: str

    @property
    def desk(self) -> str:
        """The desk whose mail it was."""
        name, _, domain = self.reply_to.partition("@")
        return f"{name.partition('+')[0]}@{domain}"


class Relay(socketserver.ThreadingTCPServer):
    """The server. ``copies`` is its record, in order. Of ``cuts`` mails one gets no answer; 0: none."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, seed: int, cuts: int = 0, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), _Session)
        self.copies: list[Copy] = []
        self.acknowledged: list[Acknowledged] = []
        # What a recipient is refused with, if it is.
        self.refusal: Callable[[str], bytes | None] = lambda _: None
        self._chance = random.Random(seed)  # noqa: S311 - no secret.
        self._cuts = cuts
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def keep(self, life: str, recipient: str, content: bytes) -> bool:
        """Remember a mail, whatever becomes of its answer; return whether there is to be one."""
        header = BytesHeaderParser().parsebytes(content)
        message_id = str(header["Message-ID"]).strip("<> \r\n")
        digest = hashlib.sha256(content).hexdigest()
        with self._lock:
            answered = not (self._cuts and self._chance.randrange(self._cuts) == 0)
            self.copies.append(
                Copy(message_id=message_id, recipient=recipient, digest=digest, life=life, answered=answered)
            )
            if recipient.endswith("@customer.example"):
                reply_to = parseaddr(str(header["Reply-To"]))[1]
                self.acknowledged.append(Acknowledged(recipient, message_id, reply_to))
        return answered

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a sender that was killed."""


class _Session(socketserver.StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        life = recipient = ""
        self.wfile.write(b"220 relay.example\r\n")
        for line in self.rfile:
            verb, _, rest = line.strip().partition(b" ")
            verb = verb.upper()
            if verb == b"EHLO":
                life = rest.decode()
            elif verb == b"RCPT":
                recipient = rest.partition(b"<")[2].partition(b">")[0].decode()
            elif verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                content = self._content()
                # A sender that broke off within the mail knows that we cannot have it.
                if content is None or not self.server.keep(life, recipient, content):
                    return
            refusal = self.server.refusal(recipient) if verb == b"RCPT" else None
            self.wfile.write(refusal or ANSWERS.get(verb, b"250 2.0.0 kept\r\n"))
            if verb == b"QUIT":
                return

    def _content(self) -> bytes | None:
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line.removeprefix(b"."))
        return None


@contextmanager
def running_relay(seed: int, cuts: int = 0, host: str = "127.0.0.1") -> Iterator[Relay]:
    """Run a relay."""
    with Relay(seed, cuts, host) as relay:
        thread = threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join()
