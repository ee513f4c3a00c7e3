"""The client that hands one mail to the daemon."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from daemon.receiving.acceptance import StoreFull
from daemon.receiving.take import Exit, Outcome, take, wire_form
from tests.daemon.receiving.peers import MemoryStore, receiving

TEXT = b"Subject: x\n\n.dot\n..\n.\nend\n"


async def taken(path: Path, raw: bytes, sender: str, *recipients: str) -> Outcome:
    """Take a mail in a thread, as the command line does in a process."""
    return await asyncio.to_thread(take, path, raw, sender, recipients)


async def test_a_piped_mail_is_delivered(tmp_path: Path) -> None:
    """A mail as a pipe gives it, with an mbox line and LF, arrives with CR LF and every dot."""
    path = tmp_path / "lmtp"
    async with receiving(lmtp=path) as place:
        raw = b"From ann@x.example Mon Nov  2 10:00:00 2026\n" + TEXT
        outcome = await taken(path, raw, "ann@x.example", "support@desk.example")
        assert outcome == Outcome(Exit.DELIVERED, ("250 2.0.0 Accepted and stored",))
        [(envelope, kept)] = place.store.kept
    assert kept == TEXT.replace(b"\n", b"\r\n")
    assert envelope.return_path == "ann@x.example"


@pytest.mark.parametrize(
    "sender", ["", "<>", "MAILER-DAEMON", "a b@x", "a@x> SIZE=1", "a@x\r\nDATA", "a\udcff@x"]
)
async def test_a_sender_that_is_none_is_the_null_sender(sender: str, tmp_path: Path) -> None:
    """Mail servers write MAILER-DAEMON for the null sender; nothing in a sender becomes a command."""
    path = tmp_path / "lmtp"
    async with receiving(lmtp=path) as place:
        assert (await taken(path, TEXT, sender, "support@desk.example")).exit is Exit.DELIVERED
    assert place.store.kept[0][0].return_path == ""


async def test_letters_of_all_languages_pass(tmp_path: Path) -> None:
    """A sender outside ASCII is kept as it is."""
    path = tmp_path / "lmtp"
    async with receiving(lmtp=path) as place:
        assert (await taken(path, TEXT, "анна@пример.рф", "support@desk.example")).exit is Exit.DELIVERED
    assert place.store.kept[0][0].return_path == "анна@пример.рф"


async def test_each_recipient_has_its_answer(tmp_path: Path) -> None:
    """Of two recipients one is unknown: the other gets the mail, the exit code tells of the refusal."""
    path = tmp_path / "lmtp"
    async with receiving(lmtp=path) as place:
        outcome = await taken(path, TEXT, "a@x.example", "nobody@desk.example", "support@desk.example")
        assert [answer[:9] for answer in outcome.answers] == ["550 5.1.1", "250 2.0.0"]
        assert outcome.exit is Exit.REFUSED
    assert place.store.kept[0][0].recipients == ("support@desk.example",)


async def test_a_mail_that_is_too_big_is_refused(tmp_path: Path) -> None:
    """What the daemon will never take is not tried again."""
    path = tmp_path / "lmtp"
    async with receiving(lmtp=path, message_size=10):
        assert (await taken(path, TEXT, "a@x.example", "support@desk.example")).exit is Exit.BAD_MAIL


async def test_a_full_store_is_tried_again(tmp_path: Path) -> None:
    """What the daemon cannot take now stays with the caller."""

    async def full() -> None:
        raise StoreFull("full")

    path = tmp_path / "lmtp"
    async with receiving(store=MemoryStore(before=full), lmtp=path):
        outcome = await taken(path, TEXT, "a@x.example", "support@desk.example")
    assert outcome.exit is Exit.TRY_LATER
    assert outcome.answers[0].startswith("452 4.3.1")


async def test_a_full_disk_is_tried_again(tmp_path: Path) -> None:
    """A refusal before the recipients is told once, and is as temporary as it says."""
    path = tmp_path / "lmtp"
    async with receiving(has_room=lambda _size: False, lmtp=path):
        outcome = await taken(path, TEXT, "a@x.example", "support@desk.example")
    assert outcome.exit is Exit.TRY_LATER
    assert outcome.answers[0].startswith("452 4.3.1")


@pytest.mark.parametrize("kind", ["missing", "dead", "a file"])
def test_without_a_daemon_it_is_tried_again(kind: str, tmp_path: Path) -> None:
    """Without a daemon behind the socket the mail stays with the caller, who is told the path."""
    path = tmp_path / "lmtp"
    if kind == "dead":
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(path))
    elif kind == "a file":
        path.write_text("")
    outcome = take(path, TEXT, "a@x.example", ["support@desk.example"])
    assert outcome.exit is Exit.TRY_LATER
    assert str(path) in outcome.answers[0]


@pytest.mark.parametrize(
    "recipients", [[], ["support"], ["a@b c"], ["a@b>\r\nDATA"], ["support@desk.example", ""]]
)
def test_a_recipient_must_be_an_address(recipients: Sequence[str], tmp_path: Path) -> None:
    """Without recipients, or with one that is no address, nobody is even asked."""
    assert take(tmp_path / "none", TEXT, "a@x.example", recipients).exit is Exit.REFUSED


def daemon_that_says(path: Path, script: bytes, last: bytes = b"") -> threading.Thread:
    """Serve one client with a fixed script, whatever it asks; at the final dot say the last, hang up."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()

    def serve() -> None:
        with listening, listening.accept()[0] as client:
            client.sendall(script)
            if not last:
                client.shutdown(socket.SHUT_WR)
            with client.makefile("rb") as lines:
                while (line := lines.readline()) and not (last and line == b".\r\n"):
                    pass
            if last:
                client.sendall(last)

    thread = threading.Thread(target=serve)
    thread.start()
    return thread


def test_a_mail_that_was_taken_stays_taken(tmp_path: Path) -> None:
    """A daemon that is gone right after its last answer has taken the mail: it must not come twice."""
    script = b"220 x\r\n250 x\r\n250 ok\r\n250 ok\r\n354 go\r\n"
    thread = daemon_that_says(tmp_path / "lmtp", script, last=b"250 2.0.0 ok\r\n")
    outcome = take(tmp_path / "lmtp", TEXT, "a@x.example", ["support@desk.example"])
    thread.join()
    assert outcome.exit is Exit.DELIVERED


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (b"", Exit.TRY_LATER),
        (b"HTTP/1.1 400 Bad Request\r\n", Exit.TRY_LATER),
        (b"421 4.7.0 Too many connections\r\n", Exit.TRY_LATER),
        (b"220 x\r\n250-x\r\n250 PIPELINING\r\n250 ok\r\n250 ok\r\n354 go\r\n", Exit.TRY_LATER),
        (b"220 x\r\n250 x\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 ok", Exit.TRY_LATER),
        (b"220 x\r\n250 x\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 ok\r\n", Exit.DELIVERED),
        (b"220 x\r\n250 x\r\n250 ok\r\n250 ok\r\n354 go\r\n554 5.6.0 no\r\n", Exit.BAD_MAIL),
        (b"220 x\r\n250 x\r\n250 ok\r\n250 ok\r\n451 4.3.0 later\r\n", Exit.TRY_LATER),
        (b"220 x\r\n250 x\r\n250 ok\r\n250 ok\r\n354 go\r\n354 again\r\n", Exit.TRY_LATER),
        (b"220 x\r\n250 x\r\n550 5.1.7 no\r\n", Exit.REFUSED),
        (b"220 x\r\n250 x\r\n250 ok\r\n450 4.2.1 later\r\n", Exit.TRY_LATER),
    ],
)
def test_only_the_answer_after_the_dot_counts(script: bytes, code: Exit, tmp_path: Path) -> None:
    """A daemon that hangs up anywhere before its last answer, or is none, has taken nothing."""
    thread = daemon_that_says(tmp_path / "lmtp", script)
    outcome = take(tmp_path / "lmtp", TEXT, "a@x.example", ["support@desk.example"])
    thread.join()
    assert outcome.exit is code


@pytest.mark.parametrize(
    ("raw", "wire"),
    [
        (b"", b".\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b"a\r\nb\nc\r\n", b"a\r\nb\r\nc\r\n.\r\n"),
        (b".a\n..b\n", b"..a\r\n...b\r\n.\r\n"),
        (b"From x\r\nSubject: y\r\n", b"Subject: y\r\n.\r\n"),
        (b"From: x\n", b"From: x\r\n.\r\n"),
        (b"X: a\rFrom: b\n", b"X: a\rFrom: b\r\n.\r\n"),
        (b"\n\n", b"\r\n\r\n.\r\n"),
    ],
)
def test_a_mail_is_put_into_the_form_of_the_wire(raw: bytes, wire: bytes) -> None:
    """Line ends become CR LF, dots are doubled, an mbox line goes; a bare CR stays what it is."""
    assert wire_form(raw) == wire
