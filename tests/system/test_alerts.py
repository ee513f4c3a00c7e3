"""The alert rules, checked and played by Prometheus' own tool."""

import subprocess
from pathlib import Path

import pytest

from tests.daemon.home import ROOT

RULES = ROOT / "docs" / "alerts.yml"
PLAY = Path(__file__).with_name("alerts.yml")


def promtool(*words: str | Path) -> None:
    """Run promtool; what it finds fault with fails the test."""
    done = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(done.stdout + done.stderr)


def test_prometheus_takes_the_rules(packages: None) -> None:
    """An operator puts the file beside his own as it is."""
    promtool("check", "rules", RULES)


def test_each_alert_rings_when_it_should(packages: None) -> None:
    """Ill, each rings under its name and tells what to do; well, all are quiet."""
    promtool("test", "rules", PLAY)
    text = PLAY.read_text(encoding="utf-8")
    names = [
        line.split()[-1] for line in RULES.read_text(encoding="utf-8").splitlines() if "- alert: " in line
    ]
    assert names
    assert [name for name in names if name not in text] == []
