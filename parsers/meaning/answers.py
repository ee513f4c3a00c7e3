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
_NUMBER = re.compile(r"\[?\b[A-Za-zА-Яа-яЁё][A-Za-zА-Яа-яЁё\d]{0,9}-\d{1,9}\b\]?|[#№]\s?\d{2,9}\b")
# As our subjects name it, the first one: behind it stands what was forwarded.
_OURS = re.compile(r"\[([A-Za-z][A-Za-z\d]{0,9}-\d{1,9})\]")
_NAME = r"(?-i:[A-ZА-ЯЁ])[\w\-]{1,30}"
# Most texts have nothing like one.
_DIGIT = re.compile(r"[#№]|-\d")
# By such words beside it a number is a ticket's; so far from it they are looked for.
_OF_TICKETS = frozenset({"close", "withdraw", "object", "status"})
_DONE = ("clos", "resolv", "solv", "done", "закры", "решен", "решил", "выполн")
_NEAR = 40
_FEW = 3
_CLAUSE = re.compile(r"[,.;:!?\n]")
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
_INITIAL = re.compile(r"\b[A-ZА-ЯЁ](?:\.|\b(?!-))")
_CITED = re.compile(r"«[^»]{0,300}»|“[^”]{0,300}”|\"[^\"]{0,300}\"")


def own_lines(text: str, most: int) -> tuple[str, bool]:
    """Return what the writer wrote, without quoted lines, attributions, old headers and a name at the end.

    Below so many characters, of whomever, nothing is looked at: the second tells that nothing stands there.
    """
    kept: list[str] = []
    told = split(text)
    lines = _enough(told, most)
    is_whole = not any(bare(line) and not is_quoted(line) for line in told[len(lines) :])
    attributed = attributions.indexes(lines)
    is_apart = False
    for index, line in enumerate(lines):
        if header_blocks.is_separator(line) or header_blocks.starts_at(lines, index):
            # What stands below is no longer the writer's.
            is_whole = True
            break
        if bare(line) and not is_quoted(line) and index not in attributed:
            kept.append(bare(line))
            is_apart = index > 0 and not bare(lines[index - 1])
    if len(kept) > 1 and _is_name(kept[-1], is_apart=is_apart):
        kept.pop()
    return "\n".join(kept), is_whole


def own_words(written: str, most: int, subject: str = "") -> str:
    """Return what the writer says, without citations and names.

    The ticket's number becomes the word "ticket", that of another one than the ``subject`` begins with
    "another ticket"; where there is no subject, any number is the ticket's. Behind so many characters names
    and numbers may stay.
    """
    said = _CITED.sub(" цитата ", written)
    asked = _ASKED.sub(r" ? \g<0>", said[:most])
    unnamed = _SALUTED.sub(_unnamed, asked)
    if _DIGIT.search(unnamed):
        ours = _OURS.search(subject)
        number = ours[1].upper() if ours else ""
        unnamed = _NUMBER.sub(lambda found: _named(found, number, has_subject=bool(subject)), unnamed)
    return unnamed + said[most:]


def _named(found: re.Match[str], ours: str, *, has_subject: bool) -> str:
    """Return what a number names beside the words about it; ``ours`` is the ticket's, where it is known."""
    told = found[0].strip("[]").upper()
    prefix, _, number = ours.rpartition("-")
    if told == ours or (ours and told.lstrip("#№ ") == number):
        return " ticket "
    if not found[0].isupper() and told[0] not in "#№":
        # "Office-365" is a product.
        return found[0]
    if not has_subject:
        return " ticket "
    if told.startswith(f"{prefix}-") or _is_of_tickets(found):
        return " another ticket "
    # "USB-3" and "UTF-8" are products as well.
    return found[0] if told[0] in "#№" else " product "


def _is_of_tickets(found: re.Match[str]) -> bool:
    """Tell whether a word right before or behind a number tells that it is a ticket's."""
    before = _CLAUSE.split(found.string[max(0, found.start() - _NEAR) : found.start()])[-1]
    behind = _CLAUSE.split(found.string[found.end() : found.end() + _NEAR])[0]
    rows = (words(before)[-_FEW:], words(behind)[:_FEW])
    return any(
        any(word.startswith(_DONE) for word in row)
        or any(hit.label in _OF_TICKETS for hit in LEXICON.hits(row))
        for row in rows
    )


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
    return next(LEXICON.hits(words(text)), None) is not None


def _is_name(line: str, *, is_apart: bool) -> bool:
    """Tell whether a last line is its writer's name: by a first name, or set apart by initials or a father's.

    "QuickBooks Frozen" is none, wherever it stands.
    """
    if not _ONLY_NAMES.fullmatch(line) or _is_known(line):
        return False
    row = words(line)
    return any(map(is_name, row)) or (is_apart and _INITIAL.search(line) is not None)


def is_name(word: str) -> bool:
    """Tell whether a word is a usual first name, or a Russian father's name."""
    return word in FIRST_NAMES or (len(word) > 6 and word.endswith(("вна", "вич")))
