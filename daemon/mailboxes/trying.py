"""Trying a mailbox: it is connected to and looked at, and nothing in it is changed (EXAMINE)."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime

from config.mailboxes import MailboxTable
from daemon.mailboxes.choosing import would_be_taken
from daemon.mailboxes.client import Client
from daemon.mailboxes.connecting import close, connect, told
from daemon.mailboxes.folder import Folder
from daemon.mailboxes.login import LogIn
from desk.errors import PostdeskError
from storage.engine import Store
from storage.faults import StorageError


class CannotRead(PostdeskError):
    """The mailbox cannot be read now; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What was seen of a mailbox: the mails in it, those of them that would be taken, and what it can do.

    ``size`` is in bytes; ``too_big`` are not counted among ``wanted``; ``oldest`` is None where nothing would
    be taken or the server does not tell; ``certificate_ends`` is None without TLS; ``makes`` names a folder
    that would be made.
    """

    mails: int
    wanted: int
    size: int
    too_big: int
    oldest: datetime | None
    can_idle: bool
    can_move: bool
    can_expunge: bool
    certificate_ends: datetime | None
    makes: str


def try_out(mailbox: MailboxTable, log_in: LogIn, store: Store | None, most: int, now: datetime) -> Trial:
    """Return what is seen of a mailbox; mails over ``most`` bytes would be left. Raises CannotRead."""
    try:
        client = connect(mailbox, log_in)
        try:
            return _seen(mailbox, client, store, most, now)
        finally:
            close(client)
    except StorageError:
        raise
    except Exception as fault:
        # A server can lead imapclient to anything; a person is told in a sentence.
        raise CannotRead(told(fault)) from fault


def _seen(mailbox: MailboxTable, client: Client, store: Store | None, most: int, now: datetime) -> Trial:
    folder = Folder(client, mailbox.folder, readonly=True)
    outlines = would_be_taken(mailbox, store, folder, now)
    wanted = [outline for outline in outlines if outline.size <= most]
    missing = mailbox.after == "move" and not folder.has(mailbox.move_to)
    return Trial(
        mails=folder.mails,
        wanted=len(wanted),
        size=sum(outline.size for outline in wanted),
        too_big=len(outlines) - len(wanted),
        oldest=min((outline.arrived for outline in wanted if outline.arrived), default=None),
        can_idle=folder.can_idle,
        can_move=folder.can_move,
        can_expunge=folder.can_expunge,
        certificate_ends=_certificate_ends(client),
        makes=mailbox.move_to if missing else "",
    )


def _certificate_ends(client: Client) -> datetime | None:
    link = client.socket()
    certificate = link.getpeercert() if isinstance(link, ssl.SSLSocket) else None
    if not certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
