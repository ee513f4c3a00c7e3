"""Made-up facts with which a template is tried before it is used."""

from collections.abc import Iterator, Mapping

from desk.states import Reason, State
from desk.topics import Topic
from responders.blocks import QUOTE, THREAD, WORDS
from responders.variables import VARIABLES, Value

_LISTS = ("files", "listed", "missing", "fields", "changes", "signature", "tickets", "questions")


def samples() -> Iterator[Mapping[str, Value]]:
    """Yield variables that lead through the branches of a template: full, empty, each code once."""
    full: dict[str, Value] = dict.fromkeys(VARIABLES, "1")
    full |= {"words": WORDS, "quote": QUOTE, "thread": THREAD, "whole": True, "plus": True}
    full |= dict.fromkeys(_LISTS, ("1",))
    yield full
    empty: dict[str, Value] = dict.fromkeys(VARIABLES, "")
    yield empty | dict.fromkeys(_LISTS, ()) | {"whole": False, "plus": False}
    for name, codes in (("topic", Topic), ("reason", Reason), ("state_code", State)):
        for code in codes:
            yield full | {name: code.value}
