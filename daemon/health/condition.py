"""The condition of the daemon: whether it can do its work, each reason why not, how full its lists are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemon.clock import Clock
from daemon.mailboxes.mailboxes import Mailboxes
from daemon.mailboxes.state import MailboxState
from daemon.offices import Offices
from daemon.receiving.disk import Room
from daemon.receiving.listener import Listeners
from storage import gauges
from storage.engine import Store
from storage.faults import StorageError
from storage.gauges import Gauge
from storage.schema import HEAD

# Mail that waits longer than this for its verdict does not wait for its turn.
INBOX_STUCK = timedelta(minutes=5)

# A reminder that is later than this was missed: its tick comes every half minute.
REMINDERS_LATE = timedelta(minutes=10)

# Longer than the store waits for a lock by itself, shorter than Prometheus waits for us.
_WRITE_SECONDS = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How the daemon is at one moment; ``reasons`` say in sentences why it is not ready.

    ``lists`` are the inbox, held and quarantined mail and the outbox; ``free`` is in bytes; ``database`` is
    the engine with its version, empty where it cannot be asked.
    """

    now: datetime
    reasons: tuple[str, ...]
    listening: tuple[str, ...]
    lists: Mapping[str, Gauge]
    reminders_late: int
    free: int
    mailboxes: tuple[MailboxState, ...]
    database: str = ""
    schema: str = HEAD

    @property
    def ready(self) -> bool:
        """Tell whether everything works."""
        return not self.reasons


class Observer:
    """Looks at the parts of the daemon. Looking reads the store: call it off the event loop."""

    def __init__(
        self,
        store: Store,
        offices: Offices,
        listeners: Listeners,
        mailboxes: Mailboxes,
        room: Room,
        clock: Clock,
        outbox_age: timedelta,
    ) -> None:
        self._store = store
        self._offices = offices
        self._listeners = listeners
        self._mailboxes = mailboxes
        self._room = room
        self._clock = clock
        self.outbox_age = outbox_age

    def condition(self) -> Condition:
        """Return how the daemon is now; a store that cannot be read is a reason, too."""
        now, free = self._clock(), self._room.free()
        faults: list[str] = []
        lists: dict[str, Gauge] = {}
        late, database = 0, ""
        try:
            database = self._store.engine_version
            lists = self._store.read(gauges.gauges)
            desks = tuple(self._offices.by_address)
            late = self._store.read(lambda c: gauges.reminders_late(c, now - REMINDERS_LATE, desks))
        except StorageError as fault:
            faults.append(f"the store cannot be read: {fault}")
        if unwritable := self._unwritable():
            faults.append(f"the store takes no mail: {unwritable}")
        states = self._mailboxes.states()
        listening = tuple(map(str, self._listeners.listening))
        return Condition(
            now=now,
            reasons=(*faults, *self._reasons(now, free, lists, late, states, listening)),
            listening=listening,
            lists=lists,
            reminders_late=late,
            free=free,
            mailboxes=states,
            database=database,
        )

    def _unwritable(self) -> str:
        """Return why the store cannot be written to, or nothing. An empty transaction costs no sync."""
        try:
            self._store.write(lambda c: None).result(_WRITE_SECONDS)
        except TimeoutError:
            return f"its writer has not answered for {_WRITE_SECONDS:.0f} seconds"
        except StorageError as fault:
            return str(fault)
        return ""

    def _reasons(
        self,
        now: datetime,
        free: int,
        lists: Mapping[str, Gauge],
        late: int,
        states: tuple[MailboxState, ...],
        listening: tuple[str, ...],
    ) -> tuple[str, ...]:
        down = tuple(
            f"{state.account}, {state.folder} cannot be read: {state.fault or 'not connected yet'}"
            for state in states
            if not state.connected and not state.elsewhere
        )
        found = (
            (not listening and not states, "nothing listens"),
            (free < self._room.reserve, f"the disk has only {free // 1_000_000} MB left: no mail is taken"),
            (_older(lists, "inbox", now, INBOX_STUCK), "mail waits in the inbox and is not decided"),
            (_older(lists, "outbox", now, self.outbox_age), "mail waits in the outbox and is not sent"),
            (late > 0, f"{late} reminders are late"),
        )
        return (*(text for holds, text in found if holds), *down)


def _older(lists: Mapping[str, Gauge], name: str, now: datetime, age: timedelta) -> bool:
    gauge = lists.get(name)
    return gauge is not None and gauge.oldest is not None and now - gauge.oldest > age
