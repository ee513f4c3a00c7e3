"""Who may come in."""

import pytest

from daemon.receiving import smtp_replies as replies
from daemon.receiving.admission import Admission, Memory, Share, ip_of, our_addresses
from desk.desks import Desk

MEGABYTE = 1024 * 1024


def test_connections_are_counted_in_all() -> None:
    """Beyond the number in all nobody comes in until one goes."""
    admission = Admission(connections=2, per_peer=10)
    first, second, third = (ip_of((f"192.0.2.{n}", 25)) for n in (1, 2, 3))
    assert admission.enter(first) is None
    assert admission.enter(second) is None
    assert admission.enter(third) == replies.TOO_MANY_CONNECTIONS
    admission.leave(first)
    assert admission.enter(third) is None


def test_connections_are_counted_by_peer() -> None:
    """One peer cannot take the others' places, and gets its own back when it goes."""
    admission = Admission(connections=10, per_peer=1)
    here, there = ip_of(("192.0.2.1", 25)), ip_of(("192.0.2.2", 25))
    assert admission.enter(here) is None
    assert admission.enter(here) == replies.TOO_MANY_CONNECTIONS
    assert admission.enter(there) is None
    admission.leave(here)
    assert admission.enter(here) is None


def test_a_unix_socket_has_no_peers() -> None:
    """On a unix socket only the number in all counts."""
    admission = Admission(connections=3, per_peer=1)
    assert [admission.enter(ip_of("")) for _ in range(4)] == [None] * 3 + [replies.TOO_MANY_CONNECTIONS]


def test_a_host_of_ipv6_is_one_peer() -> None:
    """Addresses of one /64 belong together, those of two do not."""
    admission = Admission(connections=10, per_peer=1)
    assert admission.enter(ip_of(("2001:db8:0:1::1", 25, 0, 0))) is None
    assert admission.enter(ip_of(("2001:db8:0:1:ffff::2", 25, 0, 0))) == replies.TOO_MANY_CONNECTIONS
    assert admission.enter(ip_of(("2001:db8:0:2::1", 25, 0, 0))) is None


def test_a_mapped_address_is_one_of_ipv4() -> None:
    """A peer that comes to an IPv6 socket by IPv4 is known by its IPv4 address."""
    assert ip_of(("::ffff:192.0.2.7", 25, 0, 0)) == ip_of(("192.0.2.7", 25))


def test_nobody_comes_in_after_the_close() -> None:
    """A connection that was made while we stop is told to come back."""
    admission = Admission(connections=2, per_peer=2)
    admission.close()
    assert admission.enter(None) == replies.SHUTTING_DOWN


def test_small_mails_are_taken_when_memory_is_scarce() -> None:
    """Beyond the bytes in all a big mail has to go, a small one may stay; the released count no more."""
    memory = Memory(10 * MEGABYTE)
    first, second, third = Share(memory), Share(memory), Share(memory)
    assert first.hold(9 * MEGABYTE)
    assert second.hold(MEGABYTE)
    assert not third.hold(2 * MEGABYTE)
    assert third.squeezed
    assert not third.hold(0)
    third.release()
    first.release()
    assert third.hold(9 * MEGABYTE)


DESKS = (
    Desk(address="Support@Desk.example", aliases=("help@desk.example",)),
    Desk(address="sales@shop.example"),
)


@pytest.mark.parametrize(
    "addr",
    [
        "support@desk.example",
        "SUPPORT@desk.EXAMPLE",
        "help@desk.example",
        "support+abcdefghijklmnopqrstuvwxyz@desk.example",
        "sales+@shop.example",
        "postmaster",
        "Postmaster",
        "postmaster@desk.example",
        "POSTMASTER@shop.example",
    ],
)
def test_desks_plus_forms_and_postmaster_are_ours(addr: str) -> None:
    """We take mail for the desks, their aliases and plus-forms in any case, and for postmaster."""
    assert our_addresses(DESKS)(addr)


@pytest.mark.parametrize(
    "addr",
    [
        "",
        "support",
        "other@desk.example",
        "support@other.example",
        "support@desk.example.evil.example",
        "postmaster@other.example",
        "supporT@deſk.example",
        '"support"@desk.example',
        "support@desk.example@evil.example",
        "support%desk.example",
        "support+x@evil.example@desk.example",
        "support+x\r\n@desk.example",
        "postmaster+x",
    ],
)
def test_nothing_else_is_ours(addr: str) -> None:
    """We are no relay: neither other domains, nor other mailboxes, nor look-alikes are taken."""
    assert not our_addresses(DESKS)(addr)
