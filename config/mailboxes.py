"""The tables of the mailboxes that are read by IMAP: ``[[mailbox]]`` and ``[mailbox.oauth]``."""

import re
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from config.faults import Unfit, quoted
from config.paths import ReadableFile
from config.receiving import Flag
from config.secrets import CredentialSecret, FileSecret
from config.table import Table
from config.units import PositiveDuration
from config.words import DeskAlias, HostName

_ISSUER = re.compile(r"https://[^\s?#]{1,1000}")
_KNOWN_ISSUERS = ("", "google", "microsoft")


def _plain_text(text: str) -> str:
    """Return a text that may stand in an IMAP command: no control character ends it. Raises Unfit."""
    if not text.isprintable():
        raise Unfit("must be one line without control or invisible characters")
    return text


def _keyword(text: str) -> str:
    # RFC 3501, 9: flag-keyword is an atom.
    if not re.fullmatch(r"[A-Za-z0-9$._-]{1,64}", text):
        raise Unfit(
            f"{quoted(text)} is no flag", 'write letters, digits, "$", "." or "-", such as "$Postdesk"'
        )
    return text


def _issuer(text: str) -> str:
    if text not in _KNOWN_ISSUERS and not _ISSUER.fullmatch(text):
        advice = 'write "google", "microsoft" or the issuer\'s URL, which begins with https://'
        raise Unfit(f"{quoted(text)} is no issuer", advice)
    return text


def _first_run(value: object) -> object:
    if isinstance(value, date) or value in ("new", "all"):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Unfit('must be "new", "all" or a date', 'write it as "2026-11-01"') from None


def _date(value: object) -> object:
    if value == "":
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise Unfit("must be a date", 'write it as "2027-03-01", or "" where there is none') from None


def _folder(text: str) -> str:
    # RFC 3501, 5.1: this one name has no case.
    return "INBOX" if text.upper() == "INBOX" else text


CommandText = Annotated[str, AfterValidator(_plain_text)]
FolderName = Annotated[CommandText, Field(min_length=1), AfterValidator(_folder)]
OptionalDate = Annotated[date | None, BeforeValidator(_date)]


class OAuth(Table):
    """``[mailbox.oauth]``: logging in with a token instead of a password; no ``issuer`` is no OAuth.

    With a refresh token the account is the one that granted it; without, the client logs in by itself
    (client credentials; RFC 6749, 4.4 and 6).
    """

    issuer: Annotated[str, AfterValidator(_issuer)] = ""
    ca_file: ReadableFile = None
    client_id: str = ""
    client_secret: CredentialSecret = None
    client_secret_file: FileSecret = None
    client_secret_expires: OptionalDate = None
    refresh_token: CredentialSecret = None
    refresh_token_file: FileSecret = None
    scope: str = ""
    mechanism: Literal["xoauth2", "oauthbearer"] = "xoauth2"

    @property
    def secret(self) -> SecretStr | None:
        """The client's secret, wherever it was read from."""
        return self.client_secret if self.client_secret is not None else self.client_secret_file

    @property
    def token(self) -> SecretStr | None:
        """The refresh token, wherever it was read from."""
        return self.refresh_token if self.refresh_token is not None else self.refresh_token_file


class MailboxTable(Table):
    """``[[mailbox]]``: one folder of an IMAP account, read for one desk.

    ``first_run`` is ``new``, ``all`` or the first day whose mail is taken.
    """

    desk: DeskAlias
    host: HostName
    user: Annotated[CommandText, Field(min_length=1)]
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] = 993
    tls: Literal["none", "starttls", "implicit"] = "implicit"
    ca_file: ReadableFile = None
    password: CredentialSecret = None
    password_file: FileSecret = None
    folder: FolderName = "INBOX"
    idle: Flag = True
    poll: PositiveDuration = timedelta(minutes=1)
    timeout: PositiveDuration = timedelta(minutes=1)
    first_run: Annotated[Literal["new", "all"] | date, BeforeValidator(_first_run)] = "new"
    after: Literal["leave", "flag", "move"] = "leave"
    flag: Annotated[str, AfterValidator(_keyword)] = "$Postdesk"
    move_to: FolderName = "Postdesk"
    oauth: OAuth = OAuth()

    @property
    def account(self) -> str:
        """What the account is called in the store and in the log: ``user@host`` as one logs in."""
        return f"{self.user} at {self.host}"

    @property
    def secret(self) -> SecretStr | None:
        """The password, wherever it was read from."""
        return self.password if self.password is not None else self.password_file
