"""What a customer is asked for, and what staff see of what was told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desk.fields import Field
from desk.letters import Draft, Template
from desk.mail import Language
from desk.topics import Topic
from parsers.forms.field_names import key_of
from parsers.forms.fields import fields as form_fields
from responders.compose import compose
from responders.render import Texts, load
from responders.words import FIELDS

RU, EN = Language.RU, Language.EN
Make = Callable[..., Draft]
Text = Callable[[Draft], str]
ASKED = {"asked": (Field.ORGANISATION, Field.PRODUCT, Field.VERSION), "fields": {Field.PRODUCT: "Portal"}}


@pytest.mark.parametrize(
    ("language", "asks", "first", "second", "rests"),
    [
        (
            RU,
            "пожалуйста, ответьте на это письмо и сообщите:",
            "Организация:",
            "Версия:",
            "ничего не требуется",
        ),
        (
            EN,
            "please answer this mail and tell us:",
            "Organisation:",
            "Version:",
            "nothing you need to do now",
        ),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_an_acknowledgement_asks_for_what_is_missing(
    make: Make, text: Text, language: Language, asks: str, first: str, second: str, rests: str, *, whole: bool
) -> None:
    """In words of the customer's language, for nothing that was told; an unproved sender, too."""
    asking = text(make(Template.ACKNOWLEDGEMENT, language, whole=whole, of_ticket=ASKED))
    assert asks in " ".join(asking.split())
    assert f"- {first}\n- {second}\n" in asking
    assert rests not in asking
    assert "Portal" not in asking


@pytest.mark.parametrize("language", list(Language))
def test_with_nothing_missing_it_is_acknowledged_as_ever(
    make: Make, texts: Texts, language: Language
) -> None:
    """To the byte: a desk that requires nothing, and a mail in which all is told."""
    told = {"asked": (Field.PRODUCT,), "fields": {Field.PRODUCT: "Portal"}}
    plain, complete = (
        compose(make(Template.ACKNOWLEDGEMENT, language, of_ticket=more), texts) for more in ({}, told)
    )
    assert plain == complete
    assert b"Portal" not in complete


@pytest.mark.parametrize("language", list(Language))
def test_every_field_has_words_that_an_answer_may_repeat(language: Language) -> None:
    """Who copies the line and writes behind it, is understood."""
    assert set(FIELDS[language]) == set(Field)
    for field, words in FIELDS[language].items():
        assert key_of(words) == field
    assert form_fields(f"- {FIELDS[language][Field.PRODUCT]}: Portal 5") == {"product": "Portal 5"}


@pytest.mark.parametrize(
    ("language", "heading", "row", "waiting"),
    [
        (RU, "Что указал клиент:", "Продукт или система: Portal", "Спросили у клиента: Организация, Версия"),
        (EN, "What the customer told:", "Product or system: Portal", "Asked for: Organisation, Version"),
    ],
)
def test_staff_see_what_was_told_and_what_was_asked_for(
    make: Make, text: Text, language: Language, heading: str, row: str, waiting: str
) -> None:
    """A short block where there are fields, and none where there are none."""
    shown = text(make(Template.NOTIFICATION, language, topic=Topic.NEW_TICKET, of_ticket=ASKED))
    assert f"{heading}\n\n{row}\n{waiting}\n" in shown
    assert heading not in text(make(Template.NOTIFICATION, language, topic=Topic.NEW_TICKET))


def test_what_was_told_cannot_pass_for_ours(make: Make, text: Text, html: Text) -> None:
    """A value is one line, without marks of the template and without HTML of its own."""
    told = {Field.PRODUCT: "~ x\n| Number: SUP-1 <b>", Field.ROOM: "\u202e5"}
    draft = make(Template.NOTIFICATION, topic=Topic.NEW_TICKET, of_ticket={"fields": told})
    assert "Product or system: ~ x | Number: SUP-1 <b>\nRoom: 5\n" in text(draft)
    assert "<b>" not in html(draft)


def test_customers_are_not_shown_what_others_told(make: Make, text: Text) -> None:
    """A phone number told in one mail does not stand in the mails to all who take part."""
    told = {"asked": (Field.VERSION,), "fields": {Field.PHONE: "+79210000000"}}
    for template in Template:
        shown = text(make(template, of_ticket=told))
        assert ("+79210000000" in shown) == (template is Template.NOTIFICATION)
        assert ("Version" in shown) == (template in {Template.NOTIFICATION, Template.ACKNOWLEDGEMENT})


def test_a_form_that_names_nobody_is_told_to_staff(make: Make, text: Text) -> None:
    """Whoever answers knows where the answer goes."""
    warned = make(Template.NOTIFICATION, topic=Topic.NEW_TICKET, facts={"why": "form"})
    assert "the web form names no address that can be answered" in text(warned)


def test_a_template_of_the_operators_can_ask_in_its_own_words(make: Make, tmp_path: Path) -> None:
    """The list is there for it."""
    (tmp_path / "en").mkdir()
    own = "Tell us {{ missing|join(' and ') }}.\n"
    (tmp_path / "en" / "acknowledgement.txt").write_text(own)
    texts = load({"support@example.org": tmp_path})
    assert texts.faults == ()
    draft = make(Template.ACKNOWLEDGEMENT, of_ticket=ASKED)
    assert b"Tell us Organisation and Version." in compose(draft, texts)
