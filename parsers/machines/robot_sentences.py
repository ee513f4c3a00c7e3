"""A text sentence by sentence: which groups of the words of ``robots.toml`` it holds, and what is strange."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from parsers.meaning.tables import groups

TABLE = groups("robots")

# The dot of a date ends none: "vom 23.12. bis 3.1. geschlossen", "am 8. September".
_MONTH = "jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez"
_SENTENCE = re.compile(
    r":-?[)D(]|\)(?=[ \t][A-ZА-Я])|[!;](?=[ \t]|$)|(?<!\d)\.(?=[ \t]|$)|\n|(?<=\?)"
    rf"|(?<=\d)\.(?=[ \t](?!(?i:{_MONTH}))[^a-zà-ÿа-яё]|$)"
)
_TITLE = re.compile(r"\b([^\W\d_]|mr|mrs|ms|dr|mme|sig|dott|st|тел|доб|ул|моб|ext|tel|int)\.", re.IGNORECASE)
_ELIDED = re.compile(r"\A(?:qu|[ldjms])['’](?=\w{3})", re.IGNORECASE)
_QUOTED = re.compile(r"«[^»\n]{1,200}»|\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|„[^“”\n]{1,200}[“”]")
# A clause that says which one is meant goes on.
_CLAUSE = re.compile(r"[:()—–]|,(?! ?(?:котор|який|яка|які|which|that|die |der |das |qui |que |che |któr))")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
# Where somebody can be reached, and what else is data and no word.
_REACHED = re.compile(r"\S{0,80}@\S{1,80}|https?://\S{1,200}|(?<![\d.])\+?\d[\d ()-]{5,20}\d")
_SITE = re.compile(r"(?<![\w.@-])(?:[a-z0-9-]{1,40}\.){1,3}(?:[a-z]{2,3}|example|info)\b(?:/\S{0,80})?")
_DATUM = "datum"
_NUMBERED = re.compile(r"[№#] ?(?=\d)")
_NUMBER = " number "
# A program that many desks have, and no word.
_PROGRAM = re.compile(r"1[сc]\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
# No known word is longer.
_LONGEST_WORD = 40
# In German every noun bears a capital: a name has two unknown ones, or is a firm's, or that of Mrs or Mr.
_GERMAN = frozenset(["ich", "und", "ist", "sie", "bitte", "wir", "ihre", "bin", "für"])
_FIRMS = frozenset(["gmbh", "ag", "kg", "ug"])
_TITLES = frozenset(["frau", "herr", "herrn", "kollege", "kollegin", "kollegen"])
# Who is told to do something in Russian or Ukrainian, by a word that no robot uses.
_ORDER = re.compile(r"\w{2,38}(?:[йь]те|ите|іть)(?:с[ья])?")
# So many words around a "please" tell what is asked for.
_BEFORE, _AFTER = 4, 6
# What robots ask for is made of these groups.
_FAVOURS = frozenset(
    [
        "answer",
        "courtesy",
        "iread",
        "new",
        "number",
        "read",
        "slow",
        "expect",
        "ignore",
        "records",
        "substitute",
        "turn",
        "urgent",
        "wait",
    ]
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the groups of its words and of each clause's, and how many words are known, and strange."""

    text: str
    groups: frozenset[str]
    clauses: tuple[frozenset[str], ...]
    known: int
    strange: int


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text; what is quoted in them is nobody's words."""
    german = len(_GERMAN.intersection(text.lower().split())) > 1
    plain = _TITLE.sub(r"\1", _NUMBERED.sub(_NUMBER, _QUOTED.sub(" ", text.replace("’", "'"))))
    for sentence in _SENTENCE.split(plain):
        if sentence and not sentence.isspace():
            yield _read(sentence, german=german)


def masked(text: str) -> str:
    """Return a text with one word for every address, site and telephone in it."""
    return _SITE.sub(f" {_DATUM} ", _REACHED.sub(f" {_DATUM} ", text))


def _read(sentence: str, *, german: bool) -> Sentence:
    reached = masked(_PROGRAM.sub(" ", sentence))
    written: list[str] = []
    ends: list[int] = []
    for clause in _CLAUSE.split(reached):
        written += (_ELIDED.sub("", word) for word in _WORD.findall(clause))
        ends.append(len(written))
    each = [_of_word(written, at, german=german) for at in range(len(written))]
    found = set().union(*each)
    if _FIGURE.search(reached):
        found.add("figure")
    if "?" in sentence:
        found.add("asks")
    if _is_plea(each):
        found.add("plea")
    strange = sum(not mine for mine in each)
    clauses = (frozenset().union(*each[begin:end]) for begin, end in pairwise((0, *ends)))
    return Sentence(
        " ".join(sentence.split()), frozenset(found), tuple(clauses), len(each) - strange, strange
    )


def _of_word(written: Sequence[str], at: int, *, german: bool) -> tuple[str, ...]:
    folded = written[at][:_LONGEST_WORD].lower().replace("ё", "е")
    if folded == _DATUM:
        return (_DATUM,)
    mine = _groups(folded) or tuple(group for part in folded.split("-") for group in _groups(part))
    if not mine and _ORDER.fullmatch(folded):
        return ("order",)
    return mine or (("name",) if _is_name(written, at, german=german) else ())


def _is_plea(each: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether something is asked for that no robot asks."""
    for at, mine in enumerate(each):
        if "please" in mine:
            around = (*each[max(0, at - _BEFORE) : at], *each[at + 1 : at + _AFTER])
            if not any(_FAVOURS.intersection(one) for one in around):
                return True
    return False


def _is_name(written: Sequence[str], at: int, *, german: bool) -> bool:
    """Tell whether an unknown word is a name: by its capital, within a sentence or before another."""
    if not written[at][0].isupper():
        return False
    if german:
        before, after = written[max(0, at - 1) : at], written[at + 1 : at + 2]
        if any(one[0].isupper() and not _groups(one.lower()) for one in (*before, *after)):
            return True
        return any(one.lower() in _FIRMS for one in after) or any(one.lower() in _TITLES for one in before)
    return at > 0 or (len(written) > 1 and written[1][0].isupper())


@lru_cache(20_000)
def _groups(word: str) -> tuple[str, ...]:
    """Return the groups that hold a word, or a beginning of it."""
    stems = (TABLE.stems.get(word[:end], ()) for end in range(2, len(word) + 1))
    return (*TABLE.words.get(word, ()), *(group for stem in stems for group in stem))
