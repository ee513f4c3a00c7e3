"""Which images only decorate a mail: logos and icons of signatures, told from screenshots and photographs."""

import re
from collections.abc import Collection, Mapping
from itertools import islice
from urllib.parse import unquote

from parsers import caps
from parsers.html.plain import layout
from parsers.text.visible import Cut

# RFC 2392, 2: the page names a part by its id.
_SHOWN = re.compile(r"\bcid:([^\s\"'<>()]{1,250})", re.IGNORECASE)

# Bytes of a logo at the most.
_LOGO = 20 * 1024
# So much of a page above an image tells beside which words it stands; of so many images this is asked.
_ABOVE = 8192
_MOST = 40

_BLANKS = re.compile(r"\s+")
# Programs number the images of a signature or call them what they are; a person's has a name of its own.
_BY_A_PROGRAM = re.compile(
    r"(?:image\d{3}|img\d{0,3}\.|outlook|logo|icon|banner|signature|sig[-_.\d]|social|facebook|linkedin|twitter"
    r"|instagram|telegram|whatsapp|youtube|vk[-_.]|pixel|spacer|[\w-]{0,40}[-_]?logo|лого|подпись)",
    re.IGNORECASE,
)
# Who speaks of a picture sends one.
_PICTURE = re.compile(
    r"screen|picture|\bimages?\b(?!:)|photo|below|скрин|снимок|снимк|картинк|изображен|фото|ниже",
    re.IGNORECASE,
)
# Who attaches something may mean any file.
_ATTACHED = re.compile(r"attach|влож|прилага|прилож", re.IGNORECASE)
# Who points at what he sees shows it, above his signature if anywhere there.
_POINTED = re.compile(
    r"\b(?:так(?:ое|ая|ую|ие)|эт[оау]|следующ\w{2,3}) (?:\w{1,12} ){0,2}(?:окн|ошибк|сообщени|надпис)|"
    r"\b(?:this|such|following|here is the) (?:\w{1,12} ){0,2}(?:window|error|message|dialog)",
    re.IGNORECASE,
)


def shown(page: str) -> Mapping[str, tuple[int, ...]]:
    """Return the ids of the images that a page shows, and where."""
    found: dict[str, tuple[int, ...]] = {}
    for one in islice(_SHOWN.finditer(page), caps.PARTS):
        name = unquote(one[1])
        found[name] = (*found.get(name, ()), one.start())
    return found


class Decorations:
    """Tells of the images of one mail which only decorate it; where that is not sure, an image does not.

    Where the words say that something is attached, what looks like a logo ``may_be_promised`` by them.
    """

    def __init__(self, page: str, cut: Cut) -> None:
        self.may_be_promised = _ATTACHED.search(cut.visible) is not None
        self._page = page
        self._speaks = _PICTURE.search(cut.visible) is not None
        self._said = _lines(cut.visible)
        self._unsaid = (_lines(cut.signature) | _lines(cut.quoted)) - self._said
        self._left = _MOST
        self._asked: dict[int, bool] = {}
        if _POINTED.search(cut.visible) and not self._speaks:
            self._speaks = all(self._is_unsaid(place) for places in shown(page).values() for place in places)

    def is_logo(self, name: str, size: int, places: Collection[int]) -> bool:
        """Tell whether an image of this name and so many bytes, shown at these places, looks like one."""
        if not places or size > _LOGO or self._speaks or not _BY_A_PROGRAM.match(name):
            return False
        return all(self._is_unsaid(place) for place in places)

    def _is_unsaid(self, place: int) -> bool:
        """Tell whether the words above this place are the signature's, or quoted."""
        if place not in self._asked:
            self._asked[place] = self._looks_unsaid(place)
        return self._asked[place]

    def _looks_unsaid(self, place: int) -> bool:
        self._left -= 1
        if self._left < 0:
            return False
        start = self._page.find("<", max(0, place - _ABOVE), place)
        end = self._page.rfind("<", 0, place)
        if start < 0 or start >= end:
            return False
        above = [line for line in layout(self._page[start:end]).lines if line.strip()]
        return bool(above) and _bare(above[-1]) in self._unsaid


def _lines(text: str) -> frozenset[str]:
    return frozenset(bare for line in text.splitlines() if (bare := _bare(line)))


def _bare(line: str) -> str:
    """Return a line without blanks and marks of quoting: plain text and page set them in different ways."""
    return _BLANKS.sub("", line.lstrip("> "))
