"""Automatic answers known by all that they say: what robots say and what only people do, weighed together."""

import re
from collections.abc import Sequence

from parsers.machines.kinds import is_reply
from parsers.machines.robot_rows import signs
from parsers.machines.robot_sentences import Sentence, masked, sentences
from parsers.meaning.judge import named
from parsers.meaning.judge import signs as words_signs
from parsers.meaning.lexicon import words
from parsers.meaning.requests import likelihood

# What the judge of robots says of a text.
MACHINE = "machine"

# So likely must a robot be where the mail answers another, and where it answers none.
_SURE, _SURE_UNASKED = 0.81, 0.95
# So likely a request is no robot's, where it answers nothing.
_REQUEST = 0.99
# A subject of automatic replies is believed unless it is less likely.
_UNLIKELY = 0.2
_JUDGE = named("robots")
# These make nothing of a text, but of a subject.
_OF_SUBJECT = frozenset(["titled", "headed"])
_MATTER = "matter"
_LONGEST = 1500
# Automatic answers that long are known by their beginning.
_MOST_WORDS = 100
# Who uses so many words that no robot does is a person: nothing needs to be weighed.
_MOST_STRANGE = 10
_TENTHS = 10
# Counts beyond these tell no more.
_MOST_COUNTED = 8
_CLOSING = re.compile(
    r"\n[ \t]*(?:--|с уважением|best regards|kind regards|regards|mit freundlichen|cordialement|saludos"
    r"|cordiali|pozdrawiam|з повагою)",
    re.IGNORECASE,
)


def sign(subject: str, text: str, *, answers: bool) -> str:
    """Return the sentence by which a text is an automatic answer's, or the empty string.

    ``text`` holds the writer's own words; ``answers`` tells that the mail answers another.
    """
    found = weighed(subject, text)
    if not found or _JUDGE.opinion(found)[MACHINE] < (_SURE if answers else _SURE_UNASKED):
        return ""
    if not answers and likelihood(text) >= _REQUEST:
        # "No network since 9, nobody can work" has a robot's words.
        return ""
    return max(sentences(_own(text)), key=_speaks_for_a_machine).text


def weighed(subject: str, text: str) -> set[str]:
    """Return all that is weighed of a mail, nothing where a person wrote it: what a judge learns by."""
    own = _own(text)
    read: list[tuple[Sentence, set[str]]] = []
    alone = matters = 0
    for sentence in sentences(own):
        made = signs(sentence) - _OF_SUBJECT
        alone += 0 if made else sentence.strange
        matters += _MATTER in made
        if alone > _MOST_STRANGE or matters > 1:
            # Most persons' mails end here, a few sentences in: no robot has two things to tell of.
            return set()
        read.append((sentence, made))
    if not read:
        return set()
    labels = [label for _, made in read for label in sorted(made) or ("other",)]
    return {
        *words_signs(words(masked(own))[:_MOST_WORDS], labels),
        *_of_strange(read, alone),
        *_of_subject(subject),
    }


def is_strange(subject: str, text: str) -> bool:
    """Tell whether a text says what hardly a robot does; one that says nothing, or very much, does not."""
    if not _own(text):
        return False
    found = weighed(subject, text)
    return not found or _JUDGE.opinion(found)[MACHINE] < _UNLIKELY


def names_a_field(label: str) -> bool:
    """Tell whether a form asks people for what this names."""
    return any("field" in one.groups for one in sentences(label))


def _own(text: str) -> str:
    """Return a text without its signature, nothing where it is longer than an automatic answer's."""
    closing = _CLOSING.search(text)
    own = (text[: closing.start()] if closing else text).strip()
    return own if len(own) <= _LONGEST else ""


def _of_strange(read: Sequence[tuple[Sentence, set[str]]], alone: int) -> set[str]:
    """Return how many words are strange: beside what robots say, elsewhere, and of all that are elsewhere."""
    beside = sum(sentence.strange for sentence, made in read if made)
    known = sum(sentence.known for sentence, _ in read)
    counts = {"beside": beside, "alone": alone, "sentences": len(read)}
    counted = {f"{name}={min(count, _MOST_COUNTED)}" for name, count in counts.items()}
    return counted | {f"alone/all={round(_TENTHS * alone / max(1, known + alone))}"}


def _of_subject(subject: str) -> set[str]:
    """Return what a subject says; that of a reply is of the mail which it answers, and says nothing."""
    if is_reply(subject, has_parent=False):
        return set()
    read = tuple(sentences(subject))
    groups = (f"subject:{group}" for one in read for group in one.groups)
    return {"subject", *groups, *(f"subject[{label}]" for one in read for label in signs(one))}


def _speaks_for_a_machine(sentence: Sentence) -> float:
    return _JUDGE.opinion(words_signs((), sorted(signs(sentence))))[MACHINE]
