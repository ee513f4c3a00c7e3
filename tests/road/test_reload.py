"""A reload changes what is configured while mail goes on, or changes nothing at all."""

import smtplib
from pathlib import Path

import pytest

from daemon.reloading import Reloaded
from tests.road.road import ANN, BOB, CONFIGURATION, DESK, IVAN, Road, a_mail, running, text, to
from tests.stores import configure


async def reload(road: Road, configuration: str) -> Reloaded:
    """Write another configuration and reload it."""
    configure(road.folder / "postdesk.toml", configuration)
    return await road.service.reload()


async def test_nothing_has_changed(tmp_path: Path) -> None:
    """The same file again changes nothing, and says nothing."""
    async with running(tmp_path) as road:
        assert await road.service.reload() == Reloaded()


async def test_a_new_desk_takes_mail(tmp_path: Path) -> None:
    """An address that was refused is a desk after the reload."""
    desk = '\n[[desk]]\naddress = "new@example.org"\nprefix = "NEW"\n'
    async with running(tmp_path) as road:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            await road.post(a_mail(IVAN, to="new@example.org").as_bytes(), IVAN, ["new@example.org"])
        done = await reload(road, CONFIGURATION + desk)
        assert done == Reloaded(changed=("desk new@example.org: added",))
        await road.post(a_mail(IVAN, to="new@example.org").as_bytes(), IVAN, ["new@example.org"])
        assert road.numbers() == ["NEW-1001"]


async def test_a_removed_desk_takes_none(tmp_path: Path) -> None:
    """Its tickets stay; its address is no longer ours."""
    less = CONFIGURATION.replace('[[desk]]\naddress = "sales@example.org"\nprefix = "SAL"\n', "")
    async with running(tmp_path) as road:
        await road.send(a_mail(IVAN, to="sales@example.org"))
        assert (await reload(road, less)).changed == ("desk sales@example.org: removed",)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            await road.post(a_mail(IVAN).as_bytes(), IVAN, ["sales@example.org"])
        assert road.numbers() == ["SAL-1001"]


async def test_new_staff_are_told(tmp_path: Path) -> None:
    """Who came is told of the next ticket, who left is not."""
    staff = CONFIGURATION.replace(BOB, "eva@staff.example").replace("Bob Ray", "Eva Lind")
    async with running(tmp_path) as road:
        assert to(await road.send(a_mail(IVAN)), BOB)
        done = await reload(road, staff)
        assert done.changed == ("agent Bob Ray: removed", "agent Eva Lind: added")
        sent = await road.send(a_mail(IVAN, "Ещё раз.", subject="Ещё"))
        assert to(sent, "eva@staff.example")
        assert not to(sent, BOB)


async def test_a_new_organisation_holds(tmp_path: Path) -> None:
    """The next ticket belongs to it."""
    more = CONFIGURATION + '\n[[organisation]]\nname = "Evil"\ndomains = ["evil.example"]\n'
    async with running(tmp_path) as road:
        await reload(road, more)
        await road.send(a_mail("eve@evil.example"))
        assert road.ticket().organisation == "Evil"


async def test_new_limits_hold(tmp_path: Path) -> None:
    """A mail that was small enough is too big after the reload."""
    big = a_mail(IVAN, "x" * 70 + "\n" * 70_000)
    async with running(tmp_path) as road:
        await road.send(big)
        done = await reload(road, CONFIGURATION + '\n[limits]\nmessage_size = "66kB"\n')
        assert done.changed == ("limits.message_size: 35000000 -> 66000",)
        with pytest.raises(smtplib.SMTPSenderRefused, match="552"):
            await road.send(big)


async def test_new_templates_are_used(tmp_path: Path) -> None:
    """What an operator has rewritten is in the next mail."""
    folder = tmp_path / "own"
    (folder / "ru").mkdir(parents=True)
    template = folder / "ru" / "acknowledgement.txt"
    template.write_text("Первая версия: {{ number }}.", encoding="utf-8")
    own = CONFIGURATION.replace(f'address = "{DESK}"\n', f'address = "{DESK}"\ntemplates = "own"\n')
    async with running(tmp_path, own) as road:
        assert "Первая версия" in text(to(await road.send(a_mail(IVAN)), IVAN)[0])
        template.write_text("Вторая версия: {{ number }}.", encoding="utf-8")
        assert (await road.service.reload()).changed == ("templates: read anew",)
        sent = await road.send(a_mail(IVAN, "Ещё раз.", subject="Ещё"))
        assert "Вторая версия" in text(to(sent, IVAN)[0])


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (CONFIGURATION + "\n[limits]\nrecipient = 5\n", "recipient"),
        (CONFIGURATION + "\n[", "postdesk.toml"),
        (CONFIGURATION.replace("Ann Lee", "Bob Ray"), "Bob Ray"),
    ],
)
async def test_a_bad_file_changes_nothing(tmp_path: Path, bad: str, fault: str) -> None:
    """The old settings stay in force, and every fault is told with its line."""
    async with running(tmp_path) as road:
        done = await reload(road, bad)
        assert fault in "\n".join(done.faults)
        assert not done.changed
        assert to(await road.send(a_mail(IVAN)), ANN)
        assert await reload(road, CONFIGURATION) == Reloaded()


async def test_a_bad_template_changes_nothing(tmp_path: Path) -> None:
    """A template that cannot be used is told as it is by `check`."""
    folder = tmp_path / "own" / "ru"
    folder.mkdir(parents=True)
    own = CONFIGURATION.replace(f'address = "{DESK}"\n', f'address = "{DESK}"\ntemplates = "own"\n')
    async with running(tmp_path, own) as road:
        (folder / "acknowledgement.txt").write_text("{% if %}", encoding="utf-8")
        done = await road.service.reload()
        assert "acknowledgement.txt:1" in done.faults[0]
        assert to(await road.send(a_mail(IVAN)), IVAN)


async def test_what_needs_a_restart_is_named(tmp_path: Path) -> None:
    """It is told, again and again, until the restart."""
    other = CONFIGURATION.replace('socket = "lmtp.sock"', 'socket = "other.sock"')
    async with running(tmp_path) as road:
        for _ in range(2):
            done = await reload(road, other)
            assert not done.changed
            [line] = done.needs_restart
            assert line.startswith("lmtp.socket: ")
        assert to(await road.send(a_mail(IVAN)), IVAN)
