"""Content-Type and Content-Disposition: a word and its parameters (RFC 2045, 5.1; RFC 2231)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from parsers import caps
from parsers.characters import charset, double_encoding, words

# One parameter: its name, then a quoted string or whatever stands before the next semicolon. Quotes that
# nobody marked belong to the string where neither its end nor another parameter follows.
_PARAMETER = re.compile(
    r'([^\s;="]{1,100})\s*=\s*'
    r'(?:"((?:[^"\\]|\\.|"(?!\s*+(?:;|\Z|[\w*-]{1,30}\s*+=)))*)"?|([^;]*))',
    re.DOTALL,
)
_COMMENT = re.compile(r"\([^()]*\)")
_FORGOTTEN = re.compile(r"\s*([^\s;=\"]{1,100})\s+([^\s;=\"]{1,100}\s*=.*)", re.DOTALL)
_NO_WORD = re.compile(r"\s*(?:file)?name\*?\s*=", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\"\\])")
# RFC 2231, 3 and 4: name*0, name*0*, name*.
_PIECE = re.compile(r"(.+?)\*(?:([0-9]{1,3})(\*)?)?")


@dataclass(frozen=True, slots=True)
class Valued:
    """A header value of MIME: the word in lower case, the parameters by their names in lower case."""

    word: str
    parameters: Mapping[str, str]


def read(value: str) -> Valued:
    """Return a MIME header value taken apart. Never raises; what cannot be read is left out."""
    if "=" not in value:
        # Without it there is no parameter.
        return Valued(_worded(value.partition(";")[0]), {})
    word, rest = _parted(value)
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(rest)):
        if count == caps.PARAMETERS:
            break
        name = found[1].lower()
        text = _ESCAPED.sub(r"\1", found[2]) if found[2] is not None else found[3].strip()
        piece = _PIECE.fullmatch(name)
        if piece is None:
            plain.setdefault(name, words.decode(double_encoding.undone(text)))
        else:
            encoded = piece[2] is None or piece[3] is not None
            pieces.setdefault(piece[1], []).append((int(piece[2] or 0), encoded, text))
    # RFC 2231 goes before the plain form that is there for old programs (RFC 6266, 4.3 says so).
    joined = {name: _join(parts) for name, parts in pieces.items()}
    return Valued(_worded(word), {**plain, **joined})


def _worded(word: str) -> str:
    """Return the word as it is compared: lowered, without comments."""
    return _COMMENT.sub("", word).strip().lower()[:100]


def _parted(value: str) -> tuple[str, str]:
    """Return the word and what follows it; some programs forget the semicolon, or the word."""
    word, _, rest = value.partition(";")
    if _NO_WORD.match(word):
        return "", value
    forgot = _FORGOTTEN.fullmatch(word) if "=" in word else None
    return (forgot[1], value[forgot.start(2) :]) if forgot else (word, rest)


def _join(parts: list[tuple[int, bool, str]]) -> str:
    """Return the value whose numbered pieces these are; the first encoded one names the charset."""
    name = ""
    data = b""
    for number, encoded, text in sorted(parts):
        if encoded and number == 0 and text.count("'") >= 2:
            name, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    # Programs are seen that put encoded words into RFC 2231 pieces.
    return words.decode(charset.decode(data, name)[0])
