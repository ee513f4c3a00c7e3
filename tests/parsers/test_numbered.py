"""Answers by number, and answers below the lines that they answer."""

import pytest

from desk.mail import Numbered
from parsers.mail import read
from parsers.text.numbered import inline, numbered

YES_NO = ((1, "да"), (2, "нет"))
LISTS = (
    ("1. да\n2. нет", YES_NO),
    ("1) да\n2) нет", YES_NO),
    ("(1) да\n(2) нет", YES_NO),
    ("1 - да\n2 — нет", YES_NO),
    ("1: да\n2: нет", YES_NO),
    ("№1 да\n№2 нет", YES_NO),
    ("№ 1. да\n№ 2. нет", YES_NO),
    ("1.да\n2.нет", YES_NO),
    ("01. да\n02. нет", YES_NO),
    ("Вопрос 1: да\nВопрос №2 - нет", YES_NO),
    ("По п.1: да\nПо пункту 2: нет", YES_NO),
    ("Вариант 1: да\nвариант 2: нет", YES_NO),
    ("Q1: yes\nA2: no", ((1, "yes"), (2, "no"))),
    ("Question 1. yes\nanswer 2) no", ((1, "yes"), (2, "no"))),
    ("Option 2: cheap\nOption 3: dear", ((2, "cheap"), (3, "dear"))),
    ("Добрый день!\n\n1. да\n\n2. нет\n\nСпасибо!", YES_NO),
    ("1. да\n2. нет\nи не будет\n3. 2.5", ((1, "да"), (2, "нет\nи не будет"), (3, "2.5"))),
    ("1. да\n\nКстати, спасибо\n2. нет", YES_NO),
    ("1.\nда\n2.\n\nнет", YES_NO),
    ("1. да\n2.\n3. нет", ((1, "да"), (3, "нет"))),
    ("2. да\n4. нет", ((2, "да"), (4, "нет"))),
    ("1. да", ((1, "да"),)),
    ("Добрый день!\n2. В пятом\nкабинете", ((2, "В пятом\nкабинете"),)),
    ("5. пять\n1. да\n2. нет", YES_NO),
    ("2) нет\n1) да\n3) вчера", (*YES_NO, (3, "вчера"))),
    ("3. вчера\nутром\n1. да", ((1, "да"), (3, "вчера\nутром"))),
    ("2. нет\n1. да\n\n2. и снова", YES_NO),
    ("1. да\n2. нет\n\n1. снова\n2. и снова", YES_NO),
    ("1. да:\n 1) раз\n 2) два\n2. нет", ((1, "да:\n1) раз\n2) два"), (2, "нет"))),
    ("1. да 2. нет 3) 2.5", ((1, "да"), (2, "нет"), (3, "2.5"))),
    ("1 - да, 2 - нет", YES_NO),
    ("Ответы: 1) да; 2) нет", YES_NO),
    ("1. да 2. нет\n3. 12:30 4. 5 шт.", (*YES_NO, (3, "12:30"), (4, "5 шт."))),
    ("1. в корпусе 2. этаж пятый\n2. нет", ((1, "в корпусе 2. этаж пятый"), (2, "нет"))),
    ("1. версия 1.2.3 от 02.03, 2 шт.\n2. нет", ((1, "версия 1.2.3 от 02.03, 2 шт."), (2, "нет"))),
    ("> 1. Работает?\n1. да\n> 2. Печатает?\n2. нет", YES_NO),
)


@pytest.mark.parametrize(("text", "items"), LISTS)
def test_a_list_is_read_by_its_numbers(text: str, items: tuple[tuple[int, str], ...]) -> None:
    """However the numbers are written, in lines of their own or within one."""
    assert numbered(text) == tuple(Numbered(*item) for item in items)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Не печатает принтер",
        "1.5 кг\n2.5 кг",
        "1,5 кг\n2,5 кг",
        "1 500 руб.\n2 500 руб.",
        "1.500\n2.500",
        "1 - 2 недели\n2 - 3 месяца",
        "1.0.3\n2.0.1",
        "1.x\n2.x",
        "01.12.2026 сломалось\n02.12.2026 заработало",
        "1:30 включил\n2:45 выключил",
        "1.png\n2.png",
        "1-й этаж\n2-й этаж",
        "1 этаж\n2 этаж",
        "5. Принтер\n3. Сканер",
        "8 (495) 123-45-67",
        "Купил 1. Потом ещё 2. И всё.",
        "Нужно: 1. Не знаю что",
        "Итог: 1 шт., 2 шт.",
        "1.\n2.",
        "100. сто\n200. двести",
        "١. да\n٢. нет",
        "> 1. Работает?\n> 2. Печатает?",
    ],
)
def test_other_figures_are_no_list(text: str) -> None:
    """Versions, dates, amounts, times, files, numbers that go down, and what is quoted."""
    assert numbered(text) == ()


PLACES = (
    (
        "> Какая версия?\n\n8.3.22\n\n> Какой сервер?\nСтарый",
        (("Какая версия?", "8.3.22"), ("Какой сервер?", "Старый")),
    ),
    (
        "Привет!\nОни писали:\n> Since\n> when?\n\nMonday.\n\nNo, Sunday.",
        (("Since\nwhen?", "Monday.\n\nNo, Sunday."),),
    ),
    ("> Hello,\n>\n> Since\n> when?\n\nMonday\n> Bye", (("Since\nwhen?", "Monday"),)),
    ("> Hello,\n\n> Since when?\n\nMonday\n> Bye", (("Since when?", "Monday"),)),
    ("> Hello,\n>\n> Since when?\n\nMonday", ()),
    (">> older\n> newer\nyes\n> rest", (("older\nnewer", "yes"),)),
    ("yes\n> Does it print?", ()),
    ("> Does it print?\n\n> And scan?\n", ()),
    ("No quote at all", ()),
    (
        f"> {'long ' * 14}line that a program broke\noff here\n> in the middle\nyes",
        ((f"{'long ' * 14}line that a program broke\noff here\nin the middle", "yes"),),
    ),
)


@pytest.mark.parametrize(("text", "pairs"), PLACES)
def test_an_answer_stands_below_what_it_answers(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    """Quoted lines without their marks, and the own words up to the next ones."""
    assert inline(text) == pairs


QUOTE = (
    "> ## Please write your answer above this line ##\n>\n> Hello,\n>\n"
    "> 1. Which model?\n{0}> 2. Is the lamp red?\n{1}>\n> Ann\n"
)
SCATTERED = (
    (QUOTE.format("HP 820\n\n", ""), (("1. Which model?", "HP 820"),)),
    (QUOTE.format("HP 820\n\n", "Yes\n"), (("1. Which model?", "HP 820"), ("2. Is the lamp red?", "Yes"))),
    (QUOTE.format("", "HP 820, yes\n"), ()),
)


@pytest.mark.parametrize(("body", "pairs"), SCATTERED)
def test_an_answer_parts_the_quote(body: str, pairs: tuple[tuple[str, str], ...]) -> None:
    """The quote goes on below it; below the last of several questions it may answer all of them."""
    assert read(HEAD + body.encode()).inline == pairs


HEAD = b"From: ann@corp.example\r\nSubject: Re: help\r\nIn-Reply-To: <1@desk.example>\r\n\r\n"


def test_a_mail_carries_both() -> None:
    """A person's mail: the list below the commands, and the answers within what is quoted."""
    mail = read(HEAD + b"#note\r\n1. yes\r\n2. no\r\n\r\n> Since when?\r\nMonday\r\n> Where?\r\nHere\r\n")

    assert mail.numbered == (Numbered(1, "yes"), Numbered(2, "no"))
    assert mail.inline == (("Since when?", "Monday"), ("Where?", "Here"))


def test_a_machines_mail_answers_nothing() -> None:
    """Its numbers are nobody's answer."""
    mail = read(b"Auto-Submitted: auto-replied\r\n" + HEAD + b"1. yes\r\n2. no\r\n")

    assert mail.numbered == ()


@pytest.mark.parametrize(
    "text", ["1. x\n", "1. ", "1. 2. ", ": 1. x 2. ", "> x\nyes\n", ">\n", "№1 ", "по вопросу "]
)
@pytest.mark.cpu(5)
def test_no_text_holds_it_up(text: str) -> None:
    """What is found and the time are bounded, whatever the text."""
    assert len(numbered(text * 50_000)) <= 99
    assert len(inline(text * 50_000)) <= 50
