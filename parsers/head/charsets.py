"""By which charsets the header became letters: what it declares, and what had to be guessed."""

from desk.mail import Charset
from parsers.characters import charset, neighbours, words
from parsers.head.headers import Head, unicode

# Which people read, and rules look at.
_FIELDS = ("subject", "from", "reply-to", "to", "cc")
# In one field more are nobody's concern.
_MOST = 5


def charsets(head: Head) -> tuple[Charset, ...]:
    """Return how the bytes beyond ASCII in each of these fields became letters, the same but once."""
    found: dict[Charset, None] = {}
    for name in _FIELDS:
        where = name.title()
        for value in head.all(name)[:_MOST]:
            if not value.isascii():
                found[told(where, neighbours.decoded(value, head.charset))] = None
            for one in words.charsets(unicode(value, head.charset))[:_MOST] if b"=?" in value else ():
                if not one.text.isascii():
                    found[told(where, one)] = None
    return tuple(found)


def told(where: str, found: charset.Decoded) -> Charset:
    """Return what is told of a text in this place."""
    return Charset(where, found.charset, round(found.confidence, 2), found.is_declared)
