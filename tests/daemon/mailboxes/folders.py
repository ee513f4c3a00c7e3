"""Mailboxes of the tests' own server, connected to as the daemon does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from config.mailboxes import MailboxTable
from daemon.mailboxes.connecting import close, connect
from daemon.mailboxes.folder import Folder
from daemon.mailboxes.login import password_login
from tests.imap_server import PASSWORD, USER, ImapServer

DESK = "support@example.org"
MAIL = b"From: ivan@customer.example\r\nTo: support@example.org\r\nSubject: x\r\n\r\nHelp.\r\n"


def mailbox(server: ImapServer, **more: Any) -> MailboxTable:
    """Return the settings of a mailbox at this server; what is given changes them."""
    values: dict[str, Any] = {
        "desk": DESK,
        "host": "127.0.0.1",
        "port": server.port,
        "tls": "none",
        "user": USER,
        "password": SecretStr(PASSWORD),
        "timeout": timedelta(seconds=2),
        "poll": timedelta(seconds=4),
    }
    return MailboxTable.model_construct(**(values | more))


@contextmanager
def opened(table: MailboxTable, *, readonly: bool = False) -> Iterator[Folder]:
    """Give the folder, connected to and selected."""
    client = connect(table, password_login(table.user, PASSWORD))
    try:
        yield Folder(client, table.folder, readonly=readonly)
    finally:
        close(client)
