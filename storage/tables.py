"""The tables of the inbox and of the tickets, and what is kept of the store itself."""

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    and_,
    event,
    false,
    literal_column,
    text,
    true,
)

from desk.envelope import Source
from desk.mail import Language
from desk.request import Priority, RequestKind
from desk.states import Reason, State
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from storage.columns import CleanJson, CleanText, Flag, Named, RowId, UtcDateTime

# Every constraint has a name, or a later migration could not change it.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# So much of a Message-ID or an address is kept where it is sought: an index entry of PostgreSQL has
# 2,700 bytes, and no honest one is longer.
ID_LENGTH = 600
ADDR_LENGTH = 320

settings = Table(
    "settings",
    metadata,
    Column("name", CleanText(), primary_key=True),
    Column("value", CleanText(), nullable=False),
    sqlite_strict=True,
)

# What one of several daemons may do alone, such as to decide the mails of a desk: who, and until when without
# a further word. Each daemon has a row of its own besides, by which the others know that it lives.
leases = Table(
    "leases",
    metadata,
    Column("name", CleanText(), primary_key=True),
    Column("owner", CleanText(), nullable=False),
    Column("until", UtcDateTime, nullable=False),
    sqlite_strict=True,
)

# The last number given of each prefix. By prefix and not by desk: so a number is given once, even where a
# desk changes its address or two desks share a prefix.
counters = Table(
    "counters",
    metadata,
    Column("prefix", CleanText(), primary_key=True),
    Column("value", RowId, nullable=False),
    CheckConstraint("value >= 0", name="value"),
    sqlite_strict=True,
)

told = Table(
    "told",
    metadata,
    Column("what", CleanText(ID_LENGTH), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    sqlite_strict=True,
)

# The bytes have a table of their own, so that lists and searches never touch those pages.
raws = Table(
    "raws",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("sha256", CleanText(), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("desk", CleanText(ADDR_LENGTH), nullable=False),
    Column("raw_id", ForeignKey("raws.id"), nullable=False),
    Column("content_key", CleanText(), nullable=False),
    Column("return_path", CleanText(), nullable=False),
    Column("recipients", CleanJson, nullable=False),
    Column("source", Named(Source), nullable=False),
    Column("peer", CleanText(), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("verdict", Named(Verdict)),
    Column("rule", CleanText(), nullable=False, server_default=""),
    Column("silence", CleanText(), nullable=False, server_default=""),
    Column("decided_at", UtcDateTime),
    Column("released", CleanText(), nullable=False, server_default=""),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("sender", CleanText(ADDR_LENGTH), nullable=False, server_default=""),
    Column("shown_sender", CleanText(), nullable=False, server_default=""),
    Column("subject", CleanText(), nullable=False, server_default=""),
    Column("message_id", CleanText(ID_LENGTH), nullable=False, server_default=""),
    Column("agent", CleanText(), nullable=False, server_default=""),
    Column("stale", Flag, nullable=False, server_default=false()),
    # That a host we trust said of the sender who it is, when the mail was decided.
    Column("proved", Flag, nullable=False, server_default=false()),
    Column("tries", Integer, nullable=False, server_default="0"),
    sqlite_strict=True,
)
Index("ix_inbox_content", inbox.c.desk, inbox.c.content_key, inbox.c.id)
# What a partial index covers: a query is served by it only where it says the same words.
PENDING = inbox.c.verdict.is_(None)
HELD = inbox.c.verdict == literal_column(f"'{Verdict.HELD}'")
QUARANTINED = inbox.c.verdict == literal_column(f"'{Verdict.QUARANTINED}'")
HAS_MESSAGE_ID = inbox.c.message_id != literal_column("''")
for _name, _columns, _where in (
    ("ix_inbox_pending", (inbox.c.desk, inbox.c.id), PENDING),
    ("ix_inbox_held", (inbox.c.desk, inbox.c.id), HELD),
    ("ix_inbox_quarantined", (inbox.c.desk, inbox.c.decided_at), QUARANTINED),
    ("ix_inbox_message_id", (inbox.c.desk, inbox.c.message_id, inbox.c.id), HAS_MESSAGE_ID),
):
    Index(_name, *_columns, sqlite_where=_where, postgresql_where=_where)

# What PostgreSQL indexes of a subject; a query is served by the index only where it says the same. Signs by
# which its parser would take several words for one, such as a host's name, become spaces.
SUBJECT_WORDS = "to_tsvector('simple', translate(left(subject, 1000), 'Ёё-+._/@&<>', 'Ее         '))"

tickets = Table(
    "tickets",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("desk", CleanText(ADDR_LENGTH), nullable=False),
    Column("number", CleanText(), nullable=False, unique=True),
    Column("subject", CleanText(), nullable=False),
    Column("state", Named(State), nullable=False),
    Column("reason", Named(Reason)),
    Column("kind", Named(RequestKind), nullable=False),
    Column("priority", Named(Priority), nullable=False),
    Column("language", Named(Language), nullable=False),
    Column("organisation", CleanText(), nullable=False),
    Column("answered", Flag, nullable=False),
    Column("acknowledged", Flag, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("first_response_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("remind_at", UtcDateTime),
    Column("reminders_sent", Integer, nullable=False),
    Column("previous_id", ForeignKey("tickets.id"), index=True),
    Column("fields", CleanJson, nullable=False, server_default="{}"),
    Column("asked", CleanJson, nullable=False, server_default="[]"),
    Column("watchers", CleanJson, nullable=False, server_default="[]"),
    Column("questions", CleanJson, nullable=False, server_default="[]"),
    Column("variants", CleanJson, nullable=False, server_default="[]"),
    # The ticket in which the conversation goes on; none of those is merged itself. SQLite adds no foreign key
    # to a table that is there.
    Column("merged_id", RowId, index=True),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
    CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="resolved_at"),
    Index("ix_tickets_subject", text(SUBJECT_WORDS), postgresql_using="gin").ddl_if(dialect="postgresql"),
    sqlite_strict=True,
)
Index("ix_tickets_changed_at", tickets.c.changed_at)
Index("ix_tickets_desk_changed_at", tickets.c.desk, tickets.c.changed_at)
Index("ix_tickets_state_changed_at", tickets.c.state, tickets.c.changed_at)
TO_REMIND = tickets.c.remind_at.is_not(None)
Index(
    "ix_tickets_remind_at",
    tickets.c.desk,
    tickets.c.remind_at,
    sqlite_where=TO_REMIND,
    postgresql_where=TO_REMIND,
)

# The same in SQLite: an index of words without the texts, kept by triggers of the tickets.
for _statement in (
    "CREATE VIRTUAL TABLE subjects USING fts5("
    "subject, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER tr_tickets_insert AFTER INSERT ON tickets BEGIN "
    "INSERT INTO subjects (rowid, subject) VALUES "
    "(new.id, replace(replace(substr(new.subject, 1, 1000), 'Ё', 'Е'), 'ё', 'е')); END",
    "CREATE TRIGGER tr_tickets_update AFTER UPDATE OF subject ON tickets BEGIN "
    "UPDATE subjects SET subject = replace(replace(substr(new.subject, 1, 1000), 'Ё', 'Е'), 'ё', 'е') "
    "WHERE rowid = new.id; END",
    "CREATE TRIGGER tr_tickets_delete AFTER DELETE ON tickets BEGIN "
    "DELETE FROM subjects WHERE rowid = old.id; END",
):
    event.listen(tickets, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]

# The requester stands at position 0, the participants behind.
customers = Table(
    "customers",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("addr", CleanText(), nullable=False),
    Column("name", CleanText(), nullable=False),
    Column("folded", CleanText(ADDR_LENGTH), nullable=False),
    UniqueConstraint("ticket_id", "folded"),
    Index("ix_customers_folded", "folded", "ticket_id"),
    sqlite_strict=True,
)

assignees = Table(
    "assignees",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("agent", CleanText(), nullable=False),
    Index("ix_assignees_agent", "agent", "ticket_id"),
    sqlite_strict=True,
)

messages = Table(
    "messages",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("author", Named(Author), nullable=False),
    Column("circle", Named(Circle), nullable=False),
    Column("name", CleanText(), nullable=False),
    Column("addr", CleanText(), nullable=False),
    Column("text", CleanText(), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("inbox_id", ForeignKey("inbox.id")),
    Column("mark", CleanText(), nullable=False),
    Column("has_files", Flag, nullable=False),
    Column("origin", CleanText(), nullable=False, server_default=""),
    Index("ix_messages_ticket_id", "ticket_id", "circle", "id"),
    sqlite_strict=True,
)
CUSTOMER_FILES = and_(
    messages.c.author == literal_column(f"'{Author.CUSTOMER}'"), messages.c.has_files.is_(true())
)
Index(
    "ix_messages_files",
    messages.c.ticket_id,
    messages.c.id,
    sqlite_where=CUSTOMER_FILES,
    postgresql_where=CUSTOMER_FILES,
)

attachments = Table(
    "attachments",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", CleanText(), nullable=False),
    Column("type", CleanText(), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", CleanText(), nullable=False),
    Column("part", Integer, nullable=False),
    sqlite_strict=True,
)

events = Table(
    "events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("what", CleanText(), nullable=False),
    Column("before", CleanText(), nullable=False),
    Column("after", CleanText(), nullable=False),
    Column("by", CleanText(), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("inbox_id", ForeignKey("inbox.id")),
    Index("ix_events_ticket_id", "ticket_id", "id"),
    sqlite_strict=True,
)
