"""Which charset bytes are really in, and how sure that is: by the letters they make."""

import re

from parsers.characters import east_asian, russian

# With the bits by which one goes behind the other where they explain the bytes as well: how rare they are.
_CYRILLIC: dict[str, int] = {"cp1251": 0, "koi8-r": 1, "cp866": 3, "iso8859-5": 4, "mac-cyrillic": 6}
# Another of their family, declared only; its letters that they lack make the same of Russian.
_DECLARED_CYRILLIC = frozenset({*_CYRILLIC, "koi8-u"})
_LATIN = frozenset(
    {"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "cp437", "cp850", "cp852", "mac-roman"}
    | {f"iso8859-{number}" for number in (2, 3, 4, 9, 10, 13, 14, 15, 16)}
)
# In one byte a letter, as Russian is: words in them look a little like its words.
_OTHER_ALPHABETS = frozenset(
    {"cp1253", "cp1255", "cp1256", "cp874", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-11"}
)
# In which each byte is a letter by itself: then no sign of ASCII is part of one.
_BYTEWISE = _DECLARED_CYRILLIC | _LATIN | _OTHER_ALPHABETS
# No byte of these is above ASCII.
SEVEN_BITS = ("hz", "iso2022")

# Begins only where a word does, so that a word without high bytes is gone through once.
_HIGH_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*+")
_HIGH_THROUGHOUT = re.compile(rb"[\x80-\xff]+")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_HIGH = re.compile(rb"[\x80-\xff]")

# Bits for each letter. True Russian stands above the second figure, Russian read in another Cyrillic charset
# below it; what is called Latin needs only to be above the first. Above the third no other reading is tried:
# ordinary texts reach it. So few letters say little.
_PERHAPS = 2.5
_SURELY = 4.0
_PLAINLY = 7.2
_FEWEST = 4
# In charsets of other letters so many bytes that are utf-8 to the letter are so by no chance.
_ENOUGH = 12
# By so many bits another must be likelier than the declared one: whoever declares one is mostly right, and
# abbreviations in capitals look like other words in another charset.
_REFUTED = 36

# A guess needs no more than this many bytes, from where the letters begin.
_SAMPLE = 1024
# More broken characters than one in so many, and utf-8 was the wrong name.
_BROKEN = 10

# How sure a guess is that no count tells: letters that only utf-8 makes, frequent ones of East Asia, and the
# Latin that remains where nothing else explains the bytes.
_UTF_8 = 0.99
_EAST_ASIAN = 0.9
_WHAT_REMAINS = 0.4
# However well the letters fit, the sender has not said it.
_SUREST = 0.99


def guess(data: bytes) -> tuple[str, float]:
    """Return the codec that most likely made these bytes, and how sure that is: from 0 to 1."""
    if _is_utf8(data) if strictly(data, "utf-8") is not None else _almost_utf8(data):
        return "utf-8", _UTF_8
    cyrillic, sure = _best_cyrillic(data) if _looks_foreign(data) else ("", 0.0)
    if cyrillic and _russian(data, cyrillic) > _SURELY:
        return cyrillic, sure
    if (eastern := east_asian.guess(data)) is not None:
        return eastern, _EAST_ASIAN
    return (cyrillic, sure / 2) if cyrillic else ("cp1252", _WHAT_REMAINS)


def believable(data: bytes, name: str) -> tuple[str, float]:
    """Return the codec to use: the declared one, and 1, unless the bytes speak clearly against it."""
    if name == "utf-8":
        return (name, 1.0) if strictly(data, name) is not None or _almost_utf8(data) else guess(data)
    is_cyrillic, is_latin = name in _DECLARED_CYRILLIC, name in _LATIN
    if _count(data) >= (_FEWEST if is_cyrillic or is_latin else _ENOUGH) and _is_utf8(data):
        return "utf-8", _UTF_8
    if name.startswith(SEVEN_BITS) and not data.isascii():
        return guess(data)
    if not is_cyrillic and not is_latin:
        return _instead_of(name, data)
    if _russian(data, name) > _PLAINLY if is_cyrillic else not _looks_foreign(data):
        return name, 1.0
    best, sure = _best_cyrillic(data)
    if is_cyrillic:
        return (best, sure) if _refutes(data, best, name) else (name, 1.0)
    # Programs call Latin what they know no name of; who writes the name of a rarer charset means it.
    enough = _PERHAPS if name == "cp1252" else _SURELY
    return (best, sure) if _russian(data, best) > enough else (name, 1.0)


def may_be(data: bytes, name: str) -> bool:
    """Tell whether these bytes can be in the charset of another text: no word is half Cyrillic."""
    return name in _BYTEWISE and (name not in _DECLARED_CYRILLIC or _looks_foreign(data))


def _instead_of(name: str, data: bytes) -> tuple[str, float]:
    """Return the codec to use where a charset without Cyrillic words and without Latin ones is declared."""
    if name in _OTHER_ALPHABETS or _count(data) < _ENOUGH or not _looks_foreign(data):
        return name, 1.0
    best, sure = _best_cyrillic(data)
    return (best, sure) if _russian(data, best) > _PLAINLY else (name, 1.0)


def russian_meant(data: bytes, name: str) -> str | None:
    """Return the Russian that these bytes are, where in the charset of this name they surely are none."""
    if not _looks_foreign(data):
        return None
    best, _ = _best_cyrillic(data)
    return strictly(data, best) if best != name and _refutes(data, best, name) else None


def _refutes(data: bytes, best: str, declared: str) -> bool:
    """Tell whether one Cyrillic charset makes Russian of these bytes, and the declared does not nearly."""
    if _count(data) < _FEWEST or _russian(data, best) <= _SURELY:
        return False
    sample = _sample(data)
    bits, declared_bits = (russian.bits(sample.decode(name, "replace")) for name in (best, declared))
    return bits - declared_bits >= _REFUTED


def strictly(data: bytes, name: str) -> str | None:
    """Return the text that these bytes are to the letter, or None."""
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _is_utf8(data: bytes) -> bool:
    """Tell whether these bytes are utf-8: to the letter, and not by chance, as a few in cp866 may be."""
    text = strictly(data, "utf-8")
    if text is None or _CYRILLIC_LETTER.search(text) or not _looks_foreign(data):
        return text is not None
    best, _ = _best_cyrillic(data)
    return not _refutes(data, best, "utf-8")


def _almost_utf8(data: bytes) -> bool:
    """Tell whether these bytes are utf-8 but for a few, as when a mail was cut in the middle of a letter."""
    sample = data[: 32 * _SAMPLE]
    broken = sample.decode("utf-8", "ignore")
    high = _high(broken)
    lost = len(_HIGH.findall(sample)) - len(_HIGH.findall(broken.encode()))
    return high > 0 and lost * _BROKEN <= high


def _looks_foreign(data: bytes) -> bool:
    """Tell whether words are written in high bytes throughout, as Cyrillic is and accented Latin is not."""
    words = _HIGH_WORD.findall(_sample(data))
    return 2 * sum(len(word) for word in words if _HIGH_THROUGHOUT.fullmatch(word)) > sum(map(len, words))


def _best_cyrillic(data: bytes) -> tuple[str, float]:
    """Return the charset whose text is the likeliest Russian, and its share of all likelihood."""
    sample = _sample(data)
    found: dict[str, tuple[float, str]] = {}
    for name, rarity in _CYRILLIC.items():
        text = sample.decode(name, "replace")
        # Where two make the same letters, either is right.
        found.setdefault(text, (russian.bits(text) - rarity, name))
    best, name = max(found.values(), key=lambda one: one[0])
    return name, min(_SUREST, 1 / sum(2 ** max(-60.0, bits - best) for bits, _ in found.values()))


def _russian(data: bytes, name: str) -> float:
    """Return how Russian the text looks, by the letter. Of very few letters nothing can be said."""
    text = _sample(data).decode(name, "replace")
    return russian.bits(text) / max(_high(text), _FEWEST)


def _high(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _count(data: bytes) -> int:
    return len(_HIGH.findall(_sample(data)))


def _sample(data: bytes) -> bytes:
    """Return where the letters begin: at the first word that has any beyond ASCII."""
    first = _HIGH_WORD.search(data)
    return data[first.start() : first.start() + _SAMPLE] if first else b""
