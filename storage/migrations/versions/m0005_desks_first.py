"""What waits is found by its desk, and tickets by their state, however many there are."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# By table and condition: the columns from now on, and those of before.
_PARTIAL = {
    "ix_inbox_pending": ("inbox", "verdict IS NULL", ["desk", "id"], ["id"]),
    "ix_inbox_quarantined": ("inbox", "verdict = 'quarantined'", ["desk", "decided_at"], ["id"]),
    "ix_tickets_remind_at": ("tickets", "remind_at IS NOT NULL", ["desk", "remind_at"], ["remind_at"]),
}


def upgrade() -> None:
    """Put the desk first in the indexes of what waits; add one of states."""
    for name, (table, where, columns, _) in _PARTIAL.items():
        _index(name, table, where, columns)
    op.create_index("ix_tickets_state_changed_at", "tickets", ["state", "changed_at"])


def downgrade() -> None:
    """Take it out again."""
    op.drop_index("ix_tickets_state_changed_at", "tickets")
    for name, (table, where, _, columns) in _PARTIAL.items():
        _index(name, table, where, columns)


def _index(name: str, table: str, where: str, columns: list[str]) -> None:
    op.drop_index(name, table)
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
