"""What the daemon tells of itself while it runs."""

import asyncio
import http.client
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from prometheus_client.parser import text_string_to_metric_families

from daemon import batches
from daemon.cli import postdesk
from daemon.health import condition
from daemon.health.client import NoDaemon, ask
from storage import outbox
from tests.road.road import CONFIGURATION, DESK, EVE, IVAN, Road, a_mail, running
from tests.stores import configure

LISTENING = CONFIGURATION + '\n[health]\nsocket = "control.sock"\nlisten = "127.0.0.1:0"\n'


async def get(road: Road, target: str, method: str = "GET") -> tuple[int, str]:
    """Ask over HTTP on the loopback, as Prometheus does."""
    host, port = road.service.endpoint.listening[0]

    def ask_now() -> tuple[int, str]:
        connection = http.client.HTTPConnection(host, port, timeout=30)
        connection.request(method, target)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    return await asyncio.to_thread(ask_now)


async def samples(road: Road) -> dict[tuple[str, frozenset[str]], float]:
    """Return every sample of the metrics by its name and the values of its labels."""
    status, text = await get(road, "/metrics")
    assert status == 200
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(*values: str) -> frozenset[str]:
    """Return the values of labels, as samples are found by."""
    return frozenset(values)


async def run(road: Road, *words: str) -> Result:
    """Run the command line beside the daemon."""
    config = ["--config", str(road.folder / "postdesk.toml")]
    return await asyncio.to_thread(CliRunner().invoke, postdesk, [*config, *words])


async def test_a_running_daemon_lives_and_is_ready(tmp_path: Path) -> None:
    """Both answers are plain enough for any monitor; the first names the database and its version."""
    async with running(tmp_path, LISTENING) as road:
        assert await get(road, "/healthz") == (200, f"ok\n{road.store.engine_version}\n")
        assert await get(road, "/readyz") == (200, "ready\n")


@pytest.mark.sqlite
async def test_every_reason_of_not_being_ready_is_told(tmp_path: Path) -> None:
    """A full disk and an old outbox are two lines."""
    full = LISTENING + '\n[limits]\nfree_space = "999999999GB"\n[notices]\noutbox_age = "1s"\n'
    lost = full.replace('way = "maildir"', 'way = "relay"').replace(
        'maildir = "outgoing"', '[delivery.relay]\nhost = "127.0.0.1"\nport = 1\ntls = "none"'
    )
    clock = [datetime(2026, 11, 21, 9, tzinfo=UTC)]
    async with running(tmp_path, lost.replace("999999999GB", "40MB"), lambda: clock[0]) as road:
        await asyncio.to_thread(road._smtp, a_mail(IVAN).as_bytes(), IVAN, [DESK])
        # The store is asked: it cannot wake us.
        while not road.read(outbox.oldest_waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        clock[0] += timedelta(hours=1)
        configure(tmp_path / "postdesk.toml", lost)
        await road.service.reload()
        status, text = await get(road, "/readyz")
        assert status == 503
        assert "the disk has only" in text
        assert "mail waits in the outbox" in text
        done = await run(road, "status")
        assert done.exit_code == 1
        assert "Postdesk is not ready:" in done.output
        assert "the disk has only" in done.output


async def test_a_writer_that_hangs_is_told_and_mail_can_still_be_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written to takes no mail, though it can be read."""
    monkeypatch.setattr(condition, "_WRITE_SECONDS", 0.05)
    held = threading.Event()
    async with running(tmp_path, LISTENING) as road:
        road.service.store.write(lambda c: held.wait())
        status, text = await get(road, "/readyz")
        found = await samples(road)
        held.set()
        assert (status, found["postdesk_ready", of()]) == (503, 0)
        assert "the store takes no mail: its writer has not answered" in text


async def test_mail_no_rule_can_decide_is_counted_as_quarantined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is seen in the metrics, too; each mail is counted once."""

    def fault(case: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(batches, "decide", fault)
    async with running(tmp_path, LISTENING) as road:
        await road.send(a_mail(IVAN))
        verdicts = {k: v for k, v in (await samples(road)).items() if k[0] == "postdesk_verdicts_total"}
        assert verdicts == {("postdesk_verdicts_total", of(DESK, "quarantined")): 1}


async def test_mail_is_counted_by_way_and_verdict(tmp_path: Path) -> None:
    """One mail by SMTP, one by LMTP: both are seen on every stage."""
    async with running(tmp_path, LISTENING) as road:
        await road.send(a_mail(IVAN))
        await road.lmtp(a_mail(EVE, "Hi", subject="Hi").as_bytes(), EVE, [DESK])
        found = await samples(road)
        assert found["postdesk_accepted_total", of("smtp", DESK)] == 1
        assert found["postdesk_accepted_total", of("lmtp", DESK)] == 1
        assert found["postdesk_verdicts_total", of(DESK, "ticket")] == 2
        for stage in ("parse", "decide"):
            assert found["postdesk_stage_seconds_count", of(stage)] == 2
        assert (
            found["postdesk_deliveries_total", of("sent")]
            == found["postdesk_stage_seconds_count", of("deliver")]
        )
        assert found["postdesk_writer_batch_jobs_count", of()] > 0
        assert found["postdesk_ready", of()] == 1
        assert found["postdesk_waiting", of("inbox")] == 0


async def test_no_address_of_a_stranger_is_a_label(tmp_path: Path) -> None:
    """Metrics are kept for long, and read by many."""
    async with running(tmp_path, LISTENING) as road:
        await road.send(a_mail(IVAN))
        _, text = await get(road, "/metrics")
        assert "customer.example" not in text
        assert "staff.example" not in text


async def test_a_reload_is_not_for_the_network(tmp_path: Path) -> None:
    """On the loopback anyone can ask; only who opens the control socket may change something."""
    async with running(tmp_path, LISTENING) as road:
        assert (await get(road, "/reload", "POST"))[0] == 404
        assert (await get(road, "/reload"))[0] == 404
        assert (tmp_path / "control.sock").stat().st_mode & 0o777 == 0o600
        status, done = await asyncio.to_thread(ask, tmp_path / "control.sock", "POST", "/reload")
        assert status == 200
        assert done["faults"] == []


async def test_the_commands_ask_the_running_daemon(tmp_path: Path) -> None:
    """`status` and `reload` tell people what the daemon says, and end as they say."""
    async with running(tmp_path, LISTENING) as road:
        done = await run(road, "status")
        assert (done.exit_code, done.output.splitlines()[0]) == (0, "Postdesk is ready.")
        told = await run(road, "status", "--json")
        assert json.loads(told.output)["lists"]["inbox"]["count"] == 0
        done = await run(road, "reload")
        assert (done.exit_code, done.output) == (0, "Nothing has changed.\n")
        path = tmp_path / "postdesk.toml"
        path.write_text(LISTENING + "\n[limits]\nrecipients = 7\n")
        done = await run(road, "reload")
        assert "changed: limits.recipients: 100 -> 7" in done.output


async def test_a_bad_file_is_told_by_the_daemon(tmp_path: Path) -> None:
    """What the daemon says of it reaches the person who asked."""
    async with running(tmp_path, LISTENING) as road:
        template = tmp_path / "own" / "ru"
        template.mkdir(parents=True)
        (template / "reply.txt").write_text("{% if %}")
        path = tmp_path / "postdesk.toml"
        path.write_text(
            LISTENING.replace(f'address = "{DESK}"\n', f'address = "{DESK}"\ntemplates = "own"\n')
        )
        done = await run(road, "reload")
        assert done.exit_code == 78
        assert "reply.txt:1" in done.output
        assert "Nothing has changed." in done.output
        found = await samples(road)
        assert found["postdesk_reloads_total", of("refused")] == 1
        assert found["postdesk_reloads_total", of("done")] == 0


async def test_without_a_daemon_the_commands_say_so(tmp_path: Path) -> None:
    """69 is what scripts look for."""
    async with running(tmp_path, LISTENING) as road:
        pass
    done = await run(road, "status")
    assert done.exit_code == 69
    assert "is it running?" in done.output
    with pytest.raises(NoDaemon, match="no control socket"):
        ask(None, "GET", "/status")
