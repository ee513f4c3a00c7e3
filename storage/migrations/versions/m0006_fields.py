"""The fields of a ticket, and what its requester was asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_COLUMNS = {"fields": "{}", "asked": "[]"}


def upgrade() -> None:
    """Add them; of the tickets there are, nothing was kept and nothing asked."""
    for name, nothing in _COLUMNS.items():
        op.add_column("tickets", sa.Column(name, sa.Text(), nullable=False, server_default=nothing))


def downgrade() -> None:
    """Remove them."""
    for name in _COLUMNS:
        op.drop_column("tickets", name)
