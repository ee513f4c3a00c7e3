"""Which of the offered variants an answer takes: one number, and nothing that says otherwise."""

import re
from collections.abc import Sequence

_NUMBERS = {
    1: "1 один единица единичку первый первая первое первого первую первому первым первом one first 1st",
    2: "2 два двойка двойку второй вторая второе второго вторую второму вторым втором two second 2nd",
    3: "3 три тройка тройку третий третья третье третьего третью третьему третьим третьем three third 3rd",
    4: "4 четыре четвертый четвертая четвертое четвертого четвертую четвертому четвертым four fourth 4th",
    5: "5 пять пятый пятая пятое пятого пятую пятому пятым five fifth 5th",
    6: "6 шесть шестой шестую шестому шестым six sixth 6th",
    7: "7 семь седьмой седьмую седьмому седьмым seven seventh 7th",
    8: "8 восемь восьмой восьмую восьмому восьмым eight eighth 8th",
    9: "9 девять девятый девятую девятому девятым nine ninth 9th",
}
# "2-й", "2й".
_ENDING = re.compile(r"(?<=\d)-?(?:й|ый|ой|ий|го|я|ая|ю|ую|е|ое)\Z")
_LETTERS = {1: "а a", 2: "б b", 3: "в c", 4: "г d"}
_NUMBERED = {word: number for number, said in _NUMBERS.items() for word in said.split()}
_LETTERED = {word: number for number, said in _LETTERS.items() for word in said.split()}
# By such a word a number is a variant's.
_OFFERED_WORDS = """
    вариант варианту вариантом варианта варианте вариантов выбираю выбираем выбрал выбрали выбор предпочитаю
    предпочитаем предпочтительнее option options variant choice choose chose pick picking alternative prefer
"""
_OFFERED = frozenset(_OFFERED_WORDS.split())
_FILLING_WORDS = """
    давайте давай нам мне нас меня подходит подойдет лучше устроит устраивает пожалуйста спасибо да за под
    номер номером пусть будет делаем хотим хочу берем беру возьмем больше остановимся
    остановились останавливаемся на склоняемся к думаю я мы наш мой это пункт пункту решение решением
    здравствуйте привет добрый день утро вечер хорошо и по the i we we'd i'd i'll we'll would like
    will go take with for let's lets let us number no please thanks thank you one yes ok ок our my is it be
    ticket hello hi and
"""
_FILLING = frozenset(_FILLING_WORDS.split())
# Behind a letter other words may make a preposition of it; "а, спасибо" is an exclamation.
_ASKING = frozenset({"пожалуйста", "please"})
_COURTESY = _ASKING | {"спасибо", "thanks"}
_DENYING_WORDS = "не ни но а если или нет not don't but or if neither except кроме кто как how"
_DENYING = frozenset(_DENYING_WORDS.split())
_DENYING_NUMBERS = "не not don't doesn't won't isn't except кроме вместо instead никак"
_DENIES = frozenset(_DENYING_NUMBERS.split())
# What chooses the number behind it.
_TAKING_WORDS = """
    выбираем выбираю выбрали выбрал выбрала берем беру возьмем возьму давайте просим прошу делайте делать
    делаем остановимся остановились остановился хотим хочу предпочитаем choose chose pick picked take taking
    prefer proceed go going let's do want have i'll we'll like
"""
_TAKING = frozenset(_TAKING_WORDS.split())
# Behind another word "one" stands for a thing.
_BEFORE_ONE = _OFFERED | {"number", "and", "for", "with", "take", "pick", "choose", "go", "or", "not"}
# So near to a number such a word denies it.
_NEAR = 3
# Of a bare number among other words we know nothing; of a variant's, so many may be unknown.
_MOST_UNKNOWN = 2
_MOST_WORDS = 14


def chosen(row: Sequence[str]) -> tuple[int, str, int] | None:
    """Return the number of the variant taken, its word, and how many words beside it are unknown."""
    if len(row) > _MOST_WORDS or "?" in row:
        return None
    if (letter := _letter(row)) is not None:
        return _LETTERED[letter], letter, 0
    offered = any(word in _OFFERED for word in row)
    found = [(number, word) for at, word in enumerate(row) if (number := _number(row, at))]
    if not found or found[0][0] != found[-1][0] or len(found) > 2:
        return None
    said = {word for _, word in found}
    unknown = [word for word in row if word not in said and word not in _OFFERED and word not in _FILLING]
    if len(unknown) > (_MOST_UNKNOWN if offered else 0) or not _DENYING.isdisjoint(set(row) - said):
        return None
    return (*found[0], len(unknown))


def _letter(row: Sequence[str]) -> str | None:
    """Return the letter that stands for a variant: alone, before courtesy, or behind all that is filling."""
    for at, others in ((-1, row[:-1]), (0, row[1:])):
        behind = _ASKING if row[at] in _LETTERS[1] else _COURTESY
        alone = all(word in (_FILLING if at else behind) for word in others)
        if alone and row[at] in _LETTERED and _DENYING.isdisjoint(others):
            return row[at]
    return None


def only(row: Sequence[str]) -> int | None:
    """Return the number of the variant that words take where they deny all others that they name.

    Of several that which words of choosing stand before: "the first is too dear, we go for the second". None
    where they name none, 0 where that leaves none or several.
    """
    named = [(number, at) for at in range(len(row)) if (number := _number(row, at))]
    left = [(number, at) for number, at in named if not _is_denied(row, at)]
    taken = {number for number, _ in left}
    if len(taken) > 1:
        taken = {number for number, at in left if not _TAKING.isdisjoint(row[max(0, at - _NEAR) : at])}
    return (taken.pop() if len(taken) == 1 else 0) if named else None


def _is_denied(row: Sequence[str], at: int) -> bool:
    """Tell whether a number is denied: "not the first", "the second will not do"."""
    return not _DENIES.isdisjoint((*row[max(0, at - _NEAR) : at], *row[at + 1 : at + _NEAR]))


def _number(row: Sequence[str], at: int) -> int:
    """Return the number that a word is, 0 for none; a letter is one behind a word such as "option"."""
    word = _ENDING.sub("", row[at])
    if word in _LETTERED and at and row[at - 1] in _OFFERED:
        return _LETTERED[word]
    if word == "one" and at and row[at - 1] not in _BEFORE_ONE:
        # "The second one", "the refurbished one".
        return 0
    return _NUMBERED.get(word, 0)
