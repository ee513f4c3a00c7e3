"""Numbered questions and variants: what was asked, what an answer tells of it, what stays open."""

from dataclasses import replace

from desk.mail import Intent, Mail, Numbered
from desk.states import State
from desk.ticket import Question, Ticket

# Beside its question an answer stands in one line.
_LONGEST = 1000
# A quote in which nobody looks for answers any more.
_MOST = 20_000
# What may stand between a question and its answer.
_BETWEEN = " \t\n?!.,:;-–—→*_>"


def asked(numbered: tuple[Numbered, ...]) -> tuple[Question, ...]:
    """Return these numbered lines as questions."""
    return tuple(Question(item.number, item.text) for item in numbered)


def answered(ticket: Ticket, mail: Mail) -> tuple[Question, ...]:
    """Return the ticket's questions with what this mail answers to those that were open.

    An answer stands behind the question's number, the question's own words taken off, right below the
    question that is quoted, or at the end of its quoted line; to the only one that is open, words without
    either are the answer while the ticket waits for it.
    """
    numbered = {item.number: item.text for item in mail.numbered}
    quoted = [(_words(line), line) for line in mail.quoted_text[:_MOST].split("\n")]
    unled = not mail.numbered and not mail.inline and ticket.state is State.WAITING
    if unled and mail.text_after_commands and len(still_open(ticket.questions)) == 1:
        return tuple(
            question if question.answer else replace(question, answer=mail.text_after_commands[:_LONGEST])
            for question in ticket.questions
        )
    return tuple(
        question
        if question.answer
        else replace(
            question,
            answer=_below(question, mail)
            or _behind(question, numbered.get(question.number, ""))
            or _within(question, quoted),
        )
        for question in ticket.questions
    )


def still_open(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Return the questions without an answer."""
    return tuple(question for question in questions if not question.answer)


def asked_again(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Return the questions with those marked that are open: they are asked once more, and no third time."""
    return tuple(question if question.answer else replace(question, again=True) for question in questions)


def are_to_be_asked_again(before: tuple[Question, ...], after: tuple[Question, ...]) -> bool:
    """Tell whether a mail has answered some questions and left others open for the first time."""
    left = still_open(after)
    return bool(left) and len(left) < len(still_open(before)) and not any(one.again for one in left)


def chosen(ticket: Ticket, mail: Mail, threshold: float) -> Numbered | None:
    """Return the variant that this mail surely chooses, None where it chooses none that was offered."""
    if mail.intent is not Intent.CHOICE or mail.intent_confidence < threshold:
        return None
    return next((one for one in ticket.variants if one.number == mail.choice), None)


def _below(question: Question, mail: Mail) -> str:
    """Return what stands below the question where it is quoted, or the empty string."""
    sought = _words(question.text)
    for quoted, said in mail.inline:
        found = _words(quoted)
        if sought and (found.endswith(sought) or (len(found) > _CUT and sought.startswith(found))):
            return said
    return ""


def _behind(question: Question, said: str) -> str:
    """Return what is said behind the question's own words, all of it where they do not stand above."""
    sought, found = _words(question.text), _words(said)
    if found and sought.startswith(found) and (found == sought or len(found) > _CUT):
        return ""
    if not sought or not found.startswith(sought):
        return said
    behind = said[_end(said, len(sought)) :]
    return said if behind[:1].isalnum() else behind.strip(_BETWEEN)


def _within(question: Question, quoted: list[tuple[str, str]]) -> str:
    """Return what stands behind the question in the first quoted line that begins with it."""
    sought = f"{question.number}{_words(question.text)}"
    mark = question.text[_end(question.text, len(sought) - len(str(question.number))) :].strip()[:1]
    line = next((line for found, line in quoted if found.startswith(sought)), "")
    behind = line[_end(line, len(sought)) :]
    # Another question may begin with the same words.
    return behind.strip(_BETWEEN) if mark and behind.lstrip().startswith(mark) else ""


# Quoted lines are broken anywhere; the beginning of a question of so many letters is enough.
_CUT = 15


def _words(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _end(text: str, count: int) -> int:
    """Return the place right behind so many letters and figures, as ``_words`` counts them."""
    for place, sign in enumerate(text):
        count -= len(_words(sign))
        if count <= 0:
            return place + 1
    return len(text)
