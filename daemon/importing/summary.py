"""The summary of an import: what became of how many mails."""

from collections import Counter
from dataclasses import dataclass, field

from desk.verdicts import Verdict

# What is counted besides the verdicts, and how the summary calls it.
ALREADY_THERE = "already there"
TOO_BIG = "too big"
GONE = "gone meanwhile"

_WORDS: dict[str, str] = {
    Verdict.TICKET: "began a ticket",
    Verdict.REPLY: "went into the thread of a ticket",
    Verdict.AUTO_REPLY: "automatic replies, filed",
    Verdict.BOUNCE: "bounces, filed",
    Verdict.RECEIPT: "receipts, filed",
    Verdict.DUPLICATE: "copies of mails that are there",
    Verdict.IGNORED: "ignored: lists, machines, spam, our own mails",
    Verdict.QUARANTINED: "quarantined: nobody could read them",
    ALREADY_THERE: "already there",
    TOO_BIG: "left out: over [limits] message_size",
    GONE: "left out: moved or deleted meanwhile",
}


@dataclass
class Summary:
    """Counts, by verdict or by one of the words above; ``done`` is the sum of them."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, number: int = 1) -> None:
        """Count mails that became this."""
        self.counts[what] += number

    @property
    def done(self) -> int:
        """How many mails were looked at."""
        return self.counts.total()

    def rows(self) -> list[tuple[str, str]]:
        """Return each count that is not 0, in words."""
        return [(str(self.counts[what]), said) for what, said in _WORDS.items() if self.counts[what]]
