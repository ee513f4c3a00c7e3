"""A machine's two clocks, set by hand: the one that anybody can set, and the one that nobody can."""

from datetime import UTC, datetime, timedelta

from daemon.clock import SteadyClock

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Machine:
    """``wall`` is what the system's clock shows; ``uptime`` are the seconds since the start."""

    def __init__(self) -> None:
        self.wall = NOON
        self.uptime = 5000.0

    def clock(self) -> SteadyClock:
        """Return the clock of a daemon that starts here now."""
        return SteadyClock(lambda: self.wall, lambda: self.uptime)

    def pass_time(self, time: timedelta) -> None:
        """Let time pass."""
        self.wall += time
        self.uptime += time.total_seconds()

    def set_clock(self, step: timedelta) -> None:
        """Set the system's clock ahead, or back."""
        self.wall += step
