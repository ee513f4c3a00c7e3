"""The tables of what goes out: reply keys, Message-IDs, letters, their bytes, their deliveries."""

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    false,
    literal_column,
)

from desk.letters import Audience, Template
from storage.columns import CleanJson, CleanText, Flag, Named, RowId, UtcDateTime
from storage.tables import ADDR_LENGTH, ID_LENGTH, metadata


class Sort(StrEnum):
    """What a letter is to the limits: to customers by a machine, to staff, or an agent's own words."""

    AUTOMATIC = "automatic"
    NOTICE = "notice"
    WRITTEN = "written"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


keys = Table(
    "keys",
    metadata,
    Column("key", CleanText(), primary_key=True),
    Column("desk", CleanText(ADDR_LENGTH), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("audience", Named(Audience), nullable=False),
    Column("person", CleanText(ADDR_LENGTH), nullable=False),
    Column("inbox_id", ForeignKey("inbox.id")),
    Column("replaced", Flag, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    sqlite_strict=True,
)
LIVE = keys.c.replaced.is_(false())
Index(
    "ix_keys_live",
    keys.c.ticket_id,
    keys.c.audience,
    keys.c.person,
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)

# Every Message-ID sent or received in a ticket, in order of time; `chain` is empty for the customers' chain,
# else the folded address of the agent whose chain it is.
message_ids = Table(
    "message_ids",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("desk", CleanText(ADDR_LENGTH), nullable=False),
    Column("message_id", CleanText(ID_LENGTH), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("chain", CleanText(ADDR_LENGTH), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # Of a mail that came in: that it brought customers nothing.
    Column("internal", Flag, nullable=False, server_default=false()),
    Index("ix_message_ids_message_id", "desk", "message_id"),
    Index("ix_message_ids_chain", "ticket_id", "chain", "id"),
    sqlite_strict=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("desk", CleanText(ADDR_LENGTH), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("inbox_id", ForeignKey("inbox.id")),
    Column("message_id", CleanText(ID_LENGTH), nullable=False, unique=True),
    Column("chain", CleanText(ADDR_LENGTH), nullable=False),
    Column("template", Named(Template), nullable=False),
    Column("sort", Named(Sort), nullable=False),
    Column("person", CleanText(ADDR_LENGTH), nullable=False),
    Column("caused_by", CleanText(ADDR_LENGTH), nullable=False),
    Column("answer", Flag, nullable=False),
    # Where an answer to it goes; of what an older Postdesk wrote it is not known.
    Column("audience", Named(Audience)),
    # The mail that an answer to it may free.
    Column("frees", RowId),
    Column("letter", CleanJson, nullable=False),
    Column("keys", CleanJson, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_outbox_ticket_id", "ticket_id", "sort", "created_at"),
    sqlite_strict=True,
)
# What a partial index covers: a query is served by it only where it says the same words.
AUTOMATIC = outbox.c.sort == literal_column(f"'{Sort.AUTOMATIC}'")
ACKNOWLEDGEMENT = outbox.c.template == literal_column(f"'{Template.ACKNOWLEDGEMENT}'")
HELD_LETTER = outbox.c.template == literal_column(f"'{Template.HELD}'")
for _name, _column, _where in (
    ("ix_outbox_automatic", outbox.c.desk, AUTOMATIC),
    ("ix_outbox_acknowledgements", outbox.c.person, ACKNOWLEDGEMENT),
    ("ix_outbox_held", outbox.c.caused_by, HELD_LETTER),
):
    Index(_name, _column, outbox.c.created_at, sqlite_where=_where, postgresql_where=_where)

# A mail's bytes, made once and never again.
composed = Table(
    "composed",
    metadata,
    Column("outbox_id", ForeignKey("outbox.id"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)

# `desk` and `ticket_id` repeat the letter's: claiming looks at no other table.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("outbox_id", ForeignKey("outbox.id"), nullable=False, index=True),
    Column("desk", CleanText(ADDR_LENGTH), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("recipient", CleanText(ADDR_LENGTH), nullable=False),
    Column("return_path_key", CleanText(), unique=True),
    Column("state", Named(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("owner", CleanText(), nullable=False, server_default=""),
    Column("reply", CleanText(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name="finished_at"),
    sqlite_strict=True,
)
WAITING = deliveries.c.state == literal_column(f"'{DeliveryState.WAITING}'")
for _name, _columns in (
    ("ix_deliveries_due", (deliveries.c.due_at, deliveries.c.id)),
    ("ix_deliveries_order", (deliveries.c.ticket_id, deliveries.c.recipient, deliveries.c.id)),
):
    Index(_name, *_columns, sqlite_where=WAITING, postgresql_where=WAITING)
