"""Texts made harmless before they go into a mail: no invisible, reversing or line-breaking characters."""

import re

# Unicode line ends, and those that old terminals know; in a body each is a new line.
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")

# Control characters, marks that turn the direction of text round, characters without width or meaning,
# and the three private ones that stand for something else while a template is rendered (blocks.py).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ue000-\ue00f\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")

# So many characters of a subject, a name or a fact are shown.
LINE_LIMIT = 200

# So many characters of a person's words are sent; the whole stays in the store.
TEXT_LIMIT = 500_000


def one_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Return the text as one line of at most ``limit`` characters, safe in a header and in a template."""
    seen = _UNSEEN.sub("", _LINE_ENDS.sub(" ", _SURROGATES.sub("\ufffd", text[: limit * 8])))
    line = " ".join(seen.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def lines(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return a person's words with plain line ends, without invisible characters and blank edges."""
    cut = text if len(text) <= limit else text[:limit] + "\n[…]"
    plain = _LINE_ENDS.sub("\n", _SURROGATES.sub("\ufffd", cut))
    rows = [row.rstrip() for row in _UNSEEN.sub("", plain).split("\n")]
    return "\n".join(rows).strip("\n")
