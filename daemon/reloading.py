"""Reloading: a new configuration takes the place of the old one while mail goes on, or changes nothing."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.changes import changes
from config.faults import ConfigError
from config.loading import load
from config.settings import Settings
from desk.errors import PostdeskError
from storage import gauges
from storage.engine import Connection

_log = logging.getLogger("postdesk.reload")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """What a reload did: what has changed, what waits for a restart, or the faults that prevented it."""

    changed: tuple[str, ...] = ()
    needs_restart: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Unusable(PostdeskError):
    """The new configuration cannot be used; the text has one line for each fault."""


def left_behind(c: Connection, before: Settings, after: Settings) -> tuple[str, ...]:
    """Return a line for each desk that is removed while mail of its own waits: nothing of it is lost."""
    removed = {desk.address for desk in before.desk} - {desk.address for desk in after.desk}
    return tuple(
        f"desk {desk}: mail of its own waits until it is back, {undecided} to be decided, {unsent} to be sent"
        for desk, (undecided, unsent) in sorted(gauges.left_at(c, removed).items())
    )


# Makes what the new settings need; where that works, it returns what puts them in force at once, else it
# raises Unusable and has changed nothing. The second call returns further lines of what has changed.
Prepare = Callable[[Settings, Settings], Callable[[], tuple[str, ...]]]


class Reloading:
    """Reads the configuration's file anew; one reload at a time."""

    def __init__(
        self, source: Path, settings: Settings, prepare: Prepare, count: Callable[[str], None]
    ) -> None:
        self.settings = settings
        self._count = count
        self._at_start = settings
        self._source = source
        self._prepare = prepare

    async def reload(self) -> Reloaded:
        """Put the configuration as it is now into force; with a fault in it, everything stays as it was."""
        try:
            new = await asyncio.to_thread(load, self._source)
            put_in_force = await asyncio.to_thread(self._prepare, self.settings, new)
        except (ConfigError, Unusable) as fault:
            return self._refused(tuple(str(fault).splitlines()))
        except Exception as fault:
            # The edge of the stage: nothing has changed yet, and a daemon that works goes on as it was.
            _log.exception("the configuration could not be reloaded")
            return self._refused((f"{self._source}: {fault}; the daemon's log tells more",))
        more = put_in_force()
        done = self._told(new, more)
        self.settings = new
        self._count("done")
        return done

    def _refused(self, faults: tuple[str, ...]) -> Reloaded:
        for line in faults:
            _log.error("the configuration is not reloaded: %s", line)
        self._count("refused")
        return Reloaded(faults=faults)

    def _told(self, new: Settings, more: tuple[str, ...]) -> Reloaded:
        changed = [str(each) for each in changes(self.settings, new) if not each.needs_restart]
        # What waits for a restart waits since the start, however often it was told.
        waiting = [str(each) for each in changes(self._at_start, new) if each.needs_restart]
        done = Reloaded(changed=(*changed, *more), needs_restart=tuple(waiting))
        for line in done.changed or ("nothing has changed",):
            _log.info("reloaded: %s", line)
        for line in done.needs_restart:
            _log.warning("needs a restart: %s", line)
        return done
