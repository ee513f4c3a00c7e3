"""``postdesk read``: what is read out of mail files, whatever they are."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.daemon.home import ROOT, run
from tests.parsers.test_report import KEYS

MAILS = sorted((ROOT / "tests" / "mails").glob("*.eml"))


def records(*words: str, given: bytes | None = None) -> list[dict[str, Any]]:
    """Return the objects that ``read --jsonl`` prints; it never fails."""
    done = run("read", "--jsonl", *words, given=given)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout_bytes.decode("utf-8").splitlines()]


def test_each_file_is_one_object_with_exactly_these_keys() -> None:
    """One line a file, in the order of the files; other programs live by the keys."""
    found = records(*map(str, MAILS))
    assert [record["file"] for record in found] == [str(path) for path in MAILS]
    assert {tuple(record) for record in found} == {tuple(KEYS)}


@pytest.mark.parametrize(
    ("path", "why"),
    [("none.eml", "No such file or directory"), ("", "Is a directory"), ("x/y", "No such file")],
)
def test_what_is_no_file_says_so_in_its_line(tmp_path: Path, path: str, why: str) -> None:
    """A file that is not there, a folder: a line like every other, with the reason."""
    [record] = records(str(tmp_path / path))
    assert tuple(record) == tuple(KEYS)
    assert record["kind"] == "unreadable"
    assert why in record["oddities"][0]


def test_what_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    """The files behind a missing one are read."""
    assert [record["subject"] != "" for record in records(str(tmp_path), str(MAILS[1]))] == [False, True]


def test_an_empty_device_is_an_empty_mail() -> None:
    """``/dev/null`` ends at once and holds nothing."""
    [record] = records("/dev/null")
    assert (record["visible_text"], record["from"]) == ("", None)


def test_a_device_without_end_is_read_no_further_than_a_mail_may_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """``/dev/zero`` is no mail, and does not fill the memory."""
    monkeypatch.setattr("daemon.commands.read.LARGEST", 1_000_000)
    [record] = records("/dev/zero")
    assert (record["kind"], record["oddities"]) == ("unreadable", ["more than 1000000 bytes"])


def test_garbage_is_one_line_of_json(tmp_path: Path) -> None:
    """Bytes that are no mail at all come out as an object, too."""
    path = tmp_path / "garbage"
    path.write_bytes(bytes(range(256)) * 200)
    [record] = records(str(path))
    assert tuple(record) == tuple(KEYS)


def test_standard_input_is_a_file_of_the_name_dash() -> None:
    """A mail can be piped in."""
    [record] = records("-", given=MAILS[1].read_bytes())
    assert record["file"] == "-"
    assert {**record, "file": str(MAILS[1])} == records(str(MAILS[1]))[0]


def test_a_file_name_that_is_no_text_is_escaped(tmp_path: Path) -> None:
    """A name of any bytes comes back as it was."""
    path = os.fsencode(tmp_path) + b"/\xff\xfe.eml"
    with open(path, "wb") as file:
        file.write(b"Subject: x\r\n\r\ny\r\n")
    [record] = records(os.fsdecode(path))
    assert (os.fsencode(record["file"]), record["subject"]) == (path, "x")


def test_json_drives_no_terminal(tmp_path: Path) -> None:
    """What a terminal would obey is escaped; it is the same text when read as JSON."""
    path = tmp_path / "mail.eml"
    path.write_bytes("Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\na\u202eb\u2028c".encode())
    printed = run("read", "--jsonl", str(path)).stdout_bytes.decode("utf-8")
    assert printed.isprintable() or printed.rstrip("\n").isprintable()
    assert "\u202e" in json.loads(printed)["visible_text"]


def test_a_person_sees_what_is_there_and_nothing_else() -> None:
    """Without ``--jsonl`` absent things are left out and long texts stand below their names."""
    done = run("read", str(ROOT / "tests" / "mails" / "gmail_first_ru.eml"))
    assert done.exit_code == 0
    assert "subject:                  Не открывается" in done.stdout
    assert "visible text:\n    Здравствуйте!" in done.stdout
    assert "bounce" not in done.stdout


def test_a_mail_cannot_move_the_cursor(tmp_path: Path) -> None:
    """A person's terminal shows the escapes of a mail, and does not obey them."""
    path = tmp_path / "mail.eml"
    path.write_bytes(b"Subject: =?utf-8?b?G1szMW0=?=\r\n\r\nred \x1b[31m\r\nback\x08\x08\x9b2J\r\n")
    done = run("read", str(path))
    assert all(line.isprintable() for line in done.stdout.splitlines())


def test_no_file_at_all_is_a_mistake() -> None:
    """A glob that found nothing is told, and not taken for success."""
    assert run("read", "--jsonl").exit_code == 2
