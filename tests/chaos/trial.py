"""A trial: the daemon works under load, meets a fault in the midst of it, and is judged when all is over."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.checker import violations
from tests.chaos.daemon import HERE, PATIENCE, Daemon, Place, wait_until
from tests.chaos.evidence import Evidence
from tests.chaos.generator import IN_MAILBOX, Generator
from tests.chaos.kept import kept
from tests.chaos.relay import Relay, running_relay
from tests.chaos.session import Doors
from tests.chaos.settling import settle
from tests.imap_server import ImapServer, imap_server
from tests.system.proxy import Proxy, proxy

# So many mails are given in all, and so many at the most before the fault.
MAILS = 90
BEFORE = 30

SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a trial came to. ``answers`` are the codes that senders heard in place of 250, and how often."""

    evidence: Evidence
    breaches: Mapping[str, Sequence[str]]
    answers: Counter[int]
    log: str


@dataclass(slots=True)
class Trial:
    """A trial under way, with the parts that it is played with."""

    database: str
    daemon: Daemon
    relay: Relay
    mailbox: ImapServer
    relay_line: Proxy
    mailbox_line: Proxy
    generator: Generator

    def work(self) -> None:
        """Let the first mails be given, and wait until most are taken; the mailbox then has room for more."""
        self.generator.allowed = BEFORE
        self.until(lambda: self.generator.taken >= BEFORE * 2 // 3 and self._mailbox_has_room())

    def _mailbox_has_room(self) -> bool:
        return 2 * len(self.mailbox.inbox.mails) <= IN_MAILBOX

    def go_on(self) -> None:
        """Let all mails be given."""
        self.generator.allowed = MAILS

    def until(self, true: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until something holds, as long as the daemon lives, and no longer than so many seconds."""

        def holds() -> bool:
            self.daemon.assert_alive()
            return true()

        wait_until(
            holds,
            lambda: (
                f"{self.generator.taken} are taken, {dict(self.generator.answers)}:\n{self.daemon.said()}"
            ),
            patience,
        )

    def verdict(self) -> Verdict:
        """Let all mails be given, wait until all are taken, decided and sent, and judge."""
        self.go_on()
        self.until(lambda: self.generator.taken == MAILS)
        settle(self.database, self.daemon)
        evidence = Evidence(given=self.generator.given(), kept=kept(self.database), copies=self.relay.copies)
        log = self.daemon.log.read_text("utf-8", "replace")
        return Verdict(
            evidence=evidence, breaches=violations(evidence), answers=self.generator.answers, log=log
        )


@contextmanager
def trial(
    folder: Path, database: str, place: Place = HERE, cuts: int = 0, fault: str = ""
) -> Iterator[Trial]:
    """Begin a trial over the store at this URL; nothing is given yet.

    Of so many mails the relay takes, one gets no answer. With a ``fault`` of `tests.chaos.broken` it is a
    broken build that is tried.
    """
    starter = ("-m", "tests.chaos.broken", fault) if fault else ("-m", "daemon")
    with ExitStack() as stack:
        relay = stack.enter_context(running_relay(SEED, cuts))
        mailbox = stack.enter_context(imap_server())
        relay_line = stack.enter_context(proxy(relay.port))
        mailbox_line = stack.enter_context(proxy(mailbox.port))
        daemon = Daemon(folder, database, relay_line.port, mailbox_line.port, starter=starter, place=place)
        stack.callback(daemon.stop)
        generator = Generator(Doors([daemon.door], [daemon.socket], mailbox), relay, MAILS, SEED)
        daemon.start()
        daemon.wait_until_it_listens()
        stack.enter_context(generator.at_work())
        yield Trial(database, daemon, relay, mailbox, relay_line, mailbox_line, generator)
