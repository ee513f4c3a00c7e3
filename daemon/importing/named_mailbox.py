"""The mailbox that a person names to import: one of the configuration, or a URL."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from config.mailboxes import MailboxTable
from config.settings import Settings
from daemon.clock import utc_now
from daemon.mailboxes.accounts import Accounts
from daemon.mailboxes.login import LogIn, password_login
from desk.errors import PostdeskError

# RFC 8314, 3.2: the port with TLS from the first byte, and the one where it begins after a word.
_SCHEMES = {"imaps": ("implicit", 993), "imap": ("starttls", 143)}


class NoSuchMailbox(PostdeskError):
    """There is no mailbox of this name."""


def named_mailbox(settings: Settings, named: str, password_file: Path | None) -> tuple[MailboxTable, LogIn]:
    """Return a mailbox and the way to log in to it; a URL's password is asked for, or read from a file.

    Raises NoSuchMailbox: the configuration has none of this user, or the URL is none.
    Raises OSError: the file cannot be read.
    """
    if "://" in named:
        return _by_url(settings, named, password_file)
    found = next((one for one in settings.mailbox if named in (one.user, one.account)), None)
    if found is None:
        known = ", ".join(dict.fromkeys(one.user for one in settings.mailbox)) or "none"
        raise NoSuchMailbox(
            f"There is no [[mailbox]] with the user {named}; there is: {known}. Any other mailbox is named by"
            " a URL: imaps://USER@HOST"
        )
    # Without a store: no token that a running daemon needs is used up here.
    return found, Accounts([found], None, utc_now).login(found)


def _by_url(settings: Settings, url: str, password_file: Path | None) -> tuple[MailboxTable, LogIn]:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    name, _, port = host.partition(":")
    known = _SCHEMES.get(parts.scheme)
    if known is None or not user or ":" in user or parts.path.strip("/"):
        raise NoSuchMailbox(f"{url} is no mailbox; write imaps://USER@HOST:PORT, without password and folder")
    tls, usual_port = known
    user = unquote(user)
    try:
        mailbox = MailboxTable.model_validate(
            {
                "desk": settings.desks()[0].address,
                "host": name,
                "user": user,
                "port": int(port or usual_port),
                "tls": tls,
            }
        )
    except ValueError as fault:
        raise NoSuchMailbox(f"{url} is no mailbox: look at its host and port.") from fault
    if password_file is not None:
        password = password_file.read_text("utf-8").rstrip("\r\n")
    else:
        password = click.prompt(f"Password of {user} at {name}", hide_input=True, err=True)
    return mailbox, password_login(user, password)
