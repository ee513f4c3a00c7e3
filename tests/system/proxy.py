"""A proxy between the desk and its IMAP server: it writes down what passes, and cuts or freezes the line."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tests.ports import free_port
from tests.system.servers import HOST

# What a client sends, before it is handed on; returns False where it shall not be.
Gate = Callable[[bytes], bool]


class Proxy:
    """Hands connections to ``port`` on to another port. ``said`` is what clients have sent, all together.

    ``gate`` looks at each piece that a client sends. ``cut_after`` bytes from the server end the connection
    once, when it is set.
    """

    def __init__(self, to: int) -> None:
        self.said = bytearray()
        self.connections = 0
        self.gate: Gate = lambda _: True
        self.cut_after: int | None = None
        self._to = to
        self._flowing = threading.Event()
        self._flowing.set()
        self._links: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        # None that the system gives to connections, so that it can be listened on again after `gone`.
        self.port = free_port()
        self._listener = socket.create_server((HOST, self.port))
        self._start(self._accept, self._listener)

    def cut(self) -> None:
        """Break all connections off, in both directions."""
        links, self._links = self._links, []
        for link in links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def freeze(self) -> None:
        """Hand nothing on any more, as where a firewall has forgotten the connections."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Break off what was frozen, and hand new connections on."""
        self.cut()
        self.flow()

    def flow(self) -> None:
        """Hand on what was frozen, and all that comes."""
        self._flowing.set()

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Break all off and refuse connections, as a host where nothing listens."""
        self._stop_listening()
        self.cut()
        try:
            yield
        finally:
            self._listener = socket.create_server((HOST, self.port))
            self._start(self._accept, self._listener)

    def close(self) -> None:
        """End."""
        self._stop_listening()
        self.thaw()
        for thread in self._threads:
            thread.join()

    def _start(self, work: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=work, args=given)
        self._threads.append(thread)
        thread.start()

    def _stop_listening(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection((HOST, self._to))
            except OSError:
                client.close()
                continue
            self.connections += 1
            self._links += [client, server]
            self._start(self._hand_on, client, server, self._from_client)
            self._start(self._hand_on, server, client, self._from_server)

    def _hand_on(self, one: socket.socket, other: socket.socket, passes: Gate) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                self._flowing.wait()
                if not passes(data):
                    break
                other.sendall(data)
        for link in (one, other):
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
        # The other direction's thread may still read from there; it closes its own side.
        one.close()

    def _from_client(self, data: bytes) -> bool:
        self.said += data
        return self.gate(data)

    def _from_server(self, data: bytes) -> bool:
        if self.cut_after is None:
            return True
        self.cut_after -= len(data)
        if self.cut_after > 0:
            return True
        self.cut_after = None
        return False


@contextmanager
def proxy(to: int) -> Iterator[Proxy]:
    """Run a proxy to a port of this machine."""
    running = Proxy(to)
    try:
        yield running
    finally:
        running.close()
