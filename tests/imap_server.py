"""An IMAP server of our own (RFC 3501 with IDLE, MOVE and UIDPLUS), small, honest, and faulty on demand."""

import re
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

USER, PASSWORD = "support@example.org", "correct horse"

# What a scripted fault gets: the session and the command without its tag. True: it has answered.
Fault = Callable[["Session", bytes], bool]


@dataclass
class Stored:
    """A mail in a folder."""

    uid: int
    raw: bytes
    arrived: datetime
    flags: set[bytes] = field(default_factory=set)


@dataclass
class Box:
    """A folder."""

    uidvalidity: int = 1
    mails: list[Stored] = field(default_factory=list)
    next_uid: int = 1

    def add(self, raw: bytes, arrived: datetime | None = None) -> int:
        """Put a mail in; return its UID."""
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.mails.append(Stored(uid, raw, arrived or datetime.now(UTC)))
        return uid


class ImapServer(socketserver.ThreadingTCPServer):
    """The server: its folders, its capabilities, all that clients said, and the fault to show."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), Session)
        self.tls = tls
        self.boxes = {"INBOX": Box()}
        self.capabilities = ["IMAP4rev1", "IDLE", "MOVE", "UIDPLUS"]
        self.said: list[bytes] = []
        self.fault: Fault | None = None
        self.sessions: set[Session] = set()
        self.lock = threading.RLock()
        self.news = threading.Condition(self.lock)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @property
    def inbox(self) -> Box:
        """The folder that every account has."""
        return self.boxes["INBOX"]

    def deliver(self, raw: bytes, folder: str = "INBOX", arrived: datetime | None = None) -> int:
        """Put a mail into a folder, and tell those who idle."""
        with self.news:
            uid = self.boxes[folder].add(raw, arrived)
            self.news.notify_all()
        return uid

    def make_anew(self) -> None:
        """Delete INBOX and make it again with the same mails: all UIDs are others', counted from 1."""
        with self.lock:
            old = self.boxes["INBOX"]
            self.boxes["INBOX"] = Box(uidvalidity=old.uidvalidity + 1)
            for mail in old.mails:
                self.boxes["INBOX"].add(mail.raw, mail.arrived)

    def cut(self) -> None:
        """Break off every connection."""
        for session in list(self.sessions):
            with suppress(OSError):
                session.link.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that went away."""


class Session(socketserver.BaseRequestHandler):
    """One connection."""

    server: ImapServer

    def handle(self) -> None:
        """Answer commands until the client goes."""
        self.link = self.server.tls.wrap_socket(self.request, True) if self.server.tls else self.request
        self.file = self.link.makefile("rb")
        self.box: Box | None = None
        self.writable = True
        self.server.sessions.add(self)
        try:
            if not self._fault(b"greeting"):
                self.send(b"* OK ready")
            while line := self.file.readline():
                self._command(line)
        except (OSError, ValueError):
            pass
        finally:
            self.server.sessions.discard(self)
            self.file.close()
            if self.link is not self.request:
                self.link.close()

    def send(self, line: bytes) -> None:
        """Send a line."""
        self.link.sendall(line + b"\r\n")

    def _fault(self, command: bytes) -> bool:
        return self.server.fault is not None and self.server.fault(self, command)

    def _command(self, line: bytes) -> None:
        self.server.said.append(line.rstrip(b"\r\n"))
        self.tag, _, rest = line.rstrip(b"\r\n").partition(b" ")
        if self._fault(rest):
            return
        words = rest.split(b" ")
        name = b" ".join(words[:2]).upper() if words[0].upper() == b"UID" else words[0].upper()
        method = getattr(self, "do_" + name.decode().lower().replace(" ", "_"), None)
        if method is None:
            self.send(self.tag + b" BAD unknown")
            return
        with self.server.lock:
            answer = method(rest)
        self.send(self.tag + b" " + (answer or b"OK done"))

    # The commands, by their names.

    def do_capability(self, rest: bytes) -> None:
        """Tell what we can."""
        self.send(b"* CAPABILITY " + " ".join(self.server.capabilities).encode())

    def do_login(self, rest: bytes) -> bytes | None:
        """Let the one user in."""
        good = rest == b'LOGIN %s "%s"' % (USER.encode(), PASSWORD.encode())
        return None if good else b"NO [AUTHENTICATIONFAILED] no"

    def do_logout(self, rest: bytes) -> None:
        """Say goodbye."""
        self.send(b"* BYE")

    def do_noop(self, rest: bytes) -> None:
        """Do nothing."""

    def do_list(self, rest: bytes) -> None:
        """List the folders that are asked for by name."""
        name = _name(rest)
        if name in self.server.boxes:
            self.send(b'* LIST () "/" "%s"' % name.encode())

    def do_create(self, rest: bytes) -> None:
        """Make a folder."""
        self.server.boxes[_name(rest)] = Box(uidvalidity=77)

    def do_examine(self, rest: bytes) -> bytes:
        """Select a folder to look only."""
        answer = self.do_select(rest)
        self.writable = False
        return answer.replace(b"READ-WRITE", b"READ-ONLY")

    def do_select(self, rest: bytes) -> bytes:
        """Select a folder."""
        box = self.server.boxes.get(_name(rest))
        if box is None:
            return b"NO no such folder"
        self.box, self.writable = box, True
        self.send(b"* %d EXISTS" % len(box.mails))
        self.send(b"* OK [UIDVALIDITY %d] valid" % box.uidvalidity)
        self.send(b"* OK [UIDNEXT %d] next" % box.next_uid)
        return b"OK [READ-WRITE] selected"

    def do_uid_search(self, rest: bytes) -> None:
        """Find UIDs from one to the last; the last always, as the standard has it."""
        assert self.box is not None
        first = int(re.search(rb"UID (\d+):\*", rest.removeprefix(b"UID "))[1])  # type: ignore[index]
        last = max((mail.uid for mail in self.box.mails), default=0)
        uids = [mail.uid for mail in self.box.mails if mail.uid >= min(first, last)]
        self.send(b"* SEARCH " + b" ".join(b"%d" % uid for uid in uids))

    def do_uid_fetch(self, rest: bytes) -> None:
        """Give what is asked for."""
        for number, mail in self._named(rest):
            parts = [b"UID %d" % mail.uid]
            if b"RFC822.SIZE" in rest:
                parts.append(b"RFC822.SIZE %d" % len(mail.raw))
            if b"INTERNALDATE" in rest:
                parts.append(b'INTERNALDATE "%s"' % mail.arrived.strftime("%d-%b-%Y %H:%M:%S %z").encode())
            if b"HEADER.FIELDS (DATE)" in rest:
                field = b"".join(re.findall(rb"(?im)^date:.*\r\n", mail.raw)[:1]) + b"\r\n"
                parts.append(b"BODY[HEADER.FIELDS (DATE)] {%d}\r\n%s" % (len(field), field))
            if b"BODY.PEEK[]" in rest:
                parts.append(b"BODY[] {%d}\r\n%s" % (len(mail.raw), mail.raw))
            self.send(b"* %d FETCH (%s)" % (number, b" ".join(parts)))

    def do_uid_store(self, rest: bytes) -> None:
        """Set flags."""
        assert self.writable
        added = re.search(rb"FLAGS(?:\.SILENT)? \((.*?)\)", rest)
        for _, mail in self._named(rest):
            mail.flags |= set(added[1].split()) if added else set()

    def do_uid_copy(self, rest: bytes) -> None:
        """Copy mails to another folder."""
        target = self.server.boxes[_name(rest)]
        for _, mail in self._named(rest):
            target.add(mail.raw, mail.arrived)

    def do_uid_move(self, rest: bytes) -> None:
        """Move mails to another folder (RFC 6851)."""
        assert self.writable
        self.do_uid_copy(rest)
        self._remove({mail.uid for _, mail in self._named(rest)})

    def do_uid_expunge(self, rest: bytes) -> None:
        """Remove what is marked as deleted, of the named mails alone (RFC 4315)."""
        self._remove({mail.uid for _, mail in self._named(rest) if rb"\Deleted" in mail.flags})

    def do_expunge(self, rest: bytes) -> None:
        """Remove all that is marked as deleted, whoever marked it."""
        assert self.box is not None
        self._remove({mail.uid for mail in self.box.mails if rb"\Deleted" in mail.flags})

    def do_idle(self, rest: bytes) -> bytes:
        """Tell of new mail until the client says DONE (RFC 2177)."""
        assert self.box is not None
        told, done = len(self.box.mails), threading.Event()
        self.send(b"+ idling")
        reader = threading.Thread(target=self._await_done, args=(done,), daemon=True)
        reader.start()
        while not done.is_set():
            if len(self.box.mails) != told:
                told = len(self.box.mails)
                self.send(b"* %d EXISTS" % told)
            self.server.news.wait(0.2)
        return b"OK done"

    def _await_done(self, done: threading.Event) -> None:
        with suppress(OSError, ValueError):
            self.server.said.append(self.file.readline().rstrip(b"\r\n"))
        done.set()
        with self.server.news:
            self.server.news.notify_all()

    def _named(self, rest: bytes) -> list[tuple[int, Stored]]:
        assert self.box is not None
        wanted = {int(uid) for uid in rest.split(b" ")[2].split(b",")}
        return [(n, mail) for n, mail in enumerate(self.box.mails, 1) if mail.uid in wanted]

    def _remove(self, uids: set[int]) -> None:
        assert self.box is not None
        gone = [number for number, mail in enumerate(self.box.mails, 1) if mail.uid in uids]
        self.box.mails[:] = [mail for mail in self.box.mails if mail.uid not in uids]
        # From the last: each that goes changes the numbers of those behind it (RFC 3501, 7.4.1).
        for number in reversed(gone):
            self.send(b"* %d EXPUNGE" % number)


def _name(rest: bytes) -> str:
    return rest.rpartition(b" ")[2].strip(b'"').decode()


@contextmanager
def imap_server(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[ImapServer]:
    """Run a server."""
    server = ImapServer(tls, host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.cut()
        server.server_close()
        thread.join()
