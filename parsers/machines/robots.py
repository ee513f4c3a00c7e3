"""Automatic answers whose headers say nothing, known by their words: robots of old programs and of shops.

A person's mail taken for a machine's is worse than an automatic answer taken for a person's: one strong
phrase must begin the mail, or a sentence of absence must be followed by what only robots add to it, or all
that is said must be a robot's (``robot_signs``).
"""

import re
from collections.abc import Sequence

from desk.mail import Intent
from parsers.machines import robot_signs
from parsers.machines.marks import IN_SUBJECT, Machine, Mark
from parsers.machines.robot_words import (
    ADDED,
    ANSWERS_LATER,
    AWAY,
    GOT_IT,
    GOT_IT_ADDED,
    SAYS_SO,
    SUBJECT,
    WANTS,
    WHILE,
)
from parsers.meaning import intents

# No robot answers whether a request is done.
_OF_PEOPLE = frozenset({Intent.CONFIRM, Intent.WITHDRAW})
# So much of a text is looked at; automatic answers are short.
_LOOKED_AT = 2500
_STARTS = 12
_LONGEST = 400
# Quotation marks are no decoration: who writes them speaks of a robot.
_SENTENCE = re.compile(r"(?:\A|[.!?\n])[ \t*_#=~\[(<|–—-]*(?=[^\W\d_])")
_CLAUSE = re.compile(r"(?:\A|[.!?,\n])[ \t*_#=~\[(<|–—-]*(?=[^\W\d_])")
# More than so many of these say it without "we have received your mail".
_ALONE = 2
# From here on, what only machines add to "we have received your mail".
_FIRM = 3
# So much may stand between the thanks for a mail and the absence.
_BREATH = 40
_BLANKS = re.compile(r"[ \t\u00a0]+")
_FORM_LINE = re.compile(r"^[^\W\d_][^:\n]{0,40}:[ \t]+\S", re.MULTILINE)


def judged(found: Sequence[Mark], subject: str, visible: str, *, answers: bool) -> tuple[Mark, ...]:
    """Return the marks of the headers, with what the words add to them or take away. Headers go first.

    ``visible`` is what stands above quotes; ``answers`` tells that the mail answers another.
    """
    firm = [mark for mark in found if mark.says is not Machine.PERHAPS]
    if not firm:
        return (*found, *(_in_words(subject, visible, answers=answers) or _by_all(subject, visible, answers)))
    bare = ":" not in subject and not answers
    by_subject = bare and all(mark.text == IN_SUBJECT for mark in firm)
    if by_subject and (_asks(_own_words(visible)) or robot_signs.is_strange(visible[:_LOOKED_AT])):
        # "Automatic reply", and then a question about it.
        return tuple(mark for mark in found if mark not in firm)
    return tuple(found)


def _by_all(subject: str, visible: str, answers: bool) -> tuple[Mark, ...]:
    text = "\n".join(line for line in visible.split("\n") if not line.lstrip().startswith(">"))
    if len(_FORM_LINE.findall(text)) > 1:
        return ()
    said = robot_signs.sign(subject, text, answers=answers)
    if not said or intents.intent(text, None).intent in _OF_PEOPLE:
        return ()
    return (_mark(said),)


def _in_words(subject: str, visible: str, *, answers: bool) -> tuple[Mark, ...]:
    text = _own_words(visible)
    if not text.strip():
        return ()
    said = next((found for at in _starts(text, _SENTENCE) if (found := SAYS_SO.match(text, at))), None)
    if said:
        return (_mark(said[0], Machine.ANSWERS),)
    if _asks(text) or len(_FORM_LINE.findall(text)) > 1:
        return ()
    words = _of_a_robot(text, subject, answers=answers)
    # The slowest question comes last: nearly all mails are persons' and never get so far.
    return () if not words or robot_signs.wants(text) else (_mark(words),)


def _asks(text: str) -> bool:
    return "?" in text or WANTS.search(text) is not None


def _of_a_robot(text: str, subject: str, *, answers: bool) -> str:
    """Return the words by which a text is a robot's, if what it wants does not tell otherwise."""
    flat = text.replace("\n", " ")
    away = next((found for at in _starts(text, _CLAUSE) if (found := AWAY.match(flat, at))), None)
    if away:
        named = SUBJECT.search(subject.lower()) is not None
        holds = _is_absence(flat, away.start(), answers=answers, named=named)
        return away[0] if holds else ""
    got = GOT_IT.search(flat[:_LONGEST])
    added: list[bool] = []
    for phrase in GOT_IT_ADDED:
        added.append(phrase.search(flat) is not None)
        if not got and sum(added) + len(GOT_IT_ADDED) - len(added) <= _ALONE:
            return ""
    if got and (sum(added) > 1 or (answers and any(added[_FIRM:]))):
        return got[0]
    return flat if sum(added) > _ALONE else ""


def _is_absence(flat: str, away: int, *, answers: bool, named: bool) -> bool:
    """Tell whether a robot added what stands around the sentence of absence.

    People promise to answer later, too, and thank for a mail before they speak of it: either needs a second
    mark, or the thanks must stand right before the absence. ``named`` tells that the subject speaks of it.
    """
    no_access, later, instead, thanks = (phrase.search(flat) for phrase in ADDED)
    context = answers or named
    if (context and (no_access or instead or ANSWERS_LATER.search(flat))) or (named and later):
        return True
    between = flat[thanks.end() : away] if thanks else ""
    lasting = WHILE.search(flat[away : away + _LONGEST]) is not None
    if context and lasting and thanks and thanks.end() <= away and len(between) <= _BREATH:
        return sum(between.count(stop) for stop in ".!?") < 2
    return sum(found is not None for found in (no_access, later, instead, thanks)) > 1


def _mark(words: str, says: Machine = Machine.SEEMS) -> Mark:
    return Mark(f"words of an automatic answer: {words[:60].strip()}", says)


def _own_words(visible: str) -> str:
    """Return the beginning of a text in lower case, less the lines that are quoted in it."""
    lines = visible[:_LOOKED_AT].lower().replace("ё", "е").replace("’", "'").split("\n")
    return "\n".join(_BLANKS.sub(" ", line) for line in lines if not line.lstrip().startswith(">"))


def _starts(text: str, start: re.Pattern[str]) -> tuple[int, ...]:
    """Return where the first sentences and lines begin."""
    return tuple(match.end() for match in start.finditer(text[: 2 * _LONGEST]))[:_STARTS]
