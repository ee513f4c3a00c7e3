"""Mixtures: lessons put together of others, as people say several things in one mail."""

from collections.abc import Iterable, Sequence
from random import Random

from tests.lessons.lesson import Lesson

_SEED = 1
_BROKEN = frozenset({"incident", "mass_incident"})
_SETTLING = frozenset({"confirm", "withdraw", "thanks"})
# So many of the longer ones would drown what is settled.
_LONGEST = 120
# All of them would have the judge see persons everywhere.
_ONE_PERSON_IN = 2
_GREETINGS = {
    True: ("Добрый день!", "Здравствуйте!", "Привет,", "Коллеги,", "Уважаемые коллеги!", "Доброе утро!"),
    False: ("Hi,", "Hello,", "Hi team,", "Good morning,", "Dear support,", "Hey,"),
}
_THANKS = {
    True: ("Спасибо.", "спасибо", "Заранее спасибо.", "Благодарю.", "С уважением, Анна", "Хорошего дня!"),
    False: ("Thanks.", "Thanks!", "Thank you.", "Cheers", "Regards, Tom", "Kind regards"),
}


def none(_: Sequence[Lesson], __: Sequence[Lesson]) -> Iterable[Lesson]:
    """Return no lesson."""
    return ()


def persons(_: Sequence[Lesson], written: Sequence[Lesson]) -> Iterable[Lesson]:
    """Yield what people write to a desk, of whom most never speak of absence or of tickets: some of it."""
    return (Lesson("person", each.subject, each.text) for each in written[::_ONE_PERSON_IN] if each.text)


def mixed(told: Sequence[Lesson], requests: Sequence[Lesson]) -> Iterable[Lesson]:
    """Yield answers with courtesy around them, and beside others.

    Courtesy changes nothing, nor does more of the same; what is asked for beside it keeps a ticket open.
    """
    chance = Random(_SEED)  # noqa: S311 - the same lessons each time.
    asked = [each for each in requests if each.text and len(each.text) <= _LONGEST]
    wanted = [Lesson(_of_kind(each), "", each.text) for each in asked]
    yield from wanted
    others = {
        tongue: [each for each in wanted if _is_russian(each.text) is tongue] for tongue in (True, False)
    }
    alike = {
        (label, tongue): [
            each
            for each in told
            if each.label == label and len(each.text) <= _LONGEST and _is_russian(each.text) is tongue
        ]
        for label in _SETTLING
        for tongue in (True, False)
    }
    for each in told:
        tongue = _is_russian(each.text)
        if chance.random() < 0.5 and each.label != "thanks":
            yield Lesson(
                each.label,
                "",
                f"{chance.choice(_GREETINGS[tongue])} {_ended(each.text)} {chance.choice(_THANKS[tongue])}",
            )
        if each.label in _SETTLING and len(each.text) <= _LONGEST:
            for other in (chance.choice(others[tongue]), chance.choice(alike[each.label, tongue])):
                parts = [_ended(each.text), _ended(other.text)]
                if other.label != "dispute":
                    # Before good news a fault may be the one that is no more.
                    chance.shuffle(parts)
                yield Lesson(other.label, "", " ".join(parts))


def _of_kind(request: Lesson) -> str:
    return "dispute" if request.label in _BROKEN else "none"


def _ended(text: str) -> str:
    return text if text[-1] in ".!?)" else f"{text}."


def _is_russian(text: str) -> bool:
    return any("а" <= sign <= "я" for sign in text.lower())
