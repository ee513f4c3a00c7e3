"""Bounces that have lost all but their words: recipients, and the status or at least its class."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from desk.mail import MailKind
from parsers.mail import read

FOLDER = Path(__file__).parent / "bounces"


def _rows(name: str) -> list[dict[str, Any]]:
    with (FOLDER / name).open("rb") as opened:
        rows: list[dict[str, Any]] = tomllib.load(opened)["bounce"]
    return rows


@pytest.mark.parametrize(
    "row", [*_rows("in_words.toml"), *_rows("held_out.toml")], ids=lambda row: row["name"]
)
def test_a_bounce_in_words_tells_whom_it_did_not_reach_and_why(row: dict[str, Any]) -> None:
    """No header and no part says that these are bounces; each recipient is told with what is known of it."""
    head = f"From: {row['from']}\nTo: help@desk.example\nSubject: {row['subject']}\n"
    mail = read(f"{head}Content-Type: text/plain; charset=utf-8\n\n{row['text']}".encode())

    assert mail.kind is MailKind.BOUNCE
    told = {one.recipient: one for one in mail.bounces}
    assert told.keys() == row["told"].keys()
    for addr, status in row["told"].items():
        assert (told[addr].status or ("5" if told[addr].permanent else "4")).startswith(status)
