"""The alert rules speak of what the daemon really tells."""

import re
from pathlib import Path

from tests.daemon.home import ROOT
from tests.imap_server import imap_server
from tests.road.road import CONFIGURATION, DESK, IVAN, a_mail, running
from tests.road.test_health import get

ALERTS = (ROOT / "docs" / "alerts.yml").read_text(encoding="utf-8")


async def test_every_metric_of_an_alert_is_told(tmp_path: Path) -> None:
    """A rule over a metric that does not exist would never ring."""
    with imap_server() as server:
        mailbox = f"""
[health]
listen = "127.0.0.1:0"

[[mailbox]]
desk = "{DESK}"
host = "127.0.0.1"
port = {server.port}
tls = "none"
user = "nobody"
password_file = "password"
"""
        (tmp_path / "password").write_text("wrong")
        (tmp_path / "password").chmod(0o600)
        async with running(tmp_path, CONFIGURATION + mailbox) as road:
            await road.send(a_mail(IVAN))
            _, text = await get(road, "/metrics")
    told = set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE))
    named = set(re.findall(r"\bpostdesk_[a-z_]+", ALERTS))
    assert named
    assert {name.removesuffix("_total") for name in named} <= {name.removesuffix("_total") for name in told}
    assert named <= told | {f"{name}_total" for name in told}


def test_every_alert_says_what_to_do() -> None:
    """Who is woken at night reads what is wrong, and where to look."""
    count = ALERTS.count("- alert: ")
    assert count > 8
    for part in ("summary: ", "description: ", "severity: "):
        assert ALERTS.count(part) == count
