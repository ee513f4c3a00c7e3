"""A whole import: the store, or a copy of it for a trial; the archives; the way through all of them."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from daemon.importing.archive import Archive
from daemon.importing.catalogue import Catalogue
from daemon.importing.importer import Importer
from daemon.importing.interruption import Interruption
from daemon.importing.progress import progress
from daemon.importing.summary import Summary
from desk.desks import Desk
from desk.history import Import
from desk.office import Office
from storage.engine import Store, open_store
from storage.trial import copy_for_trial

# The daemon's writes and a backup may take so long; an import has time.
_BUSY_SECONDS = 60.0

# Opens an archive; the store is where refresh tokens are kept.
Opening = Callable[[Store], Archive]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of how many mails, how long it took, and what was not looked at."""

    summary: Summary
    seconds: float
    left_out: tuple[str, ...]


def run_import(
    settings: Settings, desk: Desk, wish: Import, openings: Sequence[Opening], now: datetime, *, trial: bool
) -> Result:
    """Import all archives into a desk; a trial tells the same, and keeps nothing.

    Raises PostdeskError or OSError where store or archive cannot be used; what was imported is kept.
    """
    begun = time.monotonic()
    with ExitStack() as stack:
        store = stack.enter_context(_open(settings.store_url))
        archives = [_opened(stack, opening, store) for opening in openings]
        importer = Importer(
            store=stack.enter_context(_copy(settings)) if trial else store,
            office=Office(desk, settings.desks(), settings.directory(), settings.automatic_limits()),
            wish=wish,
            most=settings.limits.message_size,
            now=now,
        )
        summary = _run(importer, archives)
    left_out = tuple(name for archive in archives for name in archive.left_out)
    return Result(summary, time.monotonic() - begun, left_out)


def _run(importer: Importer, archives: Sequence[Archive]) -> Summary:
    catalogue = Catalogue(archives, importer.now)
    with Interruption() as interruption:
        with progress("looking through", None) as advance:
            catalogue.look_through(advance)
        with progress("importing", len(catalogue)) as advance:

            def told(so_far: Summary) -> None:
                interruption.check()
                advance(so_far.done)

            return importer.run(catalogue, told)


def _opened(stack: ExitStack, opening: Opening, store: Store) -> Archive:
    archive = opening(store)
    stack.callback(archive.close)
    return archive


@contextmanager
def _open(url: str) -> Iterator[Store]:
    store = open_store(url, busy_seconds=_BUSY_SECONDS)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _copy(settings: Settings) -> Iterator[Store]:
    """Give a copy of the store that is thrown away: an answer finds its ticket only where that is written."""
    prefix, folder = "postdesk-trial-", settings.store_folder
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder, ignore_cleanup_errors=True) as place:
        path = Path(place, "store.sqlite3")
        copy_for_trial(settings.store_url, path)
        with _open(f"sqlite:///{path}") as store:
            yield store
