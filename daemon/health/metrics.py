"""Metrics: the measures and the condition, in the form that Prometheus reads."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import (
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    CollectorRegistry,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric

from daemon.commands.version import own_version
from daemon.health.condition import Condition
from daemon.health.measures import Measures

# Those of the process itself are ready-made.
_PROCESS = (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR)


def metrics(measures: Measures, condition: Condition) -> bytes:
    """Return all metrics as text."""
    registry = CollectorRegistry()
    for collector in (*_PROCESS, measures.registry, _Gauges(condition)):
        registry.register(collector)
    return generate_latest(registry)


class _Gauges:
    """What is true now, made into metrics."""

    def __init__(self, condition: Condition) -> None:
        self._condition = condition

    def collect(self) -> Iterable[Metric]:
        """Give the metrics; the registry calls this."""
        now = self._condition
        yield _info(now)
        yield _gauge("ready", "1 when the daemon can do all its work.", float(now.ready))
        yield _gauge("disk_free_bytes", "Room on the store's disk.", float(now.free))
        yield _gauge("reminders_late", "Tickets whose reminder is overdue.", float(now.reminders_late))
        yield from self._lists()
        yield from self._mailboxes()

    def _lists(self) -> Iterable[Metric]:
        waiting = GaugeMetricFamily("postdesk_waiting", "Mails that wait, by list.", labels=["list"])
        oldest = GaugeMetricFamily(
            "postdesk_oldest_seconds", "Age of the oldest that waits, by list; 0 when empty.", labels=["list"]
        )
        for name, gauge in self._condition.lists.items():
            waiting.add_metric([name], gauge.count)
            oldest.add_metric([name], _age(self._condition.now, gauge.oldest))
        yield from (waiting, oldest)

    def _mailboxes(self) -> Iterable[Metric]:
        labels = ["account", "folder", "desk"]
        connected = GaugeMetricFamily(
            "postdesk_mailbox_connected", "1 when a mailbox can be read.", labels=labels
        )
        success = GaugeMetricFamily(
            "postdesk_mailbox_success_age_seconds", "Since a mailbox was looked through.", labels=labels
        )
        for state in self._condition.mailboxes:
            name = [state.account, state.folder, state.desk]
            connected.add_metric(name, float(state.connected))
            success.add_metric(name, _age(self._condition.now, state.last_success_at or state.since))
        yield from (connected, success)


def _info(condition: Condition) -> Metric:
    info = InfoMetricFamily("postdesk_build", "The versions of Postdesk, its tables and its database.")
    versions = {"version": own_version(), "schema": condition.schema, "database": condition.database}
    info.add_metric([], versions)
    return info


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"postdesk_{name}", told, value)


def _age(now: datetime, then: datetime | None) -> float:
    return max(0.0, (now - then).total_seconds()) if then is not None else 0.0
