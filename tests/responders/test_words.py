"""Dates, sizes, plurals and cleaned texts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.desks import Desk
from desk.mail import Language
from responders.blocks import QUOTE, WORDS, Bullets, Paragraph, Rows, Words, parse, shield
from responders.clean import LINE_LIMIT, TEXT_LIMIT, lines, one_line
from responders.plain import WIDTH, plain
from responders.quantities import date, days, plural, size

RU, EN = Language.RU, Language.EN


@pytest.mark.parametrize(
    ("count", "form"),
    [(0, "дней"), (1, "день"), (2, "дня"), (4, "дня"), (5, "дней"), (11, "дней"), (12, "дней"), (14, "дней"),
     (21, "день"), (22, "дня"), (25, "дней"), (101, "день"), (111, "дней"), (1002, "дня")],
)  # fmt: skip
def test_russian_plurals_are_right(count: int, form: str) -> None:
    """One, few and many as a Russian says them."""
    assert plural(count, ("день", "дня", "дней"), RU) == form


def test_english_plurals_are_right() -> None:
    """One day, and days."""
    assert [plural(n, ("day", "days"), EN) for n in (0, 1, 2, 21)] == ["days", "day", "days", "days"]


def test_a_missing_form_is_no_fault() -> None:
    """An operator who gives two forms of three, or one, still gets a word."""
    assert plural(5, ("день", "дня"), RU) == "дня"
    assert plural(1, ("дней",), RU) == "дней"


@pytest.mark.parametrize(
    ("span", "said"),
    [(timedelta(hours=23), ""), (timedelta(days=1), "1 день"), (timedelta(days=3, hours=5), "3 дня"),
     (timedelta(days=7), "7 дней"), (timedelta(days=-2), "")],
)  # fmt: skip
def test_days_are_counted_whole(span: timedelta, said: str) -> None:
    """Less than a day, and a clock set back, say nothing."""
    assert days(span, RU) == said


@pytest.mark.parametrize(
    ("count", "ru", "en"),
    [(0, "0 Б", "0 B"), (999, "999 Б", "999 B"), (1500, "2 КБ", "2 KB"), (999_499, "999 КБ", "999 KB"),
     (1_234_567, "1,2 МБ", "1.2 MB"), (10_000_000, "10 МБ", "10 MB")],
)  # fmt: skip
def test_sizes_are_said_as_people_say_them(count: int, ru: str, en: str) -> None:
    """With a comma in Russian and a point in English."""
    assert (size(count, RU), size(count, EN)) == (ru, en)


def test_dates_are_in_the_desks_zone() -> None:
    """A moment just before midnight in London is the next day in Moscow."""
    moment = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    desk = Desk(address="a@b", time_zone="Europe/Moscow")
    assert date(moment, desk, RU) == "1 января 2027 г. в 01:30"
    assert date(moment, Desk(address="a@b"), EN) == "31 December 2026 at 22:30"


@given(text=st.text(max_size=500))
def test_one_line_is_one_line(text: str) -> None:
    """No text whatever leaves more than one line, an invisible character, or a surrogate."""
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == one_line(line)
    assert line.encode().decode() == line
    assert len(line) <= LINE_LIMIT


@given(text=st.text(max_size=500))
def test_cleaned_words_stay_clean(text: str) -> None:
    """Cleaning twice changes nothing, and lines end in one way."""
    cleaned = lines(text)
    assert lines(cleaned) == cleaned
    assert cleaned.splitlines() == (cleaned.split("\n") if cleaned else [])


def test_what_people_need_is_kept() -> None:
    """Emoji joined of several, tabs and indentation are no dirt."""
    assert lines("\n\n  a\tb 👨\u200d👩\u200d👧 \n\n") == "  a\tb 👨\u200d👩\u200d👧"
    assert one_line("a\t b\r\nc") == "a b c"


@pytest.mark.timeout(10)
def test_endless_words_are_cut_and_say_so() -> None:
    """A pasted log of megabytes does not fill mailboxes; the cut can be seen."""
    assert lines("x" * 10_000_000) == "x" * TEXT_LIMIT + "\n[…]"
    assert one_line("x" * 10_000_000) == "x" * (LINE_LIMIT - 1) + "…"


def test_light_text_becomes_blocks() -> None:
    """First characters say what a line is; empty facts, items and small print vanish."""
    source = "One\ntwo\n\n- a\n- \n| A: 1\n| B:\n| C: x: y\n~ small\n~\n"
    assert parse(source, {}) == (
        Paragraph(("One", "two")),
        Bullets(("a",)),
        Rows((("A", "1"), ("C", "x: y"))),
        Paragraph(("small",), small=True),
    )


def test_shielded_text_says_nothing_of_itself() -> None:
    """What a variable puts at the start of a line is text."""
    assert parse(shield("- a"), {}) == (Paragraph(("- a",)),)
    assert parse(f"- {shield('')}\n| A: {shield('')}", {}) == ()


def test_words_stand_alone_wherever_they_are_put() -> None:
    """A person's words are a block of their own even amid a line."""
    words = Words("- hi")
    assert parse(f"He says: {WORDS} so.", {WORDS: words}) == (
        Paragraph(("He says:",)), words, Paragraph(("so.",)),
    )  # fmt: skip
    assert parse(f"- {shield(WORDS)}\n{QUOTE}", {WORDS: words}) == (words,)


def test_our_own_lines_are_broken_and_words_stay_whole() -> None:
    """A paragraph is broken at spaces within the width; a link longer than a line stays in one piece."""
    link = "https://example.org/" + "x" * 100
    written = plain((Paragraph(("word " * 40 + link,)), Bullets(("item " * 30,))))
    assert link in written.split("\n")
    assert all(len(line) <= WIDTH or line == link for line in written.split("\n"))
    assert all(line.startswith(("- item", "  item")) for line in written.strip().split("\n")[-2:])


def test_a_persons_lines_are_not_broken() -> None:
    """Tables and logs in somebody's words keep their shape."""
    assert plain((Words("x " * 80 + "\n  y"),)) == "x " * 80 + "\n  y\n"
