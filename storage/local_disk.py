"""Whether a store's file lies on a local disk: SQLite's log is shared by memory, which no network carries."""

import re
from pathlib import Path

from storage.faults import StoreUnavailable

# File systems that several machines, or a guest and its host, can open at once (linux/magic.h and the
# names that FUSE programs give theirs). On these a commit can be lost or the file torn (sqlite.org/wal.html).
NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "9p", "davfs"),
        *("ceph", "glusterfs", "lustre", "gpfs", "beegfs", "orangefs", "pvfs2", "gfs2", "ocfs2"),
        *("vboxsf", "vmhgfs", "prl_fs"),
        *("fuse.sshfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.glusterfs", "fuse.curlftpfs", "fuse.davfs2"),
        *("fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.juicefs", "fuse.vmhgfs-fuse", "fuse.grpcfuse"),
    }
)

MOUNTS = Path("/proc/self/mountinfo")


def require_local(path: Path) -> None:
    """Refuse a store's file, there or not yet there, that does not lie on a local disk.

    Where the list of what is mounted (proc(5)) cannot be read nothing is refused. Raises StoreUnavailable.
    """
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    kind = _kind_at(path.resolve(), lines)
    if kind in NETWORK:
        message = (
            f"The store {path} lies on a network file system ({kind}), on which SQLite loses mail; "
            "put it on a local disk, or use PostgreSQL."
        )
        raise StoreUnavailable(message)


def _kind_at(path: Path, lines: list[str]) -> str:
    """Return the type of the file system that a path lies on, or the empty text."""
    found, deepest = "", -1
    for line in lines:
        place, _, system = line.partition(" - ")
        fields = place.split(" ")
        if len(fields) < 5 or not system:
            continue
        point = Path(_unescaped(fields[4]))
        # What is mounted later at one place hides what was there.
        if path.is_relative_to(point) and len(point.parts) >= deepest:
            found, deepest = system.split(" ")[0], len(point.parts)
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)
