"""Which language a text is written in."""

import pytest

from desk.mail import Language, TextLanguage
from parsers.mail import read
from parsers.meaning.language import detect, spoken


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Не работает принтер", Language.RU),
        ("Да", Language.RU),
        ("Не подключается Cisco AnyConnect Secure VPN", Language.RU),
        ("Добрый день! Outlook пишет: Cannot connect to server", Language.RU),
        ("The printer is not working", Language.EN),
        ("no", Language.EN),
        ("Thanks!", Language.EN),
        ("VPN error", Language.EN),
        ("Hello, please call Иван Петров about the printer on the second floor", Language.EN),
        ("", None),
        ("👍 12345 +7 495", None),
        ("VPN", None),
        ("Der Drucker geht nicht, bitte helfen", None),
        ("L'imprimante ne fonctionne pas, merci", None),
        ("La impresora no funciona, gracias", None),
        ("Не працює принтер, допоможіть будь ласка", None),
        ("Принтер жұмыс істемейді", None),
        ("プリンタが動きません", None),
    ],
)
def test_a_language_is_told_or_not(text: str, language: Language | None) -> None:
    """Russian and English are told; another language, or nothing to tell by, is none."""
    assert detect(text) is language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ок, спасибо", TextLanguage.RU),
        ("Та же ошибка", TextLanguage.RU),
        ("Будьте добры, сбросьте пароль", TextLanguage.RU),
        ("Не работает у Олексія Петренка отчёт", TextLanguage.RU),
        ("Не открывается https://portal.example/very/long/path Internet Explorer", TextLanguage.RU),
        ("Outlook: Cannot connect to server\nне работает почта", TextLanguage.RU),
        ("Login failed", TextLanguage.EN),
        ("Thx", TextLanguage.EN),
        ("Hello, Olga Ivanova cannot log in", TextLanguage.EN),
        ("The button says «Не удалось сохранить документ, обратитесь к администратору»", TextLanguage.EN),
        (
            "Hello, we get this error when we log in:\nНе удалось подключиться к серверу базы данных",
            TextLanguage.EN,
        ),
        ("Дякую", TextLanguage.UK),
        ("Добрий день! Не працює пошта", TextLanguage.UK),
        ("не можу зайти в систему", TextLanguage.UK),
        ("Проблема вирішена, дякую", TextLanguage.UK),
        ("Danke", TextLanguage.DE),
        ("Drucker kaputt", TextLanguage.DE),
        ("Guten Tag, der Drucker druckt nicht", TextLanguage.DE),
        ("Es geht wieder, danke", TextLanguage.DE),
        ("Bonjour, l'imprimante ne marche pas", TextLanguage.OTHER),
        ("Dzień dobry, nie działa poczta", TextLanguage.OTHER),
        ("Hej, skrivaren fungerar inte", TextLanguage.OTHER),
        ("Принтерът не работи", TextLanguage.OTHER),
        ("Принтер жұмыс істемейді", TextLanguage.OTHER),
        ("Сәлеметсіз бе, принтер істемейді, көмектесіңізші", TextLanguage.OTHER),
        ("Интернет істемейді, өтінемін көмек беріңіз", TextLanguage.OTHER),
        ("Жүйеге кіре алмаймын, есеп шықпайды", TextLanguage.OTHER),
        ("Не магу ўвайсці, пішыце мне, калі ласка", TextLanguage.OTHER),
        ("Әсель Қайратівна не може увійти, зробіть їй доступ", TextLanguage.UK),
        ("プリンタが動きません", TextLanguage.OTHER),
        ("هذا لا يعمل", TextLanguage.OTHER),
        ("Anna Petrova", None),
        ("VPN", None),
        ("12345 👍", None),
        ("", None),
    ],
)
def test_a_texts_own_language_is_told(text: str, language: TextLanguage | None) -> None:
    """The writer's words decide, not names, quotations and addresses; None where nothing tells."""
    assert spoken(text) is language


@pytest.mark.parametrize(
    "text",
    [
        "Spasibo!",
        "ne rabotaet",
        "privet, vse rabotaet",
        "Ne rabotaet printer, pomogite pozhaluista",
        "Dobryi den! U menya ne otkryvaetsya 1C",
    ],
)
def test_russian_in_latin_letters_is_russian(text: str) -> None:
    """Who has no Cyrillic keyboard writes Russian all the same, and reads the answer in it."""
    assert (spoken(text), detect(text)) == (TextLanguage.RU, Language.RU)


def test_a_pasted_log_does_not_decide() -> None:
    """A few words of a person's tell more than all lines of a program."""
    log = 'Traceback (most recent call last):\n  File "main.py", line 3, in <module>\nValueError: it is not\n'
    assert spoken("Добрый день! Выдаёт ошибку:\n" + log * 20) is TextLanguage.RU


@pytest.mark.parametrize("text", ['"' * 4000, "«" * 4000, "a@" * 2000, "x'" * 2000, "http://" * 600])
@pytest.mark.cpu(5)
def test_no_text_holds_it_up(text: str) -> None:
    """The time is bounded, whatever the text."""
    spoken(text * 60)


def test_only_the_new_text_tells() -> None:
    """What is quoted below an answer, and the signature, are another's words or a firm's."""
    raw = (
        "From: ann@corp.example\r\nSubject: Re: VPN\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "Der Drucker geht wieder, danke\r\n\r\n> Добрый день! Принтер починили, проверьте, пожалуйста.\r\n"
    )
    mail = read(raw.encode())
    assert (mail.text_language, mail.language) == (TextLanguage.DE, None)


@pytest.mark.cpu(5)
def test_a_long_text_is_told_by_its_beginning() -> None:
    """Only the beginning of a text is looked at."""
    assert detect("слово " * 200_000) is Language.RU
    assert detect("x" * 1_000_000) is None
