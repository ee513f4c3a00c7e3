"""Alarms: what the operator must know, told by mail and not more than once a day."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk.decisions import Alarm, Decision
from desk.letters import Letter, Template
from desk.office import Office
from desk.people import Agent
from desk.telling import to_agent
from storage import carrying, notices
from storage.engine import Connection

_log = logging.getLogger("postdesk.notices")

AGAIN_AFTER = timedelta(days=1)
_EVER = datetime.min.replace(tzinfo=UTC)


def told(c: Connection, office: Office, alarm: Alarm, now: datetime) -> bool:
    """Write the notices of an alarm to the outbox, unless it was told within a day; return whether so.

    What is not told daily is told once for ever.
    """
    since = now - AGAIN_AFTER if alarm.daily else _EVER
    if not notices.first_time(c, alarm.once, since, now):
        return False
    letters = tuple(_notice(operator, alarm) for operator in office.operators())
    # The journal tells it too: a mail may be the very thing that does not work.
    _log.warning("the operator is told by %d mails: %s", len(letters), alarm.topic.value)
    decision = Decision(verdict=None, rule=f"alarm: {alarm.topic.value}", letters=letters)
    carrying.carry_out(c, decision, desk=office.desk, mail=None, inbox_id=None, now=now)
    return True


def _notice(operator: Agent, alarm: Alarm) -> Letter:
    # Without a key: what is answered to a notice belongs to no ticket.
    letter = to_agent(operator, Template.NOTICE, alarm.topic, facts=alarm.facts)
    return replace(letter, audience=None, person="")
