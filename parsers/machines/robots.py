"""Automatic answers whose headers say nothing, known by their words: robots of old programs and of shops.

A person's mail taken for a machine's is worse than an automatic answer taken for a person's: one strong
phrase must begin the mail, or what robots say must outweigh what only people add (``robot_signs``).
"""

import re
from collections.abc import Sequence

from parsers.characters.display import one_line
from parsers.machines import robot_signs
from parsers.machines.marks import IN_SUBJECT, Machine, Mark
from parsers.machines.robot_words import SAYS_SO, WANTS
from parsers.text import attributions
from parsers.text.foreign_markers import is_foreign_marker
from parsers.text.visible import Cut

# So much of a text is looked at; automatic answers are short.
_LOOKED_AT = 2500
_STARTS = 12
_FIRST = 800
# Quotation marks are no decoration: who writes them speaks of a robot.
_SENTENCE = re.compile(r"(?:\A|[.!?\n])[ \t*_#=~\[(<|–—-]*(?=[^\W\d_])")
_BLANKS = re.compile(r"[ \t\u00a0]{2,}|[\t\u00a0]")
# What is drawn of signs is a table's where columns stand at it, apart by blanks, or a head above it and rows
# below: else it is decoration.
_RULE = re.compile(r"[-=_+]{20,}")
_COLUMNS = re.compile(r"\S(?: {2}|\t)|\+-")
# More lines of a form than these, one of them of what people are asked for, are a person's.
_FORM = 2
_FORM_LINE = re.compile(r"^([^\W\d_][^:\n]{0,40}):[ \t]+\S", re.MULTILINE)


def judged(found: Sequence[Mark], subject: str, cut: Cut, *, answers: bool) -> tuple[Mark, ...]:
    """Return the marks of the headers, with what the words add to them or take away. Headers go first.

    ``answers`` tells that the mail answers another.
    """
    firm = [mark for mark in found if mark.says is not Machine.PERHAPS]
    lines = [line for line in cut.visible.split("\n") if not line.lstrip().startswith(">")]
    attributed = attributions.indexes(lines)
    text = "\n".join(line for index, line in enumerate(lines) if index not in attributed)
    if not firm:
        return (*found, *(_of_a_desk(cut) or _says_so(text) or _by_all(subject, text, answers)))
    by_subject = ":" not in subject and all(mark.text == IN_SUBJECT for mark in firm)
    if by_subject and (_asks(text) or robot_signs.is_strange(subject, text[:_LOOKED_AT])):
        # "Automatic reply", and then a question about it.
        return tuple(mark for mark in found if mark not in firm)
    return tuple(found)


def _of_a_desk(cut: Cut) -> tuple[Mark, ...]:
    """Return the mark of a mail that begins with another desk's line to answer above: nobody has answered."""
    first = cut.quoted.lstrip().partition("\n")[0]
    if cut.visible.strip() or not is_foreign_marker(first):
        return ()
    return (Mark("another desk's line to answer above, and nothing above it", Machine.SEEMS),)


def _says_so(text: str) -> tuple[Mark, ...]:
    folded = _folded(text)
    starts = [match.end() for match in _SENTENCE.finditer(folded[:_FIRST])][:_STARTS]
    said = next((found for at in starts if (found := SAYS_SO.match(folded, at))), None)
    return (_mark(said[0], Machine.SEEMS),) if said else ()


def _by_all(subject: str, text: str, answers: bool) -> tuple[Mark, ...]:
    lines = _FORM_LINE.findall(text)
    fields = sum(map(robot_signs.names_a_field, lines))
    if fields > 1 or (fields and len(lines) > _FORM):
        return ()
    if (answers and _draws(text)) or not (answers or subject):
        # No automatic answer draws a table, and every robot has a subject.
        return ()
    said = robot_signs.sign(subject, text, answers=answers)
    return (_mark(said, Machine.SEEMS),) if said else ()


def _draws(text: str) -> bool:
    """Tell whether a text draws a table, or is one."""
    lines = ["", *(line.strip() for line in text.split("\n")), "", ""]
    filled = [line for line in lines if line]
    if filled and all(" | " in line for line in filled):
        return True
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line)]
    columns = any(_COLUMNS.search(line) for at in rules for line in (lines[at - 1], lines[at + 1]))
    return columns or any(all((lines[at - 1], lines[at + 1], lines[at + 2])) for at in rules)


def _asks(text: str) -> bool:
    return "?" in text or WANTS.search(_folded(text)) is not None


def _mark(words: str, says: Machine) -> Mark:
    return Mark(f"words of an automatic answer: {one_line(words, 60)}", says)


def _folded(text: str) -> str:
    """Return the beginning of a text as the phrases are written."""
    lowered = text[:_LOOKED_AT].lower().replace("ё", "е").replace("’", "'")
    return _BLANKS.sub(" ", lowered)
