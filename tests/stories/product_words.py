"""The product's own words, which are nobody's secret, and how words are told from texts."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

from babel import Locale

from desk.letters import FOR_STAFF
from responders.words import FIELDS, KINDS, MARKERS, NO_SUBJECT, STATES

_RESPONDERS = Path(__file__).parents[2] / "responders"

# What mails are made of, and no person's words.
_MADE_OF = """multipart alternative mixed attachment inline charset quoted printable boundary filename
    application content transfer encoding disposition version language received delivered original return
    references suppress response submitted generated replied message example postdesk support"""
# Random names, in which words may seem to stand.
RANDOM = re.compile(r"[a-z2-7]{26}")
_SOFT_BREAK = re.compile(r"=\r?\n")
DECODED_WORD = re.compile(r"[^\W\d_]{6,}")
# A staff template's own words in one go, so many letters at least, tell that a card is shown.
_FRAGMENT = 11


def words(texts: Iterable[str]) -> set[str]:
    """Return the words of texts, in small letters, that are long enough to be a person's own."""
    # The source of a mail that is attached breaks words at the ends of its lines.
    whole = (RANDOM.sub(" ", _SOFT_BREAK.sub("", text).casefold()) for text in texts)
    return {word for text in whole for word in DECODED_WORD.findall(text)}


def plain(text: str) -> str:
    """Return a text in small letters and single blanks, without marks of quoting."""
    return " ".join(re.sub(r"(?m)^[>|\s]+", "", text.casefold()).split())


def templates(*, for_staff: bool) -> list[str]:
    """Return the texts of the templates for staff, or of those for customers."""
    names = {template.value for template in FOR_STAFF} | {"commands"}
    found = _RESPONDERS.glob("templates/[er][nu]/*.txt")
    return [path.read_text(encoding="utf-8") for path in found if (path.stem in names) is for_staff]


@cache
def product_words() -> frozenset[str]:
    """Return the words that the product itself says to customers."""
    return frozenset(words(product_texts()))


@cache
def product_texts() -> tuple[str, ...]:
    """Return all that the product itself says to customers, and what mails are made of."""
    page = (_RESPONDERS / "page.py").read_text(encoding="utf-8")
    names = map(str, (MARKERS, STATES, KINDS, FIELDS, NO_SUBJECT))
    months = (Locale(code).months["format"]["wide"].values() for code in ("ru", "en"))
    return (*templates(for_staff=False), page, *names, *chain(*months), _MADE_OF)


@cache
def fragments() -> frozenset[str]:
    """Return what the product says to staff alone: a template's own words between two places for others'."""
    public = " ".join(plain(template) for template in templates(for_staff=False))
    pieces_of = (re.split(r"\{\{.*?\}\}|\{%.*?%\}|\n", template) for template in templates(for_staff=True))
    texts = (plain(piece.strip().lstrip("|-~").strip(" .,:;—")) for pieces in pieces_of for piece in pieces)
    return frozenset(text for text in texts if len(text) >= _FRAGMENT and text not in public)
