"""A network of machines on this one: a network namespace for each, and a cable to each that can be pulled."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

# RFC 2544: addresses for trying networks, which nobody else has.
_NETWORK = "198.18"


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine with an address; ``cable`` is our end of what joins it to the others."""

    name: str
    address: str
    cable: str

    @property
    def within(self) -> Sequence[str]:
        """The words that run a command on the machine."""
        return ("ip", "netns", "exec", self.name)

    def cut_off(self) -> None:
        """Pull the cable: no packet comes or goes, and nobody is told."""
        _ip("link", "set", self.cable, "down")

    def join(self) -> None:
        """Plug the cable in again."""
        _ip("link", "set", self.cable, "up")


@dataclass
class Network:
    """The network; ``address`` is that of this process."""

    name: str
    third: int
    _machines: ExitStack = field(default_factory=ExitStack)
    _count: int = 1

    @property
    def address(self) -> str:
        """Where this process can be reached by the machines."""
        return self._address(1)

    def machine(self, name: str) -> Machine:
        """Add a machine; it is gone with the network."""
        self._count += 1
        machine = Machine(f"{self.name}-{name}", self._address(self._count), f"{self.name}-{self._count}")
        _ip("netns", "add", machine.name)
        self._machines.callback(_ip, "netns", "delete", machine.name)
        theirs = ("eth0", "netns", machine.name)
        _ip("link", "add", machine.cable, "type", "veth", "peer", "name", *theirs)
        # A deleted namespace goes some time later, and its cable with it: the next network needs the name.
        self._machines.callback(_ip, "link", "delete", machine.cable)
        _ip("link", "set", machine.cable, "master", self.name, "up")
        _ip("-n", machine.name, "address", "add", f"{machine.address}/24", "dev", "eth0")
        for device in ("eth0", "lo"):
            _ip("-n", machine.name, "link", "set", device, "up")
        return machine

    def close(self) -> None:
        """Take down every machine."""
        self._machines.close()

    def _address(self, last: int) -> str:
        return f"{_NETWORK}.{self.third}.{last}"


@contextmanager
def running_network() -> Iterator[Network]:
    """Make a network with nobody in it but this process; for root."""
    # Another run beside this one has another number, and so other names and addresses.
    number = os.getpid() % 250
    network = Network(f"desk{number}", number)
    _ip("link", "add", network.name, "type", "bridge")
    try:
        _ip("address", "add", f"{network.address}/24", "dev", network.name)
        _ip("link", "set", network.name, "up")
        try:
            yield network
        finally:
            network.close()
    finally:
        _ip("link", "delete", network.name)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"
