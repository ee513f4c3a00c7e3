"""Reply keys: random secrets in the addresses that answers go to."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from desk.address import fold
from desk.desks import Desk, ReplyAddress
from desk.letters import Audience, Letter
from storage.outbox_tables import LIVE, keys
from storage.random_names import random_name
from storage.rivals import insert_first

# What a letter may show, by the audience of its Reply-To. A notification shows an agent both ways to
# answer; whatever goes to a customer shows nothing but that customer's own.
_SHOWN: Mapping[Audience, tuple[Audience, ...]] = {
    Audience.CUSTOMER: (Audience.CUSTOMER,),
    Audience.PUBLIC: (Audience.PUBLIC, Audience.INTERNAL),
    Audience.INTERNAL: (Audience.PUBLIC, Audience.INTERNAL),
}

_MAKE = insert(keys)
_FIND = select(keys.c.key).where(
    keys.c.ticket_id == bindparam("ticket"),
    keys.c.audience == bindparam("to"),
    keys.c.person == bindparam("of"),
    LIVE,
)


def keys_for(
    c: Connection, letter: Letter, desk: Desk, ticket_id: int | None, inbox_id: int | None, now: datetime
) -> dict[Audience, str]:
    """Return the keys a letter may show: the live ones of its ticket and person, made where there are none.

    A letter that asks for the release of a held mail gets a key for that mail alone.
    """
    audience = letter.audience
    if audience is None or desk.reply_address is ReplyAddress.PLAIN:
        return {}
    if audience is Audience.RELEASE:
        return _release_key(c, letter, desk, letter.frees or inbox_id, now)
    if ticket_id is None:
        return {}
    return {shown: _live(c, desk, ticket_id, shown, letter.person, now) for shown in _SHOWN[audience]}


def replace_keys(c: Connection, replaced: Collection[str]) -> None:
    """Never hand out these keys again; mail to them still finds its ticket."""
    if replaced:
        c.execute(update(keys).where(keys.c.key.in_(replaced)).values(replaced=True))


def _release_key(
    c: Connection, letter: Letter, desk: Desk, inbox_id: int | None, now: datetime
) -> dict[Audience, str]:
    if inbox_id is None:
        return {}
    row = _new(desk, Audience.RELEASE, letter.person, now)
    c.execute(_MAKE, {**row, "ticket_id": None, "inbox_id": inbox_id})
    return {Audience.RELEASE: row["key"]}


def _live(c: Connection, desk: Desk, ticket_id: int, audience: Audience, person: str, now: datetime) -> str:
    sought = {"ticket": ticket_id, "to": audience, "of": fold(person)}
    found = c.scalar(_FIND, sought)
    if found is None:
        row = _new(desk, audience, person, now)
        if insert_first(c, keys, {**row, "ticket_id": ticket_id, "inbox_id": None}) is not None:
            return str(row["key"])
        found = c.scalar(_FIND, sought)
    return str(found)


def _new(desk: Desk, audience: Audience, person: str, now: datetime) -> dict[str, Any]:
    """Return the row of a new key, but for what it opens."""
    return {
        "key": random_name(),
        "desk": desk.address,
        "audience": audience,
        "person": fold(person),
        "replaced": False,
        "created_at": now,
    }
