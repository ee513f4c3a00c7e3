"""Which mail an answer names as the one that it answers."""

from parsers.mail import read
from tests.corpus.difference import Difference, unless
from tests.corpus.material import NoMaterial
from tests.corpus.reading import Reading


def joins(wanted: bool, reading: Reading) -> Difference | None:
    """The mail names one of those that went before it, where the case tells which these were."""
    parents = _parents(reading)
    named = {reading.mail.in_reply_to, *reading.mail.references} - {""}
    return unless(not parents or bool(parents & named) == wanted, parents, named)


def _parents(reading: Reading) -> set[str]:
    before, told = reading.case.expect.get("feed_before"), reading.case.expect.get("parent_message_id")
    files = before if isinstance(before, list) else []
    ids = {_id_of(name, reading) for name in files}
    return (ids | {told.strip("<> ") if isinstance(told, str) else ""}) - {""}


def _id_of(name: str, reading: Reading) -> str:
    """Return the id of a mail beside this one; a mail that is not there has none."""
    try:
        return read(reading.file(name)).message_id
    except NoMaterial:
        return ""
