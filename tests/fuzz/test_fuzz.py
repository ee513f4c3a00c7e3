"""The fuzzer itself: what it must find, it finds, and it keeps what it found."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desk.mail import Mail, MailKind
from parsers.mail import read
from tests.fuzz import __main__ as fuzzer
from tests.fuzz import invariants
from tests.fuzz.invariants import Broken, check, faults

MAIL = b"From: ann@client.example\r\nSubject: x\r\n\r\nhello\r\nworld\r\n"


def _endless(raw: bytes) -> Mail:
    while True:
        pass


def _raising(raw: bytes) -> Mail:
    raise KeyError("x")


READERS: dict[str, tuple[Callable[[bytes], Mail], str]] = {
    "an exception": (_raising, "raises KeyError"),
    "no end": (_endless, "takes more than"),
    "a line that is lost": (lambda raw: replace(read(raw), visible_text="hello"), "world"),
    "a NUL": (lambda raw: replace(read(raw), signature="\0"), "NUL"),
    "a lone surrogate": (lambda raw: replace(read(raw), fields={"name": "\ud800"}), "surrogate"),
    "two lines of a subject": (lambda raw: replace(read(raw), subject="a\nb"), "one plain line"),
    "a fault of ours": (
        lambda raw: Mail(kind=MailKind.UNREADABLE, oddities=("no parser could take it (KeyError)",)),
        "exception of ours",
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_that_breaks_the_rule_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each half of the rule is looked at, and the reason says which broke."""
    reader, why = READERS[name]
    monkeypatch.setattr(invariants, "read", reader)
    monkeypatch.setattr(invariants, "SECONDS", 0.2)

    with pytest.raises(Broken, match=why):
        check(MAIL)


def test_an_ordinary_mail_breaks_nothing() -> None:
    """The rule is about the reader, not about the mail."""
    assert not list(faults(check(MAIL)))


def test_what_breaks_the_reader_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken mail is written down, its path and the reason are told, and it may be read again."""
    monkeypatch.setattr(invariants, "read", _raising)
    monkeypatch.setattr(
        sys, "argv", ["fuzz", "--seconds", "5", "--mails", str(tmp_path), "--keep", str(tmp_path)]
    )

    assert fuzzer.main() == 1

    (kept,) = tmp_path.glob("*.eml")
    told = capsys.readouterr().err
    assert "raises KeyError" in told
    assert str(kept) in told
    monkeypatch.setattr(sys, "argv", ["fuzz", "--again", str(kept)])
    assert fuzzer.main() == 1
    monkeypatch.undo()
    monkeypatch.setattr(sys, "argv", ["fuzz", "--again", str(kept)])
    assert fuzzer.main() == 0
