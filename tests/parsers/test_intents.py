"""What a customer's answer wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.mail import Intent, Language
from parsers.meaning.intents import intent
from parsers.meaning.language import detect

SURE = 0.8

CONFIRMS = [
    "Да, всё работает, можно закрывать.",
    "Подтверждаю",
    "Подтверждаем, проблема решена. Спасибо!",
    "Всё заработало, спасибо большое!",
    "Спасибо, всё работает",
    "Спасибо, Иван! Теперь всё работает.",
    "Здравствуйте, Анна!\nВсё работает, заявку можно закрывать.\nИван",
    "Вопрос решён, спасибо за оперативность.",
    "Ошибка больше не повторяется, закрывайте заявку",
    "Проблема устранена",
    "Добрый день! Доступ появился, спасибо.",
    "Закрывайте, пожалуйста",
    "Прошу закрыть обращение",
    "SUP-1042 можно закрыть, всё ок",
    "Проверил, работает. Спасибо за помощь!",
    "Заработало 👍",
    "Претензий нет, закройте заявку.",
    "On Fri, Nov 20, 2026 at 10:15 AM Support of the Northern Branch <\n"
    "support+k7dq@example.org> wrote:\n> Does it work?\n\nYes, it works, you can close it.",
    "> Решение: перезапустили сервер\n\nДа, работает, спасибо",
    "it works now, you can close the ticket",
    "Yes, it works. Thanks!",
    "closed from my side",
    "Confirmed, thank you.",
    "I confirm",
    "Thanks, it works",
    "Thank you, Ann! Everything works now.",
    "The issue is resolved, please close the ticket.",
    "That fixed it, thanks a lot!",
    "All good now, thank you",
    "Works like a charm, thanks",
    "No more errors. You can close it.",
    "Hi John,\n\nthe problem is gone, thanks for the quick help.\n\nAnn Lee",
    "Problem solved!",
    "Yes, it's fixed. Feel free to close.",
    "The error no longer happens, thanks.",
]

DISPUTES = [
    "не помогло",
    "Проблема осталась",
    "Всё ещё не работает",
    "нет",
    "Нет.",
    "Спасибо, но всё ещё не работает",
    "Не подтверждаю",
    "Ничего не изменилось",
    "Опять та же ошибка",
    "Не решено, верните в работу",
    "Ошибка повторяется",
    "Пока не работает",
    "Заработало, но потом ошибка вернулась",
    "Первый принтер работает, а второй не работает",
    "Не согласен с закрытием, проблема не решена.",
    "не закрывайте, пожалуйста",
    "Так и не заработало",
    "Всё по-прежнему",
    "no",
    "No.",
    "still broken",
    "It still doesn't work.",
    "Not fixed.",
    "Thanks, but the problem is still there",
    "Same issue again",
    "The error persists.",
    "Please don't close the ticket",
    "it didn't help",
    "Nothing has changed",
    "I don't agree",
    "Unfortunately it is not working",
    "It stopped working again",
    "It works for Ann but still not for me, same error",
]

WITHDRAWALS = [
    "больше не нужно",
    "Отмените заявку, пожалуйста",
    "Вопрос снят",
    "Вопрос снят, спасибо!",
    "Уже не актуально",
    "Неактуально",
    "Прошу отменить обращение",
    "Разобрались сами, спасибо",
    "Отзываю заявку",
    "Заявка больше не нужна",
    "Ложная тревога",
    "please cancel",
    "Please cancel the ticket, thanks",
    "no longer needed",
    "No longer needed, thank you",
    "Never mind",
    "We don't need it anymore",
    "Please cancel my request.",
    "False alarm, sorted it out ourselves",
    "Please disregard this request",
]

THANKS = [
    "Спасибо!",
    "Большое спасибо за помощь!",
    "Благодарю",
    "Спасибо, Иван!",
    "Ок, спасибо",
    "👍",
    "thanks a lot",
    "Thank you!",
    "Thanks, Ann.",
    "Great, thanks for the quick help!",
    "Much appreciated",
    "Ok, thank you very much",
]

STATUSES = [
    "какой статус?",
    "статус",
    "Статус?",
    "есть новости?",
    "Добрый день! Есть ли новости по заявке SUP-1042?",
    "Здравствуйте, какой статус заявки?",
    "Когда будет готово?",
    "status?",
    "Status",
    "any news",
    "Hi, any update on this?",
    "What is the status of my ticket?",
    "Is there any progress?",
]

# Texts that must not be taken for a confirmation or a withdrawal, whatever else they are.
TRAPS = [
    "Другую заявку можно закрыть.",
    "Прошлую заявку можно закрыть, по ней всё хорошо.",
    "Соседскую заявку можно закрыть, спасибо.",
    "Первую заявку можно закрыть",
    "По предыдущему обращению всё хорошо, спасибо!",
    "С первым пунктом всё хорошо, спасибо.",
    "На тесте работает, спасибо. Выкатывайте.",
    "The previous ticket is resolved, thanks.",
    "On my other ticket everything works, thanks.",
    "The first part works, thanks.",
    "Issue one is solved, thanks.",
    "Works in staging, thanks. Ship it.",
    "Works now.\nPhotoshop Hangs",
    "Всё работает.\nКомпас Виснет",
    "Да, работает, но ещё вопрос: как добавить пользователя?",
    "закройте, если больше ничего не требуется",
    "Закройте, если всё работает",
    "Всё работает?",
    "работает?",
    "Можно закрывать?",
    "не подтверждаю",
    "Вроде работает",
    "Пока всё работает, понаблюдаем до завтра",
    "Работает, кроме почты",
    "Работает не всё",
    "Не всё работает",
    "Работает через раз",
    "Работает только у меня",
    "Вы писали «всё работает, можно закрывать», проверяем",
    "> всё работает, можно закрывать\n\nКто это написал",
    "Завтра проверю и подтвержу",
    "Подтверждаю получение письма",
    "Подтверждаю заявку на отпуск",
    "Закройте доступ Петрову",
    "Нет, всё работает",
    "Да",
    "да, спасибо",
    "Хорошо",
    "Если не поможет, напишу",
    "Когда закроете заявку?",
    "Надеюсь, теперь заработает",
    "Всё работает. Добавьте ещё принтер в бухгалтерию",
    "Отмените заявку, если уже поздно",
    "Отмените встречу с Ивановым и создайте новую на пятницу",
    "Больше не нужно перезагружать сервер по ночам, сделайте это раз в неделю",
    "не отменяйте заявку",
    "Проблема решена не полностью",
    "Прошу подтвердить получение",
    "yes",
    "Yes, thanks",
    "ok",
    "Does it work?",
    "Has this been fixed",
    "Is the issue resolved",
    "It works, but only sometimes",
    "Please close it if it works for others",
    "It seems to work now",
    "It works on two of five computers",
    "It worked yesterday",
    "I'm working on it",
    "Please confirm",
    "please confirm receipt",
    "Not sure it works",
    "I can't say it works",
    "It should be working now, let me check",
    "Please close the account of John Smith",
    "It never works",
    "Everything works except printing",
    'You wrote "it works now" and that is not true',
    "Will confirm tomorrow",
    "Please cancel my subscription and refund the last month",
    "I no longer need the old printer, please replace it with a new one",
    "don't cancel the request",
    "no thanks",
    "Thanks, it works. How do I add another user?",
    "On 20/11/2026 10:15, Support wrote:\n> it works now, close the ticket\n\nSee the attached file",
]

# What may stand beside a confirmation and makes it none.
MORE_RUSSIAN = [
    "но есть ещё вопрос",
    "А как настроить сканер?",
    "только не у Иванова",
    "Нужно ещё обновить антивирус",
    "кроме Excel",
    "Хотя медленно",
    "Ещё не проверяли печать",
    "Однако почта лежит",
    "Пришлите акт",
    "Добавьте, пожалуйста, Петрова",
    "Принтер в 214 не печатает",
    "Если что, напишу",
    "Жду акт",
    "Теперь сломался сканер",
    "А телефон молчит",
    "Кстати, у Петрова ошибка",
    "Есть ещё просьба",
    "Но я не уверен",
    "Вчера",
    "Наверное",
    "или нет",
    "И ещё одно",
    "Не закрывайте пока",
    "Сервер упал",
    "опять ошибка",
    "Когда пришлёте счёт",
    "Продолжайте наблюдение",
    "Оставьте открытой до пятницы",
    "подождите",
]
MORE_ENGLISH = [
    "but I have another question",
    "How do I set up the scanner?",
    "only not for John",
    "Please also update the antivirus",
    "except Excel",
    "although slowly",
    "Printing is untested",
    "However mail is down",
    "Send me the invoice",
    "Please add John",
    "The printer in 214 is dead",
    "If not I will write",
    "Now the scanner is broken",
    "By the way John sees an error",
    "One more thing",
    "I am not sure though",
    "I guess",
    "or not",
    "Keep it open until Friday",
    "wait",
    "please wait",
    "do not close yet",
    "leave it open",
    "I think so",
    "for now",
    "tomorrow we test again",
    "Is there a manual",
    "what was the cause",
]

NOTHING = [
    "",
    "   \n ",
    "Добрый день! Прилагаю журнал ошибок за вчера.",
    "Номер кабинета 214, телефон внутренний 33-15",
    "We use version 4.2 on Windows 11.",
    "The serial number is 12345",
    "работает?",
    "12.11 в 10:00 удобно",
]


def _sure(text: str) -> Intent:
    """Return the intent that would be acted on."""
    meant = intent(text, detect(text))
    return meant.intent if meant.confidence >= SURE else Intent.NONE


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *((text, Intent.CONFIRM) for text in CONFIRMS),
        *((text, Intent.DISPUTE) for text in DISPUTES),
        *((text, Intent.WITHDRAW) for text in WITHDRAWALS),
        *((text, Intent.THANKS) for text in THANKS),
        *((text, Intent.STATUS) for text in STATUSES),
        *((text, Intent.NONE) for text in NOTHING),
    ],
)
def test_a_plain_answer_is_understood(text: str, wanted: Intent) -> None:
    """What customers usually answer is read with enough confidence to act on it."""
    assert _sure(text) is wanted


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_closes_nothing(text: str) -> None:
    """Negations, conditions, doubts, questions, quotes and further wishes never confirm or withdraw."""
    assert _sure(text) not in (Intent.CONFIRM, Intent.WITHDRAW)


@pytest.mark.parametrize("more", MORE_RUSSIAN + MORE_ENGLISH)
def test_whatever_else_is_said_closes_nothing(more: str) -> None:
    """A confirmation or withdrawal with any of these behind or before it, as people add them, is unsure."""
    russian = more in MORE_RUSSIAN
    for settled in (text for text in CONFIRMS + WITHDRAWALS if _is_russian(text) is russian):
        told = settled.rstrip(".!")
        after = (f"{settled} {more}", f"{told}, {more.lower()}", f"{settled}\n\n{more.capitalize()}")
        for text in (*after, f"{more}. {settled}"):
            assert _sure(text) not in (Intent.CONFIRM, Intent.WITHDRAW), text


def _is_russian(text: str) -> bool:
    """Tell whether a text has Russian letters."""
    return any("а" <= sign <= "я" for sign in text.lower())


def test_both_languages_are_practised() -> None:
    """The table holds enough of each language and enough traps."""
    told = [*CONFIRMS, *DISPUTES, *WITHDRAWALS, *THANKS, *STATUSES, *TRAPS]
    russian = [text for text in told if _is_russian(text)]
    assert len(told) >= 120
    assert len(TRAPS) >= 40
    assert len(russian) >= 60
    assert len(told) - len(russian) >= 60


def test_a_confirmation_in_a_long_text_is_less_sure() -> None:
    """The more is said, the more may be meant."""
    long = "Всё работает. " * 30
    assert intent(long, Language.RU).confidence < SURE < intent("Всё работает.", Language.RU).confidence


def test_what_stands_below_a_long_quote_counts() -> None:
    """A wish far below a quote is not overlooked."""
    text = "Всё работает.\n\n" + "> x\n" * 5000 + "\nТеперь пришлите акт."
    assert _sure(text) is Intent.NONE
    assert _sure("Всё работает.\n\n" + "> x\n" * 50_000) is Intent.NONE


def test_an_unknown_language_is_less_sure() -> None:
    """Words of a language that is not read may mean something else."""
    text = "ok ok ok ok ok ok it works"
    assert intent(text, None).confidence < intent(text, Language.EN).confidence


def test_a_confirmation_that_speaks_of_closing_is_the_surest() -> None:
    """Words of closing mean the ticket; "it works" may answer a question."""
    assert intent("можно закрывать", Language.RU).confidence > intent("работает", Language.RU).confidence


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text",
    ["да " * 80_000, "\n" * 250_000, "x" * 250_000, "> да\n" * 50_000, "«" * 250_000, "Hi Ann Lee " * 20_000],
)
def test_a_hostile_text_confirms_nothing(text: str) -> None:
    """Texts without end are neither waited for nor acted on."""
    assert _sure(text) not in (Intent.CONFIRM, Intent.WITHDRAW)


@given(st.text())
def test_any_text_has_an_intent(text: str) -> None:
    """Whatever the text, an intent and a confidence between 0 and 1 come out."""
    assert 0 <= intent(text, None).confidence <= 1


def test_a_word_of_the_subject_is_known() -> None:
    """Who names the matter again says nothing new; who wishes for it again does."""
    told = "Тахограф работает, спасибо."
    assert intent(told, Language.RU).confidence < SURE
    assert intent(told, Language.RU, "Re: Проверка тахографа").confidence >= SURE
    wished = "Спасибо, работает, откалибруйте."
    assert intent(wished, Language.RU, "Откалибруйте тахограф").confidence < SURE


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Электрик приезжал, работает.", True),
        ("Работает, электрик приезжал.", False),
        ("Заявку закройте, электрик приезжал.", True),
        ("Электрик приезжал, просил позвонить, заявку закройте.", False),
        ("Закройте заявку электрика.", False),
        ("Please close the ticket, the electrician visited.", True),
        ("Please close the electrician's ticket visited.", False),
    ],
)
def test_a_tale_of_what_was_done_is_no_doubt(text: str, *, sure: bool) -> None:
    """Few unknown words tell only what was done: before it works, or where the ticket is to be closed."""
    meant = intent(text, Language.RU if _is_russian(text) else Language.EN)
    assert (meant.intent is Intent.CONFIRM and meant.confidence >= SURE) is sure


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Not yet.", Intent.DISPUTE),
        ("Not yet, I will check tomorrow.", Intent.NONE),
        ("Ещё нет.", Intent.DISPUTE),
    ],
)
def test_what_is_not_tried_yet_is_no_dispute(text: str, wanted: Intent) -> None:
    """A "not yet" with a promise to try says nothing of the solution."""
    assert intent(text, None).intent is wanted


@pytest.mark.parametrize(
    ("text", "subject", "closes"),
    [
        ("Please close HD-12.", "Re: [HD-12] Licence", True),
        ("Можно закрывать №12.", "Re: [HD-12] Лицензия", True),
        ("Please close H2-12.", "Re: [H2-12] Licence", True),
        ("Please close #12.", "Re: [S-12] Licence", True),
        ("Please close H3-12.", "Re: [H2-12] Licence", False),
        ("Please close HD-12.", "", True),
        ("Please close HD-13.", "Re: [HD-12] Licence", False),
        ("Please close JIRA-12.", "Re: [HD-12] Licence", False),
        ("Please close JIRA-1234.", "Re: licence", False),
        ("Please close Office-365.", "Re: [HD-12] Office-365 licences", False),
        ("Please cancel INV-2031.", "Re: [HD-12] Invoice INV-2031 is wrong", False),
        ("Отмените №4512, пожалуйста.", "Re: [HD-12] Заказ №4512", False),
    ],
)
def test_only_the_number_in_our_subject_is_the_tickets(text: str, subject: str, *, closes: bool) -> None:
    """Programs, invoices, orders and the tickets of others have numbers as well."""
    meant = intent(text, Language.RU if _is_russian(text) else Language.EN, subject)
    assert (meant.intent in (Intent.CONFIRM, Intent.WITHDRAW) and meant.confidence >= SURE) is closes


def test_a_letter_drawn_out_is_no_variant() -> None:
    """Who cries out chooses nothing."""
    assert intent("Аааа!", Language.RU).intent is not Intent.CHOICE


def test_a_number_before_a_long_text_is_unsure() -> None:
    """What nobody read may take the choice back."""
    assert intent("2\n" + "=" * 650 + "\nNo wait, neither of them suits us.", Language.EN).confidence < SURE


@pytest.mark.parametrize(
    "text",
    [
        "Больше не зависает, не тормозит и не вылетает. Спасибо!",
        "Hasn't crashed once since the update. Great.",
        "The error doesn't appear any more.",
        "Проблема не вернулась.",
        "Вчера жаловался, что не печатает. Сегодня печатает, спасибо.",
        "Боялся, что опять не сработает, но нет, всё прошло гладко.",
        "Couldn't log in all morning; after your reset I'm in. Thanks.",
        "Ошибка подписи более не воспроизводится. Обращение просим закрыть.",
    ],
)
def test_a_fault_that_is_no_more_is_no_dispute(text: str) -> None:
    """A word for a fault decides nothing where all words together make it unlikely."""
    assert _sure(text) is not Intent.DISPUTE


def test_mockery_is_no_thanks() -> None:
    """Thanks wake nobody: a complaint must not be taken for them."""
    assert (
        _sure("Brilliant! Just brilliant! Another day without internet, thank you so much.")
        is not Intent.THANKS
    )
