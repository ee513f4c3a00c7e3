"""The tables of the mailboxes that are read by IMAP, and of addresses that are not written to."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, false

from storage.columns import CleanText, Flag, RowId, UtcDateTime
from storage.tables import ADDR_LENGTH, ID_LENGTH, metadata

# A folder as it was found last. What has a UID up to `floor` needs nothing more of us: it was settled, or
# lay there before the first look and is not ours to take. `first_seen_at` is that first look, `seen_at` the
# first look at this UIDVALIDITY.
mailbox_folders = Table(
    "mailbox_folders",
    metadata,
    Column("account", CleanText(ID_LENGTH), nullable=False),
    Column("folder", CleanText(ID_LENGTH), nullable=False),
    Column("uidvalidity", RowId, nullable=False),
    Column("floor", RowId, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("account", "folder"),
    sqlite_strict=True,
)

# The mails taken out of a folder, by RFC 3501's unique identifier: folder, UIDVALIDITY, UID. Settled is a
# mail that was moved or flagged as configured, or is to be left alone.
mailbox_mails = Table(
    "mailbox_mails",
    metadata,
    Column("account", CleanText(ID_LENGTH), nullable=False),
    Column("folder", CleanText(ID_LENGTH), nullable=False),
    Column("uidvalidity", RowId, nullable=False),
    Column("uid", RowId, nullable=False),
    Column("inbox_id", ForeignKey("inbox.id"), nullable=False),
    Column("settled", Flag, nullable=False),
    PrimaryKeyConstraint("account", "folder", "uidvalidity", "uid"),
    sqlite_strict=True,
)
UNSETTLED = mailbox_mails.c.settled.is_(false())
Index(
    "ix_mailbox_mails_unsettled",
    mailbox_mails.c.account,
    mailbox_mails.c.folder,
    mailbox_mails.c.uidvalidity,
    mailbox_mails.c.uid,
    sqlite_where=UNSETTLED,
    postgresql_where=UNSETTLED,
)

# The newest refresh token of each account, where its issuer replaces them; `granted` is the SHA-256 of the
# configured one that it descends from: another one in the configuration begins anew.
refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("account", CleanText(ID_LENGTH), primary_key=True),
    Column("granted", CleanText(), nullable=False),
    Column("token", CleanText(), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_strict=True,
)

# Addresses of which a mail system said that they do not exist (RFC 3463, 5.1.1), folded.
dead_addresses = Table(
    "dead_addresses",
    metadata,
    Column("addr", CleanText(ADDR_LENGTH), primary_key=True),
    Column("why", CleanText(), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_strict=True,
)
