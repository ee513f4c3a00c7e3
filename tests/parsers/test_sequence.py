"""What the sentences of an answer say, one after the other."""

from collections.abc import Mapping

import pytest

from parsers.meaning.hearing import heard, parts
from parsers.meaning.intents import intent
from parsers.meaning.language import detect
from parsers.meaning.points import clauses, sentences
from parsers.meaning.sequence import Parts, signs

GOOD, BAD = {"good"}, {"bad"}


def _opinion(found: set[str]) -> Mapping[str, float]:
    """Return the shares of one who knows good from bad."""
    good = 0.96 if found == GOOD else 0.04
    return {"confirm": good, "dispute": 1 - good, "withdraw": 0.0}


def _signs(*row: set[str]) -> set[str]:
    return signs(Parts(GOOD, row, row, length=10, unknown=0), _opinion)


def test_a_fault_before_good_news_is_another_sign_than_one_behind() -> None:
    """Only their order tells a tale from news."""
    tale, news = _signs(BAD, GOOD), _signs(GOOD, BAD)
    assert {"sentence before dispute 0.95", "last sentence confirm 0.95"} <= tale - news
    assert {"sentence behind dispute 0.95", "first sentence confirm 0.95"} <= news - tale


def test_what_one_sentence_says_no_other_hides() -> None:
    """The largest share of each label stands among the signs, however many sentences there are."""
    assert "most sentence dispute 0.95" in _signs(GOOD, BAD, GOOD, GOOD)
    assert "sentences not only confirm" in _signs(GOOD, BAD, GOOD)
    assert "sentences only confirm" in _signs(GOOD, GOOD)


def test_a_text_without_sentences_is_its_own() -> None:
    """Nothing is missing where nothing can be parted."""
    assert "first sentence confirm 0.95" in _signs()


def test_shares_are_told_in_steps() -> None:
    """A share is told by each step that it reaches: what is nearly certain is likely as well."""
    told = _signs(GOOD)
    assert {"whole confirm 0.02", "whole confirm 0.95"} <= told
    assert "whole confirm 0.985" not in told


def test_an_answer_has_its_sentences_and_clauses_in_their_order() -> None:
    """Who begins a sentence without ending the last one is understood as well."""
    text = "Касса не печатала, ждали мастера. Приехал и починил Теперь печатает"
    assert list(sentences(text)) == [
        "Касса не печатала, ждали мастера.",
        "Приехал и починил",
        "Теперь печатает",
    ]
    assert [clause.strip(" .") for clause in clauses(text)] == [
        "Касса не печатала",
        "ждали мастера",
        "Приехал",
        "починил Теперь печатает",
    ]
    told = heard(text, detect(text))
    assert told is not None
    weighed = parts(told)
    assert (len(weighed.sentences), len(weighed.clauses)) == (3, 4)


def test_an_answer_without_words_has_no_parts() -> None:
    """Nothing is weighed of it."""
    assert heard(" \n.!", None) is None


@pytest.mark.parametrize(
    ("tale", "news"),
    [
        (
            "Раньше программа вылетала при каждом отчёте. "
            "После обновления за неделю ни одного вылета, спасибо.",
            "После обновления за неделю ни одного вылета, спасибо. Но сегодня она снова вылетает при отчёте.",
        ),
        (
            "The door used to stick every morning. "
            "Since your visit it opens and closes as it should, thanks.",
            "Since your visit it opened and closed as it should, thanks. "
            "But this morning the door sticks again.",
        ),
    ],
)
def test_a_tale_of_what_failed_is_no_dispute(tale: str, news: str) -> None:
    """What failed before is told with the good news; what fails now is news."""
    assert intent(tale, detect(tale)).intent == "confirm"
    assert intent(news, detect(news)).intent == "dispute"
