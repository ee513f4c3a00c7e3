"""Which charset of East Asia made these bytes, told by the letters that are frequent there."""

from collections.abc import Callable

_SAMPLE = 8192
# So few letters say nothing.
_FEWEST = 4

# Each with the share of its frequent letters that must be reached, strongest evidence first. Korean goes
# before Chinese: its syllables take a part of the very places that frequent Chinese characters have.
_EVIDENCE: tuple[tuple[str, Callable[[str], bool], float], ...] = (
    ("cp932", lambda one: "\u3041" <= one <= "\u30fe", 0.3),
    ("euc_jp", lambda one: "\u3041" <= one <= "\u30fe", 0.3),
    ("cp949", lambda one: "\uac00" <= one <= "\ud7a3", 0.95),
    ("gb18030", lambda one: _lead(one, "gb2312") in range(0xB0, 0xD8), 0.8),
    ("big5hkscs", lambda one: _lead(one, "big5") in range(0xA4, 0xC7), 0.8),
)


def guess(data: bytes) -> str | None:
    """Return the codec of a text in Japanese, Korean or Chinese, or None."""
    if data.isascii():
        return "iso2022_jp" if b"\x1b$B" in data or b"\x1b$@" in data else None
    # A letter may be cut in half where the sample ends, a line not.
    sample = data if len(data) <= _SAMPLE else data[: data.rfind(b"\n", 0, _SAMPLE) + 1]
    for name, is_frequent, share in _EVIDENCE:
        try:
            letters = [one for one in sample.decode(name) if one > "\x7f" and not _is_sign(one)]
        except UnicodeError:
            continue
        if len(letters) >= _FEWEST and sum(map(is_frequent, letters)) >= share * len(letters):
            return name
    return None


def _is_sign(letter: str) -> bool:
    """Tell whether this is punctuation, which all of them share."""
    return "\u3000" <= letter <= "\u3020" or "\uff00" <= letter <= "\uff0f"


def _lead(letter: str, name: str) -> int:
    """Return the first byte of a letter in this charset, or 0 where it has none."""
    try:
        return letter.encode(name)[0]
    except UnicodeError:
        return 0
