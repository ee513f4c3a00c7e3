"""What a request tells of its writer: practised and held out forms, signatures and introductions.

The held out half was written before the rules.
"""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.forms.fields import fields
from parsers.mail import read
from parsers.text import visible

FORMS = Path(__file__).with_name("forms")
CASES = [
    pytest.param(case["text"], case["fields"], id=f"{half}: {case['made']}")
    for half in ("practised", "held_out")
    for case in tomllib.loads((FORMS / f"{half}.toml").read_text(encoding="utf-8"))["form"]
]


@pytest.mark.parametrize(("text", "told"), CASES)
def test_what_the_writer_tells_becomes_fields(text: str, told: dict[str, str]) -> None:
    """All that a form, a signature or an introduction tells of its writer is read, and nothing else."""
    cut = visible.cut(text, None, first_mail=True)

    assert fields(cut.visible, cut.signature) == told


BOMBS = [
    "@",
    "a@",
    "+7 ",
    "договор ",
    "меня зовут ",
    "ООО «",
    "{",
    "[[",
    '{"a":',
    "Name: ",
    "Name:\n",
    "a|",
    "A. ",
    "я А",
]
BOMBS += [
    "A & ",
    ";",
    "\t",
    "организация « ",
    "([",
    "версия ",
    "мой ",
    "С уважением,\n",
    "x\n\nИван Иванов\n",
    "«",
]


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.cpu(5)
def test_no_text_holds_it_up(bomb: str) -> None:
    """The time is bounded, whatever the text and the signature."""
    text = bomb * (262_144 // len(bomb))
    fields(text)
    fields("x", text)


@given(st.text(), st.text())
def test_no_text_raises(text: str, signature: str) -> None:
    """Whatever is written, values are single lines without blanks around."""
    assert all(value == " ".join(value.split()) and value for value in fields(text, signature).values())


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.dictionaries(st.text(), inner)
    )
)
def test_no_json_raises(value: object) -> None:
    """Whatever a program sends, its fields are text."""
    assert all(
        isinstance(told, str) for told in fields(json.dumps({"company": value, "data": [value]})).values()
    )


def test_a_contract_identifies_its_customer() -> None:
    """A contract's number is the customer's identifier where no other is told."""
    assert fields("Договор: 45-К")["customer_id"] == "45-К"
    assert fields("Договор: 45-К\nУИН: 7")["customer_id"] == "7"


def test_what_is_quoted_tells_nothing_of_the_writer() -> None:
    """Numbers and names of the mail below are another's."""
    text = "Спасибо!\n\n> Меня зовут Ольга Миронова, мой телефон +7 926 555-44-33"
    assert fields(text) == {}


def test_a_mail_has_the_fields_of_its_signature() -> None:
    """What the signature tells is known though it is off the visible text."""
    text = "Нет доступа.\r\n\r\nС уважением,\r\nАнна Белова\r\nООО «Маяк»\r\n+7 495 111-22-34\r\n"
    head = "From: a@corp.example\r\nSubject: hello\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    mail = read((head + text).encode())

    assert mail.visible_text == "Нет доступа."
    assert dict(mail.fields) == {"name": "Анна Белова", "organisation": "ООО «Маяк»", "phone": "+74951112234"}
