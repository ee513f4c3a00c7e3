"""Logging in to an IMAP server: by a password here, by a token in `daemon.mailboxes.oauth`."""

from collections.abc import Callable
from imaplib import IMAP4

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from desk.errors import PostdeskError

# RFC 5530, 3: not the login is at fault, but what the server asks about it.
_FOR_NOW = ("[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "[SERVERBUG]")

# Logs in on a new connection. Raises LoginFault where the server refuses who we say we are; whatever else it
# raises (OSError, imaplib's abort, a PostdeskError) is a fault of the connection, which may heal by itself.
LogIn = Callable[[IMAPClient], None]


class LoginFault(PostdeskError):
    """The server does not let us in until a person does something; the text says what."""


def password_login(user: str, password: str) -> LogIn:
    """Return the login by user name and password."""

    def log_in(client: IMAPClient) -> None:
        try:
            if user.isascii() and password.isascii():
                client.login(user, password)
            else:
                # LOGIN knows ASCII alone (RFC 3501, 6.2.3).
                client.plain_login(user, password)
        except LoginError as fault:
            unless_lost(fault)
            raise LoginFault(f"The server refuses {user} or the password: look at both.") from None

    return log_in


def unless_lost(fault: LoginError) -> None:
    """Raise what may heal by itself: the connection was lost, or the server cannot tell now who we are."""
    if isinstance(fault.__context__, IMAP4.abort):
        raise fault.__context__
    if any(code in str(fault) for code in _FOR_NOW):
        raise IMAP4.abort("the server cannot look at logins now") from None
