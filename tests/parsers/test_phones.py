"""Telephone numbers as E.164 writes them."""

import pytest

from parsers.forms import phones


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+7 (495) 123-45-67", "+74951234567"),
        ("8 (495) 123-45-67", "+74951234567"),
        ("8-916-123-45-67 доб. 12", "+79161234567"),
        ("89161234567", "+79161234567"),
        ("79161234567", "+79161234567"),
        ("(495) 123-45-67", "+74951234567"),
        ("+7\u00a0495\u00a0123‑45‑67", "+74951234567"),
        ("+1 (650) 253-0000", "+16502530000"),
        ("0049 30 901820", "+4930901820"),
        ("+380 44 279 11 11", "+380442791111"),
        ("Tel.: +44 20 7946 0958, fax", "+442079460958"),
    ],
)
def test_a_number_is_written_in_one_way(text: str, number: str) -> None:
    """Blanks, brackets and Russia's own 8 make no other number."""
    assert phones.first(text, russian=True) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "ИНН 7701234567890123",
        "2026-11-20 10:15:00",
        "+7 495 1",
        "10.0.0.1",
        "Заявка 1234567",
        "+",
    ],
)
def test_what_is_no_number_of_a_country_is_none(text: str) -> None:
    """Dates, addresses and numbers of other things are no telephones."""
    assert phones.first(text, russian=True) == ""


def test_ten_figures_belong_to_russia_in_russian_alone() -> None:
    """Without a country's code only the language tells, and English tells nothing."""
    assert phones.first("916 123-45-67", russian=True) == "+79161234567"
    assert phones.first("916 123-4567", russian=False) == ""


@pytest.mark.parametrize("text", ["+7 ", "1 2 ", "8(9", "1-", "("])
@pytest.mark.cpu(5)
def test_no_text_holds_it_up(text: str) -> None:
    """The time is bounded, whatever the text."""
    phones.first(text * 100_000, russian=True)
