"""A part of the daemon alone, for splitting what a mail costs: the doors, or the intake.

    python -m tests.bench.part accept|decide CONFIGURATION

``accept`` takes mail into the inbox, and nobody decides it; ``decide`` decides what waits in the inbox, once
it gets SIGUSR1, and nobody sends the answers. All else is as ``postdesk serve`` makes it.
"""

import asyncio
import signal
import sys
from pathlib import Path

from config.loading import load
from daemon import logs
from daemon.bootstrap import build
from daemon.commands.serve import SWITCH_SECONDS


async def _run(part: str, path: Path) -> None:
    service = build(load(path), path)
    told, intake = asyncio.Event(), service._intake.run
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, told.set)

    async def never() -> None:
        await asyncio.Event().wait()

    async def when_told() -> None:
        await told.wait()
        await intake()

    service._delivery.run = never  # type: ignore[method-assign] # that is what a part is
    service._intake.run = never if part == "accept" else when_told  # type: ignore[method-assign] # the same
    await service.run(lambda: None)


def main() -> None:
    """Run until SIGTERM."""
    part, path = sys.argv[1], Path(sys.argv[2])
    logs.set_up("info", "json")
    sys.setswitchinterval(SWITCH_SECONDS)
    asyncio.run(_run(part, path))


if __name__ == "__main__":
    main()
