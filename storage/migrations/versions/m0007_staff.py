"""Who watches a ticket, whose mail is no request, what waits before it is sent, where answers go."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Flag, RowId, UtcDateTime

revision = "0007"
down_revision = "0006"

# What answers a note that was written before is a note as well.
_NOTES = """
UPDATE message_ids SET internal = TRUE WHERE chain <> '' AND EXISTS (
    SELECT 1 FROM inbox JOIN messages ON messages.inbox_id = inbox.id
    WHERE inbox.desk = message_ids.desk AND inbox.message_id = message_ids.message_id
        AND messages.ticket_id = message_ids.ticket_id AND messages.circle = 'internal'
)
"""
_LISTS = ("watchers", "questions", "variants")


def upgrade() -> None:
    """Add them; nobody watches, nobody is muted, nothing waits."""
    for name in _LISTS:
        op.add_column("tickets", sa.Column(name, sa.Text(), nullable=False, server_default="[]"))
    op.add_column("outbox", sa.Column("audience", sa.Text()))
    op.add_column("outbox", sa.Column("frees", RowId))
    op.add_column("message_ids", sa.Column("internal", Flag(), nullable=False, server_default=sa.false()))
    op.execute(_NOTES)
    op.add_column("inbox", sa.Column("proved", Flag(), nullable=False, server_default=sa.false()))
    op.add_column("messages", sa.Column("origin", sa.Text(), nullable=False, server_default=""))
    op.add_column("tickets", sa.Column("merged_id", RowId))
    op.create_index("ix_tickets_merged_id", "tickets", ["merged_id"])
    op.create_table(
        "muted",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("addr", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("proved", Flag(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "addr"),
        sqlite_strict=True,
    )
    op.create_table(
        "waiting",
        sa.Column("inbox_id", RowId, sa.ForeignKey("inbox.id"), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("ticket_id", RowId, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("inbox_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_waiting_ticket_id", "waiting", ["ticket_id"])
    op.create_index("ix_waiting_desk_due_at", "waiting", ["desk", "due_at"])


def downgrade() -> None:
    """Remove them."""
    for table in ("waiting", "muted"):
        op.drop_table(table)
    op.drop_index("ix_tickets_merged_id", "tickets")
    op.drop_column("tickets", "merged_id")
    op.drop_column("messages", "origin")
    op.drop_column("message_ids", "internal")
    op.drop_column("inbox", "proved")
    for name in ("frees", "audience"):
        op.drop_column("outbox", name)
    for name in _LISTS:
        op.drop_column("tickets", name)
