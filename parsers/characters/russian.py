"""How Russian a text looks, by the pairs of letters that stand beside each other in it."""

from collections.abc import Mapping
from itertools import repeat
from operator import add

_LETTERS = " абвгдежзийклмнопрстуфхцчшщъыьэюя"

# Beneath each letter of Russian (the first row: where a word begins) one digit for each letter that may
# follow (the first: where the word ends), in the order of _LETTERS. A step is one bit: 9 follows in a third
# of all places, 0 hardly ever. Counted over the words of messages and mails; ё counts as е.
_PAIRS: tuple[str, ...] = (
    " 065756326617567786766543430000423",
    "а825655646356768156673345543000056",
    "б582102702704716818507043105560104",
    "в680302802705636735555030032073004",
    "г683344600702645908426020200010100",
    "д680534852705536856636032330042024",
    "е833556444356768447672223443000011",
    "ж584007900805027420406000020001100",
    "з594726511604467705406002100161003",
    "и744645736576667436770444532000046",
    "й912215302204545313760101130010012",
    "к680300600802614806666024010000210",
    "л672132830804415700425100200048066",
    "м884400800703355750406000000060003",
    "н670245702804007800665312210074015",
    "о716867655366666367772233530000003",
    "п470000800603503949336002000032013",
    "р682444840704345823556141130052014",
    "с563412620608644764585131330045007",
    "т781602801705336737625010300057012",
    "у855556655346666267760331545000371",
    "ф570030700911633807346510000034001",
    "х971520500600235806425110000000300",
    "ц671521801906100530315012000050020",
    "ч580000920806318411265000130003000",
    "ш680400900906626504565000000004001",
    "щ380000900900003200005000000003000",
    "ъ511111911111131111131111111111118",
    "ы805735814084572055460080440000000",
    "ь903232406204048300760103150000055",
    "э503454003258867046783633060100000",
    "ю904014042123234025480000808000030",
    "я902514625023455024461044305000153",
)

# In bits, for a pair: a capital within a word speaks against a text, a capital beside another hardly; a
# character that is no letter of Russian, and is not seen in its text either, most of all.
_CAPITAL_INSIDE = -8
_CAPITALS = -1
_TYPOGRAPHY = -1
_FOREIGN = -6

# What ASCII is to Russian: where words begin and end; and what typography adds.
_BLANK = dict.fromkeys(range(128), " ")
_SIGN = "\x01"
# Ukrainian is read as if it were Russian: its own letters stand where these would.
_NEIGHBOURS = {"і": "и", "ї": "и", "є": "е", "ґ": "г"}
_TO_CLASSES: dict[int, str] = (
    _BLANK
    | dict.fromkeys(map(ord, "«»№—–…“”„’•\xa0§"), _SIGN)
    | {ord(own): one for own, one in _NEIGHBOURS.items()}
    | {ord(own.upper()): one.upper() for own, one in _NEIGHBOURS.items()}
)


def _pairs() -> Mapping[str, int]:
    """Return what each pair of characters says, in bits, in every form of small and capital letters."""
    known: dict[str, int] = {}
    for row in _PAIRS:
        first, digits = row[0], row[1:]
        for second, digit in zip(_LETTERS, map(int, digits), strict=True):
            known[first + second] = known[first + second.upper()] = digit
            known[first.upper() + second] = digit
            if first != " " and second != " ":
                known[first + second.upper()] = _CAPITAL_INSIDE
                known[first.upper() + second.upper()] = digit + _CAPITALS
    known |= {
        pair.replace("е", "ё").replace("Е", "Ё"): bits
        for pair, bits in tuple(known.items())
        if "е" in pair.lower()
    }
    signs = (*_LETTERS, *_LETTERS.upper(), "ё", "Ё", _SIGN)
    known |= {pair: _TYPOGRAPHY for one in signs for pair in (one + _SIGN, _SIGN + one)}
    return known


_KNOWN = _pairs()


def bits(text: str) -> int:
    """Return how much speaks for Russian: the more the likelier, below zero where all speaks against it.

    Texts of equally many letters can be compared: each bit makes one twice as likely as the other.
    """
    classes = f" {text.translate(_TO_CLASSES)} "
    return sum(map(_KNOWN.get, map(add, classes, classes[1:]), repeat(_FOREIGN)))
