"""Turns: at each desk no mail is decided before one that came earlier and still waits."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from storage.engine import Connection

T = TypeVar("T")

Job = Callable[[Connection], T]


class OutOfTurn(Exception):
    """A mail that came earlier could not be decided; this one waits behind it."""


class Turns(Generic[T]):
    """The turns of one batch of mails. ``write`` is the store's: it does jobs one after the other."""

    def __init__(self, write: "Callable[[Job[T]], Future[T]]") -> None:
        self._write = write
        self._last: dict[str, Future[T]] = {}
        self._stopped: set[str] = set()

    def write(self, desk: str, job: Job[T]) -> "Future[T]":
        """Have a desk's job done after those given before. Its future raises OutOfTurn where one failed."""
        before = self._last.get(desk)

        def in_turn(c: Connection) -> T:
            # The commit of another transaction may have failed when its job was long done.
            if desk in self._stopped or (before is not None and before.done() and before.exception()):
                self._stopped.add(desk)
                raise OutOfTurn
            try:
                return job(c)
            except BaseException:
                self._stopped.add(desk)
                raise

        self._last[desk] = self._write(in_turn)
        return self._last[desk]
