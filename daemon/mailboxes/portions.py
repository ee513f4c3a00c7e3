"""Mails in portions: what is asked for at once, and stored in one transaction."""

from collections.abc import Iterable, Iterator, Sequence

from daemon.mailboxes.folder import Outline

# So many mails at the most, and so many bytes unless a single mail has more.
MAILS = 50
BYTES = 4_000_000


def portions(outlines: Iterable[Outline]) -> Iterator[list[Outline]]:
    """Give mails in portions that fit into memory, a big one alone."""
    portion: list[Outline] = []
    for outline in outlines:
        if portion and not _fits(portion, outline):
            yield portion
            portion = []
        portion.append(outline)
    if portion:
        yield portion


def _fits(portion: Sequence[Outline], outline: Outline) -> bool:
    size = sum(each.size for each in portion) + outline.size
    return size <= BYTES and len(portion) < MAILS
