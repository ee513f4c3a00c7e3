"""The words of the tickets' subjects.

A later migration that makes the table of tickets anew, as batch mode does, must make the triggers anew.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

# An index of words without the texts, of the beginning of each subject; ё as е, as many type it.
_SQLITE = (
    "CREATE VIRTUAL TABLE subjects USING fts5("
    "subject, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO subjects (rowid, subject) "
    "SELECT id, replace(replace(substr(subject, 1, 1000), 'Ё', 'Е'), 'ё', 'е') FROM tickets",
    "CREATE TRIGGER tr_tickets_insert AFTER INSERT ON tickets BEGIN "
    "INSERT INTO subjects (rowid, subject) VALUES "
    "(new.id, replace(replace(substr(new.subject, 1, 1000), 'Ё', 'Е'), 'ё', 'е')); END",
    "CREATE TRIGGER tr_tickets_update AFTER UPDATE OF subject ON tickets BEGIN "
    "UPDATE subjects SET subject = replace(replace(substr(new.subject, 1, 1000), 'Ё', 'Е'), 'ё', 'е') "
    "WHERE rowid = new.id; END",
    "CREATE TRIGGER tr_tickets_delete AFTER DELETE ON tickets BEGIN "
    "DELETE FROM subjects WHERE rowid = old.id; END",
)
# Signs by which the parser would take several words for one, such as a host's name, become spaces.
_POSTGRESQL = (
    "CREATE INDEX ix_tickets_subject ON tickets USING gin ("
    "to_tsvector('simple', translate(left(subject, 1000), 'Ёё-+._/@&<>', 'Ее         ')))",
)


def upgrade() -> None:
    """Add the index of words, filled from the tickets there are."""
    for statement in _SQLITE if _on_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Remove it."""
    if not _on_sqlite():
        op.drop_index("ix_tickets_subject", "tickets")
        return
    for change in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER tr_tickets_{change}")
    op.execute("DROP TABLE subjects")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
