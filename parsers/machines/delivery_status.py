"""The fields of a delivery status notification (RFC 3464, 2.3): one report for each recipient."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from desk.address import fold
from desk.mail import BounceReport
from parsers.head import headers
from parsers.head.header_reader import Field
from parsers.head.headers import Head
from parsers.machines import bounce_reasons
from parsers.machines.bounce_recipients import ADDRESS

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# RFC 6533, 3: a letter beyond ASCII in ASCII.
_CODE_POINT = re.compile(r"\\x\{([0-9A-Fa-f]{2,5}|10[0-9A-Fa-f]{4})\}")
_GROUP_END = re.compile(rb"\r?\n[ \t]*(?:\r?\n)+")
# A failure is told before a delay, a delay before what went well.
_ORDER = ("failed", "delayed", "relayed", "delivered", "expanded")
_GROUPS = 50
_WHO = frozenset({"original-recipient", "final-recipient"})
_BECAME = frozenset({"action", "status"})


def reports(data: bytes) -> tuple[BounceReport, ...]:
    """Return what the fields say of each recipient, the weightiest first."""
    found = [told for group in islice(_groups(data), _GROUPS) if (told := _from_group(group)) is not None]
    # Some servers part the fields of one recipient by a blank line.
    if len(found) > 1 and not any(told.recipient for told in found[1:]):
        return (_merged(found),)
    named = [told for told in found if told.recipient] or found[:1]
    told_once: dict[str, BounceReport] = {}
    for told in sorted(named, key=_weight):
        told_once.setdefault(fold(told.recipient or ""), told)
    return tuple(told_once.values())


def _merged(found: list[BounceReport]) -> BounceReport:
    first = found[0]
    for told in found[1:]:
        first = replace(first, status=first.status or told.status, action=first.action or told.action)
    return first


def _weight(told: BounceReport) -> int:
    return _ORDER.index(told.action) if told.action in _ORDER else 0


def _groups(data: bytes) -> Iterator[Head]:
    for block in _GROUP_END.split(data.strip(), maxsplit=_GROUPS):
        yield from _parted(headers.split(block)[0])


def _parted(block: Head) -> Iterator[Head]:
    """Yield the groups of a block that has lost the blank lines between its recipients."""
    if len(block.all("final-recipient")) < 2:
        yield block
        return
    group: list[Field] = []
    for field in block.fields:
        # RFC 3464, 2.3: a recipient's fields begin with its address; what became of it follows.
        if field.name in _WHO and any(before.name in _BECAME for before in group):
            yield Head(fields=tuple(group))
            group = []
        group.append(field)
    yield Head(fields=tuple(group))


def _from_group(group: Head) -> BounceReport | None:
    # RFC 3464, 2.3.1: the original recipient is the address that we wrote to.
    recipient = _typed(group.text("original-recipient")) or _typed(group.text("final-recipient"))
    action = fold(group.text("action")).strip().partition(" ")[0].strip(";")
    status = _STATUS.search(group.text("status"))
    if not (recipient or action or status):
        return None
    told = status[0] if status else None
    if action in {"failed", "delayed"} and told and told.startswith("2"):
        # So much for the class of success; the reason may be told beside it.
        told = None
    # What went well needs no reason.
    if action in {"", "failed", "delayed"}:
        told = bounce_reasons.exact(told, group.text("diagnostic-code"))
    return BounceReport(recipient or None, told, action or None, None)


def _typed(value: str) -> str:
    """Return the address of ``rfc822; who@where``."""
    text = value.partition(";")[2] or value
    match = ADDRESS.search(_CODE_POINT.sub(lambda found: chr(int(found[1], 16)), text))
    return match[0] if match and match[0].isprintable() else ""
