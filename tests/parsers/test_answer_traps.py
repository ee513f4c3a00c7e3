"""Answers that read like a confirmation or a withdrawal and are none; ordinary ones that must not be lost.

All are read as the mail reader reads them: with a subject that has the ticket's number.
"""

import pytest

from desk.happenings import BARE_WORDS, BARE_YES_THRESHOLD, INTENT_THRESHOLD
from desk.mail import Intent
from parsers.meaning.answers import INTENTS
from parsers.meaning.intents import Meaning, intent
from parsers.meaning.language import detect
from parsers.meaning.points import is_of_several
from parsers.meaning.rulings import AGAINST_NOW
from tests.lessons.lesson import PHRASES
from tests.parsers.shadows import shadowed

_SETTLING = (Intent.CONFIRM, Intent.WITHDRAW)
_OPEN = (PHRASES / "answers_open.txt").read_text(encoding="utf-8").splitlines()

ORDINARY = [
    "Confirmed, the problem is solved. You may close this.",
    "Confirmed, thank you.",
    "Hi Ann, confirmed. Thank you! Bob",
    "I can confirm that the issue is resolved.",
    "Tested this morning, no errors. Happy to close.",
    "All users can log in now, thanks.",
    "The new one works perfectly, thanks.",
    "Добрый день! Подтверждаю. Спасибо!",
    "Подтверждаю, что проблема устранена.",
    "Подтверждаю, всё работает, спасибо.",
    "Утром проверил, ошибки больше нет, спасибо.",
    "У меня всё работает, спасибо.",
    "У всех работает, можно закрывать.",
    "Спасибо, коллеги, всё заработало.",
    "Файл загрузился, спасибо.",
    "Документы отправились, спасибо!",
    "Пользователь подтвердил, всё работает. Закрывайте.",
    "Больше не вижу ошибок, спасибо.",
]
DROPPED = [
    "Please cancel, thanks.",
    "Please cancel my request, thanks.",
    "Never mind, found it.",
    "Please ignore this, it was sent by mistake.",
    "Отмените, пожалуйста.",
    "Уже не нужно, спасибо.",
    "Отбой по заявке.",
    "Это дубль заявки, отмените пожалуйста.",
]


def _read(text: str, subject: str = "") -> Meaning:
    russian = any("а" <= sign <= "я" for sign in text.lower())
    subject = subject or ("Re: [HD-12] Заявка" if russian else "Re: [HD-12] Request")
    return intent(text, detect(text) or detect(subject), subject)


def _acted_on(text: str, subject: str = "") -> Intent:
    """Return what a desk takes an answer to its solution for."""
    meant = _read(text, subject)
    bare = meant.intent is Intent.CONFIRM and len(text.split()) <= BARE_WORDS
    sure = meant.confidence >= (BARE_YES_THRESHOLD if bare else INTENT_THRESHOLD)
    return meant.intent if sure else Intent.NONE


@pytest.mark.parametrize("line", _OPEN)
def test_what_settles_something_else_closes_nothing(line: str) -> None:
    """What was seen, done, agreed or lost, works elsewhere or is dropped beside the ticket leaves it open."""
    assert _acted_on(line.partition(" | ")[2].replace("\\n", "\n")) not in _SETTLING


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_confirmation_is_acted_on(text: str) -> None:
    """Words that may stand for another matter settle the ticket where the rest tells that they do."""
    assert _acted_on(text) is Intent.CONFIRM


@pytest.mark.parametrize("text", DROPPED)
def test_an_ordinary_withdrawal_is_acted_on(text: str) -> None:
    """What has no object but the ticket is the ticket's."""
    assert _acted_on(text) is Intent.WITHDRAW


@pytest.mark.parametrize(
    "text",
    [
        "Please close the ticket, it works, thanks.\n"
        + "On Friday, 20 November 2026, Support of the Northern Branch <support@example.org> wrote so:\n" * 8
        + "That is what they wrote, but do not close it.",
        f"It works, thanks.\n{' ' * 760}\nBut the printer is still dead, do not close this.",
        f"It works, thanks. «{'ok ' * 250}»\nBut the printer is still dead, do not close this.",
    ],
)
def test_what_nobody_read_may_take_it_back(text: str) -> None:
    """Lines of others, blanks and citations fill what is looked at: what stands below was not read."""
    assert _acted_on(text) not in _SETTLING


def test_what_stands_below_an_old_mails_head_is_not_the_writers() -> None:
    """A long mail quoted without marks makes no answer unsure."""
    old = "-----Original Message-----\nFrom: Support <support@example.org>\n\n" + "Does it work now?\n" * 80
    assert _acted_on(f"It works, thanks.\n\n{old}") is Intent.CONFIRM


@pytest.mark.parametrize(
    "text", ["Works now.\n\nPhotoshop Hangs", "Works now.\nMark Hangs", "Всё работает.\n\nКомпас Виснет"]
)
def test_a_last_line_that_tells_of_a_fault_is_no_name(text: str) -> None:
    """Two capitalised words set apart are a name only by a first name, initials or a father's name."""
    assert _acted_on(text) not in _SETTLING


@pytest.mark.parametrize("name", ["Ann Lee", "J. Smith", "Лапшин Г.Д.", "Кравцова Лариса Семёновна"])
def test_a_name_set_apart_says_nothing(name: str) -> None:
    """Who signs a confirmation confirms."""
    text = "Всё работает, спасибо." if name > "a" else "It works now, thanks."
    assert _acted_on(f"{text}\n\n{name}") is Intent.CONFIRM


def test_about_it_is_not_the_ticket() -> None:
    """Only a word for a ticket names it."""
    assert not _read("Forget about it.").explicit
    assert _read("Please cancel the request.").explicit


def test_a_name_in_latin_letters_tells_tickets_apart() -> None:
    """Right before "тикет" it says whose it is."""
    assert _acted_on("Jira тикет можно закрыть, спасибо.") not in _SETTLING
    assert _acted_on("Тикет можно закрыть, спасибо.") is Intent.CONFIRM


@pytest.mark.parametrize(
    ("text", "subject", "closes"),
    [
        ("Please close S-12.", "Re: [S-12] Licence", True),
        ("Please close JIRA-99.", "Re: [HD-12] Fwd: [JIRA-99] crash", False),
        ("JIRA-99 is resolved, thanks.", "Re: [HD-12] Crash", False),
        ("HD-13 works, thanks.", "Re: [HD-12] Crash", False),
        ("USB-3 заработал, спасибо!", "Re: [HD-12] Порт", True),
        ("Перешли на UTF-8, всё открывается, спасибо, закрывайте.", "Re: [HD-12] Кодировка", True),
        ("АТОЛ-30 печатает, спасибо, закрывайте.", "Re: [HD-12] Касса", True),
    ],
)
def test_a_number_is_another_tickets_beside_words_of_tickets(
    text: str, subject: str, *, closes: bool
) -> None:
    """Products have numbers as well; ours is the first in the subject, and its prefix is ours."""
    assert (_acted_on(text, subject) in _SETTLING) is closes


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("Спасибо, быстро чините, всё работает.", True),
        ("В реквизите ошибки больше нет, спасибо.", True),
        ("Как вы и говорите, всё работает, спасибо.", True),
        ("Всё работает, спасибо. Снимите пароль с папки.", False),
        ("Работает, спасибо. Разрешите доступ к диску.", False),
        ("Заработало. Передайте ключ от офиса.", False),
        ("Всё в порядке. Примите ноутбук на складе.", False),
        ("Спасибо, всё работает. Прекратите рассылку писем.", False),
    ],
)
def test_what_ends_like_an_order_may_be_none(text: str, *, closes: bool) -> None:
    """Nouns and the present tense end like orders; what may be courtesy has no object."""
    assert (_acted_on(text) in _SETTLING) is closes


def test_a_capital_letter_begins_no_sentence() -> None:
    """A program's name in a sentence lowers no bar."""
    assert not is_of_several("Работает в Firefox")
    assert is_of_several("Не печатало. Теперь печатает")


@pytest.mark.parametrize("text", ["No one.", "А, спасибо.", "a, thanks"])
def test_an_exclamation_chooses_nothing(text: str) -> None:
    """A word that may be a number or a letter needs a word of choosing, or an asking one."""
    assert _read(text).choice is None


def test_what_stands_against_it_is_in_the_table() -> None:
    """A label that no phrase has would doubt nothing."""
    assert set(AGAINST_NOW) - {"failure"} <= set(INTENTS.phrases)


def test_no_phrase_is_shadowed() -> None:
    """The first label of a phrase stays: under another one it would stand in vain."""
    assert shadowed(INTENTS.phrases) == []
