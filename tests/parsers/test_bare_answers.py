"""Answers of one line, and which fields stand in a form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.forms.bare_answers import values
from parsers.forms.fields import told
from parsers.mail import read


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("ООО «Ромашка»", "organisation", "ООО «Ромашка»"),
        ("Ромашка.", "organisation", "Ромашка"),
        ("acme ltd", "organisation", "acme ltd"),
        ("1С Бухгалтерия", "product", "1С Бухгалтерия"),
        ("+7 921 123-45-67", "phone", "+79211234567"),
        ("Тел. 8 (921) 123-45-67", "phone", "+79211234567"),
        ("ivan@customer.example", "email", "ivan@customer.example"),
        ("№ УИН-77", "customer_id", "УИН-77"),
        ("версия 2.5.1", "version", "2.5.1"),
        ("7707083893", "tax_number", "7707083893"),
        ("Иван Петров", "name", "Иван Петров"),
        ("Ольга", "name", "Ольга"),
        ("Москва, ул. Ленина, д. 5, кв. 12", "address", "Москва, ул. Ленина, д. 5, кв. 12"),
        ("312", "room", "312"),
        ("> - Организация:\n\nРомашка", "organisation", "Ромашка"),
    ],
)
def test_one_line_may_be_a_value(text: str, field: str, value: str) -> None:
    """What it would be is told for each field that it fits."""
    assert values(text)[field] == value


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Ромашка", "phone"),
        ("12345", "organisation"),
        ("12345", "phone"),
        ("2", "customer_id"),
        ("ivan@customer.example", "organisation"),
        ("770708", "tax_number"),
        ("Принтер", "name"),
        ("Ромашка", "version"),
        ("Windows 10, Office 2016", "version"),
    ],
)
def test_a_line_that_does_not_fit_is_no_value(text: str, field: str) -> None:
    """An organisation is no telephone, a figure no organisation."""
    assert field not in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "Спасибо, жду",
        "не знаю",
        "нет",
        "Жду ответа",
        "Когда почините?",
        "Принтер сломался",
        "Опять не печатает",
        "Waiting for you",
        "still broken",
        "I will send it later",
        "Ромашка\nи ещё одно",
        "слово " * 40,
        "x" * 500,
    ],
)
def test_talk_is_no_value(text: str) -> None:
    """A wrong value would be worse than none."""
    assert values(text) == {}


@given(st.text(max_size=400))
def test_any_text_is_taken(text: str) -> None:
    """Whatever the text, values are filled and of one line."""
    assert all(value and len(value.splitlines()) == 1 for value in values(text).values())


def test_what_stands_in_a_form_is_told_from_what_is_found() -> None:
    """Lines of a form and its JSON say what they mean; a signature does not."""
    fields, formed = told("Версия: 2.5\n\nНе печатает.", "С уважением,\nИван Петров\nтел. +7 921 123-45-67")
    assert fields["phone"] == "+79211234567"
    assert formed == ("version",)
    assert told('{"email": "a@b.example"}')[1] == ("email",)
    assert told("Не печатает.")[1] == ()


def test_the_signature_of_an_answer_is_no_form() -> None:
    """Its telephone is the writer's, whom nobody asked for another; what stands above it counts."""
    text = "Версия: 2.5\n\nС уважением,\nИван Петров\nТел.: +7 921 123-45-67\nE-mail: ivan@customer.example"
    fields, formed = told(text, answers=True)
    assert fields["phone"] == "+79211234567"
    assert formed == ("version",)
    assert set(told(text)[1]) == {"version", "phone", "email"}


def test_a_form_is_read_though_a_program_sent_it() -> None:
    """Its fields and its kind are; a newsletter's text stays what it is."""
    head = b"From: noreply@site.example\r\nAuto-Submitted: auto-generated\r\nSubject: x\r\n"
    form = head + b"\r\nType: incident\r\nE-mail: olga@customer.example\r\nName: Olga\r\n"
    mail = read(form)
    assert mail.kind == "list"
    assert mail.request_kind == "incident"
    assert set(mail.formed) == {"type", "email", "name"}
    assert mail.fields["email"] == "olga@customer.example"
    news = read(head + b"\r\nNothing works any more! Buy now: +1 212 555 0100\r\n")
    assert (news.fields, news.formed, news.request_kind) == ({}, (), "unsorted")
