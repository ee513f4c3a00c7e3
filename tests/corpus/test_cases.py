"""Folders of corpora are read whatever is in them."""

import json
from pathlib import Path

import pytest

from tests.corpus import progress
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
    case(raw_path="circle"),
    case(expect=None),
    case(expect={"date_epoch": float("nan"), "recipients_count": float("inf")}),
    case(kind="reply", readers_agreeing=6, agreed_reply="x", expect={"reply": 5, "reply_starts": 5}),
    case(expect={"subject": 7, "attachments": "many", "from": [1], "never heard of": True}),
    case(
        expect={"date": "yesterday", "body_text": {}, "reports": None, "feed_before": [1], "joins_parent": 1}
    ),
]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_case_is_told(tmp_path: Path, odd: object, capsys: pytest.CaptureFixture[str]) -> None:
    """No case ends the program; the one beside it is judged."""
    place = folder(tmp_path, odd, case(id="own/two", expect={"subject": "Hello"}))
    (place / "circle").symlink_to("circle")

    assert main([str(place)]) in {0, 1}
    assert "own" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ((), "holds no corpus: no file NAME.jsonl"),
        (("own.jsonl",), "No case to read in"),
        (None, "is no folder"),
    ],
)
def test_a_folder_without_cases_is_a_fault_of_its_own(
    tmp_path: Path, made: tuple[str, ...] | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing read is nothing proved; the sentence says what is missing."""
    for name in made or ():
        (tmp_path / name).touch()

    assert main([str(tmp_path if made is not None else tmp_path / "none")]) == 2
    assert told in capsys.readouterr().err


def test_mails_that_are_not_there_prove_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of lines alone is none to be judged."""
    assert main([str(folder(tmp_path, case(raw_path="own/none.eml")))]) == 2
    assert "own/none.eml cannot be read" in capsys.readouterr().err


def test_a_wrong_case_fails_beside_a_right_one_of_its_name(tmp_path: Path) -> None:
    """Each line is judged by itself."""
    wrong, right = case(expect={"subject": "Goodbye"}), case(expect={"subject": "Hello"})

    assert main([str(folder(tmp_path, wrong, right))]) == 1


def test_a_mark_before_the_first_line_is_no_fault(tmp_path: Path) -> None:
    """Some editors write one."""
    (corpus,) = corpora(folder(tmp_path, "\ufeff" + json.dumps(case())))

    assert len(corpus.cases) == 1


def test_what_strangers_wrote_cannot_steer_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither an id nor a value moves the cursor or turns the writing around."""
    odd = case(id="\x1b[31m\u202eown", expect={"subject": "\x1b[2J\u202eNo", "\x1b[1m": 1})

    main([str(folder(tmp_path, odd)), "--wrong"])
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_terminal_is_told_how_far_it_has_come(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On one line that is written over; whoever keeps the output gets none of it."""
    assert list(progress.told("own", range(12))) == list(range(12))
    assert capsys.readouterr().err == ""

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert list(progress.told("own", range(12))) == list(range(12))
    shown = capsys.readouterr().err
    assert shown.count("\r") == 3
    assert "own: 10 of 12" in shown
