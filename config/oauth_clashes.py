"""What cannot go together in logging in to a mailbox with a token."""

from collections.abc import Iterator

from config.clash import Clash
from config.endpoints import is_loopback
from config.mailboxes import MailboxTable
from config.settings import Settings

# What is of no use without an issuer to show it to.
_NEEDS_ISSUER = (
    "client_id",
    "client_secret",
    "client_secret_file",
    "client_secret_expires",
    "refresh_token",
    "refresh_token_file",
    "scope",
    "ca_file",
)

# Why these issuers need a refresh token.
_NO_CLIENTS = {
    "google": "Google gives no mailbox to a client by itself: grant access, and set refresh_token_file",
    "microsoft": 'a client by itself needs its tenant: write issuer = "https://login.microsoftonline.com/ID/v2.0"'
    " with the tenant's id, or set refresh_token_file",
}


def no_issuer(settings: Settings) -> Iterator[Clash]:
    """Find what belongs to a token where nobody is named who gives one."""
    for mailbox in settings.mailbox:
        if not mailbox.oauth.issuer:
            for key in _NEEDS_ISSUER:
                if getattr(mailbox.oauth, key):
                    yield Clash(mailbox, f"oauth.{key}", "is of no use without an issuer", "set oauth.issuer")


def no_client(settings: Settings) -> Iterator[Clash]:
    """Find an issuer to whom the client has nothing to show."""
    for mailbox in _with_token(settings):
        oauth = mailbox.oauth
        if not oauth.client_id:
            yield Clash(mailbox, "oauth.client_id", "is missing", "write the id that the issuer gave")
        if oauth.secret is None and oauth.token is None:
            nothing = "has neither a refresh token nor a client's secret"
            yield Clash(mailbox, "oauth.issuer", nothing, "set refresh_token_file or client_secret_file")
        elif oauth.token is None and oauth.issuer in _NO_CLIENTS:
            yield Clash(mailbox, "oauth.issuer", "needs a refresh token", _NO_CLIENTS[oauth.issuer])


def second_secret(settings: Settings) -> Iterator[Clash]:
    """Find two secrets, two refresh tokens, or a password beside a token."""
    for mailbox in settings.mailbox:
        oauth = mailbox.oauth
        if oauth.client_secret is not None and oauth.client_secret_file is not None:
            yield Clash(mailbox, "oauth.client_secret_file", "is a second secret", "keep one of the two")
        if oauth.refresh_token is not None and oauth.refresh_token_file is not None:
            yield Clash(mailbox, "oauth.refresh_token_file", "is a second token", "keep one of the two")
    for mailbox in _with_token(settings):
        if mailbox.secret is not None:
            key = "password" if mailbox.password is not None else "password_file"
            yield Clash(mailbox, key, "is of no use beside oauth.issuer", "keep one of the two")


def plain_token(settings: Settings) -> Iterator[Clash]:
    """Find a token that would leave the machine in the clear."""
    for mailbox in _with_token(settings):
        if mailbox.tls == "none" and not is_loopback(mailbox.host):
            clear = f"would send the token to {mailbox.host} in the clear"
            yield Clash(mailbox, "tls", clear, 'write tls = "implicit" or "starttls"')


def two_grants(settings: Settings) -> Iterator[Clash]:
    """Find two folders of one account that log in in different ways: one would undo the other's token."""
    first: dict[str, MailboxTable] = {}
    for mailbox in settings.mailbox:
        earlier = first.setdefault(mailbox.account, mailbox)
        if earlier.oauth != mailbox.oauth:
            other = f"differs from that of another folder of {mailbox.account}"
            yield Clash(mailbox, "oauth.issuer", other, "write the same [mailbox.oauth] under both")


def _with_token(settings: Settings) -> Iterator[MailboxTable]:
    return (mailbox for mailbox in settings.mailbox if mailbox.oauth.issuer)
