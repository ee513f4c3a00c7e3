"""The crash loop: the daemon is killed at random instants under load; then its promises are checked.

    python -m tests.chaos.crash_loop [--kills 200] [--mails 20000] [--seed 1]

prints the figures, and every breach.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from desk.envelope import Source
from tests.chaos.checker import copies_too_many, violations
from tests.chaos.daemon import Daemon
from tests.chaos.evidence import Evidence
from tests.chaos.generator import Generator
from tests.chaos.kept import kept
from tests.chaos.kills import Moment, kill_again_and_again, wait_for
from tests.chaos.relay import running_relay
from tests.chaos.session import Doors
from tests.chaos.settling import settle
from tests.imap_server import imap_server

# One mail of so many is taken by the relay, and never answered for.
CUTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a crash loop came to; ``breaches`` by rule, ``log`` is all that the daemon said."""

    evidence: Evidence
    breaches: dict[str, list[str]]
    log: str
    seconds: float

    def figures(self) -> dict[str, object]:
        """Return what can be counted."""
        given, copies = self.evidence.given, self.evidence.copies
        ways = Counter(mail.way for mail in given)
        return {
            "kills": len(self.evidence.killed),
            "mails": len(given),
            **{f"  by {way.value.upper()}": ways[way] for way in (Source.SMTP, Source.LMTP, Source.IMAP)},
            "attempts whose end nobody heard": sum(mail.unsure for mail in given),
            "rows of the inbox": len(self.evidence.kept.rows),
            "tickets": len(self.evidence.kept.tickets),
            "letters": len(self.evidence.kept.letters),
            "mails at the relay": len(copies),
            "  whose answer the relay kept to itself": sum(not copy.answered for copy in copies),
            "  that came again": copies_too_many(self.evidence),
            "breaches": sum(map(len, self.breaches.values())),
            "seconds": round(self.seconds),
        }


def crash_loop(
    folder: Path,
    database: str,
    *,
    kills: int,
    mails: int,
    seed: int,
    starter: Sequence[str] = ("-m", "daemon"),
    moments: Sequence[Moment] = tuple(Moment),
) -> Outcome:
    """Run the experiment in a folder, over the store at this URL, and judge it.

    ``starter`` are the words that run Postdesk's command line, behind the interpreter. The daemon is killed
    at these ``moments``.
    """
    begun = time.monotonic()
    with ExitStack() as stack:
        relay = stack.enter_context(running_relay(seed, CUTS))
        mailbox = stack.enter_context(imap_server())
        daemon = Daemon(folder, database, relay.port, mailbox.port, starter=starter)
        stack.callback(daemon.stop)
        generator = Generator(Doors([daemon.door], [daemon.socket], mailbox), relay, mails, seed)
        with generator.at_work():
            chance = Random(seed)  # noqa: S311 - no secret.
            kill_again_and_again(
                daemon, generator, relay, kills=kills, mails=mails, chance=chance, moments=moments
            )
            generator.allowed = mails
            daemon.start()
            daemon.wait_until_it_listens()
            wait_for(Moment.TAKING, mails, daemon, generator, relay)
        settle(database, daemon)
        evidence = Evidence(
            given=generator.given(), kept=kept(database), copies=relay.copies, killed=frozenset(daemon.killed)
        )
    log = daemon.log.read_text("utf-8", "replace")
    return Outcome(
        evidence=evidence, breaches=violations(evidence), log=log, seconds=time.monotonic() - begun
    )


def main() -> None:
    """Run the experiment that the command line asks for, and print what it came to; 1 if a promise broke."""
    parser = argparse.ArgumentParser(description="Kill Postdesk again and again, and check its promises.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        outcome = crash_loop(
            Path(folder),
            f"sqlite:///{folder}/postdesk.sqlite3",
            kills=words.kills,
            mails=words.mails,
            seed=words.seed,
        )
    for what, count in outcome.figures().items():
        print(f"{what:42} {count:>8}")
    for rule, breaches in outcome.breaches.items():
        print(f"{rule}: {len(breaches)}, such as: {breaches[0]}")
    sys.exit(bool(outcome.breaches))


if __name__ == "__main__":
    main()
