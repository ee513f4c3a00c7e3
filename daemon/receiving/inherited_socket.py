"""A socket that was handed over to us: where it listens, and which configured places it stands for."""

import os
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

_LOOPBACK_NAME = "localhost"
_LOOPBACK = ("127.0.0.1", "::1")


def place(link: socket.socket) -> tuple[str, int]:
    """Return where it listens: a host and a port, or a path and 0; an abstract path begins with ``@``."""
    name = link.getsockname()
    if link.family is not socket.AF_UNIX:
        return name[0], name[1]
    return os.fsdecode(name).replace("\0", "@"), 0


def stands_for(link: socket.socket, host: str, port: int) -> bool:
    """Tell whether whoever connects to this address reaches the socket; two cannot listen there."""
    if link.family is socket.AF_UNIX or not port or place(link)[1] != port:
        return False
    hosts = _LOOPBACK if host.lower() == _LOOPBACK_NAME else (host,)
    return any(_reaches(link, each) for each in hosts)


def stands_for_path(link: socket.socket, path: Path) -> bool:
    """Tell whether this is the socket at a path, by whichever of its names."""
    return link.family is socket.AF_UNIX and os.path.realpath(place(link)[0]) == os.path.realpath(path)


def _reaches(link: socket.socket, host: str) -> bool:
    own = ip_address(place(link)[0])
    wanted = _ip(host)
    if wanted is None or own == wanted:
        return wanted is not None
    return own.is_unspecified and (own.version == wanted.version or _takes_both(link))


def _takes_both(link: socket.socket) -> bool:
    # systemd's ListenStream=25 is one socket for both families.
    return link.family is socket.AF_INET6 and not link.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
