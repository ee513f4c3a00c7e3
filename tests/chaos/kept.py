"""What the store holds at the end of an experiment, whichever store it is."""

from contextlib import closing

from sqlalchemy import Connection, func, select

from desk.verdicts import Verdict
from storage.engine import open_store
from storage.outbox_tables import deliveries, outbox
from storage.tables import PENDING, inbox, tickets
from tests.chaos.evidence import Delivery, Kept, Letter, Row


def kept(url: str) -> Kept:
    """Return what the store at this URL holds; a daemon may run beside."""
    with closing(open_store(url)) as store:
        return store.read(_kept)


def decided(url: str) -> int:
    """Return how many mails of the store have their verdicts, those aside that came twice."""
    once = select(func.count()).where(inbox.c.verdict != Verdict.DUPLICATE)
    with closing(open_store(url)) as store:
        return store.read(lambda c: c.execute(once).scalar_one())


def undecided(url: str) -> int:
    """Return how many mails of the store wait for their verdicts."""
    with closing(open_store(url)) as store:
        return store.read(lambda c: c.execute(select(func.count()).where(PENDING)).scalar_one())


def _kept(c: Connection) -> Kept:
    letters = select(outbox.c.message_id, outbox.c.template, tickets.c.number).outerjoin(
        tickets, tickets.c.id == outbox.c.ticket_id
    )
    sent = select(outbox.c.message_id, deliveries.c.recipient, deliveries.c.state).join(
        outbox, outbox.c.id == deliveries.c.outbox_id
    )
    return Kept(
        rows=[
            Row(id=row.id, content_key=row.content_key, verdict=row.verdict)
            for row in c.execute(
                select(inbox.c.id, inbox.c.content_key, inbox.c.verdict).order_by(inbox.c.id)
            )
        ],
        tickets=c.execute(select(tickets.c.number).order_by(tickets.c.id)).scalars().all(),
        letters=[
            Letter(message_id=row.message_id, template=row.template, ticket=row.number or "")
            for row in c.execute(letters.order_by(outbox.c.id))
        ],
        deliveries=[
            Delivery(message_id=row.message_id, recipient=row.recipient, state=row.state)
            for row in c.execute(sent.order_by(deliveries.c.id))
        ],
    )
