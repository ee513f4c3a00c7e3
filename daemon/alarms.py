"""Alarms: what the operator must know, told by mail and not more than once a day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk.decisions import Alarm, Decision
from desk.letters import Template
from desk.office import Office
from desk.telling import to_agent
from storage import carrying, notices
from storage.engine import Connection

AGAIN_AFTER = timedelta(days=1)
_EVER = datetime.min.replace(tzinfo=UTC)


def told(c: Connection, office: Office, alarm: Alarm, now: datetime) -> bool:
    """Write the notices of an alarm to the outbox, unless it was told within a day; return whether so.

    What is not told daily is told once for ever.
    """
    since = now - AGAIN_AFTER if alarm.daily else _EVER
    if not notices.first_time(c, alarm.once, since, now):
        return False
    letters = tuple(
        replace(to_agent(agent, Template.NOTICE, alarm.topic, facts=alarm.facts), audience=None, person="")
        for agent in office.directory.operators()
    )
    decision = Decision(verdict=None, rule=f"alarm: {alarm.topic.value}", letters=letters)
    carrying.carry_out(c, decision, desk=office.desk, mail=None, inbox_id=None, now=now)
    return True
