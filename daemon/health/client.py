"""Asking the running daemon over its control socket."""

import json
import socket
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, ClassVar

from desk.errors import PostdeskError

# A reload reads files and connects to nothing; a daemon that does not answer by then hangs.
_SECONDS = 60.0


class NoDaemon(PostdeskError):
    """The daemon cannot be asked; the text says why and what to do."""

    # EX_UNAVAILABLE of sysexits.h.
    exit_code: ClassVar[int] = 69


class _UnixConnection(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(str(self._path))


def ask(path: Path | None, method: str, target: str) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON object of the daemon's answer. Raises NoDaemon."""
    if path is None:
        raise NoDaemon("The daemon has no control socket; set [health] socket and restart it.")
    connection = _UnixConnection(path)
    try:
        connection.request(method, target)
        answer = connection.getresponse()
        content = json.loads(answer.read())
    except (FileNotFoundError, ConnectionRefusedError) as fault:
        raise NoDaemon(f"No daemon listens on {path}; is it running? Look at its log.") from fault
    except PermissionError as fault:
        raise NoDaemon(
            f"{path} may not be opened by this user; run this as root or as the daemon's user."
        ) from fault
    except (OSError, HTTPException, ValueError) as fault:
        raise NoDaemon(f"The daemon on {path} does not answer: {fault}.") from fault
    finally:
        connection.close()
    return answer.status, content if isinstance(content, dict) else {}
