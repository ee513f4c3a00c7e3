"""Mailboxes read by IMAP, mail handed in with a password, dead addresses."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Flag, RowId, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and to the inbox what is now known of a mail's envelope."""
    op.add_column("inbox", sa.Column("agent", sa.Text(), nullable=False, server_default=""))
    op.add_column("inbox", sa.Column("stale", Flag(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_inbox_quarantined",
        "inbox",
        ["id"],
        sqlite_where=sa.text("verdict = 'quarantined'"),
        postgresql_where=sa.text("verdict = 'quarantined'"),
    )
    _make(
        "mailbox_folders",
        *_texts("account", "folder"),
        *_numbers("uidvalidity", "floor"),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", "folder"),
    )
    _make(
        "mailbox_mails",
        *_texts("account", "folder"),
        *_numbers("uidvalidity", "uid"),
        sa.Column("inbox_id", RowId, sa.ForeignKey("inbox.id"), nullable=False),
        sa.Column("settled", Flag(), nullable=False),
        sa.PrimaryKeyConstraint("account", "folder", "uidvalidity", "uid"),
    )
    op.create_index(
        "ix_mailbox_mails_unsettled",
        "mailbox_mails",
        ["account", "folder", "uidvalidity", "uid"],
        sqlite_where=sa.text("settled = 0"),
        postgresql_where=sa.text("settled IS false"),
    )
    _make(
        "refresh_tokens",
        *_texts("account", "granted", "token"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    _make(
        "dead_addresses",
        *_texts("addr", "why"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("addr"),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("dead_addresses", "refresh_tokens", "mailbox_mails", "mailbox_folders"):
        op.drop_table(table)
    op.drop_index("ix_inbox_quarantined", "inbox")
    op.drop_column("inbox", "stale")
    op.drop_column("inbox", "agent")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, RowId, nullable=False) for name in names]


def _make(table: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(table, *parts, sqlite_strict=True)
