"""Maildirs with their folders, flags and moving files."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.importing.archive import NoArchive
from daemon.importing.maildir import Maildir
from tests.daemon.importing.mails import ANSWER, BEGIN, FIRST, OTHER, a_maildir


def contents(archive: Maildir) -> list[bytes | None]:
    """Return all mails of a Maildir, in a fixed order."""
    return sorted(archive.mails(list(archive.items())), key=lambda raw: raw or b"")


def test_mails_are_read_with_the_line_ends_of_the_wire(tmp_path: Path) -> None:
    """Files end their lines with LF; what was sent did not."""
    archive = Maildir(a_maildir(tmp_path, FIRST, OTHER))
    items = list(archive.items())
    assert sorted(filter(None, archive.mails(items))) == sorted([FIRST, OTHER])
    assert min(item.at for item in items if item.at) == BEGIN


@pytest.mark.parametrize(
    "subfolder", [".Sent", ".Archive.2023", "Sent", "Archive/2023", ".&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"]
)
def test_folders_within_are_read(tmp_path: Path, subfolder: str) -> None:
    """Maildir++ (.Sent, .Archive.2023), folders in folders, names in modified UTF-7."""
    a_maildir(tmp_path, FIRST)
    a_maildir(tmp_path, ANSWER, subfolder=subfolder)
    assert contents(Maildir(tmp_path)) == sorted([FIRST, ANSWER])


@pytest.mark.parametrize("subfolder", [".Trash", ".Junk", "Drafts", ".INBOX.Spam", ".&BCEEPwQwBDw-"])
def test_what_nobody_wanted_is_left_out_and_told(tmp_path: Path, subfolder: str) -> None:
    """Junk would become tickets, and drafts answers that nobody got."""
    a_maildir(tmp_path, FIRST)
    a_maildir(tmp_path, OTHER, subfolder=subfolder)
    archive = Maildir(tmp_path)
    assert contents(archive) == [FIRST]
    assert archive.left_out == [f"{tmp_path}/{subfolder}"]


def test_a_folder_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    """Who names the junk wants it."""
    a_maildir(tmp_path, FIRST)
    a_maildir(tmp_path, OTHER, subfolder=".Junk")
    assert contents(Maildir(tmp_path / ".Junk")) == [OTHER]


@pytest.mark.parametrize(
    ("flags", "wanted"), [("", True), (":2,", True), (":2,RS", True), (":2,T", False), (":2,DS", False)]
)
def test_drafts_and_mails_thrown_away_are_left_out(tmp_path: Path, flags: str, wanted: bool) -> None:
    """The flags in a file's name say so."""
    a_maildir(tmp_path)
    (tmp_path / "cur" / f"1700000000.M1.host{flags}").write_bytes(FIRST)
    assert contents(Maildir(tmp_path)) == [FIRST] * wanted


def test_a_mail_that_is_moved_meanwhile_is_found(tmp_path: Path) -> None:
    """Its owner reads it: it goes from new to cur, and gets other flags."""
    a_maildir(tmp_path, FIRST)
    [path] = (tmp_path / "cur").iterdir()
    arrived = path.rename(tmp_path / "new" / path.name.partition(":")[0])
    archive = Maildir(tmp_path)
    items = list(archive.items())
    arrived.rename(tmp_path / "cur" / f"{arrived.name}:2,RS")
    assert list(archive.mails(items)) == [FIRST]


def test_a_mail_that_is_deleted_meanwhile_is_gone(tmp_path: Path) -> None:
    """It is counted, and stops nothing."""
    a_maildir(tmp_path, FIRST)
    archive = Maildir(tmp_path)
    items = list(archive.items())
    next((tmp_path / "cur").iterdir()).unlink()
    assert list(archive.mails(items)) == [None]


def test_a_mail_without_a_date_has_its_files(tmp_path: Path) -> None:
    """The seconds in its name, else the file's own time."""
    a_maildir(tmp_path, b"Subject: x\n\nbody\n")
    other = tmp_path / "cur" / "copied-by-hand"
    other.write_bytes(b"Subject: y\n\nbody\n")
    os.utime(other, (1_600_000_000, 1_600_000_000))
    found = sorted(item.at for item in Maildir(tmp_path).items() if item.at)
    assert found == [datetime.fromtimestamp(seconds, UTC) for seconds in (1_600_000_000, 1_700_000_000)]


def test_names_that_are_no_text_are_read(tmp_path: Path) -> None:
    """A file's name is bytes, whatever they mean."""
    a_maildir(tmp_path)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/cur/1700000000.\xff\xfe")).write_bytes(FIRST)
    assert contents(Maildir(tmp_path)) == [FIRST]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link to the folder itself would have no end, and one to elsewhere is somebody else's mail."""
    a_maildir(tmp_path / "mail", FIRST)
    a_maildir(tmp_path / "elsewhere", OTHER)
    (tmp_path / "mail" / "loop").symlink_to(tmp_path / "mail")
    (tmp_path / "mail" / ".Other").symlink_to(tmp_path / "elsewhere")
    [secret] = (tmp_path / "elsewhere" / "cur").iterdir()
    (tmp_path / "mail" / "cur" / "link").symlink_to(secret)
    assert contents(Maildir(tmp_path / "mail")) == [FIRST]


def test_what_is_no_maildir_is_refused(tmp_path: Path) -> None:
    """An empty folder has nothing to import."""
    with pytest.raises(NoArchive, match="mbox"):
        Maildir(tmp_path)
