"""A selected folder: what is asked of the server, and what is done to a mail that was taken."""

from collections.abc import Iterator

import pytest

from daemon.mailboxes.connecting import told
from daemon.mailboxes.folder import Folder
from tests.daemon.mailboxes.folders import MAIL, mailbox, opened
from tests.imap_server import Box, Fault, ImapServer, Session, imap_server


@pytest.fixture
def server() -> Iterator[ImapServer]:
    """An IMAP server with three mails."""
    with imap_server() as server:
        for _ in range(3):
            server.deliver(MAIL)
        yield server


def saying(word: bytes, *lines: bytes) -> Fault:
    """Return a fault: a command with this word gets these lines."""

    def fault(session: Session, command: bytes) -> bool:
        if word in command:
            for line in lines:
                session.send(line.replace(b"TAG", session.tag))
        return word in command

    return fault


def test_a_folder_that_is_missing_is_made(server: ImapServer) -> None:
    """One that is there is not made again."""
    with opened(mailbox(server)) as folder:
        folder.make("Done")
        folder.make("Done")
    assert [said.split()[1] for said in server.said].count(b"CREATE") == 1
    assert "Done" in server.boxes


def test_another_folder_that_a_pattern_names_is_not_it(server: ImapServer) -> None:
    """In the question whether a folder is there, % and * stand for any letters."""
    server.fault = saying(b"LIST", b'* LIST () "/" "1000"', b"TAG OK done")
    with opened(mailbox(server)) as folder:
        assert not folder.has("100%")
        folder.make("100%")
    assert "100%" in server.boxes


def test_a_folder_that_is_there_in_another_form_is_good(server: ImapServer) -> None:
    """The server says so when it is to be made; any other refusal is a fault."""
    server.fault = saying(b"CREATE", b"TAG NO [ALREADYEXISTS] Mailbox already exists")
    with opened(mailbox(server)) as folder:
        folder.make("done")
    server.fault = saying(b"CREATE", b"TAG NO [NOPERM] not you")
    with pytest.raises(Exception, match="not you") as caught, opened(mailbox(server)) as folder:
        folder.make("done")
    assert "not you" in told(caught.value)


@pytest.mark.parametrize("capabilities", [["MOVE"], ["MOVE", "UIDPLUS"], ["UIDPLUS"], []])
def test_moving_touches_the_named_mails_alone(server: ImapServer, capabilities: list[str]) -> None:
    """Somebody else's marked mail stays; without MOVE and UIDPLUS ours stays too, marked."""
    server.capabilities = ["IMAP4rev1", *capabilities]
    server.boxes["Done"] = Box()
    server.inbox.mails[0].flags.add(rb"\Deleted")
    with opened(mailbox(server)) as folder:
        folder.move([2], "Done")
    left = [mail.uid for mail in server.inbox.mails]
    assert left == ([1, 3] if capabilities else [1, 2, 3])
    assert len(server.boxes["Done"].mails) == 1
    assert not server.inbox.mails[-1].flags
    assert not any(said.split()[1] == b"EXPUNGE" for said in server.said)


def test_reading_marks_nothing_as_read(server: ImapServer) -> None:
    """Bodies are peeked at, sizes asked for first."""
    with opened(mailbox(server)) as folder:
        outlines = folder.outlines(folder.above(0))
        assert [(outline.uid, outline.size) for outline in outlines] == [(n, len(MAIL)) for n in (1, 2, 3)]
        assert all(outline.arrived is not None and outline.arrived.tzinfo for outline in outlines)
        assert folder.bodies(outlines, 1000) == dict.fromkeys((1, 2, 3), MAIL)
    assert not any(mail.flags for mail in server.inbox.mails)


def test_what_was_removed_meanwhile_is_left_out(server: ImapServer) -> None:
    """Between two questions a person may delete a mail."""
    with opened(mailbox(server)) as folder:
        outlines = folder.outlines([1, 2, 3])
        del server.inbox.mails[1]
        assert [outline.uid for outline in folder.outlines([1, 2, 3])] == [1, 3]
        assert folder.bodies(outlines, 1000).keys() == {1, 3}


def test_news_that_came_with_another_answer_is_not_waited_for(server: ImapServer) -> None:
    """A server may tell of a mail at the end of the search that did not find it; it tells only once."""

    def with_the_search(session: Session, command: bytes) -> bool:
        if b"SEARCH" in command:
            session.send(b"* 4 EXISTS")
        return False

    with opened(mailbox(server)) as folder:
        server.fault = with_the_search
        folder.above(0)
        folder.wait(600)
        assert not any(said.endswith(b" IDLE") for said in server.said)
        # One that tells so with every answer is no reason to search again and again.
        folder.above(0)
        folder.wait(0.01)
        assert any(said.endswith(b" IDLE") for said in server.said)


def test_a_mail_that_comes_while_others_go_is_news(server: ImapServer) -> None:
    """The number of mails is then what it was; where none came it is smaller, and no news."""
    server.boxes["Done"] = Box()

    def move_and_wait(folder: Folder, uid: int, told: bytes, seconds: float) -> bool:
        folder.above(0)
        folder.move([uid], "Done")
        server.fault = saying(b"CREATE", told, b"TAG OK done")
        folder.make("Other")
        folder.wait(seconds)
        return not any(said.endswith(b" IDLE") for said in server.said)

    with opened(mailbox(server)) as folder:
        assert move_and_wait(folder, 1, b"* 3 EXISTS", 600)
    with opened(mailbox(server)) as folder:
        assert not move_and_wait(folder, 2, b"* 1 EXISTS", 0.01)


def test_waiting_ends_with_news(server: ImapServer) -> None:
    """A mail that comes while the server begins to tell of news counts, too."""

    def at_once(session: Session, command: bytes) -> bool:
        if command == b"IDLE":
            session.send(b"* 4 EXISTS")
        return False

    server.fault = at_once
    with opened(mailbox(server)) as folder:
        folder.wait(600)
        server.fault = None
        folder.wait(0.01)
        assert folder.above(0) == [1, 2, 3]
