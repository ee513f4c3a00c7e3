"""Upgrades over the road: the daemon goes on with the tickets of a store of the previous schema."""

import logging
import sqlite3
from pathlib import Path

import pytest

from tests.road.road import ANN, CONFIGURATION, DESK, EVE, IVAN, a_mail, running, to

pytestmark = pytest.mark.sqlite

PREVIOUS = Path(__file__).parents[1] / "storage" / "schema_0001.sql"

# As they stand in the old store.
IVANS_KEY = "l2rwah2m5p6fpdsngvnrqmop47"
ANNS_KEY = "zpgjpx34ahusm2pyqgicarmapi"
EVES_FIRST_MAIL = "4618188605836802123@evil.example"
RELEASE_KEY = "crlqa2ibffwweiuh6wtnpuxrcf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a store of the previous schema."""
    connection = sqlite3.connect(tmp_path / "postdesk.sqlite3")
    connection.executescript(PREVIOUS.read_text("utf-8"))
    connection.close()
    return tmp_path


def keyed(key: str) -> str:
    """Return the desk's address with a key."""
    return DESK.replace("@", f"+{key}@")


async def test_the_daemon_upgrades_at_its_start_and_says_where_the_copy_is(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever reads the log knows how to go back."""
    with caplog.at_level(logging.WARNING, "postdesk"):
        async with running(folder, CONFIGURATION):
            pass
    assert "postdesk.sqlite3.before-0007" in caplog.text
    assert (folder / "postdesk.sqlite3.before-0007").is_file()


async def test_answers_to_old_mails_land_in_their_old_tickets(folder: Path) -> None:
    """By a customer's key, by an agent's key, by an id in References; a new mail gets the next number."""
    async with running(folder, CONFIGURATION) as road:
        await road.send(a_mail(IVAN, "Всё ещё не печатает.", to=keyed(IVANS_KEY), subject="Re: Принтер"))
        assert road.record().ticket == "SUP-1001"
        sent = await road.send(a_mail(ANN, "Еду к вам.", to=keyed(ANNS_KEY), subject="Re: Принтер"))
        assert road.thread("SUP-1001")[-1].text == "Еду к вам."
        assert to(sent, IVAN)
        headers = (("In-Reply-To", f"<{EVES_FIRST_MAIL}>"),)
        await road.send(a_mail(EVE, "Hello?", subject="Re: Hi", headers=headers))
        assert road.record().ticket == "SUP-1002"
        await road.send(a_mail(IVAN, "Другое.", subject="Сканер"))
        assert road.numbers() == ["SUP-1001", "SUP-1002", "SUP-1003"]


async def test_a_mail_held_before_the_upgrade_is_freed_by_its_old_key(folder: Path) -> None:
    """The question whether to release it was asked by the version before."""
    async with running(folder, CONFIGURATION) as road:
        assert str(road.record(5).verdict) == "held"
        await road.send(a_mail(ANN, "send", to=keyed(RELEASE_KEY), subject="Re: held"))
        assert str(road.record(5).verdict) != "held"
