"""The tables of what staff have said: whose mail is no request, what waits before it is sent."""

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.columns import CleanText, Flag, UtcDateTime
from storage.tables import ADDR_LENGTH, metadata

# Senders whose mail to a desk is no request, folded; what is ``proved`` to be of one who was not, is heard.
muted = Table(
    "muted",
    metadata,
    Column("desk", CleanText(ADDR_LENGTH), primary_key=True),
    Column("addr", CleanText(ADDR_LENGTH), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("proved", Flag, nullable=False),
    sqlite_strict=True,
)

# Agents' mails that wait in the outgoing hold. What waits is held in the inbox, and has had no effect.
waiting = Table(
    "waiting",
    metadata,
    Column("inbox_id", ForeignKey("inbox.id"), primary_key=True),
    Column("desk", CleanText(ADDR_LENGTH), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("agent", CleanText(), nullable=False),
    Column("text", CleanText(), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Index("ix_waiting_desk_due_at", "desk", "due_at"),
    sqlite_strict=True,
)
