"""Traces of the staff in a text: agents' own addresses and reply keys, however they are written."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.address import fold

# What nobody sees (soft hyphens, zero-width and bidirectional marks), and what links write for a sign,
# encoded up to four times.
_DISGUISED = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|%(?:25){0,3}(?P<code>[2-7][0-9a-fA-F])"
)
# A key in an address, of whatever desk.
_KEY = re.compile(r"\+[a-z2-7]{26}")
_KEY_LENGTH = 27
# A local part is no longer (RFC 5321, 4.5.3.1), and so is what joins it.
_LONGEST = 64
# Before and behind an address these decorate it, where no letter comes next.
_JOINING = "._+-"

# The local parts of an office's addresses at each host, all folded.
_Hosts = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text as it is meant, and where each of its signs begins and ends in what is written."""

    signs: str
    starts: Sequence[int]
    ends: Sequence[int]


def without_traces(text: str, own: Iterable[str], instead: str, *, within: bool = False) -> str:
    """Return a text without any reply key, and with ``instead`` for each of these addresses.

    Unless ``within``, not in a longer address: joann@… is somebody else than ann@….
    Time is linear in the text.
    """
    seen = _seen(text)
    if "@" not in seen.signs:
        return text
    folded, hosts = fold(seen.signs), _hosts(own)
    kept, end = [], 0
    for at in (sign.start() for sign in re.finditer("@", folded)):
        found = _own(seen.signs, folded, at, hosts, within=within)
        if found is None and _KEY.fullmatch(folded, max(0, at - _KEY_LENGTH), at):
            found = (at - _KEY_LENGTH, at)
        if found is not None:
            start = seen.starts[found[0]]
            kept += [text[end:start], instead if found[1] > at else ""]
            end = seen.ends[found[1] - 1]
    return "".join((*kept, text[end:]))


def _hosts(own: Iterable[str]) -> _Hosts:
    hosts: dict[str, list[str]] = {}
    for addr in own:
        local, _, host = fold(addr).rpartition("@")
        hosts.setdefault(host, []).append(local)
    return hosts


def _seen(text: str) -> _Seen:
    if _DISGUISED.search(text) is None:
        return _Seen(text, range(len(text)), range(1, len(text) + 1))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for found in _DISGUISED.finditer(text):
        signs.append(text[end : found.start()])
        starts += range(end, found.start())
        ends += range(end + 1, found.start() + 1)
        end = found.end()
        if found["code"]:
            signs.append(chr(int(found["code"], 16)))
            starts.append(found.start())
            ends.append(end)
    signs.append(text[end:])
    starts += range(end, len(text))
    ends += range(end + 1, len(text) + 1)
    return _Seen("".join(signs), starts, ends)


def _own(signs: str, folded: str, at: int, hosts: _Hosts, *, within: bool) -> tuple[int, int] | None:
    """Return where the address of ours around this sign begins and ends, or None where it is none."""
    for host, locals_ in hosts.items():
        end = at + 1 + len(host)
        if not folded.startswith(host, at + 1) or (not within and _host_goes_on(signs, at + 1, end)):
            continue
        for stop in _tags(signs, at):
            for local in locals_:
                start = stop - len(local)
                if start < 0 or not folded.startswith(local, start):
                    continue
                if within or not _joins(signs, start, local):
                    return start, end
    return None


def _host_goes_on(signs: str, start: int, end: int) -> bool:
    """Tell whether a longer host stands here; with a capital behind a full stop a sentence begins."""
    rest = signs[end : end + _LONGEST]
    if rest[:1] == ".":
        label = rest[1:2]
        return label.isascii() and label.isalnum() and (not label.isupper() or signs[start:end].isupper())
    after = rest.lstrip("-")[:1]
    return after.isascii() and after.isalnum()


def _tags(signs: str, at: int) -> Iterator[int]:
    """Return where the local part may end: at the ``@``, or at a plus sign before it."""
    yield at
    for place in range(at - 1, max(-1, at - _LONGEST - 1), -1):
        if signs[place] == "+":
            yield place
        elif not (signs[place].isalnum() or signs[place] in _JOINING):
            return


def _joins(signs: str, start: int, local: str) -> bool:
    """Tell whether a longer local part stands here; a letter of another script ends the word before."""
    last = signs[max(0, start - _LONGEST) : start].rstrip(_JOINING)[-1:]
    return last.isalnum() and last.isascii() is local[:1].isascii()
