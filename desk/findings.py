"""Why a request is no fault of the product, as staff say it behind ``#reject``."""

import re
from collections.abc import Mapping
from enum import StrEnum

from desk.names import bare, folded, meant_by


class Finding(StrEnum):
    """Why a request is not a fault of the product."""

    PLANNED = "planned"
    OUTSIDE = "outside"
    INCOMPATIBLE = "incompatible"
    OTHER = "other"


# Also the words in which people read a reason: none of them is left over, to go to the customer as text.
FINDINGS: Mapping[str, Finding] = {
    "planned": Finding.PLANNED,
    "planned maintenance": Finding.PLANNED,
    "planned work": Finding.PLANNED,
    "planned works": Finding.PLANNED,
    "плановые": Finding.PLANNED,
    "плановые работы": Finding.PLANNED,
    "плановая работа": Finding.PLANNED,
    "плановое обслуживание": Finding.PLANNED,
    "outside": Finding.OUTSIDE,
    "outside what we are responsible for": Finding.OUTSIDE,
    "outside our responsibility": Finding.OUTSIDE,
    "внешнее": Finding.OUTSIDE,
    "внешняя причина": Finding.OUTSIDE,
    "вне зоны ответственности": Finding.OUTSIDE,
    "вне нашей зоны ответственности": Finding.OUTSIDE,
    "вне нашей ответственности": Finding.OUTSIDE,
    "incompatible": Finding.INCOMPATIBLE,
    "incompatible hardware": Finding.INCOMPATIBLE,
    "incompatible software": Finding.INCOMPATIBLE,
    "incompatible hardware or software": Finding.INCOMPATIBLE,
    "несовместимо": Finding.INCOMPATIBLE,
    "несовместимость оборудования": Finding.INCOMPATIBLE,
    "несовместимость программ": Finding.INCOMPATIBLE,
    "несовместимость оборудования или программ": Finding.INCOMPATIBLE,
    "other": Finding.OTHER,
    "другое": Finding.OTHER,
}

_MOST_WORDS = max(len(name.split()) for name in FINDINGS)
_DASHES = "-–—"
_ENDS = ",.:;!?…"
# What parts a reason from the text behind it; a hyphen may be of a number or a word.
_BETWEEN = re.compile(r"(?:[\s,.:;!?…–—]|-{1,3}(?=\s|$))*")


def read_finding(argument: str) -> tuple[Finding, str] | None:
    """Return the reason at the beginning of what stands behind a command, and the text behind it, or None.

    The longest name counts. The beginning of one stands for it where the line or a mark ends it: in "out of
    order" there is none.
    """
    words = argument.split(maxsplit=_MOST_WORDS)
    for many in range(min(_MOST_WORDS, len(words)), 0, -1):
        name, rest = bare(" ".join(words[:many])), " ".join(words[many:])
        ended = not rest or rest[0] in _DASHES or words[many - 1][-1] in _ENDS
        finding = meant_by(FINDINGS, name) if ended else FINDINGS.get(folded(name))
        if finding is not None:
            return finding, _BETWEEN.sub("", rest, count=1)
    return None
