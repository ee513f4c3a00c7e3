"""Several daemons over one store, and mails that cannot be read."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0003"
down_revision = "0002"

_UNSETTLED = ("ix_mailbox_mails_unsettled", "mailbox_mails", ["account", "folder", "uidvalidity", "uid"])


def upgrade() -> None:
    """Add who does what alone, whose a claim is, and how often reading a mail was begun."""
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_strict=True,
    )
    op.add_column("inbox", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("owner", sa.Text(), nullable=False, server_default=""))
    _index_unsettled("settled IS 0")


def downgrade() -> None:
    """Remove them."""
    _index_unsettled("settled = 0")
    op.drop_column("deliveries", "owner")
    op.drop_column("inbox", "tries")
    op.drop_table("leases")


def _index_unsettled(sqlite_where: str) -> None:
    """Make the index anew: a query is served by it only where it says the same words."""
    op.drop_index(_UNSETTLED[0], _UNSETTLED[1])
    op.create_index(
        *_UNSETTLED, sqlite_where=sa.text(sqlite_where), postgresql_where=sa.text("settled IS false")
    )
