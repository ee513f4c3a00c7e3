"""The ledger: how a mail that lies in an IMAP folder stands to the inbox, and whether it should.

A mail that was taken and lies there no more is as it should be: it was moved as configured, or somebody has
tidied up. The inbox keeps it all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from config.mailboxes import MailboxTable
from daemon.mailboxes.folder import Outline
from storage.mailbox_ledger import Taken
from storage.mailboxes import Folder

# Until then a mail may be on its way, and the clock of a server may go wrong by as much.
GRACE = timedelta(hours=1)


class Standing(StrEnum):
    """How a mail in the folder stands to the inbox."""

    TAKEN = "taken"
    BEFORE = "before"
    TOO_LARGE = "too_large"
    ON_ITS_WAY = "on_its_way"
    NOT_TAKEN = "not_taken"
    UNSETTLED = "unsettled"
    ANOTHER = "another"


# What is told of a mail that is not as it should be; all other standings are.
FAULTS: Mapping[Standing, str] = {
    Standing.NOT_TAKEN: "UID {uid} was not taken; it came on {arrived}",
    Standing.UNSETTLED: "UID {uid} was taken as mail {mail}, and is not moved or flagged as configured",
    Standing.ANOTHER: "UID {uid} was taken as mail {mail}, and came after that: it is another mail now",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What of a folder is to be taken: mail that came since then, and of at most so many bytes.

    Up to the ``floor`` everything was looked at.
    """

    since: datetime
    most: int
    floor: int


def bounds(mailbox: MailboxTable, known: Folder, most: int) -> Bounds:
    """Return what is to be taken of a folder that was looked at before.

    With ``first_run = "new"`` the first look is the bound; what came about then may have been either.
    """
    since = datetime.min.replace(tzinfo=UTC)
    if mailbox.first_run == "new":
        since = known.first_seen_at + GRACE
    elif mailbox.first_run != "all":
        since = datetime.combine(mailbox.first_run, time(), UTC)
    return Bounds(since=since, most=most, floor=known.floor)


def standing(lies: Outline, taken: Taken | None, limits: Bounds, now: datetime) -> Standing:
    """Return how a mail that lies in the folder stands to the inbox, where it may have been ``taken``."""
    return _when_taken(lies, taken, now) if taken is not None else _when_not_taken(lies, limits, now)


def _when_taken(lies: Outline, taken: Taken, now: datetime) -> Standing:
    # What came in the future has no true date.
    if lies.arrived is not None and taken.at + GRACE < lies.arrived < now + GRACE:
        return Standing.ANOTHER
    if not taken.settled and taken.at < now - GRACE:
        return Standing.UNSETTLED
    return Standing.TAKEN


def _when_not_taken(lies: Outline, limits: Bounds, now: datetime) -> Standing:
    if lies.size > limits.most:
        return Standing.TOO_LARGE
    if lies.arrived is None:
        return Standing.BEFORE if lies.uid <= limits.floor else Standing.ON_ITS_WAY
    if lies.arrived < limits.since:
        return Standing.BEFORE
    return Standing.ON_ITS_WAY if lies.arrived > now - GRACE else Standing.NOT_TAKEN


def sentence(found: Standing, lies: Outline, taken: Taken | None) -> str:
    """Return what is told of a mail that is not as it should be."""
    arrived = f"{lies.arrived.astimezone(UTC):%F %H:%M} UTC" if lies.arrived is not None else ""
    return FAULTS[found].format(uid=lies.uid, mail=taken.inbox_id if taken else 0, arrived=arrived)
