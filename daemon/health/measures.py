"""What is counted and timed while mail goes through; Prometheus reads it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from desk.envelope import Envelope
from desk.verdicts import Verdict

# A second moment series for each counter would tell nobody anything.
disable_created_metrics()  # type: ignore[no-untyped-call] # the library has left it so

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_JOBS = (1, 2, 5, 10, 20, 50, 100, 256)

# The stages of a mail's way that are timed.
STAGES = ("parse", "decide", "compose", "deliver")

# How an attempt to deliver ends; ``unsent`` is what was for a dead address.
_OUTCOMES = ("sent", "later", "failed", "unsent")
_RELOADS = ("done", "refused")


class Measures:
    """The counters and timers of one daemon; safe in every thread. No label holds a stranger's address."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._accepted = self._counter("accepted", "Mails accepted, by way and desk.", "way", "desk")
        self._verdicts = self._counter("verdicts", "Mails decided, by desk and verdict.", "desk", "verdict")
        self._deliveries = self._counter("deliveries", "Ends of attempts to deliver, by outcome.", "outcome")
        self._bounces = self._counter("bounces", "Mails of ours that another system sent back.", "desk")
        self._reloads = self._counter("reloads", "Reloads of the configuration, by outcome.", "outcome")
        self._ticks = self._counter("tick_faults", "Turns of periodic work that met a fault.", "work")
        self._stages = Histogram(
            "postdesk_stage_seconds",
            "How long one mail took in a stage.",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._commits = Histogram(
            "postdesk_writer_batch_jobs",
            "Jobs that shared one commit of the store.",
            buckets=_JOBS,
            registry=self.registry,
        )
        self._timers = {stage: self._stages.labels(stage) for stage in STAGES}
        # A series that begins with its first fault hides that fault from increase().
        for counter, outcomes in ((self._deliveries, _OUTCOMES), (self._reloads, _RELOADS)):
            for outcome in outcomes:
                counter.labels(outcome)

    def accepted(self, envelope: Envelope, desks: tuple[str, ...]) -> None:
        """Count a mail that was accepted, once at each desk."""
        for desk in desks:
            self._accepted.labels(envelope.source.value, desk).inc()

    def decided(self, desk: str, verdict: Verdict | None) -> None:
        """Count a mail that was decided."""
        name = verdict.value if verdict is not None else "none"
        self._verdicts.labels(desk, name).inc()
        if verdict is Verdict.BOUNCE:
            self._bounces.labels(desk).inc()

    def delivered(self, outcome: str) -> None:
        """Count the end of an attempt: ``sent``, ``later``, ``failed``; ``unsent`` to a dead address."""
        self._deliveries.labels(outcome).inc()

    def committed(self, jobs: int) -> None:
        """Note how many jobs shared a commit."""
        self._commits.observe(jobs)

    def reloaded(self, outcome: str) -> None:
        """Count a reload: ``done`` or ``refused``."""
        self._reloads.labels(outcome).inc()

    def tick_failed(self, work: str) -> None:
        """Count a turn of periodic work that met a fault."""
        self._ticks.labels(work).inc()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done within, as one of the stages."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.took(name, time.perf_counter() - start)

    def took(self, name: str, seconds: float) -> None:
        """Note how long one of the stages took."""
        self._timers[name].observe(seconds)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"postdesk_{name}", told, labels, registry=self.registry)
