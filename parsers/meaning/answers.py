"""An answer's own words, and the lexicon that knows them."""

import re

from parsers.meaning.first_names import FIRST_NAMES
from parsers.meaning.lexicon import Lexicon, words
from parsers.meaning.spelling import Spelling
from parsers.meaning.tables import table
from parsers.text import attributions, header_blocks
from parsers.text.lines import bare, is_quoted, split

INTENTS = table("intents")
# What fails in a request fails in an answer, where the answers' own table does not know better.
_REQUESTS = table("kinds").phrases
_FAILURES = ", ".join(_REQUESTS[label] for label in ("failure", "outage", "negated"))
LEXICON = Lexicon({**INTENTS.phrases, "failure": _FAILURES})
WHOLE = Lexicon(INTENTS.whole)
SPELLING = Spelling(*LEXICON.words())

# A ticket's number, which says nothing; one digit may be a variant's.
_NUMBER = re.compile(r"\[?\b[A-Za-zА-Яа-яЁё]{2,10}-\d{1,9}\b\]?|[#№]\s?\d{2,9}\b")
_NAME = r"(?-i:[A-ZА-ЯЁ])[\w\-]{1,30}"
# Most texts have nothing like one.
_DIGIT = re.compile(r"[#№]|-\d")
_SALUTED = re.compile(
    # By its first letter most words are passed over.
    r"(?P<word>\b(?=[здпсбhdgtmkrbw])"
    r"(?:здравствуйте|добрый день|добрый вечер|доброе утро|привет|спасибо большое|спасибо|благодарю|"
    r"hi|hello|hey|dear|good morning|good afternoon|good evening|thanks|thank you|thanks a lot|"
    r"many thanks|с уважением|всего доброго|kind regards|best regards|regards|best wishes))"
    rf",?[ ]{{1,2}}(?P<name>{_NAME}(?: {_NAME}){{0,2}})(?=\s{{0,2}}(?:[,.!;:)\n]|$))",
    re.IGNORECASE,
)
# A question may lack its mark: "Has this been fixed".
_ASKED = re.compile(
    r"(?:^|[.!\n])[ ]{0,3}(?:is|are|has|have|had|can|could|did|does|do|was|were|will|would|may|should) "
    r"(?:it|this|that|the|my|our|you|everything|all|they|we|i|there|anyone|someone)\b",
    re.IGNORECASE,
)
_ONLY_NAMES = re.compile(r"[A-ZА-ЯЁ][\w.\-]{0,30}(?: [A-ZА-ЯЁ][\w.\-]{0,30}){0,2}[.,]?")
_CITED = re.compile(r"«[^»]{0,300}»|“[^”]{0,300}”|\"[^\"]{0,300}\"")


def own_words(text: str, most: int, subject: str = "") -> str:
    """Return what the writer says, without quoted lines, attributions, old headers, citations and names.

    A ticket's number becomes the word "ticket", that of another ticket than the ``subject`` names "another
    ticket". Behind so many characters names and numbers may stay.
    """
    kept: list[str] = []
    lines = _enough(split(text), most)
    attributed = attributions.indexes(lines)
    for index, line in enumerate(lines):
        if header_blocks.is_separator(line) or header_blocks.starts_at(lines, index):
            break
        if bare(line) and not is_quoted(line) and index not in attributed:
            kept.append(bare(line))
    if len(kept) > 1 and _is_name(kept[-1]):
        kept.pop()
    said = _CITED.sub(" цитата ", "\n".join(kept))
    asked = _ASKED.sub(r" ? \g<0>", said[:most])
    unnamed = _SALUTED.sub(_unnamed, asked)
    if _DIGIT.search(unnamed):
        ours = frozenset(map(_figures, _NUMBER.findall(subject)))
        unnamed = _NUMBER.sub(
            lambda found: " ticket " if not ours or _figures(found[0]) in ours else " another ticket ",
            unnamed,
        )
    return unnamed + said[most:]


def _figures(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _enough(lines: list[str], most: int) -> list[str]:
    """Return the lines down to where so many characters stand outside quotes."""
    for index, line in enumerate(lines):
        if most < 0:
            return lines[:index]
        most -= 0 if is_quoted(line) else len(line)
    return lines


def _unnamed(saluted: re.Match[str]) -> str:
    """Return a salutation without the name in it; what is a word to us is no name."""
    return saluted[0] if _is_known(saluted["name"]) else saluted["word"]


def _is_known(text: str) -> bool:
    """Tell whether any word of a text says something to us."""
    return any(hit.label != "failure" for hit in LEXICON.hits(words(text)))


def _is_name(line: str) -> bool:
    """Tell whether a last line is its writer's name: a usual first name, or two or three words like names."""
    if not _ONLY_NAMES.fullmatch(line) or _is_known(line):
        return False
    row = words(line)
    return len(row) > 1 or set(row) <= FIRST_NAMES
