"""Which language a text is written in."""

import pytest

from desk.mail import Language
from parsers.language import detect


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


@pytest.mark.timeout(5)
def test_a_long_text_is_told_by_its_beginning() -> None:
    """Only the beginning of a text is looked at."""
    assert detect("слово " * 200_000) is Language.RU
    assert detect("x" * 1_000_000) is None
