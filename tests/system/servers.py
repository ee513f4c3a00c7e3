"""What every private server of the rig needs: a start that is awaited, an end that is sure."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import trustme

HOST = "127.0.0.1"
MX = "mx.example.test"

# The longest wait for anything in the rig, in seconds; on a machine that does nothing else it is one or two.
PATIENCE = 60.0


class RigFault(AssertionError):
    """A part of the rig did not do its work; the text holds what it said."""


def wait_until(true: Callable[[], bool], what: Callable[[], str], patience: float = PATIENCE) -> None:
    """Wait until something holds; raise RigFault with ``what()`` where it does not in time."""
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            raise RigFault(what())
        time.sleep(0.05)


def greets(port: int, greeting: bytes) -> bool:
    """Tell whether a server on this port says this first."""
    try:
        with socket.create_connection((HOST, port), timeout=1) as link:
            return link.recv(64).startswith(greeting)
    except OSError:
        return False


def answers(path: Path) -> bool:
    """Tell whether a mail server listens on this unix socket; one that is left over answers nobody."""
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(1)
            link.connect(str(path))
            return link.recv(64).startswith(b"220")
    except OSError:
        return False


def certificate(folder: Path, expires: datetime | None = None) -> trustme.CA:
    """Put ``cert.pem``, ``key.pem`` and the authority ``ca.pem`` for the rig's one host into a folder."""
    authority = trustme.CA()
    issued = authority.issue_cert(MX, "localhost", HOST, not_after=expires)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    for pem in issued.cert_chain_pems:
        pem.write_to_path(str(folder / "cert.pem"), append=True)
    return authority


class Server:
    """A server that is a child of this process, in a session of its own."""

    def __init__(self, command: Sequence[str], output: Path, folder: Path = Path("/")) -> None:
        self._output = output
        with output.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The server's first process."""
        return self._process.pid

    def wait_for(self, ready: Callable[[], bool], log: Path) -> None:
        """Wait until the server is ready; where it is not, stop it and raise RigFault with its own words."""

        def there() -> bool:
            if self._process.poll() is not None:
                raise RigFault(f"{self._process.args!r} ended:\n{self._said(log)}")
            return ready()

        try:
            wait_until(there, lambda: f"{self._process.args!r} is not ready:\n{self._said(log)}")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server and all its children."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            raise RigFault(f"{self._process.args!r} did not stop when told to") from None

    def kill(self) -> None:
        """End the server at once, whatever it is doing, and all its children."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def peak_memory(self) -> int:
        """Return the most memory that the server's first process has had so far, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(found.split()[1]) // 1024

    def _said(self, log: Path) -> str:
        texts = (path.read_text("utf-8", "replace") for path in (self._output, log) if path.exists())
        return "".join(texts)[-4000:]
