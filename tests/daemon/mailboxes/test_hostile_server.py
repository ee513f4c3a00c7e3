"""A hostile or broken IMAP server drops its own connection, with a sentence, and nothing else."""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from daemon.mailboxes.connecting import told
from daemon.mailboxes.folder import Folder, Outline
from daemon.mailboxes.login import LoginFault
from tests.daemon.mailboxes.folders import MAIL, mailbox, opened
from tests.imap_server import Fault, ImapServer, Session, imap_server

SECRET = b"the subject of somebody's mail"


@pytest.fixture
def server() -> Iterator[ImapServer]:
    """An IMAP server with two mails."""
    with imap_server() as server:
        server.deliver(MAIL)
        server.deliver(MAIL)
        yield server


def on(word: bytes, *lines: bytes, goes_on: bool = False) -> Fault:
    """Return a fault: at a command with this word these lines are sent, and then the true answer, or none."""

    def fault(session: Session, command: bytes) -> bool:
        if word not in command:
            return False
        with suppress(OSError):
            for line in lines:
                session.link.sendall(line.replace(b"TAG", getattr(session, "tag", b"")))
        return not goes_on

    return fault


def endless(unit: bytes, word: bytes = b"SEARCH") -> Fault:
    """Return a fault that sends this for ever, until nobody listens."""

    def fault(session: Session, command: bytes) -> bool:
        if word not in command:
            return False
        with suppress(OSError):
            while True:
                session.link.sendall(unit * 1000)
        return True

    return fault


def look(folder: Folder) -> None:
    """Do all that a round does, and wait for news."""
    outlines = folder.outlines(folder.above(0))
    folder.bodies(outlines, 1_000_000)
    folder.wait(0.05)


def failing(server: ImapServer, work: Callable[[Folder], object] = look) -> str:
    """Return the sentence with which the connection ends."""
    with pytest.raises(Exception) as caught, opened(mailbox(server)) as folder:  # noqa: PT011 - any of them
        work(folder)
    assert not isinstance(caught.value, LoginFault)
    sentence = told(caught.value)
    assert sentence.isprintable()
    assert len(sentence) < 500
    assert SECRET.decode() not in sentence
    return sentence


FAULTS = {
    "endless line": (endless(b"x"), "a line of over 10000000 bytes"),
    "endless lines": (endless(b"* OK still here\r\n"), "far more than it was asked for"),
    "endless greeting": (endless(b"* OK still here\r\n", b"greeting"), "far more than it was asked for"),
    "5 GB": (on(b"FETCH", b"* 1 FETCH (UID 1 BODY[] {5000000000}\r\n"), "announces 5000000000 bytes"),
    "5 GB of greeting": (on(b"greeting", b"* OK {5000000000}\r\n"), "announces 5000000000 bytes"),
    "5 GB of search": (on(b"SEARCH", b"* SEARCH {5000000000}\r\n"), "announces 5000000000 bytes"),
    "negative literal": (on(b"FETCH", b"* 1 FETCH (UID 1 BODY[] {-5}\r\n", b"TAG OK done\r\n"), ""),
    "huge number": (on(b"FETCH", b"* 1 FETCH (UID 1 BODY[] {%s}\r\n" % (b"9" * 5000)), ""),
    "garbage": (on(b"SEARCH", bytes(range(256)) * 10 + b"\r\n"), "makes no sense"),
    "mail in the wrong place": (on(b"FETCH", SECRET + b"\r\n"), "makes no sense"),
    "literal that is too short": (on(b"BODY", b"* 1 FETCH (UID 1 BODY[] {3}\r\nabc" + SECRET + b")\r\n"), ""),
    "CR and LF everywhere": (on(b"SEARCH", b"\r\n\r\r\n\n* \r\n SEARCH\r\n1\r\n"), ""),
    "no numbers": (on(b"SEARCH", b"* SEARCH a b c\r\n", b"TAG OK done\r\n"), ""),
    "deep brackets": (on(b"FETCH", b"* 1 FETCH " + b"(" * 100_000 + b"\r\n", b"TAG OK done\r\n"), ""),
    "silence": (on(b"SEARCH"), "did not answer in time"),
    "goodbye": (on(b"SEARCH", b"* BYE too busy\r\n"), "too busy"),
    "half a literal": (on(b"BODY", b"* 1 FETCH (UID 1 BODY[] {90}\r\nabc"), "did not answer in time"),
    "refusal": (on(b"SELECT", b"TAG NO [NONEXISTENT] no such folder\r\n"), "no such folder"),
    "no UIDVALIDITY": (on(b"SELECT", b"* 2 EXISTS\r\n", b"TAG OK done\r\n"), "no usable UIDVALIDITY"),
    "UIDVALIDITY of nothing": (on(b"SELECT", b"* OK [UIDVALIDITY x] ok\r\n", b"TAG OK done\r\n"), ""),
    "UIDVALIDITY beyond": (
        on(b"SELECT", b"* OK [UIDVALIDITY 99999999999] ok\r\n", b"TAG OK done\r\n"),
        "no usable UIDVALIDITY",
    ),
    "no size": (on(b"RFC822.SIZE", b"* 1 FETCH (UID 1 FLAGS ())\r\n", b"TAG OK done\r\n"), "tells no size"),
    "size of nothing": (on(b"RFC822.SIZE", b"* 1 FETCH (UID 1 RFC822.SIZE x)\r\n", b"TAG OK done\r\n"), ""),
    "no number of mails": (on(b"SEARCH", b"* EXISTS x\r\n", goes_on=True), "makes no sense"),
    "huge number of mails": (
        on(b"SEARCH", b"* %s EXISTS\r\n" % (b"9" * 5000), goes_on=True),
        "makes no sense",
    ),
    "IDLE refused": (on(b"IDLE", b"TAG NO never\r\n"), "refuses to tell of news"),
    "goodbye in IDLE": (on(b"IDLE", b"+ idling\r\n* BYE sleep well\r\n"), "said goodbye"),
    "endless IDLE": (endless(b"+ idling\r\n* OK x\r\n", b"IDLE"), ""),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_of_a_server_is_a_sentence(server: ImapServer, name: str) -> None:
    """None hangs, none fills memory, none repeats a mail; another connection is as good as new."""
    server.fault, sentence = FAULTS[name]
    tracemalloc.start()
    try:
        said = failing(server)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sentence in said
    assert peak < 60_000_000
    server.fault = None
    with opened(mailbox(server)) as folder:
        look(folder)


def test_mails_that_were_not_asked_for_are_not_taken(server: ImapServer) -> None:
    """A server that tells of strangers' mails is not believed."""
    server.fault = on(b"BODY", b"* 9 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n", goes_on=True)
    with opened(mailbox(server)) as folder:
        assert folder.bodies([Outline(1, len(MAIL), None)], 1_000_000) == {1: MAIL}


@pytest.mark.parametrize("answer", [b"* 1 FETCH (UID 1)\r\n", b"* 1 FETCH (UID 1 BODY[] NIL)\r\n", b""])
def test_a_body_that_is_absent_is_not_there(server: ImapServer, answer: bytes) -> None:
    """The other mails of the answer are."""
    server.fault = on(b"BODY", answer, b"* 2 FETCH (UID 2 BODY[] {3}\r\nabc)\r\n", b"TAG OK done\r\n")
    with opened(mailbox(server)) as folder:
        assert folder.bodies([Outline(1, 90, None), Outline(2, 90, None)], 1_000_000) == {2: b"abc"}


def test_a_mail_that_is_larger_than_was_said_is_not_read(server: ImapServer) -> None:
    """A size is a promise, within what ends of lines may add."""
    server.fault = on(b"BODY", b"* 1 FETCH (UID 1 BODY[] {500000}\r\n")
    assert "announces 500000 bytes" in failing(server)


def test_a_search_names_no_mail_that_is_done_or_impossible(server: ImapServer) -> None:
    """The last one is always named, and a UID has 32 bits."""
    server.fault = on(b"SEARCH", b"* SEARCH 3 0 2 7 7 4294967296 5\r\n", b"TAG OK done\r\n")
    with opened(mailbox(server)) as folder:
        assert folder.above(3) == [5, 7]


def test_a_refused_starttls_sends_no_password(server: ImapServer) -> None:
    """Neither where it is not offered, nor where it is refused, nor where words are slipped in before it."""
    for fault, sentence in (
        (None, "offers no TLS"),
        (on(b"STARTTLS", b"TAG NO never\r\n"), "refuses to begin TLS"),
        (on(b"STARTTLS", b"TAG OK go\r\n* CAPABILITY IMAP4rev1\r\n"), "in clear after it has begun TLS"),
    ):
        server.fault = fault
        with pytest.raises(Exception) as caught, opened(mailbox(server, tls="starttls")):  # noqa: PT011
            pass
        assert sentence in told(caught.value)
        server.capabilities = ["IMAP4rev1", "STARTTLS"]
    assert not any(b"LOGIN" in said for said in server.said)
