"""What the wiring gives to the ways in: their settings, and the one call that keeps a mail."""

import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from desk.envelope import Envelope
from desk.errors import PostdeskError

# Keeps a mail: it returns only after the commit. It raises StoreFull or StoreUnavailable where the sender
# is to try again later; whatever else it raises is a fault of ours, and the sender tries again later too.
Acceptance = Callable[[Envelope, bytes], Awaitable[None]]


class StoreFull(PostdeskError):
    """The store has no room for this mail; free space on its disk, the sender tries again by itself."""


class StoreUnavailable(PostdeskError):
    """The store cannot take this mail now; see the log for the cause, the sender tries again by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerSettings:
    """Where we listen, and what we take.

    ``listen`` and ``listen_tls`` hold hosts with ports (0 for any free one); ``listen_tls`` is TLS from the
    first byte. ``submission`` and ``submission_tls`` are the same for agents who log in. ``tls`` is needed
    for all of these but ``listen``, and there for STARTTLS. ``message_size`` is in bytes, ``idle_seconds``
    is the longest silence we bear. Peers in ``trusted_peers`` may send bytes that are refused from others.
    Sockets in ``inherited`` listen already: those of TCP for SMTP, those of a path for LMTP; one at a
    configured place serves as that.
    """

    hostname: str
    listen: tuple[tuple[str, int], ...] = ()
    listen_tls: tuple[tuple[str, int], ...] = ()
    submission: tuple[tuple[str, int], ...] = ()
    submission_tls: tuple[tuple[str, int], ...] = ()
    lmtp_path: Path | None = None
    lmtp_mode: int = 0o660
    tls: ssl.SSLContext | None = None
    require_tls: bool = False
    message_size: int = 35 * 1024 * 1024
    recipients: int = 100
    connections: int = 200
    connections_per_peer: int = 20
    idle_seconds: float = 60.0
    trusted_peers: tuple[IPv4Network | IPv6Network, ...] = ()
    inherited: tuple[socket.socket, ...] = ()
