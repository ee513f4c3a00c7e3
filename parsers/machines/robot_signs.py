"""Automatic answers known by all that they say: what robots say, less what only people add."""

import re

from parsers.machines.kinds import is_reply
from parsers.machines.robot_rows import signs, together
from parsers.machines.robot_sentences import TABLE, sentences

_WEIGHTS = TABLE.weights
# These make nothing of a text, but of a subject.
_OF_SUBJECT = frozenset(["titled", "headed"])
_MATTER = "matter"
# A mail that answers none must speak of a mail that arrived, or of who is paid to answer.
_OF_A_MAIL = frozenset(
    ["received", "silent", "promised", "staff", "unread", "itself", "code", "secret", "expires"]
)
_LONGEST = 1500
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
    if not 0 < len(text.strip()) <= _LONGEST:
        return ""
    told, weight = _weighed(text)
    # The subject of a reply is that of the mail which it answers.
    if told and not is_reply(subject, has_parent=False):
        titles = {sign for one in sentences(subject) for sign in signs(one)}
        weight += max((_WEIGHTS[one] for one in _OF_SUBJECT & titles), default=0)
    needed = "answer" if answers else "first" if _OF_A_MAIL & told.keys() else "unasked"
    if not told or weight < _WEIGHTS[needed]:
        return ""
    return told[max(sorted(told), key=lambda one: _WEIGHTS[one])]


def _weighed(text: str) -> tuple[dict[str, str], float]:
    """Return the signs of a text, each with its sentence, and what all weighs; nothing for a person."""
    told: dict[str, str] = {}
    known = of_robots = strange_alone = 0
    cost = 0.0
    for sentence in sentences(text):
        made = signs(sentence) - _OF_SUBJECT
        if _MATTER in made:
            return {}, 0
        for one in made:
            told.setdefault(one, sentence.text)
        is_robots = any(_WEIGHTS[one] > 0 for one in made)
        known += sentence.known
        of_robots += is_robots
        strange_alone += 0 if is_robots else sentence.strange
        cost += sentence.strange * _WEIGHTS["strange" if is_robots else "strange_alone"]
        # Most persons' mails end here, a few sentences in.
        if cost > _WEIGHTS["strange_most"]:
            return {}, 0
    if known < _WEIGHTS["fewest_words"]:
        return {}, 0
    made = together(told)
    pure = of_robots >= _WEIGHTS["pure_sentences"] and not strange_alone
    weight = sum(_WEIGHTS[one] for one in (*told, *made)) + pure * _WEIGHTS["pure"]
    return told, weight - max(0, cost - known * _WEIGHTS["strange_overlooked"])


def is_strange(text: str) -> bool:
    """Tell whether a text says what no robot does, or has two words that none uses."""
    read = tuple(sentences(text))
    against = any(_WEIGHTS[sign] <= _WEIGHTS["against"] for one in read for sign in signs(one))
    return against or sum(one.strange for one in read) > 1


def names_a_field(label: str) -> bool:
    """Tell whether a form asks people for what this names."""
    return any("field" in one.groups for one in sentences(label))
