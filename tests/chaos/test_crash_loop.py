"""Killed at random instants under load, Postdesk keeps its promises; a build that does not is found out."""

from pathlib import Path

import pytest

from tests.chaos.crash_loop import crash_loop
from tests.chaos.kills import Moment
from tests.stores import database


@pytest.mark.timeout(300)
def test_kills_break_no_promise(tmp_path: Path) -> None:
    """Nothing taken is lost, nothing is done twice, and nothing is sent that was not decided."""
    outcome = crash_loop(tmp_path, database(tmp_path), kills=12, mails=300, seed=1)
    assert outcome.breaches == {}
    assert len(outcome.evidence.killed) == 12
    assert sum(mail.unsure for mail in outcome.evidence.given), "no kill met a mail under way"
    assert "Traceback" not in outcome.log


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("fault", "moment", "rule"),
    [
        ("answers-early", Moment.TAKING, "lost"),
        ("moves-early", Moment.FETCHING, "lost"),
        ("letters-outside", Moment.DECIDING, "unacknowledged"),
        ("sends-twice", Moment.SENDING, "doubled"),
    ],
)
def test_a_broken_build_is_found_out(tmp_path: Path, fault: str, moment: Moment, rule: str) -> None:
    """A build with this fault breaks this rule when it is killed a few times at this moment."""
    starter = ("-m", "tests.chaos.broken", fault)
    outcome = crash_loop(
        tmp_path, database(tmp_path), kills=4, mails=160, seed=1, starter=starter, moments=[moment]
    )
    assert rule in outcome.breaches
