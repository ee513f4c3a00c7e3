"""Form lines at the top of a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.forms.fields import fields as form_fields
from parsers.forms.fields import filled


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Тип: инцидент\nПриоритет: высокий\nОрганизация: ООО «Ромашка»\nТелефон: +7 495 1\n\nНе печатает",
            {
                "type": "инцидент",
                "priority": "высокий",
                "organisation": "ООО «Ромашка»",
                "phone": "+7 495 1",
            },
        ),
        (
            "Type: incident\nPriority: high\nCompany: Example Ltd\nProduct: Portal\nVersion: 4.2",
            {
                "type": "incident",
                "priority": "high",
                "organisation": "Example Ltd",
                "product": "Portal",
                "version": "4.2",
            },
        ),
        ("Вид обращения: консультация", {"type": "консультация"}),
        ("*Type:* incident\n- Phone: 1\n| Система : 1С", {"type": "incident", "phone": "1", "product": "1С"}),
        ("\u00a0TYPE\u00a0:\u00a0Incident", {"type": "Incident"}),
        ("Type: incident\nType: question", {"type": "incident"}),
        ("Type:\nVersion:   ", {}),
        ("I think: this is it\nNote: none\nhttp://x.example: y", {}),
        ("> Type: incident", {}),
        ("Say Type: incident", {}),
        ("", {}),
    ],
)
def test_known_names_become_fields(text: str, fields: dict[str, str]) -> None:
    """A known name and its value on one line make a field, and nothing else does."""
    assert form_fields(text) == fields


def test_a_form_stands_at_the_top() -> None:
    """What looks like a form line far down is talk."""
    assert form_fields("x\n" * 100 + "Type: incident") == {}


def test_values_are_bounded() -> None:
    """A value is one line of at most 200 characters."""
    assert len(form_fields("Type: " + "x" * 100_000)["type"]) == 200


@given(st.text())
def test_no_text_raises(text: str) -> None:
    """Whatever the text, values are single lines without blanks around."""
    assert all(value == " ".join(value.split()) and value for value in form_fields(text).values())


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        (
            "> - Product or system: CRM\n> - Version:\n>\n> - To add something, just answer.",
            {"product": "CRM"},
        ),
        ("From: Support\nSubject: Re: Printer\n\n• Версия: 8.3\n", {"version": "8.3"}),
        ("> Number: SUP-1001\n> Version: 2\n> Product - CRM", {}),
    ],
)
def test_what_stands_in_the_list_of_a_quote_is_told_by_its_items(quoted: str, found: dict[str, str]) -> None:
    """Only items of a list with values count: whatever else is quoted was said before."""
    assert filled(quoted) == found
