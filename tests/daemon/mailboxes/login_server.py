"""A small IMAP server that does nothing but let people in, or not, as it is scripted."""

import socket
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HOST = "127.0.0.1"


@dataclass
class LoginServer:
    """``let_in`` looks at the first answer to AUTHENTICATE, and returns the challenges of a refusal or None.

    ``said`` are the decoded answers of the clients; ``refusal`` ends a login that is refused.
    """

    let_in: Callable[[str], list[bytes] | None] = lambda _: None
    capabilities: str = "IMAP4rev1 AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=PLAIN"
    refusal: str = "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"
    hangs_up: bool = False
    said: list[str] = field(default_factory=list)
    port: int = 0

    def serve(self, link: socket.socket) -> None:
        """Talk to one client."""
        with link, link.makefile("rwb", buffering=0) as wire:
            wire.write(b"* OK ready\r\n")
            while line := wire.readline():
                tag, _, command = line.decode().strip().partition(" ")
                if command == "CAPABILITY":
                    wire.write(f"* CAPABILITY {self.capabilities}\r\n{tag} OK done\r\n".encode())
                elif command == "LOGOUT":
                    return
                elif command.startswith("AUTHENTICATE ") and not self.hangs_up:
                    wire.write(f"{tag} {self._exchange(wire)}\r\n".encode())
                elif command.startswith("LOGIN "):
                    self.said.append(command)
                    wire.write(
                        f"{tag} {'OK done' if self.let_in(command) is None else self.refusal}\r\n".encode()
                    )
                else:
                    return

    def _exchange(self, wire: socket.SocketIO) -> str:
        wire.write(b"+ \r\n")
        self.said.append(b64decode(wire.readline()).decode())
        challenges = self.let_in(self.said[-1])
        if challenges is None:
            return "OK welcome"
        for challenge in challenges:
            wire.write(b"+ " + b64encode(challenge) + b"\r\n")
            if not (line := wire.readline()):
                break
            self.said.append("*" if line == b"*\r\n" else b64decode(line).decode())
        return self.refusal


@contextmanager
def login_server(server: LoginServer) -> Iterator[LoginServer]:
    """Run a server; every client must have gone before the end."""
    threads: list[threading.Thread] = []
    with socket.create_server((HOST, 0)) as listener:
        server.port = listener.getsockname()[1]

        def accept() -> None:
            while True:
                try:
                    link, _ = listener.accept()
                except OSError:
                    return
                threads.append(threading.Thread(target=server.serve, args=[link]))
                threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()
