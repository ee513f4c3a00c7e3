"""Killed at random instants under load, Postdesk keeps its promises; a build that does not is found out."""

from pathlib import Path

import pytest

from tests.chaos.crash_loop import crash_loop
from tests.stores import database

# With this seed two kills meet the daemon as it takes mail, and two as it decides.
AT_WORK = 2332
# With this one all kills meet it as it sends: by then it has begun to read the mailbox.
LATER = 237


@pytest.mark.timeout(300)
def test_kills_break_no_promise(tmp_path: Path) -> None:
    """Nothing taken is lost, nothing is done twice, and nothing is sent that was not decided."""
    outcome = crash_loop(tmp_path, database(tmp_path), kills=10, mails=300, seed=1)
    assert outcome.breaches == {}
    assert len(outcome.evidence.killed) == 10
    assert sum(mail.unsure for mail in outcome.evidence.given), "no kill met a mail under way"
    assert "Traceback" not in outcome.log


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("fault", "rule", "seed"),
    [
        ("answers-early", "lost", AT_WORK),
        ("moves-early", "lost", LATER),
        ("letters-outside", "unacknowledged", AT_WORK),
        ("sends-twice", "doubled", AT_WORK),
    ],
)
def test_a_broken_build_is_found_out(tmp_path: Path, fault: str, rule: str, seed: int) -> None:
    """A build with this fault breaks this rule within a few kills."""
    starter = ("-m", "tests.chaos.broken", fault)
    outcome = crash_loop(tmp_path, database(tmp_path), kills=4, mails=160, seed=seed, starter=starter)
    assert rule in outcome.breaches
