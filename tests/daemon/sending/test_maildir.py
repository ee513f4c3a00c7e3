"""Delivery into a Maildir."""

import asyncio
import mailbox
import os
from email.message import Message
from pathlib import Path

import pytest

from daemon.sending.maildir import Maildir
from daemon.sending.outcomes import Later, Outcome, Refused, Sent

DESK = "support+key@desk.example"
ANN = "ann@customer.example"


def mail(number: int) -> bytes:
    """Return a mail with a Message-ID of its own."""
    head = f"From: Support <support@desk.example>\r\nmessage-id:\r\n <m{number}@desk.example>\r\n"
    return f"{head}Subject: No {number}\r\n\r\nMessage-ID: <quoted@body.example>\r\n".encode()


def read(folder: Path) -> list[Message]:
    """Return the mails as a mail program reads them, in the order of their names."""
    box = mailbox.Maildir(folder, create=False)
    return [box[key] for key in sorted(box.keys())]


async def test_a_mail_shows_to_whom_it_went(tmp_path: Path) -> None:
    """The folders are made, and the envelope stands above the mail, which is otherwise as it was."""
    folder = tmp_path / "var" / "outgoing"
    maildir = Maildir(folder)
    assert isinstance(await maildir.send(mail(1), DESK, ANN), Sent)
    (file,) = (folder / "new").iterdir()
    envelope = f"Return-Path: <{DESK}>\nX-Original-To: {ANN}\nDelivered-To: {ANN}\n"
    assert file.read_bytes() == envelope.encode() + mail(1).replace(b"\r\n", b"\n")
    assert list((folder / "tmp").iterdir()) == []


async def test_mails_are_sorted_as_they_came(tmp_path: Path) -> None:
    """Names sort by time, and no two are the same."""
    maildir = Maildir(tmp_path)
    for number in range(20):
        await maildir.send(mail(number), DESK, ANN)
    assert [found["Subject"] for found in read(tmp_path)] == [f"No {number}" for number in range(20)]


async def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    """Mail is private: folders and files belong to their user alone."""
    folder = tmp_path / "outgoing"
    await Maildir(folder).send(mail(1), DESK, ANN)
    (file,) = (folder / "new").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


async def test_the_same_delivery_is_kept_once(tmp_path: Path) -> None:
    """A delivery repeated after a restart adds nothing, even where the first was read and moved."""
    await Maildir(tmp_path).send(mail(1), DESK, ANN)
    (file,) = (tmp_path / "new").iterdir()
    file.rename(tmp_path / "cur" / f"{file.name}:2,S")
    again = Maildir(tmp_path)
    for recipient in (ANN, ANN.upper()):
        assert isinstance(await again.send(mail(1), DESK, recipient), Sent)
    assert len(read(tmp_path)) == 1


async def test_the_last_mails_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, memory holds a bounded number of them; the same after a restart."""
    monkeypatch.setattr("daemon.sending.maildir._REMEMBERED", 2)
    before = Maildir(tmp_path)
    for number in range(4):
        await before.send(mail(number), DESK, ANN)
    for maildir in (before, Maildir(tmp_path)):
        for number in (2, 3):
            await maildir.send(mail(number), DESK, ANN)
        assert len(maildir._known or ()) == 2
    assert len(read(tmp_path)) == 4


async def test_the_same_mail_to_another_is_another_delivery(tmp_path: Path) -> None:
    """One mail to two people is kept twice, each with its own envelope; so are two mails to one."""
    maildir = Maildir(tmp_path)
    pairs = [(1, ANN), (1, "bob@customer.example"), (2, ANN)]
    await asyncio.gather(*(maildir.send(mail(number), DESK, to) for number, to in pairs))
    assert sorted((found["Subject"], found["Delivered-To"]) for found in read(tmp_path)) == sorted(
        (f"No {number}", to) for number, to in pairs
    )


async def test_mails_without_an_id_are_known_by_their_bytes(tmp_path: Path) -> None:
    """A Message-ID that stands in the body names nothing."""
    maildir = Maildir(tmp_path)
    for word in (b"one", b"two", b"one"):
        await maildir.send(b"Subject: x\r\n\r\nMessage-ID: <same@body.example>\r\n" + word, DESK, ANN)
    assert len(read(tmp_path)) == 2


async def test_no_address_becomes_a_header(tmp_path: Path) -> None:
    """An address with a line end in it is refused, and nothing is written."""
    maildir = Maildir(tmp_path)
    for address in ("ann@customer.example\r\nBcc: evil@z.example", "ann@customer.example\n", "", "<>"):
        assert isinstance(await maildir.send(mail(1), DESK, address), Refused)
    assert isinstance(await maildir.send(mail(1), "x@y.example\nX: y", ANN), Refused)
    assert os.listdir(tmp_path) == []


async def test_the_null_sender_and_foreign_letters_are_kept(tmp_path: Path) -> None:
    """An empty return path is ``<>``; an address beyond ASCII is kept in UTF-8 (RFC 6532)."""
    await Maildir(tmp_path).send(mail(1), "", "анна@почта.example")
    (file,) = (tmp_path / "new").iterdir()
    lines = file.read_text("utf-8").splitlines()
    assert lines[0] == "Return-Path: <>"
    assert lines[2] == "Delivered-To: анна@почта.example"


async def test_a_full_disk_is_later_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written whole is not there at all; when there is room again, the mail is."""
    maildir = Maildir(tmp_path)
    true_fsync = os.fsync

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    outcome = await maildir.send(mail(1), DESK, ANN)
    assert outcome == Later(f"the folder {tmp_path} cannot take the mail now: No space left on device")
    assert [list((tmp_path / part).iterdir()) for part in ("tmp", "new")] == [[], []]
    monkeypatch.setattr(os, "fsync", true_fsync)
    assert isinstance(await maildir.send(mail(1), DESK, ANN), Sent)
    assert len(read(tmp_path)) == 1


async def test_a_folder_that_went_away_is_made_again(tmp_path: Path) -> None:
    """Someone removed the folder under the running daemon: the next attempt delivers."""
    folder = tmp_path / "outgoing"
    maildir = Maildir(folder)
    await maildir.send(mail(1), DESK, ANN)
    folder.rename(tmp_path / "elsewhere")
    outcomes: list[Outcome] = [await maildir.send(mail(2), DESK, ANN) for _ in range(2)]
    assert isinstance(outcomes[0], Later)
    assert isinstance(outcomes[1], Sent)
    assert len(read(folder)) == 1
