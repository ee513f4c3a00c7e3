"""Signs that a machine wrote the mail that is passed on: in its words, and its header if that is left."""

from desk.address import Address
from parsers.head.headers import Head
from parsers.machines import calendars, marks, report_types, robots
from parsers.parts.tree import Part, leaves
from parsers.text.visible import Cut

_SHOWN = Head()


def of_attached(head: Head, root: Part, sender: Address, subject: str, cut: Cut) -> tuple[str, ...]:
    """Return the marks of an attached mail, as those of any mail that came."""
    parts = tuple(leaves(root))
    kinds = (report_types.of(root, parts, subject, cut.visible), calendars.method(parts))
    return (*_marks(head, sender, subject, cut), *filter(None, kinds))


def of_shown(sender: Address, subject: str, cut: Cut) -> tuple[str, ...]:
    """Return the marks of a mail that is shown in a text, of which no header is left."""
    return _marks(_SHOWN, sender, subject, cut)


def _marks(head: Head, sender: Address, subject: str, cut: Cut) -> tuple[str, ...]:
    found = robots.judged(marks.found(head, sender, subject), subject, cut, answers=False)
    return tuple(mark.text for mark in found)
