"""The unix socket as a file: made with the right mode, never taken from another, removed when done."""

import socket
import stat
from dataclasses import dataclass
from pathlib import Path

from desk.errors import PostdeskError


class CannotListen(PostdeskError):
    """A socket cannot be opened; the text names it, the fault, and what to do."""


@dataclass(frozen=True, slots=True)
class SocketFile:
    """A bound socket, its path, and the inode by which we know it again."""

    socket: socket.socket
    path: Path
    inode: int

    @classmethod
    def create(cls, path: Path, mode: int) -> "SocketFile":
        """Bind a socket at this path; it does not listen yet. Raises CannotListen."""
        if not path.parent.is_dir():
            raise CannotListen(f"The folder of the socket {path} does not exist. Create it.")
        try:
            _remove_stale(path)
            return cls(_bind(path, mode), path, path.stat().st_ino)
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise CannotListen(
                f"Cannot open the socket {path}: {reason}. Set another path or its rights."
            ) from fault

    def remove(self) -> None:
        """Close the socket and remove its file, unless another process has put its own there."""
        self.socket.close()
        if self.path.exists() and self.path.stat().st_ino == self.inode:
            self.path.unlink()


def _bind(path: Path, mode: int) -> socket.socket:
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.setblocking(False)
        bound.bind(str(path))
        # Nobody can connect before the socket listens, so the mode is right from the first moment.
        path.chmod(mode)
    except BaseException:
        bound.close()
        raise
    return bound


def _remove_stale(path: Path) -> None:
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise CannotListen(f"{path} is not a socket. Remove the file or set another path.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise CannotListen(f"Another process listens on {path}. Stop it or set another path.")
