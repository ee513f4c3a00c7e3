"""Patience with mails whose bytes do not come: none is lost to a bad hour, none holds up the others."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

# So often a mail is asked for before it is left where it is.
TIMES = 5


@dataclass(slots=True)
class _Trouble:
    times: int = 0
    # Other mails have come since: it is not the server that gives nothing at all.
    others_came: bool = False


class Patience:
    """The mails of one folder that did not come, and those that are asked for no more."""

    def __init__(self) -> None:
        self._troubles: dict[int, _Trouble] = {}
        self.given_up: set[int] = set()

    def __contains__(self, uid: int) -> bool:
        """Tell whether a mail was asked for in vain, and is to be asked for alone."""
        return uid in self._troubles

    def times(self, uid: int) -> int:
        """Return how often a mail was asked for in vain."""
        return self._troubles[uid].times

    @property
    def lowest(self) -> int | None:
        """The lowest UID that is still hoped for."""
        return min(self._troubles, default=None)

    def came(self, uids: Collection[int]) -> None:
        """Note mails that came."""
        for uid in uids:
            self._troubles.pop(uid, None)
        for trouble in self._troubles.values():
            trouble.others_came = trouble.others_came or bool(uids)

    def missed(self, uids: Collection[int]) -> Iterable[int]:
        """Note mails that did not come; return those that are to be asked for no more.

        Only where one was asked for alone, and others came, the fault is its own.
        """
        for uid in uids:
            trouble = self._troubles.setdefault(uid, _Trouble())
            trouble.times += 1
            if len(uids) == 1 and trouble.times >= TIMES and trouble.others_came:
                self.give_up(uid)
                return (uid,)
        return ()

    def give_up(self, uid: int) -> None:
        """Ask for a mail no more."""
        self._troubles.pop(uid, None)
        self.given_up.add(uid)

    def keep(self, waiting: Collection[int]) -> None:
        """Forget those that were removed from the folder meanwhile."""
        for uid in self._troubles.keys() - set(waiting):
            del self._troubles[uid]
