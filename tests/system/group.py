"""Several daemons over one PostgreSQL, each on a machine of its own that can be cut off, under load."""

import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from tests.chaos.checker import violations
from tests.chaos.daemon import Daemon, Place, wait_until
from tests.chaos.evidence import Evidence
from tests.chaos.generator import Generator
from tests.chaos.kept import kept
from tests.chaos.relay import Relay, running_relay
from tests.chaos.session import Doors
from tests.chaos.settling import settle
from tests.imap_server import ImapServer, Session, imap_server
from tests.postgresql import USER, running_server
from tests.system.namespaces import Machine, Network, running_network

NAMES = ("one", "two", "three")
DESKS = tuple(f"{name}@chaos.example" for name in ("support", "billing", "garden", "attic"))

# So many mails are given each second, whatever happens.
RATE = 12

# So many may be given in all: more than any experiment has time for.
MOST = 100_000

# A sender tries another daemon where one says nothing for so long.
PATIENCE_SECONDS = 4.0

# The longest wait for one daemon to take over another's work.
TAKING_OVER_SECONDS = 60.0

# One mail of so many is taken by the relay, and never answered for.
CUTS = 100


@dataclass
class Readers:
    """Who reads the mailbox: the addresses in their order, each as often as it took the mailbox over."""

    turns: list[str] = field(default_factory=list)

    def note(self, session: Session, command: bytes) -> bool:
        """Note whose command this is, and leave the answer to the server."""
        reader = str(session.client_address[0])
        if command.startswith(b"UID") and self.turns[-1:] != [reader]:
            self.turns.append(reader)
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an experiment came to; ``breaches`` by rule, ``log`` is all that the daemons said."""

    evidence: Evidence
    breaches: dict[str, list[str]]
    readers: Sequence[str]
    log: str


@dataclass
class Member:
    """A daemon of the group, and the machine that it runs on."""

    machine: Machine
    daemon: Daemon


@dataclass
class Group:
    """The running group with its load: what can be done to it, and what can be seen of it."""

    database: str
    members: Sequence[Member]
    relay: Relay
    generator: Generator
    readers: Readers
    _cut_off: list[tuple[str, int]] = field(default_factory=list)
    _begun: float = field(default_factory=time.monotonic)

    def reader(self) -> Member:
        """Return who reads the mailbox, once somebody does."""
        self.until(lambda: bool(self.readers.turns))
        return next(each for each in self.members if each.machine.address == self.readers.turns[-1])

    def others(self, *members: Member) -> list[Member]:
        """Return all but these."""
        return [each for each in self.members if each not in members]

    def cut_off(self, member: Member) -> None:
        """Cut a machine off from all others, without a word to anybody."""
        member.machine.cut_off()

    def let_back(self, member: Member) -> None:
        """End that; what the relay had got until now, it may have answered in vain."""
        self._cut_off.append((member.daemon.life, len(self.relay.copies)))
        member.machine.join()

    def until(self, true: Callable[[], bool]) -> None:
        """Go on with the load until something holds."""

        def holds() -> bool:
            self.generator.allowed = int((time.monotonic() - self._begun) * RATE)
            return true()

        wait_until(holds, self.said, TAKING_OVER_SECONDS)

    def until_taken(self, more: int) -> None:
        """Go on until so many more mails are taken."""
        goal = self.generator.taken + more
        self.until(lambda: self.generator.taken >= goal)

    def until_another_reads(self, than: Member) -> None:
        """Go on until the mailbox is read by another."""
        self.until(lambda: self.readers.turns[-1] != than.machine.address)

    def judge(self) -> Outcome:
        """Let the load end, and all that it left behind; then look at everything."""
        wait_until(lambda: self.generator.taken >= self.generator.allowed, self.said)
        settle(self.database, self.members[0].daemon)
        evidence = Evidence(
            given=self.generator.given(),
            kept=kept(self.database),
            copies=self.relay.copies,
            killed=frozenset().union(*(each.daemon.killed for each in self.members)),
            cut_off=self._cut_off,
        )
        return Outcome(
            evidence=evidence,
            breaches=violations(evidence),
            readers=self.readers.turns,
            log="\n".join(each.daemon.log.read_text("utf-8", "replace") for each in self.members),
        )

    def said(self) -> str:
        """Return the ends of all logs."""
        state = f"{self.generator.taken} of {self.generator.allowed} mails are taken"
        return "\n".join((state, *(each.daemon.said() for each in self.members)))


@contextmanager
def running_group(folder: Path, starter: Sequence[str] = ("-m", "daemon")) -> Iterator[Group]:
    """Run a group in a folder, with its load; ``starter`` are the words that run Postdesk's command line."""
    with ExitStack() as stack:
        network = stack.enter_context(running_network())
        store = network.machine("store")
        server = stack.enter_context(
            running_server(folder / "postgresql", synced=True, listen=store.address, within=store.within)
        )
        server.sql("CREATE DATABASE postdesk")
        relay = stack.enter_context(running_relay(seed=1, cuts=CUTS, host=network.address))
        mailbox = stack.enter_context(imap_server(_certificate(folder, network), network.address))
        readers = Readers()
        mailbox.fault = readers.note
        url = f"postgresql://{USER}@{store.address}/postdesk"
        members = [_member(folder, name, url, network, relay, mailbox, starter) for name in NAMES]
        for member in members:
            stack.callback(member.daemon.stop)
            stack.callback(member.machine.join)
            member.daemon.start()
        for member in members:
            member.daemon.wait_until_it_listens()
        daemons = [member.daemon for member in members]
        doors = Doors([d.door for d in daemons], [d.socket for d in daemons], mailbox, PATIENCE_SECONDS)
        generator = Generator(doors, relay, MOST, seed=1, desks=DESKS)
        with generator.at_work():
            yield Group(server.url("postdesk"), members, relay, generator, readers)


def _certificate(folder: Path, network: Network) -> ssl.SSLContext:
    """Return what the mail server shows; who vouches for it stands in ``ca.pem``."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(network.address).configure_cert(context)
    return context


def _member(
    folder: Path,
    name: str,
    database: str,
    network: Network,
    relay: Relay,
    mailbox: ImapServer,
    starter: Sequence[str],
) -> Member:
    machine = network.machine(name)
    own = folder / name
    own.mkdir()
    place = Place(machine.address, network.address, machine.within, folder / "ca.pem")
    return Member(
        machine,
        Daemon(own, database, relay.port, mailbox.port, name=name, starter=starter, place=place, desks=DESKS),
    )
