"""Whole mails as their writers' programs send them, each with a twin that says what must be read."""

import json
from pathlib import Path

import pytest

from desk.mail import Mail
from parsers.attachments import attachment_bytes
from parsers.mail import read
from parsers.report import as_record

MAILS = Path(__file__).parents[1] / "mails"
NAMES = sorted(path.stem for path in MAILS.glob("*.eml"))


def _told(mail: Mail) -> dict[str, object]:
    """Return all that a twin may speak of, as JSON has it."""
    return {
        **as_record("", mail),
        "text_language": mail.text_language,
        "problems": mail.problems,
        "similarity": list(mail.similarity),
        "shown_sender": mail.shown_sender,
        "reply_to": mail.reply_to.addr if mail.reply_to else None,
        "delivered_to": list(mail.delivered_to),
        "bounces": [[one.recipient, one.status, one.action] for one in mail.bounces],
        "headers": dict(mail.headers),
        "commands": [[line.word, line.argument] for line in mail.commands],
        "text_after_commands": mail.text_after_commands,
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_read_as_its_twin_says(name: str) -> None:
    """Each key of the twin is what the mail says; ``made`` tells where the mail comes from."""
    wanted = json.loads((MAILS / f"{name}.json").read_text(encoding="utf-8"))
    wanted.pop("made", None)
    told = _told(read((MAILS / f"{name}.eml").read_bytes()))

    assert {key: told[key] for key in wanted} == wanted


def test_no_twin_is_missing() -> None:
    """Every mail has a twin, and every twin a mail."""
    assert sorted(path.stem for path in MAILS.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_attachment_is_found_again_in_its_mail(name: str) -> None:
    """The number of an attachment leads to bytes of the size that was told."""
    raw = (MAILS / f"{name}.eml").read_bytes()

    for attachment in read(raw).attachments:
        assert len(attachment_bytes(raw, attachment.part)) == attachment.size
