"""Postdesk, broken on purpose in one place: what an experiment must notice, or it proves nothing.

python -m tests.chaos.broken FAULT [the command line's own words]
"""

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine, bindparam, event, select, update

from daemon import bootstrap, cli, group
from daemon.mailboxes import taking
from daemon.mailboxes.patience import Patience
from daemon.mailboxes.taking import Taking
from daemon.receiving.disk import Room
from desk.decisions import Decision
from desk.errors import PostdeskError
from storage import carrying, engine, outbox
from storage.engine import Store
from storage.outbox_tables import deliveries
from storage.tables import inbox

# So much too late comes what a broken build puts off: longer than a kill waits after the mail it waits for.
LATE_SECONDS = 1.0

# What a build that answers early says of a mail that it could not keep afterwards.
TOO_LATE = "answered early, and lost"

NOTHING = Decision(verdict=None, rule="")

UNSYNCED = {"sqlite": "PRAGMA synchronous=OFF", "postgresql": "SET synchronous_commit = off"}

# Takes a part of Postdesk and returns the broken one that stands in its place.
Break = Callable[[Any], Any]


def answers_early(acceptance: Any) -> Any:
    """Answer 250 before the mail is committed, and whether or not there is room."""
    stand_in(Room, "__call__", lambda _: lambda room, size: True)

    def broken(*parts: Any) -> Any:
        accept = acceptance(*parts)
        tasks: set[asyncio.Task[None]] = set()

        async def late(envelope: Any, raw: bytes) -> None:
            await asyncio.sleep(LATE_SECONDS)
            try:
                await accept(envelope, raw)
            except PostdeskError:
                print(TOO_LATE, flush=True)

        async def early(envelope: Any, raw: bytes) -> None:
            task = asyncio.create_task(late(envelope, raw))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        return early

    return broken


def moves_early(keep: Any) -> Any:
    """Move a mail in its mailbox before it is committed."""

    def broken(mine: Any, folder: Any, mails: Any) -> None:
        mine._settle(folder, tuple(uid for uid, *_ in mails))
        time.sleep(LATE_SECONDS)
        keep(mine, folder, mails)

    return broken


def passes_over_faults(take: Any) -> Any:
    """Take the mails of a mailbox for done whose bytes did not come."""

    def broken(mine: Any, folder: Any, known: Any, portion: Any) -> Any:
        try:
            return take(mine, folder, known, portion)
        except Exception:
            mine._patience = Patience()
            mine._raise_floor(folder, [each.uid for each in portion])
            return []

    return broken


def believes_old_numbers(looked_at: Any) -> Any:
    """Go by the UIDs of a folder after it was made anew."""
    return lambda mailbox, known, *about: known or looked_at(mailbox, known, *about)


def letters_outside(carry_out: Any) -> Any:
    """Write letters to the outbox in another transaction than the one that decided to send them."""
    stores: list[Store] = []

    def remembering(open_current: Any) -> Any:
        def opened(*of: Any) -> Store:
            stores.append(open_current(*of))
            return stores[-1]

        return opened

    stand_in(bootstrap, "open_current", remembering)

    def broken(c: Any, decision: Decision, **about: Any) -> Any:
        done = carry_out(c, replace(decision, letters=()), **about)
        letters = replace(NOTHING, ticket_id=done.ticket_id, letters=decision.letters)
        late = threading.Timer(
            LATE_SECONDS, lambda: stores[0].write(lambda c: carry_out(c, letters, **about))
        )
        late.daemon = True
        late.start()
        return done

    return broken


def sends_twice(sent: Any) -> Any:
    """Write down only the second time that the relay took a mail."""
    once: set[int] = set()

    def broken(c: Any, delivery_id: int, reply: str, now: datetime) -> None:
        if delivery_id in once:
            sent(c, delivery_id, reply, now)
        else:
            owner = c.scalar(select(deliveries.c.owner).where(deliveries.c.id == delivery_id))
            outbox.later(c, delivery_id, reply, now, owner)
        once.add(delivery_id)

    return broken


def believes_in_sending(later: Any) -> Any:
    """Write down that a mail was sent where it is to be tried again."""

    def broken(c: Any, delivery_id: int, reply: str, next_at: datetime, owner: str = "") -> None:
        outbox.sent(c, delivery_id, reply, next_at)

    return broken


def never_syncs(database_at: Any) -> Any:
    """Have the store commit without waiting for the disk."""

    def broken(url: str) -> Any:
        database = database_at(url)
        connect = database.connect

        def unsynced(**how: Any) -> Engine:
            made: Engine = connect(**how)

            @event.listens_for(made, "connect")
            def _unsync(connection: Any, _record: object) -> None:
                connection.execute(UNSYNCED[made.dialect.name])
                connection.commit()

            return made

        database.connect = unsynced
        return database

    return broken


def knows_no_others(leases: Any) -> Any:
    """Do all the work there is, whoever else does it or has done it."""
    stand_in(carrying, "_DECIDED", lambda _: update(inbox).where(inbox.c.id == bindparam("this")))
    return SimpleNamespace(
        appear=lambda c, owner, *times: (owner,),
        linger=lambda *about: None,
        living=leases.living,
        take=lambda *about: True,
        hold=lambda *about: True,
        give_back=lambda *about: None,
    )


def stand_in(place: object, name: str, fault: Break) -> None:
    """Put the broken part where the true one was."""
    setattr(place, name, fault(getattr(place, name)))


FAULTS: dict[str, tuple[object, str, Break]] = {
    "answers-early": (bootstrap, "acceptance", answers_early),
    "moves-early": (Taking, "_keep", moves_early),
    "passes-over-faults": (Taking, "_take", passes_over_faults),
    "believes-old-numbers": (taking, "looked_at", believes_old_numbers),
    "letters-outside": (carrying, "carry_out", letters_outside),
    "sends-twice": (outbox, "sent", sends_twice),
    "believes-in-sending": (outbox, "later", believes_in_sending),
    "knows-no-others": (group, "leases", knows_no_others),
    "never-syncs": (engine, "database_at", never_syncs),
}


if __name__ == "__main__":
    stand_in(*FAULTS[sys.argv.pop(1)])
    cli.main()
