"""Libraries read the same cases, and are asked what they can tell and nothing else."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.corpus import __main__ as program
from tests.corpus.cases import Case
from tests.corpus.expectations import KEYS
from tests.corpus.judging import Outcome, judged
from tests.corpus.peers import bounces, cutters
from tests.corpus.peers.libraries import NotInstalled, library
from tests.corpus.readers import POSTDESK, READERS, Reader
from tests.corpus.reading import Reading
from tests.corpus.table import beside, table

ANSWER = "Yes, it works.\n\nOn Mon, 16 Nov 2026 at 10:00, Desk <desk@desk.example> wrote:\n> Does it?\n"
MAIL = (
    "From: Ann Smith <ann@customer.example>\r\nTo: desk@desk.example\r\nSubject: Hello\r\n"
    "Message-ID: <2@customer.example>\r\nReferences: <0@desk.example> <1@desk.example>\r\n"
    "Date: Mon, 16 Nov 2026 10:00:00 +0200\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n"
    '--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="a.csv"\r\n\r\n'
    "1,2\r\n--b--\r\n"
)


def case(place: Path, raw: str, form: str, **expect: object) -> Case:
    """Return a case of our own."""
    (place / "mail").write_bytes(raw.encode())
    return Case("own/one", "own", "mail", form, "reply" if form == "text" else "parse", expect)


def test_every_key_that_a_reader_tells_is_one() -> None:
    """No library is asked in words that no case has."""
    assert all(reader.tells <= POSTDESK.tells for reader in READERS.values())
    assert set(KEYS) <= POSTDESK.tells


def test_what_a_reader_cannot_tell_is_not_wrong(tmp_path: Path) -> None:
    """It is counted apart, and counts for no goal."""
    verdict = judged(case(tmp_path, MAIL, "eml", is_bounce=True), tmp_path, READERS["mail-parser"])

    assert (verdict.outcome, verdict.findings) == (Outcome.UNTOLD, ())
    assert table([verdict], {}).splitlines()[0].endswith("not told")
    assert "not told" not in table([judged(verdict.case, tmp_path)], {})


@pytest.mark.parametrize("fault", [ValueError("x"), RecursionError()])
def test_a_reader_that_gives_up_meets_nothing(tmp_path: Path, fault: Exception) -> None:
    """It fails that case, and every goal that it was asked for."""

    def read(_: Case, __: Path) -> Reading:
        raise fault

    verdict = judged(
        case(tmp_path, MAIL, "eml", subject="Hello"), tmp_path, Reader("x", read, frozenset({"subject"}))
    )

    assert verdict.outcome is Outcome.UNREADABLE
    assert [bool(one.difference) for one in verdict.findings] == [True]
    assert beside({"x": [verdict]}, {}).splitlines()[-1].endswith("| 0.0 % of 1 |")


def test_a_reader_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other cases wait for nobody."""

    def read(_: Case, __: Path) -> Reading:
        while True:
            pass

    monkeypatch.setattr("tests.corpus.judging._SECONDS", 0.2)
    one = case(tmp_path, MAIL, "eml", subject="Hello")
    verdict = judged(one, tmp_path, Reader("x", read, frozenset({"subject"})))

    assert verdict.outcome is Outcome.UNREADABLE


def test_a_library_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the command that installs it."""
    with pytest.raises(NotInstalled, match="make corpus-peers"):
        library("no_such_library")

    (tmp_path / "own.jsonl").write_text('{"id": "x", "raw_path": "mail", "kind": "reply"}')
    (tmp_path / "mail").write_bytes(b"x")
    if program.main([str(tmp_path), "--reader", "quotequail"]):
        assert "quotequail is not installed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("subject", "Hello", "Goodbye"),
        ("from", [{"email": "ann@customer.example", "name": "Ann Smith"}], [{"email": "b@c.example"}]),
        ("references", ["0@desk.example", "1@desk.example"], ["1@desk.example", "0@desk.example"]),
        ("date", "2026-11-16T10:00:00+02:00", "2026-11-16T10:00:00+00:00"),
        ("body_text", "See the file.", "See"),
        ("attachments", [{"filename": "a.csv", "content_type": "text/csv", "text": "1,2"}], []),
    ],
)
def test_mail_parser_alone_is_judged_by_the_same_words(
    tmp_path: Path, key: str, right: object, wrong: object
) -> None:
    """What it reads is compared as what we read is."""
    for value, outcome in ((right, Outcome.RIGHT), (wrong, Outcome.WRONG)):
        one = case(tmp_path, MAIL, "eml", **{key: value})
        assert judged(one, tmp_path, READERS["mail-parser"]).outcome is outcome


def _quail(text: str, *, quote_intro_line: bool) -> list[tuple[bool, str]]:
    at = text.index("On Mon")
    return [(True, text[:at]), (False, text[at:])]


LIBRARIES: dict[str, Any] = {
    "quotequail": SimpleNamespace(quote=_quail),
    "flufl.bounce": SimpleNamespace(all_failures=lambda _: ({b"late@d.example"}, {b"dead@d.example"})),
}


def test_a_cut_is_judged_whoever_made_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new text, the quotation, and that nothing is lost between them."""
    monkeypatch.setattr(cutters, "library", LIBRARIES.get)
    told = {"reply": "Yes, it works.", "elided": ["Does it?"], "has_quote": True}

    verdict = judged(case(tmp_path, ANSWER, "text", **told), tmp_path, READERS["quotequail"])

    assert verdict.outcome is Outcome.RIGHT
    assert {one.key for one in verdict.findings} == {*told, "no line lost"}


def test_addresses_that_failed_for_good_are_told_from_late_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail that names any is a bounce."""
    monkeypatch.setattr(bounces, "library", LIBRARIES.get)
    told = {
        "is_bounce": True, "failed_recipients": ["dead@d.example"],
        "delayed_recipients": ["late@d.example"], "recipients_count": 2,
    }  # fmt: skip

    verdict = judged(case(tmp_path, MAIL, "eml", **told), tmp_path, READERS["flufl.bounce"])

    assert verdict.outcome is Outcome.RIGHT
