"""Folders of corpora are read whatever is in them."""

import json
from pathlib import Path

import pytest

from tests.corpus.__main__ import main
from tests.corpus.cases import Case, case_of, corpora

MAIL = b"From: ann@customer.example\r\nSubject: Hello\r\n\r\nIt is broken.\r\n"


def case(**told: object) -> dict[str, object]:
    """Return a case of a folder of our own."""
    return {"id": "own/one", "raw_path": "own/one.eml", "format": "eml", "kind": "parse", **told}


def folder(place: Path, *lines: object) -> Path:
    """Make a folder with one corpus of one mail and these lines."""
    (place / "own").mkdir()
    (place / "own" / "one.eml").write_bytes(MAIL)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (place / "own.jsonl").write_text(text, encoding="utf-8")
    return place


def test_each_line_is_a_case(tmp_path: Path) -> None:
    """Blank lines are none, and no fault."""
    (corpus,) = corpora(folder(tmp_path, case(), "", case(id="own/two")))

    assert [one.id for one in corpus.cases] == ["own/one", "own/two"]
    assert corpus.faults == ()


@pytest.mark.parametrize("line", ["{", "[1]", '{"id": 1}', '{"id": "x"}', "\x00", "[" * 100_000])
def test_a_line_that_is_no_case_is_told(tmp_path: Path, line: str) -> None:
    """The other lines are read all the same."""
    (corpus,) = corpora(folder(tmp_path, line, case()))

    assert len(corpus.cases) == 1
    assert corpus.faults[0].startswith("own.jsonl, line 1: ")


def test_bytes_that_are_no_text_do_not_matter() -> None:
    """An id with a strange byte is an id."""
    assert isinstance(case_of("own", b'{"id": "x\xff", "raw_path": "y"}'), Case)


def test_few_readers_that_agree_are_not_asked() -> None:
    """Five of six must cut alike."""
    line = '{"id": "x", "raw_path": "y", "readers_agreeing": %d, "agreed_reply": "yes"}'
    told = [case_of("own", (line % number).encode()) for number in (4, 5)]

    assert [one.agreed_reply for one in told if isinstance(one, Case)] == [None, "yes"]


def test_a_right_folder_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its table counts the case."""
    assert main([str(folder(tmp_path, case(expect={"subject": "Hello"})))]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["own", "parse", "1", "1", "0", "0", "0"]


def test_a_wrong_case_is_shown_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was wanted stands beside what was read."""
    place = folder(tmp_path, case(expect={"subject": "Goodbye"}))

    assert main([str(place), "--wrong"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[:4] == ["own/one: wrong (own/one.eml)", "  subject:", "    - Goodbye", "    + Hello"]


ODD = [
    case(raw_path="own/none.eml"),
    case(raw_path="../../../etc/passwd"),
    case(raw_path="own"),
    case(raw_path="own/one.eml\x00"),
    case(format="poem", kind=7),
    case(expect={"subject": 7, "attachments": "many", "from": [1], "never heard of": True}),
    case(
        expect={"date": "yesterday", "body_text": {}, "reports": None, "feed_before": [1], "joins_parent": 1}
    ),
]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_case_is_told(tmp_path: Path, odd: object, capsys: pytest.CaptureFixture[str]) -> None:
    """No case ends the program; the one beside it is judged."""
    place = folder(tmp_path, odd, case(id="own/two", expect={"subject": "Hello"}))

    assert main([str(place)]) in {0, 1}
    assert "own" in capsys.readouterr().out


def test_a_folder_without_cases_is_a_fault_of_its_own(tmp_path: Path) -> None:
    """Nothing read is nothing proved."""
    assert main([str(tmp_path)]) == 2
    assert main([str(tmp_path / "none")]) == 2
