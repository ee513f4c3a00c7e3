"""The peer aiosmtpd as it comes, with a handler that keeps nothing; run as a module with its port."""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP

from tests.ports import free_port
from tests.system.servers import HOST, Server, greets

RECIPIENT = "support@desk.example"


class _Idle:
    async def handle_DATA(self, *_args: object) -> str:  # noqa: N802 (the name is aiosmtpd's)
        return "250 OK"


@contextmanager
def running_aiosmtpd(folder: Path) -> Iterator[int]:
    """Run the peer; gives its port."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    command = [sys.executable, "-m", __name__, str(port)]
    server = Server(command, folder / "log", folder=Path(__file__).parents[3])
    try:
        server.wait_for(lambda: greets(port, b"220"), folder / "log")
        yield port
    finally:
        server.stop()


async def _serve(port: int) -> None:
    # Its own words for each mail would cost more than the mail.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopping.set)
    await loop.create_server(lambda: SMTP(_Idle(), hostname="desk.example", loop=loop), HOST, port)
    await stopping.wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
