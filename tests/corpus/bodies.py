"""What the texts must hold before anything is cut off them."""

from itertools import takewhile

from parsers.parts import packed
from tests.corpus.difference import Difference, unless
from tests.corpus.reading import Reading
from tests.corpus.texts import agree, holds, page_text, squashed


def text(wanted: str | None, reading: Reading) -> Difference | None:
    """The same text but for white space. A peer that has none may still have a page, and we its words."""
    if wanted is None:
        return None
    return unless(agree(squashed(wanted), squashed(reading.text)), wanted, reading.text)


def text_starts(wanted: str, reading: Reading) -> Difference | None:
    """The text begins so."""
    return unless(squashed(reading.text).startswith(squashed(wanted)), wanted, reading.text)


def contains(wanted: str | list[str], reading: Reading) -> Difference | None:
    """Each of these stands in the text, or in the page that goes with it: some peers read that one."""
    both = f"{reading.text}\n{reading.page}"
    return _lacking([wanted] if isinstance(wanted, str) else wanted, both)


def not_contains(wanted: str | list[str], reading: Reading) -> Difference | None:
    """None of these stands in the text."""
    found = squashed(reading.text)
    there = [one for one in ([wanted] if isinstance(wanted, str) else wanted) if squashed(one) in found]
    return unless(not there, "without " + "\n".join(there), reading.text)


def missing(wanted: bool, reading: Reading) -> Difference | None:
    """There is no text."""
    return unless((reading.text.strip() == "") == wanted, "no text" if wanted else "a text", reading.text)


def text_parts(wanted: list[str], reading: Reading) -> Difference | None:
    """Each part that a person reads stands in the text; a page among them (RFC 8621, 4.1.4) by its words.

    No part holds a boundary of its own mail (RFC 2046, 5.1.1): from there on a peer shows source.
    """
    delimiters = {f"--{one}" for one in reading.boundaries}
    wanted = [_before(one, delimiters) for one in wanted]
    # Where a peer leaves uuencoded files in the text, we open them.
    wanted = [packed.uuencoded(one.encode())[0].decode() for one in wanted]
    plain = [one for one in wanted if not _is_page(one)]
    return _lacking(plain, reading.text) or html_parts([one for one in wanted if _is_page(one)], reading)


def html(wanted: str | None, reading: Reading) -> Difference | None:
    """The page has the same words."""
    if wanted is None:
        return None
    words = page_text(wanted)
    return unless(agree(squashed(words), squashed(reading.page)), words, reading.page)


def html_parts(wanted: list[str], reading: Reading) -> Difference | None:
    """The words of each page stand in ours."""
    return _lacking([page_text(one) if _is_page(one) else one for one in wanted], reading.page)


def text_file(wanted: str, reading: Reading) -> Difference | None:
    """The text is that of a file beside the mails."""
    return text(reading.file_text(wanted), reading)


def html_text_file(wanted: str, reading: Reading) -> Difference | None:
    """The words of the page are those of a file beside the mails; our page holds plain parts too."""
    return _lacking([reading.file_text(wanted)], reading.page)


def _before(text: str, delimiters: set[str]) -> str:
    """Return the lines of a text that stand before the first of these."""
    return "\n".join(takewhile(lambda line: line.rstrip() not in delimiters, text.split("\n")))


def _lacking(wanted: list[str], found: str) -> Difference | None:
    whole = squashed(found)
    lacking = [one for one in wanted if not holds(whole, squashed(one))]
    return unless(not lacking, "\n".join(lacking), found)


def _is_page(one: str) -> bool:
    start = one.lstrip()[:400].lower()
    return start.startswith("<") or "<html" in start or "<body" in start
