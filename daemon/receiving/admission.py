"""Who may come in: connections in all and from one peer, bytes in memory, and the addresses that are ours."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from daemon.receiving import smtp_replies as replies
from desk.address import domain, fold, is_addr_spec, untagged
from desk.desks import Desk

Ip = IPv4Address | IPv6Address

# A mail of so many bytes is taken however many others are coming in.
_SMALL = 1024 * 1024


def ip_of(peername: object) -> Ip | None:
    """Return the address of a TCP peer as a socket names it, or None for a unix socket's peer."""
    if not isinstance(peername, tuple) or not peername:
        return None
    ip = ip_address(peername[0])
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip


class Admission:
    """Counts the connections, in all and from each peer."""

    def __init__(self, connections: int, per_peer: int) -> None:
        self.connections = connections
        self.per_peer = per_peer
        self._inside = 0
        self._closed = False
        self._by_peer: Counter[Hashable] = Counter()

    def enter(self, ip: Ip | None) -> bytes | None:
        """Let a peer in and return None, which asks for one ``leave``; or return the reply that refuses it.

        Peers on a unix socket (``ip`` is None) are counted in all only.
        """
        peer = house(ip)
        if self._closed:
            return replies.SHUTTING_DOWN
        if self._inside >= self.connections or (ip and self._by_peer[peer] >= self.per_peer):
            return replies.TOO_MANY_CONNECTIONS
        self._inside += 1
        self._by_peer[peer] += 1
        return None

    def leave(self, ip: Ip | None) -> None:
        """Count a peer out."""
        peer = house(ip)
        self._inside -= 1
        self._by_peer[peer] -= 1
        if not self._by_peer[peer]:
            del self._by_peer[peer]

    def close(self) -> None:
        """Let nobody in from now on."""
        self._closed = True


class Memory:
    """The bytes of mails held by all connections together, before they are stored."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0


class Share:
    """What one connection holds of the memory; ``squeezed`` tells that it had to let a mail go."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._held = 0
        self.squeezed = False

    def hold(self, size: int) -> bool:
        """Note that so many bytes are held now; False means that the mail must go.

        Where there is too much in memory the big mails go, the small ones may stay.
        """
        self._memory.held += size - self._held
        self._held = size
        self.squeezed = self.squeezed or (self._memory.held > self._memory.most and size > _SMALL)
        return not self.squeezed

    def release(self) -> None:
        """Hold nothing any more."""
        self.hold(0)
        self.squeezed = False


def house(ip: Ip | None) -> Hashable:
    """Return what counts as one peer: an address, or the network of one host of IPv6, commonly a /64."""
    return IPv6Network((ip, 64), strict=False) if isinstance(ip, IPv6Address) else ip


def our_addresses(desks: Iterable[Desk]) -> Callable[[str], bool]:
    """Return the test for an address that we take mail for.

    Ours are the desks' addresses and aliases, their plus-forms, and postmaster, alone or at a desk's domain
    (RFC 5321, 4.5.1).
    """
    addresses = frozenset(addr for desk in desks for addr in desk.addresses)
    postmasters = frozenset({"postmaster", *(f"postmaster@{domain(addr)}" for addr in addresses)})

    def is_ours(addr: str) -> bool:
        return (is_addr_spec(addr) and untagged(addr) in addresses) or fold(addr) in postmasters

    return is_ours
