"""Mbox files in the variants that there are, and in the states that they are found in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.importing.archive import Item, NoArchive
from daemon.importing.mbox import Mbox
from tests.daemon.importing.mails import ANSWER, BEGIN, FIRST, OTHER, THANKS, an_old_mail, in_mbox

FROM = b"From ivan@customer.example Fri Mar  1 09:00:00 2024\n"


def read(path: Path, content: bytes) -> tuple[list[Item], list[bytes | None]]:
    """Return what is found in an mbox of this content."""
    path = path / "mbox"
    path.write_bytes(content)
    archive = Mbox(path)
    try:
        items = list(archive.items())
        return items, list(archive.mails(items))
    finally:
        archive.close()


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_mails_come_out_as_they_went_in(tmp_path: Path, line_end: bytes) -> None:
    """Byte by byte, with the line ends of the wire; each with the date that it bears."""
    items, mails = read(tmp_path, in_mbox(FIRST, ANSWER, THANKS, OTHER, line_end=line_end))
    assert mails == [FIRST, ANSWER, THANKS, OTHER]
    assert items[0].at == BEGIN
    assert items[0].at < items[1].at < items[2].at  # type: ignore[operator]  # None would fail, too


def test_quoted_lines_lose_the_sign_that_they_got(tmp_path: Path) -> None:
    """One > is taken away, from however many; what is not a From keeps all of them."""
    mail = an_old_mail("quoting", text="From here\n>From there\n>>From afar\n>from me\n> From him\n")
    assert read(tmp_path, in_mbox(mail))[1] == [mail]


@pytest.mark.parametrize(
    "separator",
    [
        b"From - Fri Mar 01 09:00:00 2024\n",
        b"From MAILER-DAEMON Fri Mar  1 09:00:00 2024\n",
        b"From 1793@xxx Fri Mar 01 09:00:00 +0000 2024\n",
        b"From a@b.example Fri, 1 Mar 2024 09:00:00 +0100\n",
        b"From a@b.example  Fri Mar  1 09:00 MSK 2024 remote from uucp\n",
        b"From \n",
        b"From - \n",
    ],
)
def test_every_programs_separator_is_one(tmp_path: Path, separator: bytes) -> None:
    """Thunderbird's, Google's, old mail systems'."""
    unix = [mail.replace(b"\r\n", b"\n") for mail in (FIRST, OTHER)]
    content = b"".join(separator + mail + b"\n" for mail in unix)
    assert read(tmp_path, content)[1] == [FIRST, OTHER]


@pytest.mark.parametrize(
    "line",
    [
        b"From now on it prints.",
        b"From Monday at 10:00 it prints: nothing.",
        b"From ",
        b"From ivan@customer.example Fri Mar  1 09:00:00 2024",
    ],
)
def test_a_text_that_begins_with_from_is_no_separator(tmp_path: Path, line: bytes) -> None:
    """Also where the program that wrote the file quoted nothing: no header follows."""
    mail = FIRST + b"\r\n" + line + b"\r\nand so on\r\n"
    assert read(tmp_path, FROM + mail.replace(b"\r\n", b"\n") + b"\n")[1] == [mail]


def test_a_file_that_ends_within_a_mail_gives_what_is_there(tmp_path: Path) -> None:
    """A full disk cut it off once; the other mails are whole."""
    _, mails = read(tmp_path, in_mbox(FIRST, OTHER)[:-20])
    assert mails[0] == FIRST
    assert mails[1] is not None
    assert OTHER.startswith(mails[1].rstrip())


def test_mails_without_an_empty_line_between_are_told_apart(tmp_path: Path) -> None:
    """Some programs leave it out."""
    content = b"".join(FROM + mail.replace(b"\r\n", b"\n") for mail in (FIRST, OTHER))
    assert read(tmp_path, content)[1] == [FIRST, OTHER]


def test_a_mail_without_a_date_has_the_separators(tmp_path: Path) -> None:
    """It tells when the mail arrived, mostly in UTC."""
    items, _ = read(tmp_path, FROM + b"Subject: x\n\nbody\n")
    assert items[0].at == datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "separator", [b"From x Abc Xyz 99 99:99:99 2024\n", b"From x Fri Feb 31 09:00:00 2024\n"]
)
def test_a_date_that_is_none_is_none(tmp_path: Path, separator: bytes) -> None:
    """Whatever stands there, the mail is found."""
    items, mails = read(tmp_path, FROM + b"A: b\n\n" + separator + b"Subject: x\n\nbody\n")
    assert len(mails) == len(items)
    assert items[-1].at in (None, datetime(2024, 3, 1, 9, 0, tzinfo=UTC))


def test_separators_are_found_wherever_the_file_is_cut_into_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is read piece by piece; no boundary of pieces hides a mail or finds one twice."""
    content = in_mbox(*(an_old_mail(str(number), text="x" * (number * 7)) for number in range(40)))
    expected = read(tmp_path, content)
    assert len(expected[0]) == 40
    for size in (2001, 2500, 3331, 4096):
        monkeypatch.setattr("daemon.importing.mbox._CHUNK", size)
        assert read(tmp_path, content) == expected


@pytest.mark.parametrize(
    "content", [b"Subject: one mail\n\nno mbox\n", b"\0" * 5000, b"x" * 5000 + b"\n" + FROM]
)
def test_what_is_no_mbox_is_refused(tmp_path: Path, content: bytes) -> None:
    """The person is told what it is that was named, and what else to do."""
    with pytest.raises(NoArchive, match="maildir"):
        read(tmp_path, content)


def test_an_empty_mbox_holds_nothing(tmp_path: Path) -> None:
    """Mail programs keep such files for empty folders."""
    assert read(tmp_path, b"") == ([], [])
    with pytest.raises(NoArchive):
        read(tmp_path, b"\n\n\n")


def test_a_file_that_was_rewritten_meanwhile_gives_no_wrong_mail(tmp_path: Path) -> None:
    """What no longer begins where it began is gone."""
    path = tmp_path / "mbox"
    path.write_bytes(in_mbox(FIRST, OTHER))
    archive = Mbox(path)
    try:
        items = list(archive.items())
        path.write_bytes(b"x" + in_mbox(OTHER))
        assert list(archive.mails(items)) == [None, None]
    finally:
        archive.close()
