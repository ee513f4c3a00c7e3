"""Who watches a ticket, and whose mail is no request."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add both; nobody watches, nobody is muted."""
    op.add_column("tickets", sa.Column("watchers", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "muted",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("addr", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "addr"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("muted")
    op.drop_column("tickets", "watchers")
