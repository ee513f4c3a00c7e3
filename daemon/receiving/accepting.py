"""Accepting: a mail is answered for once its bytes are committed; nothing is read of it before."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

from daemon.health.measures import Measures
from daemon.offices import Offices
from daemon.receiving.acceptance import Acceptance, StoreFull, StoreUnavailable
from desk.envelope import Envelope
from storage import inbox
from storage.engine import Store
from storage.faults import StoreFull as NoRoom
from storage.faults import StoreUnavailable as NotNow
from storage.prepared import prepare

_log = logging.getLogger("postdesk.inbox")

# Hashing and compressing more than this would hold up the other sessions of the loop.
_INLINE_BYTES = 256_000


def acceptance(
    store: Store, offices: Offices, measures: Measures, arrival: Callable[[], AbstractContextManager[None]]
) -> Acceptance:
    """Return the call that keeps a mail at every desk it is for; an ``arrival`` lasts until it is kept."""

    async def accept(envelope: Envelope, raw: bytes) -> None:
        if not all(map(offices.is_ours, envelope.recipients)):
            # No other desk may read it. At the next attempt its sender hears that there is no such address.
            raise StoreUnavailable("a reload has just removed the desk that it is for")
        desks = offices.reached(envelope.recipients)
        prepared = prepare(raw) if len(raw) < _INLINE_BYTES else await asyncio.to_thread(prepare, raw)
        try:
            with arrival():
                numbers = await asyncio.wrap_future(
                    store.write(lambda c: inbox.accept(c, prepared, envelope, desks))
                )
        except NoRoom as fault:
            raise StoreFull from fault
        except NotNow as fault:
            raise StoreUnavailable from fault
        measures.accepted(envelope, desks)
        for number, desk in zip(numbers, desks, strict=True):
            _log.info(
                "mail %d at %s: taken by %s from %s, %d bytes, return path %a",
                number,
                desk,
                envelope.source.value.upper(),
                envelope.peer,
                len(raw),
                envelope.return_path,
                extra={"mail": number},
            )

    return accept
