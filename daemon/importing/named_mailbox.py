"""The mailbox that a person names to import: one of the configuration, or a URL."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from config.mailboxes import MailboxTable
from config.settings import Settings
from daemon.clock import utc_now
from daemon.importing.mailbox import MailFolder
from daemon.importing.running import Opening
from daemon.mailboxes.accounts import Accounts
from daemon.mailboxes.login import LogIn, password_login
from desk.errors import PostdeskError
from storage.engine import Store

# RFC 8314, 3.2: the port with TLS from the first byte, and the one where it begins after a word.
_SCHEMES = {"imaps": ("implicit", 993), "imap": ("starttls", 143)}


class NoSuchMailbox(PostdeskError):
    """There is no mailbox of this name."""


@dataclass(frozen=True, slots=True)
class NamedMailbox:
    """A mailbox; ``password`` is what a person gave, or None where the configuration says how to log in."""

    mailbox: MailboxTable
    password: str | None = None

    @property
    def desk(self) -> str | None:
        """The desk that the configuration reads it for."""
        return self.mailbox.desk if self.password is None else None

    def opening(self, folder: str, most: int) -> Opening:
        """Return what opens one of its folders; ``most`` bytes are the biggest mail that is read."""
        return lambda store: MailFolder(self.mailbox, self._login(store), folder, most)

    def _login(self, store: Store) -> LogIn:
        if self.password is not None:
            return password_login(self.mailbox.user, self.password)
        return Accounts([self.mailbox], store, utc_now).login(self.mailbox)


def named_mailbox(settings: Settings, named: str, password_file: Path | None) -> NamedMailbox:
    """Return a mailbox by the user of a configured one, or by its URL.

    A URL's password is asked for, or read from a file.
    Raises NoSuchMailbox: the configuration has none of this user, or the URL is none.
    Raises OSError: the file cannot be read.
    """
    if "://" in named:
        mailbox = _by_url(settings, named)
        return NamedMailbox(mailbox, _password(mailbox, password_file))
    found = next((one for one in settings.mailbox if named in (one.user, one.account)), None)
    if found is None:
        known = ", ".join(dict.fromkeys(one.user for one in settings.mailbox)) or "none"
        raise NoSuchMailbox(
            f"There is no [[mailbox]] with the user {named}; there is: {known}. Any other mailbox is named by"
            " a URL: imaps://USER@HOST"
        )
    return NamedMailbox(found)


def _by_url(settings: Settings, url: str) -> MailboxTable:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    name, _, port = host.partition(":")
    tls, usual_port = _SCHEMES.get(parts.scheme, ("", 0))
    if not tls or not user or ":" in user or parts.path.strip("/"):
        raise NoSuchMailbox(f"{url} is no mailbox; write imaps://USER@HOST:PORT, without password and folder")
    values = {"desk": settings.desks()[0].address, "host": name, "user": unquote(user), "tls": tls}
    try:
        return MailboxTable.model_validate({**values, "port": int(port or usual_port)})
    except ValueError as fault:
        raise NoSuchMailbox(f"{url} is no mailbox: look at its user, host and port.") from fault


def _password(mailbox: MailboxTable, file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").rstrip("\r\n")
    said: str = click.prompt(f"Password of {mailbox.account}", hide_input=True, err=True)
    return said
