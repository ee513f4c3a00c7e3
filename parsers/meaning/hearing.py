"""What is heard of an answer: the writer's own words with the phrases in them, whole and in parts."""

from dataclasses import dataclass, replace

from desk.mail import Language
from parsers.meaning import judge, sequence
from parsers.meaning.answers import INTENTS, SPELLING, own_lines, own_words
from parsers.meaning.lexicon import words
from parsers.meaning.points import clauses, sentences
from parsers.meaning.transliteration import in_cyrillic
from parsers.meaning.utterances import Utterance, utterance

_WEIGHTS = INTENTS.weights
# No more is looked at than these characters of the writer's own, and understood than these words; where
# there is more, all but a dispute is unsure.
_MOST = 600
_MOST_TEXT = 64 * 1024
_LONG = 40
_MOST_WORDS = 100
# So few words are hardly of a language.
_FEW = 6


@dataclass(frozen=True, slots=True)
class Heard:
    """The writer's own words, what they say, and what a long or foreign text leaves of any sureness.

    ``judged`` tells that all of it was read, and in a language that is; ``written`` is the text as it stands.
    """

    own: str
    said: Utterance
    share: float
    judged: bool
    language: Language | None
    written: str = ""


def heard(text: str, language: Language | None, subject: str = "") -> Heard | None:
    """Return what is heard of an answer, None where it has no words. A word of the ``subject`` is known."""
    written, is_whole = own_lines(text[:_MOST_TEXT], _MOST + 100)
    is_whole = is_whole and len(text) <= _MOST_TEXT
    found = _read(own_words(written, _MOST + 100, subject[:_MOST]), language, subject, is_whole=is_whole)
    return None if found is None else replace(found, written=written[:_MOST])


def parts(answer: Heard) -> sequence.Parts:
    """Return the signs of an answer, of its sentences and of its clauses."""

    def signs_of(point: str) -> set[str]:
        read = _read(point, answer.language, "")
        return set() if read is None else signs(read.said)

    return sequence.Parts(
        signs(answer.said),
        [signs_of(sentence) for sentence in sentences(answer.own)],
        [signs_of(clause) for clause in clauses(answer.own)],
        len(answer.said.row),
        len(answer.said.unknown),
    )


def signs(said: Utterance) -> set[str]:
    """Return what may be learned of what is said."""
    return judge.signs(said.row, [hit.label for hit in said.hits])


def _read(own: str, language: Language | None, subject: str, *, is_whole: bool = True) -> Heard | None:
    told = words(own[:_MOST])
    if not told:
        return None
    cut = not is_whole or len(own) > _MOST or len(told) > _MOST_WORDS
    share = _WEIGHTS["long"] if cut or len(told) > _LONG else 1.0
    row = SPELLING.mended(in_cyrillic(told[:_MOST_WORDS], SPELLING))
    foreign = language is None and len(row) > _FEW
    if foreign:
        # Another language may give these words another sense.
        share *= _WEIGHTS["foreign"]
    said = utterance(row, own[:_MOST], language, subject[:_MOST])
    return Heard(own[:_MOST], said, share, not (cut or foreign), language)
