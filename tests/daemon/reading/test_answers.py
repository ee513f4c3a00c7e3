"""Answers: a mail is written down and read again; a process that a mail took over can say nothing else."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from daemon.reading.answers import mail_of, written
from desk.mail import Mail, MailKind, Numbered
from parsers.mail import read

MAILS = Path(__file__).parents[2] / "mails"
AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_a_mail_comes_out_as_it_went_in() -> None:
    """As the frozen value that it was."""
    mail = read((MAILS / "form_ru.eml").read_bytes(), received_at=AT)
    again = mail_of(written(mail))
    assert again == mail
    assert mail.fields
    assert type(again.fields) is MappingProxyType


def test_answers_by_number_and_by_place_come_out_as_they_went_in() -> None:
    """Values within values, and pairs of texts."""
    mail = Mail(kind=MailKind.REPLY, numbered=(Numbered(2, "yes"),), inline=(("Since when?", "Monday"),))
    assert mail_of(written(mail)) == mail


@pytest.mark.parametrize("name", ["thunderbird_forward_attached_en", "gmail_forward_en"])
def test_a_mail_that_is_passed_on_comes_out_as_it_went_in(name: str) -> None:
    """With its writer, its date and its files, or without them."""
    mail = read((MAILS / f"{name}.eml").read_bytes(), received_at=AT)
    assert mail.forwarded is not None
    assert mail_of(written(mail)) == mail


def test_a_mail_that_says_nothing_comes_out_as_it_went_in() -> None:
    """What is absent stays absent."""
    mail = Mail(kind=MailKind.UNREADABLE)
    assert mail_of(written(mail)) == mail


def _changed(place: int, value: object) -> bytes:
    """Return a sound answer with another value in one place."""
    answer = json.loads(written(Mail(kind=MailKind.REQUEST, date=AT)))
    answer[place] = value
    return json.dumps(answer).encode()


KIND, SUBJECT, SENDER, TO, DATE, FIELDS = 0, 1, 2, 5, 8, 20


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"junk",
        b"\xff\xfe",
        b"{}",
        b"[]",
        b"null",
        b'"request"',
        b"[" * 100_000,
        b"9" * 10_000,
        _changed(KIND, "no such kind"),
        _changed(KIND, ["request"]),
        _changed(SUBJECT, 1),
        _changed(SUBJECT, None),
        _changed(SENDER, ["a@b.example"]),
        _changed(SENDER, {"addr": "a@b.example"}),
        _changed(TO, "a@b.example"),
        _changed(TO, [["a@b.example", "", ""]]),
        _changed(DATE, "yesterday"),
        _changed(DATE, 1),
        _changed(FIELDS, ["name"]),
        _changed(FIELDS, {"name": 1}),
    ],
    ids=lambda answer: repr(answer[:60]),
)
def test_an_answer_is_a_mail_or_nothing(answer: bytes) -> None:
    """Each value is of the type that stands beside its field."""
    with pytest.raises(ValueError, match="no mail"):
        mail_of(answer)
