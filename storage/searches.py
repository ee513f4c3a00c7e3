"""How the store is searched for the facts of a mail: each search is served by an index and bounded."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, exists, func, literal_column, select

from desk.holding import RETURNED
from desk.letters import Template
from desk.receipts import REFUSED
from desk.topics import Topic
from storage.outbox_tables import ACKNOWLEDGEMENT, AUTOMATIC, HELD_LETTER, keys, message_ids, outbox
from storage.staff_tables import muted
from storage.tables import HAS_MESSAGE_ID, HELD, customers, inbox, tickets

# So many earlier mails and pointed-at tickets are looked at; a forger can make any number of them.
MOST_EARLIER = 20
MOST_POINTERS = 100
# Who takes part in others' tickets may do so in any number of them.
MOST_OF_SENDER = 20


# Up to now: what was written while the clock went ahead must not count for years.
_NOW = bindparam("now", type_=outbox.c.created_at.type)
_LAST_HOUR = outbox.c.created_at.between(bindparam("since_hour", type_=outbox.c.created_at.type), _NOW)
_LAST_DAY = outbox.c.created_at.between(bindparam("since_day", type_=outbox.c.created_at.type), _NOW)
_SENDER = bindparam("sender", type_=outbox.c.person.type)
_count = select(func.count()).select_from(outbox)
_LAST_OF_SENDER = (
    select(customers.c.ticket_id, customers.c.position)
    .where(customers.c.folded == bindparam("sender"))
    .order_by(customers.c.ticket_id.desc())
    .limit(MOST_OF_SENDER)
    .subquery()
)
SPOKEN = (
    select(tickets.c.language)
    .join(_LAST_OF_SENDER, _LAST_OF_SENDER.c.ticket_id == tickets.c.id)
    .where(_LAST_OF_SENDER.c.position == 0)
    .order_by(tickets.c.id.desc())
    .limit(1)
)
_answered = inbox.alias("answered")
OWN = select(
    inbox.c.content_key,
    inbox.c.released,
    inbox.c.rule,
    inbox.c.decided_at,
    exists().where(outbox.c.message_id == bindparam("message_id")).label("ours"),
    exists()
    .where(outbox.c.message_id == bindparam("answered"), outbox.c.template == Template.NOTICE)
    .label("answers_notice"),
    exists()
    .where(outbox.c.message_id == bindparam("answered"), outbox.c.ticket_id.is_(None))
    .label("answers_ticketless"),
    exists()
    .where(
        outbox.c.message_id == bindparam("answered"),
        outbox.c.inbox_id == _answered.c.id,
        _answered.c.rule == f"{REFUSED}: {Topic.NOBODY_READS.value}",
    )
    .label("answers_unread"),
    _count.where(ACKNOWLEDGEMENT, outbox.c.person == _SENDER, _LAST_HOUR)
    .scalar_subquery()
    .label("acknowledgements"),
    _count.where(AUTOMATIC, outbox.c.desk == bindparam("desk"), _LAST_HOUR)
    .scalar_subquery()
    .label("automatic"),
    _count.where(HELD_LETTER, outbox.c.caused_by == _SENDER, _LAST_DAY).scalar_subquery().label("held"),
    SPOKEN.scalar_subquery().label("spoken_before"),
    select(muted.c.proved)
    .where(muted.c.desk == bindparam("desk"), muted.c.addr == bindparam("muted_addr"))
    .scalar_subquery()
    .label("muted"),
).where(inbox.c.id == bindparam("inbox_id"))
_EARLIER: Select[Any] = (
    select(inbox.c.id, inbox.c.ticket_id, inbox.c.sender, inbox.c.content_key)
    .where(inbox.c.desk == bindparam("desk"), inbox.c.id < bindparam("before"))
    .order_by(inbox.c.id)
    .limit(MOST_EARLIER)
)
TWINS = _EARLIER.where(inbox.c.content_key == bindparam("sought"))
NAMESAKES = _EARLIER.where(inbox.c.message_id == bindparam("sought"), HAS_MESSAGE_ID)
_SOUGHT: BindParameter[Sequence[str]] = bindparam("sought", expanding=True)
KEYS = (
    # Words that were given back belong to a ticket; other mails that are held may be nobody's.
    select(keys, case((inbox.c.rule.startswith(f"{RETURNED}:"), inbox.c.ticket_id)).label("held_in"))
    .outerjoin(inbox, inbox.c.id == keys.c.inbox_id)
    .where(keys.c.key.in_(_SOUGHT), keys.c.desk == bindparam("desk"))
)
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
STILL_HELD = select(inbox.c.id).where(inbox.c.id.in_(_IDS), HELD)
POINTERS = (
    select(message_ids, outbox.c.id.is_not(None).label("ours"), outbox.c.audience, outbox.c.frees)
    .outerjoin(outbox, outbox.c.message_id == message_ids.c.message_id)
    .where(message_ids.c.message_id.in_(_SOUGHT), message_ids.c.desk == bindparam("desk"))
    .limit(MOST_POINTERS)
)
NUMBERED = select(tickets.c.id.label("ticket_id")).where(
    tickets.c.number.in_(_SOUGHT),
    # No index of desks is to serve: one desk may have all the tickets there are.
    tickets.c.desk + literal_column("''") == bindparam("desk"),
)
