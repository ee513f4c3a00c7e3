"""What kind of request a mail is."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.request import RequestKind
from parsers.forms.fields import fields as form_fields
from parsers.meaning.requests import request_kind as read_kind

SURE = 0.7
INCIDENT = RequestKind.INCIDENT
MASS = RequestKind.MASS_INCIDENT
QUESTION = RequestKind.CONSULTATION
CHANGE = RequestKind.DEVELOPMENT
UNSORTED = RequestKind.UNSORTED


def request_kind(subject: str, text: str, fields: Mapping[str, str]) -> tuple[RequestKind, float]:
    """Return a kind and its confidence."""
    found = read_kind(subject, text, fields)
    return found.kind, found.confidence


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Тип: инцидент", INCIDENT),
        ("Тип обращения: Инцидент", INCIDENT),
        ("Вид обращения: массовый инцидент", MASS),
        ("Тип: Проблема", MASS),
        ("Тип: авария", MASS),
        ("Вид: Консультация", QUESTION),
        ("Тип заявки: Запрос на обслуживание", QUESTION),
        ("Тип: Запрос на развитие", CHANGE),
        ("Тип запроса: доработка", CHANGE),
        ("Type: incident", INCIDENT),
        ("Type: Mass incident", MASS),
        ("Request type: service request", QUESTION),
        ("Kind: question", QUESTION),
        ("Type: feature request", CHANGE),
        ("*Type:* Change request", CHANGE),
        ("Тип: инцидент (не работает принтер)", INCIDENT),
    ],
)
def test_a_form_line_names_the_kind(line: str, kind: RequestKind) -> None:
    """A type named in a form line is sure, whatever else is said."""
    text = f"{line}\n\nКак добавить кнопку, если у всех не работает?"
    assert request_kind("", text, form_fields(text)) == (kind, 1.0)


def test_a_form_with_all_choices_left_names_none() -> None:
    """A form line that still lists its choices is no answer."""
    fields = {"type": "инцидент / консультация / развитие"}
    assert request_kind("", "", fields) == (UNSORTED, 0.0)


def test_an_unknown_type_leaves_the_words() -> None:
    """A type that is no kind of ours leaves it to what is said."""
    kind, sureness = request_kind("Принтер", "Не работает принтер", {"type": "оборудование"})
    assert kind is INCIDENT
    assert SURE < sureness < 1


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Не работает принтер", "Добрый день! Принтер на 3 этаже не печатает.", INCIDENT),
        ("", "Упал сервер 1С, не могу войти", INCIDENT),
        ("Почта", "Не приходят письма со вчерашнего дня", INCIDENT),
        ("Ошибка 500", "При открытии отчёта программа выдаёт ошибку", INCIDENT),
        ("", "Подскажите, почему не открывается сайт?", INCIDENT),
        ("", "Не работает только у меня, у коллег всё работает", INCIDENT),
        ("", "Завис компьютер", INCIDENT),
        ("Инцидент: касса", "Посмотрите, пожалуйста", INCIDENT),
        ("Printer", "The printer is not working", INCIDENT),
        ("", "I can't log in to the portal", INCIDENT),
        ("", "The application crashed twice today", INCIDENT),
        ("", "VPN is down since morning", INCIDENT),
        ("", "Hi everyone, my printer is not printing", INCIDENT),
        ("", "Outlook doesn't open, it works for everyone else", INCIDENT),
        ("Не работает интернет у всех", "", MASS),
        ("", "Весь офис не может войти в 1С, система недоступна", MASS),
        ("Массовый сбой", "Касса не отвечает", MASS),
        ("", "Никто не может подключиться к VPN, упал сервер", MASS),
        ("", "Все пользователи жалуются: почта не работает", MASS),
        ("Mail is down for everyone", "", MASS),
        ("", "The whole office cannot access the portal", MASS),
        ("Outage", "All users cannot log in", MASS),
        ("", "Как настроить почту на телефоне?", QUESTION),
        ("Вопрос", "Подскажите, как добавить второго пользователя?", QUESTION),
        ("", "Где найти инструкцию по установке?", QUESTION),
        ("", "Прошу предоставить доступ к папке «Отчёты»", QUESTION),
        ("", "Можно ли работать с системой с домашнего компьютера?", QUESTION),
        ("", "How do I change my password?", QUESTION),
        ("", "Is it possible to use the portal from home?", QUESTION),
        ("Access request", "I need access to the shared folder", QUESTION),
        ("", "Could you explain the difference between the plans? I have a question about prices.", QUESTION),
        ("Запрос на доработку", "Прошу добавить поле «ИНН» в карточку", CHANGE),
        ("", "Предлагаем добавить выгрузку в Excel", CHANGE),
        ("", "Прошу реализовать новый отчёт по складу", CHANGE),
        ("Feature request", "Dark theme", CHANGE),
        ("", "It would be great to have an export button", CHANGE),
        ("", "Please add a filter by date", CHANGE),
    ],
)
def test_plain_words_tell_the_kind(subject: str, text: str, kind: RequestKind) -> None:
    """What customers usually write is sorted with enough confidence to act on it."""
    found, sureness = request_kind(subject, text, {})
    assert (found, sureness > SURE) == (kind, True)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("", ""),
        ("Привет", "Прилагаю документы"),
        ("Hello", "See the attached file"),
        ("", "Всё работает, ошибок нет"),
        ("", "Everything works fine, no errors"),
        ("", "Что делать, если не работает интернет?"),
        ("", "What should I do if the printer is not working?"),
        ("", "Прошу добавить пользователя Иванова"),
        ("", "Please add John to the team"),
        ("", "Не работает отчёт. И прошу добавить кнопку «Печать»"),
        ("", "The report is broken. How do I create a new one?"),
        ("Проблема", "Посмотрите вложение"),
        ("Problem", "See the picture"),
        ("", "Можно ли добавить кнопку?"),
        ("", "Как вы просили, отправляю договор"),
        ("", "> Не работает принтер\n\nПосмотрите"),
        ("", "После обновления как обычно"),
    ],
)
def test_ambiguous_words_stay_below_the_threshold(subject: str, text: str) -> None:
    """Conditions, negations and mixed wishes are not sorted with confidence."""
    assert request_kind(subject, text, {})[1] < SURE


def test_nothing_told_is_unsorted() -> None:
    """Where no sign stands the answer is unsorted without any confidence."""
    assert request_kind("Документы", "Во вложении акт.", {}) == (UNSORTED, 0.0)


@pytest.mark.timeout(5)
@pytest.mark.parametrize("text", ["не работает " * 20_000, "x" * 250_000, "\n" * 250_000, "как " * 60_000])
def test_a_hostile_text_is_judged_by_its_beginning(text: str) -> None:
    """Only the beginning of a text is looked at."""
    assert request_kind(text, text, {})[1] <= 1


@given(st.text(), st.text())
def test_any_request_has_a_kind(subject: str, text: str) -> None:
    """Whatever is written, a kind and a confidence between 0 and 1 come out."""
    _, sureness = request_kind(subject, text, form_fields(text))
    assert 0 <= sureness <= 1
