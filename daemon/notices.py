"""Notices: what the operator must know of the service's own state, looked at now and then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from daemon.alarms import told
from daemon.offices import Offices
from daemon.receiving.disk import Room
from desk.decisions import Alarm
from desk.office import Office
from desk.topics import Topic
from storage import inbox, notices, outbox
from storage.engine import Connection

MEGABYTE = 1_000_000

# The operator hears of a disk before mail is refused for it: at so many times the room that is kept free.
DISK_MARGIN = 2

_HOUR = timedelta(hours=1)
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Lookout:
    """Looks at held and quarantined mail, the outbox, the disk; mail may wait for ``outbox_age``."""

    offices: Offices
    room: Room
    outbox_age: timedelta

    def tell(self, c: Connection, now: datetime, free: int) -> bool:
        """Write the notices that are due, and tell whether there were any; ``free`` are the disk's bytes."""
        spoken = False
        for office, alarm in self._alarms(c, now, free):
            spoken = told(c, office, alarm, now) or spoken
        return spoken

    def _alarms(self, c: Connection, now: datetime, free: int) -> Iterator[tuple[Office, Alarm]]:
        for office in self.offices.by_address.values():
            for alarm in (_held(c, office), _quarantined(c, office)):
                if alarm is not None:
                    yield office, alarm
        # What is no desk's own is told in the name of the first.
        first = next(iter(self.offices.by_address.values()))
        for alarm in (self._outbox_old(c, now), self._disk_low(free)):
            if alarm is not None:
                yield first, alarm

    def _outbox_old(self, c: Connection, now: datetime) -> Alarm | None:
        oldest = outbox.oldest(c)
        if oldest is None or now - oldest.created_at < self.outbox_age:
            return None
        facts = {"count": str((now - oldest.created_at) // _HOUR), "fault": oldest.reply}
        return Alarm(topic=Topic.OUTBOX_OLD, once="outbox", facts=facts)

    def _disk_low(self, free: int) -> Alarm | None:
        if free >= DISK_MARGIN * self.room.reserve:
            return None
        facts = {"count": str(free // MEGABYTE), "word": str(self.room.reserve // MEGABYTE)}
        return Alarm(topic=Topic.DISK_LOW, once="disk", facts=facts)


def quarantine_alarm(desk: str, inbox_id: int, why: str) -> Alarm:
    """Return what the operator is told of the first quarantined mail of a day; the others are counted."""
    facts = {"inbox": str(inbox_id), "fault": why}
    return Alarm(topic=Topic.QUARANTINED, once=_quarantine(desk), facts=facts)


def _quarantine(desk: str) -> str:
    return f"quarantine {desk}"


def _quarantined(c: Connection, office: Office) -> Alarm | None:
    address = office.desk.address
    since = notices.last_told(c, _quarantine(address)) or _EVER
    count = inbox.quarantined_count(c, address, since)
    facts = {"count": str(count)}
    return Alarm(topic=Topic.QUARANTINED, once=_quarantine(address), facts=facts) if count else None


def _held(c: Connection, office: Office) -> Alarm | None:
    address = office.desk.address
    count = inbox.held_count(c, address)
    facts = {"count": str(count), "sender": address}
    return Alarm(topic=Topic.HELD_MAIL, once=f"held {address}", facts=facts) if count else None
