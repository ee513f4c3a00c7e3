"""A mail of our own is known by its words where the line on top of it is gone."""

from pathlib import Path

import pytest

import parsers
from parsers.text.cards import FEET, OPENINGS
from parsers.text.visible import cut

TEMPLATES = Path(parsers.__file__).parents[1] / "responders" / "templates"

CARD_RU = """Здравствуйте, Анна!

Спасибо за письмо. Мы зарегистрировали ваше обращение под номером SUP-1042.

Номер: SUP-1042
Тема: Принтер

- Чтобы что-то добавить, просто ответьте на это письмо.

Служба поддержки · обращение SUP-1042
Пожалуйста, сохраняйте [SUP-1042] в теме письма: так мы найдём ваше
обращение."""

CARD_EN = """Please check whether everything is in order now:

- If it is, answer “yes” or “confirm”, and we will close request SUP-7.
- If something still does not work, tell us what, and we will carry on.

Acme desk · request SUP-7
Please keep [SUP-7] in the subject: that is how we find your request."""

REPLY_EN = "Request SUP-7. To go on with the conversation, just answer this mail."


@pytest.mark.parametrize("sentence", [*OPENINGS, *FEET])
def test_each_sentence_stands_in_a_template(sentence: str) -> None:
    """A card is told by what our mails say, and by nothing that they said once."""
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*/*.txt")]
    pieces = sentence.split("#")
    assert any(all(piece in text for piece in pieces) for text in texts)


@pytest.mark.parametrize("below", ["", "\n\nOn 20 November 2026 at 10:15 Ann wrote:\n> It does not print."])
@pytest.mark.parametrize("card", [CARD_RU, CARD_EN, REPLY_EN])
def test_a_card_without_its_marker_is_cut(card: str, below: str) -> None:
    """What stands above our own mail is the answer."""
    parts = cut(f"Всё ещё нет.\n\n{card}{below}", None, first_mail=False)
    assert parts.visible == "Всё ещё нет."
    assert parts.quoted == f"{card}{below}"


def test_an_agents_words_are_not_guessed() -> None:
    """Where only the foot is known, what stands above it is kept: it may be the writer's."""
    parts = cut(f"No.\n\nWe replaced the cable.\n\nBob\n\n{CARD_EN}", None, first_mail=False)
    assert parts.visible == "No.\n\nWe replaced the cable.\n\nBob"


@pytest.mark.parametrize(
    "mail",
    [
        CARD_RU,
        f"{CARD_RU}\n\nВсё ещё нет.",
        f"No.\n\n{CARD_EN}\n\nAnd the scanner?",
        "Мне пришло: Спасибо за письмо. Мы зарегистрировали ваше обращение под номером SUP-12.\n\nИ тишина.",
        "The mail says:\n\nPlease keep [SUP-7] in the subject: that is how we find your request.\n\nHow?",
        "Was heißt das?\n\nHere is how things stand with your request.",
    ],
)
def test_words_below_or_within_a_card_are_kept(mail: str) -> None:
    """Who answers below our mail, or speaks of it, is heard."""
    assert cut(mail, None, first_mail=False).visible == mail
