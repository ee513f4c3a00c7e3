"""The kills of an experiment: at which instants, and how the mails are spread over the lives between them."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from enum import StrEnum
from itertools import cycle, islice
from random import Random

from desk.envelope import Source
from tests.chaos.daemon import Daemon, wait_until
from tests.chaos.generator import CLIENTS, IN_MAILBOX, Generator
from tests.chaos.kept import decided, undecided
from tests.chaos.relay import Relay


class Moment(StrEnum):
    """What a daemon is at when it is killed; when it is answering, the answer is not heard."""

    STARTING = "starting"
    TAKING = "taking"
    ANSWERING = "answering"
    FETCHING = "fetching"
    DECIDING = "deciding"
    SENDING = "sending"


# Each life is killed before it has done so much of its share: never is there nothing to do.
BEFORE = 0.7

# So many mails are surely given in each life by those who are told: each has one in hand.
IN_HAND = CLIENTS[Source.SMTP] + CLIENTS[Source.LMTP]

# The longest pause between what a kill waits for, the start or a mail, and the kill. Mails are taken faster
# than the rest.
MOMENT_SECONDS = {
    Moment.STARTING: 1.5,
    Moment.TAKING: 0.01,
    Moment.ANSWERING: 0.01,
    Moment.FETCHING: 0.1,
    Moment.DECIDING: 0.1,
    Moment.SENDING: 0.1,
}


def kill_again_and_again(
    daemon: Daemon,
    generator: Generator,
    relay: Relay,
    *,
    kills: int,
    mails: int,
    chance: Random,
    moments: Sequence[Moment],
) -> None:
    """Start the daemon and kill it so often; in each life it is given its share of the mails.

    Every one of the moments has its turn equally often, in no order.
    """
    share = mails // kills
    turns = list(islice(cycle(moments), kills))
    chance.shuffle(turns)
    for life, moment in enumerate(turns):
        done = Counter({Moment.TAKING: share * life, Moment.DECIDING: share * life})
        done[Moment.SENDING] = len(relay.copies)
        done[Moment.FETCHING] = generator.fetched
        generator.allowed = share * (life + 1)
        some = 1 + int(BEFORE * _portion(moment, share) * chance.random())
        daemon.start()
        with ExitStack() as stack:
            if moment is Moment.ANSWERING:
                stack.enter_context(generator.unheard.met(chance.randint(1, IN_HAND)))
            elif moment is not Moment.STARTING:
                daemon.wait_until_it_listens()
                wait_for(moment, done[moment] + some, daemon, generator, relay, pause=0.002)
            time.sleep(MOMENT_SECONDS[moment] * chance.random())
            daemon.kill()


def _portion(moment: Moment, share: int) -> int:
    """Return how many mails of a life's share are surely there for this moment."""
    return min(share, IN_MAILBOX) if moment is Moment.FETCHING else share


def wait_for(
    moment: Moment, goal: int, daemon: Daemon, generator: Generator, relay: Relay, pause: float = 0.02
) -> None:
    """Wait until so many mails are taken, decided or sent, or there is none left of those given."""
    count: dict[Moment, Callable[[], int]] = {
        Moment.TAKING: lambda: generator.taken,
        Moment.FETCHING: lambda: generator.fetched,
        Moment.DECIDING: lambda: decided(daemon.database),
        Moment.SENDING: lambda: len(relay.copies),
    }

    def reached() -> bool:
        daemon.assert_alive()
        return count[moment]() >= goal or is_idle(daemon, generator)

    def stuck() -> str:
        return f"{count[moment]()} of {goal}, and no more, while {moment}:\n{daemon.said()}"

    wait_until(reached, stuck, pause=pause)


def is_idle(daemon: Daemon, generator: Generator) -> bool:
    """Tell whether all that was given so far is taken and decided, as far as the daemon knows of it."""
    return generator.taken >= generator.allowed and not undecided(daemon.database)
