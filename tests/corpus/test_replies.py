"""No line may get lost, and texts are compared as careful people do."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpus.cases import Case
from tests.corpus.reading import Reading, reading_of
from tests.corpus.replies import contains, not_contains, nothing_lost, reply, unsigned_reply
from tests.corpus.texts import agree, holds, is_source, page_words, spaced, squashed, unquoted


def reading(place: Path, text: str) -> Reading:
    """Read a text as an answer."""
    (place / "mail").write_bytes(text.encode())
    return reading_of(Case("own/one", "own", "mail", "text", "reply", {}), place)


@pytest.mark.parametrize(
    ("visible", "lost"),
    [
        ("one\ntwo\ntwo", ""),
        ("one two two", ""),
        ("two\ntwo", "one"),
        ("one\ntwo", "two"),
        ("", "one\ntwo"),
    ],
)
def test_a_line_that_is_in_none_of_the_texts_is_lost(tmp_path: Path, visible: str, lost: str) -> None:
    """A line that was written twice must be there twice; joined lines are not lost."""
    read = reading(tmp_path, "one\n\ntwo\ntwo\n")
    found = nothing_lost(None, replace(read, mail=replace(read.mail, visible_text=visible)))

    assert (found.wanted if found else "") == lost


def test_what_a_peer_could_not_read_matches_anything() -> None:
    """The rest of the text must be there, in its order."""
    assert agree("Fr\ufffdsche", "Frösche")
    assert not agree("Fr\ufffdsche", "Frösch")
    assert not agree("Fr\ufffdsche\ufffd!", "Frösche")
    assert holds("die Frösche klagten", "Fr\ufffdsche")
    assert not holds("die Frösche", "Fr\ufffdsche klagten")


def test_white_space_and_invisible_signs_do_not_count() -> None:
    """Folding differs between programs."""
    assert squashed("a \u200bb\xa0\r\nc") == "abc"
    assert spaced(" a \t b\r\n c ") == "a b c"


def test_the_words_of_a_page_are_what_it_shows() -> None:
    """Scripts, styles and the head are not shown."""
    assert page_words("<head><title>x</title><body>a&amp;b<style>y</style><p>c") == ["a&b", "c"]


def test_a_source_is_told_from_an_address() -> None:
    """A bracketed address is no element."""
    assert is_source("<div")
    assert is_source("f&uuml;r")
    assert not is_source("Ann <ann@customer.example>")


SIGNED = "It works.\n\nKind regards,\nAnn"
INLINE = "On Friday, Bob <bob@desk.example> wrote:\n> Does it?\n> Really?\n\nIt does."


@pytest.mark.parametrize(
    ("text", "wanted", "right"),
    [
        (SIGNED, "It works.", True),
        (SIGNED, SIGNED, True),
        (SIGNED, "Kind regards,\nAnn", False),
        (INLINE, INLINE, True),
        (INLINE, "It does.", True),
        (INLINE, "> Does it?\n> Really?\n\nIt does.", True),
        (INLINE, "Does it?", False),
        (INLINE, "On Friday", False),
    ],
)
def test_a_signature_and_quotes_above_an_answer_may_stay_or_go(
    tmp_path: Path, text: str, wanted: str, right: bool
) -> None:
    """Peers disagree on both; each may be there as a whole or not at all."""
    assert (reply(wanted, reading(tmp_path, text)) is None) == right


def test_where_a_case_wants_the_signature_off_it_must_be_off(tmp_path: Path) -> None:
    """A case that names its text without a signature is taken at its word."""
    assert unsigned_reply(SIGNED, reading(tmp_path, SIGNED)) is not None
    assert unsigned_reply("It works.", reading(tmp_path, SIGNED)) is None


def test_a_quote_at_the_end_is_no_leading_quote() -> None:
    """It should have been cut, and is not forgiven."""
    assert unquoted("It does.\n> Does it?") == ""
    assert unquoted("It does.") == ""
    assert unquoted("Hi\n> Does it?\nIt does.") == "Hi\nIt does."


def test_a_closing_that_begins_the_signature_is_not_missing(tmp_path: Path) -> None:
    """Peers that know no signatures keep "Kind regards"; the words above it must be visible."""
    read = reading(tmp_path, SIGNED)
    assert contains(["It works.", "Kind regards"], read) is None
    assert contains(["Ann"], read) is not None


def test_words_that_shall_and_shall_not_stand_differ_by_their_lines(tmp_path: Path) -> None:
    """Where a case wants the same words, only otherwise spaced, its lines are compared."""
    read = reading(tmp_path, "> a\n>\n> b\n\nYes.")
    read = replace(read, case=replace(read.case, expect={"reply_contains": ["> a\n>\n> b"]}))
    assert not_contains(["> a\n\n>\n\n> b"], read) is None
    assert not_contains(["> a\n>\n> b"], read) is not None
    assert not_contains(["Yes."], read) is not None
