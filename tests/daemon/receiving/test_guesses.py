"""Guessing passwords is slow, from wherever and however many at once; those who know theirs hardly notice."""

from dataclasses import dataclass

from daemon.receiving.guesses import PATIENCE, Guesses

ANN = "Ann Lee"
HERE, THERE = "192.0.2.1", "198.51.100.7"


@dataclass
class Watch:
    """A clock that stands still until it is set."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def guessed(guesses: Guesses, times: int, peer: str = HERE, name: str = ANN, *, known: bool = True) -> None:
    """Fail so often."""
    for _ in range(times):
        guesses.failed(peer, name, known=known)


def test_whoever_mistypes_twice_waits_for_nothing() -> None:
    """People do."""
    guesses = Guesses(Watch())
    guessed(guesses, 2)
    assert guesses.turn(HERE, ANN, known=True) == 0


def test_each_further_failure_makes_the_wait_longer() -> None:
    """Up to eight seconds, for ever."""
    watch, waits = Watch(), []
    guesses = Guesses(watch)
    guessed(guesses, 2)
    for _ in range(6):
        guessed(guesses, 1)
        waits.append(guesses.turn(HERE, ANN, known=True))
        watch.now += 100
    assert waits == [1, 2, 4, 8, 8, 8]


def test_many_at_once_wait_one_after_the_other() -> None:
    """A thousand connections guess no faster than one; those at the end are sent away."""
    guesses = Guesses(Watch())
    guessed(guesses, 6)
    waits = [guesses.turn(HERE, ANN, known=True) for _ in range(1000)]
    assert waits[:2] == [8, 16]
    assert set(waits[2:]) == {None}
    assert max(wait for wait in waits if wait is not None) <= PATIENCE


def test_one_peer_guesses_no_faster_at_many_names() -> None:
    """One password tried on everyone is guessing, too."""
    guesses = Guesses(Watch())
    for number in range(6):
        guessed(guesses, 1, name=f"agent {number}")
    assert guesses.turn(HERE, "agent 7", known=True) == 8


def test_many_peers_guess_no_faster_at_one_name() -> None:
    """A thousand machines share one agent's turns."""
    guesses = Guesses(Watch())
    for number in range(6):
        guessed(guesses, 1, peer=f"peer {number}")
    assert guesses.turn("peer 7", ANN, known=True) == 8
    assert guesses.turn("peer 8", "Bob Ray", known=True) == 0


def test_strangers_do_not_lock_an_agent_out_at_home() -> None:
    """Where an agent has logged in before, nobody else's guesses matter."""
    guesses = Guesses(Watch())
    guesses.succeeded(HERE, ANN)
    guessed(guesses, 50, peer=THERE)
    assert guesses.turn(HERE, ANN, known=True) == 0
    assert guesses.turn(THERE, ANN, known=True) == 8


def test_a_wrong_password_at_home_counts_like_any() -> None:
    """A program with an old password does not guess for ever at full speed."""
    guesses = Guesses(Watch())
    guesses.succeeded(HERE, ANN)
    guessed(guesses, 6)
    assert guesses.turn(HERE, ANN, known=True) == 8


def test_an_own_password_buys_no_guesses_at_anothers() -> None:
    """Between guesses an agent cannot wipe the slate by logging in truly."""
    guesses = Guesses(Watch())
    for _ in range(6):
        guessed(guesses, 1)
        guesses.succeeded(HERE, "Bob Ray")
    assert guesses.turn(HERE, ANN, known=True) == 8


def test_failures_are_forgotten_in_time() -> None:
    """After a quarter of an hour of silence all begins anew."""
    watch = Watch()
    guesses = Guesses(watch)
    guessed(guesses, 20)
    watch.now += 1000
    guessed(guesses, 1)
    assert guesses.turn(HERE, ANN, known=True) == 0


def test_invented_names_and_peers_fill_no_memory_and_wash_nothing_away() -> None:
    """However many there are, an agent's own failures stay."""
    guesses = Guesses(Watch())
    guessed(guesses, 20)
    for number in range(30_000):
        guesses.failed(f"peer {number}", f"name {number}", known=False)
        guesses.succeeded(f"peer {number}", ANN)
    assert guesses.turn("somewhere", ANN, known=True) == 8
    kept = (guesses._peers._pages, guesses._agents._pages, guesses._inventions._pages, guesses._at_home)
    assert max(len(each) for each in kept) == 10_000


def test_an_unknown_name_waits_like_a_known_one() -> None:
    """The wait does not tell who is an agent."""
    guesses = Guesses(Watch())
    guessed(guesses, 5, name="nobody", known=False)
    assert guesses.turn(THERE, "nobody", known=False) == 4
