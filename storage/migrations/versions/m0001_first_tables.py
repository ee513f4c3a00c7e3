"""The first tables: inbox, tickets, outbox."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from storage.columns import Flag, RowId, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, those referred to first."""
    _make_store()
    _make_tickets()
    _make_inbox()
    _make_people()
    _make_threads()
    _make_keys()
    _make_outbox()
    _make_deliveries()


def downgrade() -> None:
    """Remove the tables, those that refer to others first."""
    for table in (
        *("deliveries", "composed", "outbox", "message_ids", "keys", "events", "attachments", "messages"),
        *("assignees", "customers", "inbox", "tickets", "raws", "told", "counters", "settings"),
    ):
        op.drop_table(table)


def _texts(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(name, sa.Text(), nullable=False) for name in names)


def _later(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(name, sa.Text(), nullable=False, server_default="") for name in names)


def _or_null(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(name, sa.Text()) for name in names)


def _numbers(*names: str) -> Iterator[sa.Column[int]]:
    return (sa.Column(name, sa.Integer(), nullable=False) for name in names)


def _times(*names: str, nullable: bool = False) -> Iterator[sa.Column[object]]:
    return (sa.Column(name, UtcDateTime(), nullable=nullable) for name in names)


def _flags(*names: str) -> Iterator[sa.Column[bool]]:
    return (sa.Column(name, Flag(), nullable=False) for name in names)


def _data() -> sa.Column[bytes]:
    return sa.Column("data", sa.LargeBinary(), nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", RowId, primary_key=True)


def _ref(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, RowId, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _index(name: str, table: str, columns: str, where: str = "", *, unique: bool = False) -> None:
    # SQLite's strict tables know no boolean; PostgreSQL knows nothing else.
    server = where.replace("IS 1", "IS true").replace("IS 0", "IS false")
    op.create_index(
        name,
        table,
        columns.split(),
        unique=unique,
        sqlite_where=sa.text(where) if where else None,
        postgresql_where=sa.text(server) if where else None,
    )


def _make(table: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(table, *parts, sqlite_strict=True)


def _make_store() -> None:
    _make("settings", *_texts("name", "value"), sa.PrimaryKeyConstraint("name"))
    _make(
        "counters",
        *_texts("prefix"),
        sa.Column("value", RowId, nullable=False),
        sa.PrimaryKeyConstraint("prefix"),
        sa.CheckConstraint("value >= 0", name="value"),
    )
    _make("told", *_texts("what"), *_times("at"), sa.PrimaryKeyConstraint("what"))
    _make("raws", _id(), *_texts("sha256"), *_numbers("size"), _data(), sa.UniqueConstraint("sha256"))


def _make_tickets() -> None:
    _make(
        "tickets",
        _id(),
        *_texts("desk", "number", "subject", "state"),
        *_or_null("reason"),
        *_texts("kind", "priority", "language", "organisation"),
        *_flags("answered", "acknowledged"),
        *_times("created_at", "changed_at"),
        *_times("first_response_at", "resolved_at", "closed_at", "remind_at", nullable=True),
        *_numbers("reminders_sent"),
        _ref("previous_id", "tickets", nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
        sa.CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="resolved_at"),
        sa.UniqueConstraint("number"),
    )
    _index("ix_tickets_previous_id", "tickets", "previous_id")
    _index("ix_tickets_changed_at", "tickets", "changed_at")
    _index("ix_tickets_desk_changed_at", "tickets", "desk changed_at")
    _index("ix_tickets_remind_at", "tickets", "remind_at", "remind_at IS NOT NULL")


def _make_inbox() -> None:
    _make(
        "inbox",
        _id(),
        *_texts("desk"),
        _ref("raw_id", "raws"),
        *_texts("content_key", "return_path", "recipients", "source", "peer"),
        *_times("received_at"),
        *_or_null("verdict"),
        *_later("rule", "silence"),
        *_times("decided_at", nullable=True),
        *_later("released"),
        _ref("ticket_id", "tickets", nullable=True),
        *_later("sender", "shown_sender", "subject", "message_id"),
    )
    _index("ix_inbox_content", "inbox", "desk content_key id")
    _index("ix_inbox_pending", "inbox", "id", "verdict IS NULL")
    _index("ix_inbox_held", "inbox", "desk id", "verdict = 'held'")
    _index("ix_inbox_message_id", "inbox", "desk message_id id", "message_id != ''")


def _make_people() -> None:
    _make(
        "customers",
        _ref("ticket_id", "tickets"),
        *_numbers("position"),
        *_texts("addr", "name", "folded"),
        sa.PrimaryKeyConstraint("ticket_id", "position"),
        sa.UniqueConstraint("ticket_id", "folded"),
    )
    _index("ix_customers_folded", "customers", "folded ticket_id")
    _make(
        "assignees",
        _ref("ticket_id", "tickets"),
        *_numbers("position"),
        *_texts("agent"),
        sa.PrimaryKeyConstraint("ticket_id", "position"),
    )
    _index("ix_assignees_agent", "assignees", "agent ticket_id")


def _make_threads() -> None:
    _make(
        "messages",
        _id(),
        _ref("ticket_id", "tickets"),
        *_texts("author", "circle", "name", "addr", "text"),
        *_times("at"),
        _ref("inbox_id", "inbox", nullable=True),
        *_texts("mark"),
        *_flags("has_files"),
    )
    _index("ix_messages_ticket_id", "messages", "ticket_id circle id")
    _index("ix_messages_files", "messages", "ticket_id id", "author = 'customer' AND has_files IS 1")
    _make(
        "attachments",
        _ref("message_id", "messages"),
        *_numbers("position"),
        *_texts("name", "type"),
        *_numbers("size"),
        *_texts("sha256"),
        *_numbers("part"),
        sa.PrimaryKeyConstraint("message_id", "position"),
    )
    _make(
        "events",
        _id(),
        _ref("ticket_id", "tickets"),
        *_texts("what", "before", "after", "by"),
        *_times("at"),
        _ref("inbox_id", "inbox", nullable=True),
    )
    _index("ix_events_ticket_id", "events", "ticket_id id")


def _make_keys() -> None:
    _make(
        "keys",
        *_texts("key", "desk"),
        _ref("ticket_id", "tickets", nullable=True),
        *_texts("audience", "person"),
        _ref("inbox_id", "inbox", nullable=True),
        *_flags("replaced"),
        *_times("created_at"),
        sa.PrimaryKeyConstraint("key"),
    )
    _index("ix_keys_live", "keys", "ticket_id audience person", "replaced IS 0", unique=True)
    _make(
        "message_ids",
        _id(),
        *_texts("desk", "message_id"),
        _ref("ticket_id", "tickets"),
        *_texts("chain"),
        *_times("at"),
    )
    _index("ix_message_ids_message_id", "message_ids", "desk message_id")
    _index("ix_message_ids_chain", "message_ids", "ticket_id chain id")


def _make_outbox() -> None:
    _make(
        "outbox",
        _id(),
        *_texts("desk"),
        _ref("ticket_id", "tickets", nullable=True),
        _ref("inbox_id", "inbox", nullable=True),
        *_texts("message_id", "chain", "template", "sort", "person", "caused_by"),
        *_flags("answer"),
        *_texts("letter", "keys"),
        *_times("created_at"),
        sa.UniqueConstraint("message_id"),
    )
    _index("ix_outbox_ticket_id", "outbox", "ticket_id sort created_at")
    _index("ix_outbox_automatic", "outbox", "desk created_at", "sort = 'automatic'")
    _index("ix_outbox_acknowledgements", "outbox", "person created_at", "template = 'acknowledgement'")
    _index("ix_outbox_held", "outbox", "caused_by created_at", "template = 'held'")


def _make_deliveries() -> None:
    _make("composed", _ref("outbox_id", "outbox"), _data(), sa.PrimaryKeyConstraint("outbox_id"))
    _make(
        "deliveries",
        _id(),
        _ref("outbox_id", "outbox"),
        *_texts("desk"),
        _ref("ticket_id", "tickets", nullable=True),
        *_texts("recipient"),
        *_or_null("return_path_key"),
        *_texts("state"),
        *_numbers("attempts"),
        *_times("due_at"),
        *_times("lease_until", nullable=True),
        *_texts("reply"),
        *_times("created_at"),
        *_times("finished_at", nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name="finished_at"),
        sa.UniqueConstraint("return_path_key"),
    )
    _index("ix_deliveries_outbox_id", "deliveries", "outbox_id")
    _index("ix_deliveries_due", "deliveries", "due_at id", "state = 'waiting'")
    _index("ix_deliveries_order", "deliveries", "ticket_id recipient id", "state = 'waiting'")
