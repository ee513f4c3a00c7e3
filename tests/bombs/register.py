"""Mails made to take the reader's time or memory, in any size: all of them, by the room they are made for."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bombs.bounces import BOUNCES
from tests.bombs.encodings import ENCODINGS
from tests.bombs.headers import HEADERS
from tests.bombs.pages import PAGES
from tests.bombs.shapes import Bomb
from tests.bombs.structures import STRUCTURES
from tests.bombs.texts import TEXTS
from tests.bombs.trees import TREES

BOMBS: Mapping[str, Bomb] = MappingProxyType(
    {
        f"{room}: {name}": bomb
        for room, bombs in (
            ("header", HEADERS),
            ("tree", TREES),
            ("encoding", ENCODINGS),
            ("page", PAGES),
            ("text", TEXTS),
            ("bounce", BOUNCES),
            ("structure", STRUCTURES),
        )
        for name, bomb in bombs.items()
    }
)
