"""Secrets with a last day: the operator gets a letter that says which, when, and what to do."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.road.road import ANN, CONFIGURATION, DESK, Road, running, text, to

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

WORDS = {
    "en": (
        "The secret of a mailbox's login expires",
        f"logs in to the mailbox {DESK} at 127.0.0.1 expires in 6 days: its last day is 2026-11-26.",
        "has expired: its last day is 2026-11-26.",
    ),
    "ru": (
        "Истекает срок секрета для входа в почтовый ящик",
        f"входит в почтовый ящик {DESK} at 127.0.0.1, истекает через 6 дней: последний день — 2026-11-26.",
        "истёк: последний день — 2026-11-26.",
    ),
}


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now


def configuration(folder: Path, port: int, language: str) -> str:
    """Return a configuration with a mailbox that nobody answers for, and its client's secret."""
    secret = folder / "client-secret"
    secret.touch(mode=0o600)
    secret.write_text("hush")
    operator = CONFIGURATION.replace('role = "operator"\n', f'role = "operator"\nlanguage = "{language}"\n')
    return f"""{operator}
[[mailbox]]
desk = "{DESK}"
host = "127.0.0.1"
port = {port}
user = "{DESK}"

[mailbox.oauth]
issuer = "https://127.0.0.1:{port}/"
client_id = "me"
client_secret_file = "client-secret"
client_secret_expires = "2026-11-26"
"""


async def letters(road: Road) -> list[EmailMessage]:
    """Look once at what expires, and return the operator's letters."""
    await road.service.ticks.tell_of_expiry()
    return to(await road.settled(), ANN)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_end_of_a_secret_is_told_7_days_before_and_1_day_before(
    language: str, tmp_path: Path
) -> None:
    """The first look is at the start; each step is one letter, whatever is looked at in between."""
    subject, soon, over = WORDS[language]
    clock = Hands()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        table = configuration(tmp_path, nobody.getsockname()[1], language)
        async with running(tmp_path, table, clock) as road:
            found = await letters(road)
            while not found:
                await asyncio.sleep(0.01)
                found = to(await road.settled(), ANN)
            (first,) = found
            assert str(first["Subject"]) == subject
            assert soon in " ".join(text(first).split())
            clock.now += timedelta(days=2)
            assert await letters(road) == []
            clock.now += timedelta(days=4)
            (second,) = await letters(road)
            assert over in " ".join(text(second).split())
            clock.now += timedelta(days=40)
            assert await letters(road) == []
