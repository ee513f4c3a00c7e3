"""Addresses to listen on and networks to trust: what is read, and what is refused with which advice."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from config.endpoints import Endpoint, is_loopback
from tests.config.files import fault, faults, settings


@pytest.mark.parametrize(
    ("written", "endpoints"),
    [
        ('"127.0.0.1:2525"', [("127.0.0.1", 2525)]),
        ('"[::1]:25"', [("::1", 25)]),
        ('["192.0.2.1:25", "[::]:25"]', [("192.0.2.1", 25), ("::", 25)]),
        ('"localhost:0"', [("localhost", 0)]),
        ('""', []),
        ('"off"', []),
        ("[]", []),
    ],
)
def test_endpoints_are_read(tmp_path: Path, written: str, endpoints: list[tuple[str, int]]) -> None:
    """One, several, or none; a pair of host and port each."""
    assert list(settings(tmp_path, f"[smtp]\nlisten = {written}\n").smtp.listen) == endpoints


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"25"', '"25" is no address with a port; write it as "127.0.0.1:25"'),
        ('"127.0.0.1"', '"127.0.0.1" is no address with a port'),
        ('":25"', 'names no address; write "0.0.0.0:25" for all of IPv4'),
        ('"*:25"', 'names no address; write "0.0.0.0:25" for all of IPv4'),
        ('"::1:25"', 'is no address with a port; write it as "127.0.0.1:25" or "[::1]:25"'),
        ('"[127.0.0.1]:25"', "has no IPv6 address in its brackets"),
        ('"127.0.0.1:70000"', "has no such port"),
        ('"127.0.0.1:-1"', "is no address with a port"),
        ('"smtp://x:25"', "is no address with a port"),
        ('"bad host:25"', '"bad host" is no host name'),
        ("25", "must be an address with a port"),
        ("true", "must be an address with a port"),
        ("{ a = 1 }", "must be an address with a port"),
        ('["127.0.0.1:1", 5]', "must be an address with a port"),
    ],
)
def test_what_is_no_endpoint_is_refused(tmp_path: Path, written: str, said: str) -> None:
    """The advice shows the form."""
    assert said in fault(tmp_path, f"[smtp]\nlisten = {written}\n")


def test_every_faulty_item_of_a_list_is_told_with_its_line(tmp_path: Path) -> None:
    """Not only the first one."""
    found = faults(
        tmp_path, '[smtp]\nlisten = [\n  "a",\n  "127.0.0.1:1",\n  "b",\n]\n[[desk]]\naddress = "a@b"\n'
    )
    assert [each.line for each in found] == [3, 5]


@pytest.mark.parametrize(
    ("one", "two", "clash"),
    [
        (("127.0.0.1", 25), ("127.0.0.1", 25), True),
        (("127.0.0.1", 25), ("127.0.0.1", 26), False),
        (("127.0.0.1", 25), ("127.0.0.2", 25), False),
        (("0.0.0.0", 25), ("127.0.0.2", 25), True),  # noqa: S104 - compared, not listened on.
        (("::", 25), ("::1", 25), True),
        (("::", 25), ("127.0.0.1", 25), False),
        (("::1", 25), ("0:0:0:0:0:0:0:1", 25), True),
        (("localhost", 25), ("127.0.0.1", 25), True),
        (("LOCALHOST", 25), ("::1", 25), True),
        (("mx.example.org", 25), ("MX.example.org", 25), True),
        (("mx.example.org", 25), ("127.0.0.1", 25), False),
        (("127.0.0.1", 0), ("127.0.0.1", 0), False),
    ],
)
def test_endpoints_clash_where_both_cannot_be_had(
    one: tuple[str, int], two: tuple[str, int], clash: bool
) -> None:
    """All addresses of a family hold each of them; port 0 is always another."""
    assert Endpoint(*one).clashes(Endpoint(*two)) is clash
    assert Endpoint(*two).clashes(Endpoint(*one)) is clash


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("10.0.0.1", False), ("1and1.example", False)],
)
def test_only_loopback_never_leaves_the_machine(host: str, loopback: bool) -> None:
    """A host's name may mean any host, whatever it says."""
    assert is_loopback(host) is loopback


def test_trusted_peers_are_networks(tmp_path: Path) -> None:
    """One address is a network of one."""
    read = settings(tmp_path, '[smtp]\ntrusted_peers = ["192.0.2.7", "10.0.0.0/8", "2001:db8::/32"]\n')
    assert read.smtp.trusted_peers == tuple(map(ip_network, ("192.0.2.7/32", "10.0.0.0/8", "2001:db8::/32")))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"10.0.0.1/8"', '"10.0.0.1/8" is no address or network; write "10.0.0.0/8"'),
        ('"mx.example.org"', "is no address or network; write it as"),
        ("10", "must be an address or a network; write it in quotes"),
    ],
)
def test_what_is_no_network_is_refused(tmp_path: Path, written: str, said: str) -> None:
    """A network with an address's bits in it was meant otherwise."""
    assert said in fault(tmp_path, f"[smtp]\ntrusted_peers = [{written}]\n")
