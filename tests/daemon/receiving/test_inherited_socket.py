"""Sockets that are handed over: which of the configured places they stand for."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from daemon.receiving.inherited_socket import place, stands_for, stands_for_path
from daemon.receiving.listener import Listening
from tests.daemon.receiving.peers import receiving


@contextmanager
def listening(host: str = "127.0.0.1", *, both: bool = False) -> Iterator[tuple[socket.socket, int]]:
    """Return a socket that listens as systemd's do, and its port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family, dualstack_ipv6=both) as link:
        yield link, link.getsockname()[1]


@contextmanager
def at(path: str) -> Iterator[socket.socket]:
    """Return a unix socket that listens."""
    with socket.socket(socket.AF_UNIX) as link:
        link.bind(path)
        link.listen()
        yield link


@pytest.mark.parametrize(
    ("own", "host", "stands"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("127.0.0.1", "::1", False),
        ("127.0.0.1", "0.0.0.0", False),  # noqa: S104 - only compared.
        ("127.0.0.1", "mail.example.org", False),
        ("0.0.0.0", "127.0.0.1", True),  # noqa: S104 - a test's own port.
        ("::1", "0:0:0:0:0:0:0:1", True),
        ("::1", "localhost", True),
        ("::", "::1", True),
        ("::", "127.0.0.1", False),
    ],
)
def test_a_socket_stands_for_each_address_that_reaches_it(own: str, host: str, *, stands: bool) -> None:
    """Where it can be reached nobody else can listen; elsewhere somebody must."""
    with listening(own) as (link, port):
        assert stands_for(link, host, port) is stands
        assert not stands_for(link, host, port + 1)
        assert not stands_for(link, host, 0)


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "::", "::1", "localhost"])  # noqa: S104 - compared.
def test_a_socket_of_both_families_stands_for_both(host: str) -> None:
    """`ListenStream=25` is one socket for IPv4 and IPv6."""
    with listening("::", both=True) as (link, port):
        assert stands_for(link, host, port)


def test_a_path_is_the_same_by_every_name(tmp_path: Path) -> None:
    """`/var/run` and `/run` are one folder."""
    (tmp_path / "run").mkdir()
    (tmp_path / "var").symlink_to(tmp_path)
    with at(str(tmp_path / "run" / "lmtp")) as link:
        assert stands_for_path(link, tmp_path / "var" / "run" / "lmtp")
        assert not stands_for_path(link, tmp_path / "run" / "other")
        assert not stands_for(link, "127.0.0.1", 25)


def test_an_abstract_path_has_a_name() -> None:
    """It is written as systemd writes it."""
    with at("\0postdesk-test-abstract") as link:
        assert place(link) == ("@postdesk-test-abstract", 0)
        assert str(Listening("lmtp", *place(link))) == "lmtp @postdesk-test-abstract"


async def test_a_socket_of_both_families_takes_the_place_of_the_configured_one() -> None:
    """Else the address would be in use, and Postdesk would not start."""
    with listening("::", both=True) as (link, port):
        async with receiving(listen=(("0.0.0.0", port),), inherited=(link.dup(),)) as room:  # noqa: S104
            assert [each.port for each in room.listeners.listening] == [port]
            assert [each.protocol for each in room.listeners.listening] == ["smtp"]


async def test_replies_over_a_handed_socket_are_not_delayed() -> None:
    """TCP_NODELAY is set: else each reply waits for an acknowledgement."""
    with listening() as (link, port):
        async with receiving(listen=(), inherited=(link.dup(),)) as room:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            assert (await reader.readline()).startswith(b"220 ")
            (served,) = room.listeners._reception.connections
            assert served.transport is not None
            ours = served.transport.get_extra_info("socket")
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
            writer.close()
            await writer.wait_closed()
