"""Ports for servers that are told theirs before they listen: each is given out once, to one process alone."""

import socket
from contextlib import suppress

HOST = "127.0.0.1"

# Below those that the system gives to outgoing connections, and to whoever asks for any port.
_PORTS = iter(range(20_000, 32_000))


def free_port() -> int:
    """Return a port that nobody listens on, and that nobody else is given while this process lives."""
    for port in _PORTS:
        if _is_free(port) and _reserve(port):
            return port
    raise AssertionError("no port is free")


def _is_free(port: int) -> bool:
    """Tell whether a server may listen there; connections of one that has ended keep none from it."""
    with socket.socket() as probe:
        # As every server of ours does, or it would step around those ports for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind((HOST, port))
            return True
    return False


def _reserve(port: int) -> bool:
    """Keep the port from other test runs, and from the other processes of this one."""
    token = socket.socket(socket.AF_UNIX)
    try:
        # A name without a file (unix(7), "abstract"): one process has it, until it ends.
        token.bind(f"\0postdesk-test-port-{port}")
    except OSError:
        token.close()
        return False
    # Nothing closes it: it is kept as long as the process lives.
    token.detach()
    return True
