"""Automatic answers known by all that they say: enough that robots say, and next to nothing else."""

import re
from collections.abc import Sequence
from functools import lru_cache

from parsers.meaning.tables import groups

_TABLE = groups("robots")
_WEIGHTS = _TABLE.weights
_SIGNS = tuple(
    (
        sign,
        tuple(
            (
                frozenset(group for group in row.split() if not group.startswith("!")),
                frozenset(group[1:] for group in row.split() if group.startswith("!")),
            )
            for row in rows
        ),
    )
    for sign, rows in _TABLE.signs.items()
)
# These make nothing of a text, but of a subject, or of a person.
_TITLED = "titled"
_MATTER = "matter"
# A mail that answers none must speak of a mail that arrived, or of who is paid to answer.
_OF_A_MAIL = frozenset({"received", "silent", "promised", "staff"})
_MORE = ("one_more", "two_more")
# Words that stand together without blanks are told apart later.
_SPARE = 2
# So many strange words may name what one turns to somebody for.
_TOPIC = 2

# The dot of a date ends none: "vom 23.12. bis 3.1. geschlossen".
_SENTENCE = re.compile(r"[!;](?=[ \t]|$)|(?<!\d)\.(?=[ \t]|$)|(?<=\d)\.(?=[ \t]+[^a-zà-ÿа-яё]|$)|\n")
_TITLE = re.compile(r"\b(mr|mrs|ms|dr|mme|sig|dott|st|тел|доб|ул|моб)\.", re.IGNORECASE)
_ELIDED = re.compile(r"\A(?:qu|[ldjms])'(?=\w{3})", re.IGNORECASE)
_QUOTED = re.compile(r"«[^»\n]{1,200}»|\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|„[^“”\n]{1,200}[“”]")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
# Where somebody can be reached, and what else is data and no word.
_REACHED = re.compile(r"\S{0,80}@\S{1,80}|https?://\S{1,200}|(?<![\d.])\+?\d[\d ()-]{5,20}\d")
_DATUM = "datum"
_NUMBERED = re.compile(r"[№#] ?(?=\d)")
_NUMBER = " number "
_NAME = "name"
_LONGEST = 1500
# No known word is longer.
_LONGEST_WORD = 40
# In German every noun bears a capital, and only who is Mrs or Mr is surely a name.
_GERMAN = frozenset(["ich", "und", "ist", "sie", "bitte", "wir", "ihre", "bin", "für"])
_FIRMS = frozenset(["gmbh", "ag", "kg", "ug"])
_TITLES = frozenset(["frau", "herr", "herrn"])
_CLOSING = re.compile(
    r"\n[ \t]*(?:--|с уважением|best regards|kind regards|regards|mit freundlichen|cordialement|saludos"
    r"|cordiali|pozdrawiam|з повагою)",
    re.IGNORECASE,
)


def sign(subject: str, text: str, *, answers: bool) -> str:
    """Return the sentence by which a text is an automatic answer's, or the empty string.

    ``text`` holds the writer's own words; ``answers`` tells that the mail answers another.
    """
    closing = _CLOSING.search(text)
    text = text[: closing.start()] if closing else text
    if "?" in text or not 0 < len(text.strip()) <= _LONGEST:
        return ""
    told: dict[str, str] = {}
    known = strange = 0
    words = text.lower().split()
    german = len(_GERMAN.intersection(words)) > 1
    # What no robot can bear, however much it says: most persons' mails end here, a few sentences in.
    most = len(words) // _WEIGHTS["known_for_one_strange"] + len(_MORE) + _SPARE
    for sentence in _SENTENCE.split(_plain(text)):
        found, so_many, odd = _read(_REACHED.sub(f" {_DATUM} ", sentence), german=german)
        known, strange = known + so_many, strange + odd
        if strange > most:
            return ""
        for one in _signs(found):
            told.setdefault(one, " ".join(sentence.split()))
        if _MATTER in told:
            return ""
    told.pop(_TITLED, None)
    titled = _TITLED in _signs(_read(subject, german=False)[0])
    if not (answers or titled or _OF_A_MAIL & told.keys()):
        return ""
    weight = sum(_WEIGHTS[one] for one in told)
    borne = known // _WEIGHTS["known_for_one_strange"] + sum(weight >= _WEIGHTS[one] for one in _MORE)
    if strange > borne or known < _WEIGHTS["fewest_words"]:
        return ""
    if weight + titled * _WEIGHTS[_TITLED] < _WEIGHTS["answer" if answers else "first"]:
        return ""
    return told[max(told, key=lambda one: _WEIGHTS[one])]


def wants(text: str) -> bool:
    """Tell whether a text speaks of what somebody has, found out or wants done."""
    return any(_MATTER in _read(sentence, german=False)[0] for sentence in _SENTENCE.split(_plain(text)))


def is_strange(text: str) -> bool:
    """Tell whether a text has words that no robot uses: two, or one beside a wish."""
    strange = sum(_read(sentence, german=False)[2] for sentence in _SENTENCE.split(_plain(text)))
    return strange > 1 or (strange > 0 and wants(text))


def _plain(text: str) -> str:
    """Return a text without the dots of titles; what is quoted in it is nobody's words."""
    return _TITLE.sub(r"\1", _NUMBERED.sub(_NUMBER, _QUOTED.sub(" ", text)))


def _signs(found: frozenset[str]) -> list[str]:
    return [
        name
        for name, rows in _SIGNS
        if any(groups <= found and not forbidden & found for groups, forbidden in rows)
    ]


def _read(sentence: str, *, german: bool) -> tuple[frozenset[str], int, int]:
    """Return the groups of a sentence's words, how many words are known, and how many are strange."""
    written = _WORD.findall(sentence.replace("’", "'"))
    if "'" in sentence:
        written = [_ELIDED.sub("", word) for word in written]
    found: set[str] = set()
    strange = 0
    for at, word in enumerate(written):
        folded = word[:_LONGEST_WORD].lower().replace("ё", "е")
        mine = _groups(folded)
        if folded == _DATUM:
            mine = (_DATUM,)
        elif not mine and _is_name(written, at, german=german):
            mine = (_NAME,)
        found.update(mine)
        strange += not mine
    known = len(written) - strange
    if "topic" in found or {"by", _NAME} <= found:
        strange = max(0, strange - _TOPIC)
    return frozenset(found), known, strange


def _is_name(written: Sequence[str], at: int, *, german: bool) -> bool:
    """Tell whether an unknown word is a name: by its capital, within a sentence or before another."""
    if not written[at][0].isupper():
        return False
    if german:
        after = written[at + 1].lower() if at + 1 < len(written) else ""
        return after in _FIRMS or (at > 0 and written[at - 1].lower() in _TITLES)
    return at > 0 or (len(written) > 1 and written[1][0].isupper())


@lru_cache(20_000)
def _groups(word: str) -> tuple[str, ...]:
    """Return the groups that hold a word, or a beginning of it."""
    stems = (_TABLE.stems.get(word[:end], ()) for end in range(2, len(word) + 1))
    return (*_TABLE.words.get(word, ()), *(group for stem in stems for group in stem))
