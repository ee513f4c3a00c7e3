"""Texts made to take the reader's time or memory."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bombs.shapes import AUTOMATIC, FLOWED, FORWARD, PLAIN, REPLY, Bomb, leaf, text
from tests.bombs.text_pieces import HEADS, PASSED_ON, PIECES

TEXTS: Mapping[str, Bomb] = MappingProxyType(
    {f"a text of {name}": text(piece) for name, piece in PIECES.items()}
    | {
        **{
            f"a forward of {name}": leaf(FORWARD + PLAIN, piece, first="hello\n")
            for name, piece in HEADS.items()
        },
        **{
            f"a forwarded mail of {name}": leaf(FORWARD + PLAIN, piece, first=PASSED_ON)
            for name, piece in HEADS.items()
        },
        "a text of lines above one quote": text("x\n", last="\n> y\n"),
        "a text of quotes above one line": text("> x\n", last="y\n"),
        "a text of flowed lines": leaf(REPLY + FLOWED, b"> a \n"),
        "a text of flowed marks": leaf(REPLY + FLOWED, b">"),
        "a text of one flowed line": leaf(REPLY + FLOWED, b"a "),
        "one word without end below an automatic subject": leaf(AUTOMATIC + PLAIN, "\U00010428"),
        "long words below an automatic subject": leaf(AUTOMATIC + PLAIN, "y" * 3000 + " "),
        "a signature of lines": text("Ann\n", first="hello\n-- \n"),
        "a footer of lines": text("confidential\n", first="hello\n\nThis e-mail is intended\n"),
    }
)
