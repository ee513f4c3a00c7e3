"""What systemd and its services say to each other: readiness, the watchdog, sockets handed over."""

import os
import socket
import time

from desk.errors import PostdeskError

# sd_listen_fds(3): the first descriptor that is handed over.
_FIRST = 3


class BadInheritance(PostdeskError):
    """What was handed over is no socket that listens; the text says what to do."""


def notify(*lines: str) -> None:
    """Tell the service manager, where there is one (sd_notify(3)); it can never fail the service."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    name = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as link:
            link.sendto("\n".join(lines).encode(), name)
    except OSError:
        # Whoever does not listen to us need not be told.
        return


def reloading() -> None:
    """Tell that a reload begins; `notify` with READY=1 tells its end."""
    notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")


def watchdog_seconds() -> float | None:
    """Return how often the watchdog wants to hear of us, or None (sd_watchdog_enabled(3))."""
    period, pid = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    if not period.isdigit() or (pid and pid != str(os.getpid())):
        return None
    return int(period) / 1_000_000 or None


def inherited_sockets() -> tuple[socket.socket, ...]:
    """Return the listening sockets that systemd holds for us; whoever asks first gets them.

    What this process starts must not take them for its own, so the variables are removed.
    Raises BadInheritance.
    """
    pid, count = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "")
    os.environ.pop("LISTEN_FDNAMES", None)
    if pid != str(os.getpid()) or not count.isdigit():
        return ()
    return tuple(_inherited(number) for number in range(_FIRST, _FIRST + int(count)))


def _inherited(number: int) -> socket.socket:
    try:
        os.set_inheritable(number, False)
        # Family and protocol are read from the descriptor: without the latter asyncio sets no TCP_NODELAY.
        link = socket.socket(fileno=number)
        listens = link.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError:
        listens = 0
    if not listens:
        raise BadInheritance(
            f"Descriptor {number}, handed over by LISTEN_FDS, is no socket that listens."
            " Of a socket unit only ListenStream= with Accept=no is of use."
        )
    link.setblocking(False)
    return link
