"""An experiment with pauses: a retry and a reminder wait in a running daemon while its clock is set."""

import os
import re
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from storage import outbox
from storage.engine import Store, open_store
from tests.chaos.daemon import PATIENCE, ROOT, wait_until
from tests.chaos.fake_clock import FakeClock
from tests.chaos.relay import Relay
from tests.ports import free_port
from tests.road.road import ANN, CONFIGURATION, DESK, a_mail, an_answer
from tests.stores import database


class PuttingOff(Relay):
    """A relay that takes no mail to Olga the first time; ``tries`` are the true times, by recipient."""

    def __init__(self) -> None:
        super().__init__(seed=0)
        self.tries: dict[str, list[float]] = {}
        self.mails: dict[str, EmailMessage] = {}

    def keep(self, life: str, recipient: str, content: bytes) -> bool:
        """Write down the try, and cut Olga's first."""
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails[recipient] = mail
        tries = self.tries.setdefault(recipient, [])
        tries.append(time.monotonic())
        return not (recipient.startswith("olga") and len(tries) == 1)


class Experiment:
    """A daemon by a clock that is set, and what it does: ``pause`` is that of retries and of reminders."""

    def __init__(self, port: int, relay: PuttingOff, store: Store, clock: FakeClock, pause: int) -> None:
        self._port = port
        self._relay = relay
        self._store = store
        self._clock = clock
        self._pause = pause
        self._turn = 0

    def breaches(self, set_clock: Callable[[FakeClock], None], patience: float = PATIENCE) -> set[str]:
        """Have a retry and a reminder wait, set the clock, and return what goes wrong then."""
        self._turn += 1
        olga, ivan = (f"{name}{self._turn}@customer.example" for name in ("olga", "ivan"))
        self._send(a_mail(ivan, "It blinks."))
        wait_until(lambda: self._count(ivan) > 0 and self._about(ivan), lambda: "no ticket")
        asked = time.monotonic()
        self._send(an_answer(self._relay.mails.pop(ANN), ANN, "#ask Since when?"))
        self._send(a_mail(olga, "It hums."))
        wait_until(lambda: self._count(ivan) >= 2 and self._waits(olga), lambda: "nothing waits")
        set_clock(self._clock)
        wait_until_or_not(lambda: self._count(olga) >= 2 and self._count(ivan) >= 3, patience)
        retries, reminders = self._relay.tries[olga], [asked, *self._relay.tries[ivan][2:]]
        return {*self._judged("retry", retries), *self._judged("reminder", reminders)}

    def counts(self) -> dict[str, int]:
        """Return how many mails each customer has got."""
        return {
            who: len(tries) for who, tries in self._relay.tries.items() if who.endswith("@customer.example")
        }

    def _judged(self, what: str, times: list[float]) -> Iterator[str]:
        if len(times) < 2:
            yield f"{what} stalled"
        elif times[1] - times[0] < self._pause:
            yield f"{what} early"

    def _send(self, mail: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self._port, timeout=PATIENCE) as smtp:
            smtp.sendmail(str(mail["From"]), [str(mail["To"])], mail.as_bytes())

    def _count(self, recipient: str) -> int:
        return len(self._relay.tries.get(recipient, ()))

    def _about(self, ivan: str) -> bool:
        notification = self._relay.mails.get(ANN)
        return notification is not None and ivan in notification.as_string()

    def _waits(self, recipient: str) -> bool:
        listed = self._store.read(lambda c: outbox.listing(c, limit=100))
        return any(each.recipient == recipient and each.reply for each in listed)


def wait_until_or_not(true: Callable[[], bool], patience: float) -> None:
    """Wait until something holds, or patience is over: what a broken build does for ever."""
    end = time.monotonic() + patience
    while not true() and time.monotonic() < end:
        time.sleep(0.02)


@contextmanager
def experiment(folder: Path, *, clock: str, pause: int) -> Iterator[Experiment]:
    """Run a daemon in Berlin by this clock, ``steady`` or ``wall``, whose pauses are so many seconds."""
    fake, port, url = FakeClock(folder), free_port(), database(folder)
    file, log = folder / "postdesk.toml", folder / "log"
    with PuttingOff() as relay, ExitStack() as ends:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        ends.callback(relay.shutdown)
        file.write_text(_configuration(url, port, relay.port, pause), "utf-8")
        daemon = ends.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.hurried", clock, str(pause), "--config", file, "serve"],
                cwd=ROOT,
                env={**os.environ, **fake.environment, "TZ": "Europe/Berlin"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=ends.enter_context(log.open("wb")),
                text=True,
            )
        )
        ends.callback(daemon.kill)
        assert daemon.stdout is not None
        assert any("sends mail" in line for line in daemon.stdout), log.read_text("utf-8")
        store = open_store(url)
        ends.callback(store.close)
        yield Experiment(port, relay, store, fake, pause)


def _configuration(url: str, port: int, relay: int, pause: int) -> str:
    changes = (
        ('"sqlite:///postdesk.sqlite3"', f'"{url}"'),
        ('"127.0.0.1:0"', f'"127.0.0.1:{port}"'),
        ('way = "maildir"\nmaildir = "outgoing"', 'way = "relay"'),
        (
            f'address = "{DESK}"',
            f'address = "{DESK}"\nreminders = ["{pause}s", "30d"]',
        ),
    )
    changed = CONFIGURATION
    for old, new in changes:
        changed = re.sub(re.escape(old), new, changed, count=1)
    return f'{changed}\n[delivery.relay]\nhost = "127.0.0.1"\nport = {relay}\ntls = "none"\n'
