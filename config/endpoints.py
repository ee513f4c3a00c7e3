"""Addresses to listen on and networks to trust."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator

from config.faults import Unfit, quoted
from config.words import host_name

_ENDPOINT = re.compile(r"(?:\[(?P<six>[^\[\]]*)\]|(?P<host>[^\[\]:]*)):(?P<port>[0-9]{1,5})")

# What stands for all addresses of a family, and what a name of this machine's stands for.
_EVERY = {4: "0.0.0.0", 6: "::"}  # noqa: S104 - compared with, not listened on.
_LOOPBACK_NAME = "localhost"


class Endpoint(NamedTuple):
    """A host or IP address of this machine, and a port; port 0 is any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return it as it is written in the configuration."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def clashes(self, other: "Endpoint") -> bool:
        """Tell whether both cannot be listened on at once."""
        if not self.port or self.port != other.port:
            return False
        return any(_same(one, two) for one in _hosts(self.host) for two in _hosts(other.host))


def endpoint(value: object) -> Endpoint:
    """Return an endpoint written as ``127.0.0.1:25`` or ``[::1]:25``. Raises Unfit."""
    if not isinstance(value, str):
        raise Unfit("must be an address with a port", 'write it in quotes, as "127.0.0.1:25"')
    found = _ENDPOINT.fullmatch(value)
    if found is None:
        raise Unfit(f"{quoted(value)} is no address with a port", 'write it as "127.0.0.1:25" or "[::1]:25"')
    if int(found["port"]) > 65535:
        raise Unfit(f"{quoted(value)} has no such port", "write a port up to 65535")
    if found["six"] is None:
        return Endpoint(_host(found["host"], value), int(found["port"]))
    if not isinstance(_ip(found["six"]), IPv6Address):
        raise Unfit(f"{quoted(value)} has no IPv6 address in its brackets", 'write it as "[::1]:25"')
    return Endpoint(found["six"], int(found["port"]))


def network(value: object) -> IPv4Network | IPv6Network:
    """Return a network, or the network of one address. Raises Unfit."""
    if not isinstance(value, str):
        raise Unfit("must be an address or a network", 'write it in quotes, as "192.0.2.7" or "10.0.0.0/8"')
    try:
        return ip_network(value)
    except ValueError:
        raise Unfit(f"{quoted(value)} is no address or network", _network_advice(value)) from None


def is_loopback(host: str) -> bool:
    """Tell whether mail to this host never leaves the machine."""
    addresses = [_ip(each) for each in _hosts(host)]
    return all(address is not None and address.is_loopback for address in addresses)


def overlap(one: Iterable[Endpoint], two: Endpoint) -> Endpoint | None:
    """Return the first of the endpoints that clashes with another, or None."""
    return next((each for each in one if each.clashes(two)), None)


def _listed(value: object) -> object:
    if value in ("", "off"):
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)


def _host(host: str, whole: str) -> str:
    if host in ("", "*"):
        raise Unfit(
            f"{quoted(whole)} names no address", f'write "0.0.0.0{whole[len(host) :]}" for all of IPv4'
        )
    return host_name(host)


def _hosts(host: str) -> tuple[str, ...]:
    return ("127.0.0.1", "::1") if host.lower() == _LOOPBACK_NAME else (host.lower(),)


def _same(one: str, two: str) -> bool:
    first, second = _ip(one), _ip(two)
    if first is None or second is None:
        return one == two
    every = _EVERY[first.version]
    return first.version == second.version and (first == second or every in (str(first), str(second)))


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _network_advice(value: str) -> str:
    try:
        return f'write "{ip_network(value, strict=False)}"'
    except ValueError:
        return 'write it as "192.0.2.7" or "10.0.0.0/8"'


# One endpoint or a list of them; an empty text, or "off", is none.
Endpoints = Annotated[tuple[Annotated[Endpoint, BeforeValidator(endpoint)], ...], BeforeValidator(_listed)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(network)]
