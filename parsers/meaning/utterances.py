"""What a customer says in an answer: a row of words, the phrases in it, and what stands beside what."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from desk.mail import Language
from parsers.meaning import strangers
from parsers.meaning.answers import INTENTS, LEXICON, is_name
from parsers.meaning.lexicon import Hit, Lexicon, words

_MOST_EVIDENCE = 5
# More names in Latin letters are a sentence.
_MOST_NAMES = 2
_FOR = frozenset(["for", "by", "у", "для"])
# So many words behind "close" may be what is closed.
_REACH = 3

# "Вопрос" asks as well, in the lexicon of all; "about" leads to what may be anything.
_TICKET = Lexicon({"object": INTENTS.phrases["object"]})
_CLAUSE = re.compile(r"[,.;:!()\n]")
_COURTESY = Lexicon({"courtesy": INTENTS.names["courtesy"]})
_TAKING, _LINKING, _LEADING, _TODAY, _SELF = (
    frozenset(words(INTENTS.names[name])) for name in ("taking", "linking", "leading", "today", "self")
)
_SETTLING = ("confirm", "affirm", "works", "close", "withdraw")
# What closes or takes back may be followed by courtesy, by its reason, or by more of the same.
_NO_OBJECT = frozenset({"thanks", "yes", "confirm", "works", "close", "withdraw", "now", "but", "if"})


@dataclass(frozen=True)
class Utterance:
    """A row of words with the phrases found in it.

    ``unknown`` are the places of all other words, ``starts`` those where a clause begins.
    """

    row: Sequence[str]
    hits: Sequence[Hit]
    unknown: frozenset[int]
    starts: frozenset[int] = frozenset()

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each label is found."""
        return Counter(hit.label for hit in self.hits)

    def evidence(self, labels: Sequence[str]) -> tuple[str, ...]:
        """Return the phrases of these labels, in their order."""
        told = (" ".join(self.row[hit.at : hit.at + hit.length]) for hit in self.hits if hit.label in labels)
        return tuple(dict.fromkeys(told))[:_MOST_EVIDENCE]

    def light(self, end: int) -> set[int]:
        """Return the places of unknown words before this one that only tell what was done."""
        plain = {at for hit in self.hits if hit.label == "plain" for at in range(hit.at, hit.at + hit.length)}
        return {at for at in strangers.harmless(self.row, self.unknown, plain, self.starts) if at < end}

    def light_before(self, *labels: str) -> set[int]:
        """Return those in clauses before the one that says last what these labels say."""
        last = max((hit.at for hit in self.hits if hit.label in labels), default=0)
        return self.light(max((start for start in self.starts if start <= last), default=0))

    def things_beside(self, label: str, *, bare: bool) -> int:
        """Return how many things stand beside words of this label; ``bare`` passes those of the ticket."""
        ends = {
            hit.at + hit.length
            for hit in self.hits
            if hit.label == label and not (bare and self.names_ticket(hit))
        }
        things = (hit.at for hit in self.hits if hit.label == "thing" and (bare or hit.at not in self.starts))
        return sum(not ends.isdisjoint((at, at - 1)) for at in things)

    def behind(self, label: str) -> set[int]:
        """Return the places behind words of this label, where they may have their object."""
        places: set[int] = set()
        for hit in self.hits:
            if hit.label == label:
                near = range(hit.at + hit.length, hit.at + hit.length + _REACH)
                # Words that name the ticket have their object: a clause behind them is another matter.
                ended = min(
                    (at for at in near if at in self.starts and self.names_ticket(hit)), default=near.stop
                )
                places.update(range(near.start, ended))
        return places

    def is_only(self, *labels: str) -> bool:
        """Tell whether nothing is said but what these labels say, courtesy and names."""
        told = self._places(_COURTESY.hits(self.row)).union(
            self._places(hit for hit in self.hits if hit.label in labels)
        )
        return not self.unknown and self._places(self.hits) <= told

    def drops_another(self) -> bool:
        """Tell whether what is dropped is another thing than the ticket, or is dropped for today alone."""
        return any(
            self._goes_on(hit) or self._is_for_today(hit)
            for hit in self.hits
            if hit.label == "withdraw" and not self.names_ticket(hit)
        )

    def things_in(self, label: str) -> int:
        """Return how many things stand in the clauses of words of this label."""
        clauses = [self._clause(hit) for hit in self.hits if hit.label == label]
        return sum(hit.label == "thing" and any(hit.at in clause for clause in clauses) for hit in self.hits)

    def says_so(self) -> bool:
        """Tell whether any phrase says that it works, is to be closed or not wanted any more."""
        return any(self.counts[label] for label in _SETTLING)

    def tells_own_act(self) -> bool:
        """Tell whether it begins with what its writer did, and no phrase says that anything works."""
        return strangers.is_own_act(self.row[0]) and not self.says_so()

    def told_apart(self) -> set[int]:
        """Return the places of unknown words by which the ticket may be told from another one."""
        return {hit.at - 1 for hit in _TICKET.hits(self.row)} & self.unknown

    def names_ticket(self, hit: Hit) -> bool:
        """Tell whether words of closing say themselves that it is the ticket."""
        return next(_TICKET.hits(self.row[hit.at : hit.at + hit.length]), None) is not None

    def is_clause(self, hit: Hit) -> bool:
        """Tell whether a phrase is a whole clause: "close it" alone can mean nothing but the ticket."""
        bounds = self.starts | {0}
        return hit.at in bounds and hit.at + hit.length in bounds

    def _goes_on(self, hit: Hit) -> bool:
        """Tell whether an object that is not the ticket stands behind words in their clause."""
        end = hit.at + hit.length
        if end >= len(self.row) or end in self.starts:
            return False
        if next(_TICKET.hits(self.row[end : end + _REACH]), None) is not None:
            return False
        if self.row[end] in _LEADING:
            return next(_COURTESY.hits(self.row[end:]), Hit("", -1, 0)).at != 0
        ends = self.row[end - 1] in _TAKING and self.row[end] not in _LINKING
        return ends and not any(each.at == end and each.label in _NO_OBJECT for each in self.hits)

    def _is_for_today(self, hit: Hit) -> bool:
        """Tell whether a time stands beside words that something is not wanted; who solved it tells when."""
        told = (self.row[at] for at in self._clause(hit))
        own = _SELF.isdisjoint(self.row[hit.at : hit.at + hit.length])
        return own and not _TODAY.isdisjoint(told)

    def _clause(self, hit: Hit) -> range:
        """Return the places of the clause that a phrase begins in."""
        first = max((start for start in self.starts if start <= hit.at), default=0)
        return range(first, min((start for start in self.starts if start > hit.at), default=len(self.row)))

    @staticmethod
    def _places(hits: Iterable[Hit]) -> set[int]:
        return {at for hit in hits for at in range(hit.at, hit.at + hit.length)}


def utterance(row: Sequence[str], own: str, language: Language | None, subject: str) -> Utterance:
    """Return a row of words with its phrases, of the text ``own``.

    A word of the ``subject`` is known; in a Russian text so is one in Latin letters: it names a program or a
    firm.
    """
    hits = tuple(LEXICON.hits(row))
    told = {at for hit in hits for at in range(hit.at, hit.at + hit.length)}
    # "It works for Bob" says something of Bob.
    named = {at for at in range(len(row)) if is_name(row[at]) and (not at or row[at - 1] not in _FOR)}
    unknown = {at for at in range(len(row)) if at not in told and at not in named}
    unknown -= strangers.shared(row, unknown, strangers.stems(words(subject)))
    if language is Language.RU:
        # "Jira тикет" is another one.
        apart = {hit.at - 1 for hit in _TICKET.hits(row)}
        latin = {at for at in unknown - apart if row[at].isascii() and row[at].isalpha()}
        # More of them, or nothing else, is no name but a sentence.
        unknown -= latin if len(latin) <= _MOST_NAMES and any(map(_is_cyrillic, row)) else set()
    return Utterance(row, hits, frozenset(unknown), _starts(own, row))


def _starts(own: str, row: Sequence[str]) -> frozenset[int]:
    """Return the places in a row where a clause begins, none where mending parted words."""
    lengths = [len(words(part)) for part in _CLAUSE.split(own)]
    return frozenset(itertools.accumulate(lengths)) if sum(lengths) == len(row) else frozenset()


def _is_cyrillic(word: str) -> bool:
    return "а" <= word[0] <= "я"
