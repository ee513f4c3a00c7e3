"""Connecting to an IMAP server: TLS, the login, and what a person is told when it fails."""

import socket
import ssl
from contextlib import suppress
from imaplib import IMAP4

from config.mailboxes import MailboxTable
from daemon.mailboxes.client import Client, Opened, nobody_to_tell
from daemon.mailboxes.login import LogIn
from daemon.mailboxes.wire import BrokenConnection
from desk.errors import PostdeskError


def connect(mailbox: MailboxTable, log_in: LogIn, opened: Opened = nobody_to_tell) -> Client:
    """Return a client that is logged in; ``opened`` is told of its socket as soon as there is one.

    Raises LoginFault, or whatever a broken connection or server leads to; `told` puts that into words.
    """
    tls = _context(mailbox)
    implicit = tls if mailbox.tls == "implicit" else None
    client = Client(mailbox.host, mailbox.port, implicit, _answer_seconds(mailbox), opened)
    try:
        if mailbox.tls == "starttls":
            _begin_tls(client, tls)
        log_in(client)
    except BaseException:
        close(client)
        raise
    return client


def _begin_tls(client: Client, tls: ssl.SSLContext | None) -> None:
    if not client.has_capability("STARTTLS"):
        raise BrokenConnection("the server offers no TLS (STARTTLS)")
    client.starttls(tls)


def close(client: Client) -> None:
    """Close a connection without a word: the server may be long gone."""
    with suppress(Exception):
        # Whatever goes wrong here concerns nobody any more.
        client.shutdown()


def told(fault: BaseException) -> str:
    """Return in a few words, on one line, why a connection failed; no part of a mail is among them."""
    # imaplib puts what broke an answer off into an error of its own.
    if isinstance(fault.__context__, BrokenConnection):
        fault = fault.__context__
    if isinstance(fault, PostdeskError | BrokenConnection):
        return str(fault)
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted: {fault.verify_message}"
    if isinstance(fault, socket.gaierror):
        return "its name is not known"
    if isinstance(fault, TimeoutError):
        return "it does not answer"
    if isinstance(fault, OSError):
        return f"it cannot be reached: {fault.strerror or fault}"
    return _refusal(fault) or f"the server's answer makes no sense ({type(fault).__name__})"


def _refusal(fault: BaseException) -> str:
    """Return the server's own words where it has refused a command or said goodbye."""
    text = str(fault)
    # What imaplib and imapclient do not understand they repeat, and that can be a mail.
    if type(fault) not in (IMAP4.error, IMAP4.abort) or "unexpected" in text or "unterminated" in text:
        return ""
    return _one_line(text)


def _context(mailbox: MailboxTable) -> ssl.SSLContext | None:
    if mailbox.tls == "none":
        return None
    context = ssl.create_default_context(cafile=mailbox.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _answer_seconds(mailbox: MailboxTable) -> float:
    """Return how long to wait for an answer: not so long that a dead connection outlives a poll interval."""
    return min(mailbox.timeout.total_seconds(), max(1.0, mailbox.poll.total_seconds() / 2))


def _one_line(text: str) -> str:
    """Return a text in which a server may stand, short and harmless."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:300]).split())
