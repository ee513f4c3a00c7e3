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

_log = logging.getLogger("postdesk.reload")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """What a reload did: what has changed, what waits for a restart, or the faults that prevented it."""

    changed: tuple[str, ...] = ()
    needs_restart: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Unusable(PostdeskError):
    """The new configuration cannot be used; the text has one line for each fault."""


# Makes what the new settings need; where that works, it returns what puts them in force at once, else it
# raises Unusable and has changed nothing. The second call returns further lines of what has changed.
Prepare = Callable[[Settings, Settings], Callable[[], tuple[str, ...]]]


class Reloading:
    """Reads the configuration's file anew, one reload after the other."""

    def __init__(
        self, source: Path, settings: Settings, prepare: Prepare, count: Callable[[str], None]
    ) -> None:
        self.settings = settings
        self._count = count
        self._at_start = settings
        self._source = source
        self._prepare = prepare
        self._turn = asyncio.Lock()

    async def reload(self) -> Reloaded:
        """Put the configuration as it is now into force; with a fault in it, everything stays as it was."""
        async with self._turn:
            try:
                new = await asyncio.to_thread(load, self._source)
                put_in_force = await asyncio.to_thread(self._prepare, self.settings, new)
            except (ConfigError, Unusable) as fault:
                faults = tuple(str(fault).splitlines())
                for line in faults:
                    _log.error("the configuration is not reloaded: %s", line)
                self._count("refused")
                return Reloaded(faults=faults)
            done = self._told(new, put_in_force())
            self.settings = new
            self._count("done")
            return done

    def _told(self, new: Settings, more: tuple[str, ...]) -> Reloaded:
        changed = [str(each) for each in changes(self.settings, new) if not each.needs_restart]
        # What waits for a restart waits since the start, however often it was told.
        waiting = [str(each) for each in changes(self._at_start, new) if each.needs_restart]
        done = Reloaded(changed=(*changed, *more), needs_restart=tuple(waiting))
        for line in done.changed:
            _log.info("reloaded: %s", line)
        for line in done.needs_restart:
            _log.warning("needs a restart: %s", line)
        return done
