"""By which words mails about one matter are alike: stems of subject and text, without names and numbers."""

import re
from collections.abc import Collection, Iterator

from parsers.meaning.first_names import FIRST_NAMES
from parsers.meaning.stems import stem
from parsers.meaning.tables import names
from parsers.text.lines import is_quoted, split

# The first words tell the matter; what comes after them tells its story.
_MOST_TEXT = 1000
_MOST_STEMS = 40
_LONGEST_WORD = 40

_STOP = frozenset(word for words in names("similarity")["stop"].values() for word in words)
_NOISE = re.compile(
    r"(?<!\S)(?:https?://|www\.)\S{1,2000}|(?<!\S)\S{1,64}@\S{1,100}|\[[^\[\]\n]{0,60}#?\d{2,20}\]"
)
# A word; figures within one make it a name of a thing, such as 1с or office365, unless it is all but figures.
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+){0,3}")
# A form's or a signature's line with how to reach the writer.
_CONTACT = re.compile(
    r"\s{0,8}(?:телефон|тел|моб|факс|почта|e-?mail|организация|компания|phone|tel|mobile|fax|company)\.?\s?:",
    re.IGNORECASE,
)
_SURNAME_ENDINGS = """
    ов ова ову овой овым ову ев ева еву евой евым ин ина ину иной иным ский ская ского скому ской енко чук ян
    швили
"""
_SURNAME = tuple(_SURNAME_ENDINGS.split())
_FIRST_STEMS = frozenset(stem(name) for name in FIRST_NAMES)
_FATHERS_NAME = ("ович", "евич", "овна", "евна", "ична", "овичу", "евичу", "овны", "евны", "овне", "евне")


def similarity(subject: str, text: str, persons: Collection[str] = ()) -> tuple[str, ...]:
    """Return the stems that a mail is alike by, sorted, each once, at most forty: the first ones told.

    ``persons`` are names of people who take part, such as the sender's: they tell nothing of the matter.
    """
    unwanted = {word.lower() for person in persons for word in _WORD.findall(person)}
    found: dict[str, None] = {}
    for word in _words(f"{subject[:_MOST_TEXT]}\n{_own(text[:_MOST_TEXT])}"):
        if len(found) >= _MOST_STEMS:
            break
        if word not in unwanted:
            found[stem(word)] = None
    return tuple(sorted(found))


def _own(text: str) -> str:
    return "\n".join(line for line in split(text) if not is_quoted(line) and not _CONTACT.match(line))


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text that tell something, lowered."""
    before, after_name = "", False
    plain = _NOISE.sub(" ", text) if any(mark in text for mark in ("@", "http", "www", "[")) else text
    for found in _WORD.findall(plain.replace("ё", "е").replace("Ё", "Е")):
        shown = found[:_LONGEST_WORD]
        word = shown.lower()
        if not word.isalnum():
            word = word.replace("’", "").replace("'", "")
        is_name = shown[0].isupper() and _is_name(shown, word, before, after_name=after_name)
        if not is_name and not _is_stop(word):
            yield word
        before, after_name = shown, is_name


def _is_stop(word: str) -> bool:
    """Tell whether a word tells nothing: a small one, a courtesy, a letter, a number."""
    if word in _STOP or len(word) < 2:
        return True
    if word.isalpha():
        return False
    letters = sum(sign.isalpha() for sign in word)
    return letters == 0 or len(word) > 2 * letters + 2


def _is_name(shown: str, word: str, before: str, *, after_name: bool) -> bool:
    """Tell whether a capital is a name's: of a first one, a father's, a surname beside one or in a text."""
    if shown.isupper():
        return False
    if word in FIRST_NAMES or (len(word) > 6 and word.endswith(_FATHERS_NAME)):
        return True
    folded = before.lower()
    if before[:1].isupper() and (folded in FIRST_NAMES or stem(folded) in _FIRST_STEMS or len(before) == 1):
        return True
    within = (after_name or before[:1].islower()) and len(word) > 4
    return within and (stem(word) in _FIRST_STEMS or word.endswith(_SURNAME))
