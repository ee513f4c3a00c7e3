"""A relay that takes every mail and keeps only when, and for whom, it was handed over."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from tests.system.servers import HOST

_ANSWERS = {
    b"EHLO": b"250-sink.example\r\n250 PIPELINING\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Sink:
    """What came: for each recipient the ``time.perf_counter`` of the last mail's end."""

    def __init__(self) -> None:
        self.port = 0
        self.taken = 0
        self.at: dict[str, float] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take the mails of one connection."""
        writer.write(b"220 sink.example\r\n")
        recipients: list[str] = []
        while line := await reader.readline():
            word = line[:4].upper()
            writer.write(_ANSWERS.get(word, b"250 ok\r\n"))
            if word == b"RCPT":
                recipients.append(line.partition(b"<")[2].partition(b">")[0].decode())
            elif word == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                self.taken += 1
                self.at |= dict.fromkeys(recipients, time.perf_counter())
                recipients.clear()
                writer.write(b"250 taken\r\n")
        writer.close()


@contextmanager
def running_sink() -> Iterator[Sink]:
    """Run a sink in a thread of its own."""
    sink, stop, ready = Sink(), Event(), Event()
    thread = Thread(target=lambda: asyncio.run(_run(sink, ready, stop)))
    thread.start()
    ready.wait()
    try:
        yield sink
    finally:
        stop.set()
        thread.join()


async def _run(sink: Sink, ready: Event, stop: Event) -> None:
    server = await asyncio.start_server(sink.serve, HOST, 0, limit=2**24)
    sink.port = server.sockets[0].getsockname()[1]
    ready.set()
    await asyncio.to_thread(stop.wait)
    server.close()
