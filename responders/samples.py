"""Made-up facts with which a template is tried before it is used."""

from collections.abc import Iterator, Mapping

from desk.letters import Topic
from desk.states import Reason, State
from responders.blocks import QUOTE, WORDS
from responders.variables import VARIABLES, Value


def samples() -> Iterator[Mapping[str, Value]]:
    """Yield variables that lead through the branches of a template: full, empty, each code once."""
    full: dict[str, Value] = dict.fromkeys(VARIABLES, "1")
    full |= {"words": WORDS, "quote": QUOTE, "whole": True, "plus": True, "files": ("1",), "listed": ("1",)}
    yield full
    yield dict.fromkeys(VARIABLES, "") | {"whole": False, "plus": False, "files": (), "listed": ()}
    for name, codes in (("topic", Topic), ("reason", Reason), ("state_code", State)):
        for code in codes:
            yield full | {name: code.value}
