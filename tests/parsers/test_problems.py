"""How many problems one mail lists."""

import pytest

from parsers.mail import read
from parsers.meaning.problems import problems


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Добрый день!\n1. Не работает принтер.\n2. Прошу добавить кнопку экспорта в отчёт.", 2),
        ("Hi,\n1) I can't log in\n2) The export fails with an error\n3) How do I change my password?", 3),
        ("Есть две проблемы:\n1 - не грузится портал\n2 - не приходит смс с кодом", 2),
        ("Проблема 1: не открывается карточка клиента\nПроблема 2: не сохраняется договор", 2),
        ("- не открывается отчёт по продажам\n- не печатает касса", 2),
        ("Просим:\n• настроить доступ к папке\n• установить 1С на новый компьютер\n• сбросить пароль", 3),
        ("Во-первых, не приходит почта. Во-вторых, зависает 1С при проведении документа.", 2),
        (
            "Во-первых, не печатает принтер. Во-вторых, сеть еле дышит. И в-третьих, нужен доступ к диску.",
            3,
        ),
        ("First, the printer is not working. Second, can you add a new user?", 2),
        ("Не печатает касса в зале.\n\nЕщё один вопрос: как сменить пароль от портала?", 2),
        ("The VPN drops every five minutes.\n\nAnother issue: the scanner is not working.", 2),
    ],
)
def test_requests_told_apart_are_counted(text: str, count: int) -> None:
    """Items of a list, firstly and secondly, another question: each a request by itself."""
    assert problems(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Не работает принтер",
        "Шаги воспроизведения:\n1. Открыть отчёт\n2. Нажать печать, не работает\n3. Программа зависает",
        "To reproduce:\n1. Open the report\n2. Click export\n3. It crashes with an error",
        "Не работает принтер.\nЧто делал:\n1. Перезагрузил, не помогло\n2. Переустановил, не работает",
        "1. Захожу в программу\n2. Открываю справочник\n3. Программа зависает, пишет ошибку",
        "Не работает вход.\n1. Иванов\n2. Петров",
        "Прошу дать доступ сотрудникам:\n- Иванов И.И.\n- Петров П.П.",
        "I am using:\n- Windows 11\n- Outlook 365\nand cannot send mail",
        "Во-первых, спасибо. Во-вторых, всё работает!",
        "Нас не устраивает: во-первых, долго, во-вторых, дорого.",
        "2. Да\n3. Нет",
        "> 1. Не работает принтер\n> 2. Не работает сканер",
    ],
)
def test_other_lists_are_no_hint(text: str) -> None:
    """Steps, tries, people, praise and what is quoted are not several problems."""
    assert problems(text) == 0


@pytest.mark.parametrize(
    "text", ["1. не работает\n", "- не работает\n", "1. ", "во-первых во-вторых ", "ещё один вопрос\n"]
)
@pytest.mark.cpu(5)
def test_no_text_holds_it_up(text: str) -> None:
    """The count and the time are bounded, whatever the text."""
    assert problems(text * 50_000) <= 20


def test_a_mail_carries_the_count() -> None:
    """The hint stands beside the kind of the request."""
    head = b"From: ann@corp.example\r\nSubject: help\r\n\r\n"
    assert read(head + b"1. I can't log in\r\n2. The export fails with an error").problems == 2
    assert read(head + b"I can't log in").problems == 0
