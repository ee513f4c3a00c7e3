"""Several daemons over one PostgreSQL, killed and cut off under load, keep every promise that one keeps."""

from pathlib import Path

import pytest

from tests.system.group import running_group

# The mailbox changes hands at most once where a daemon comes (three at first, two after a kill, one that
# was cut off) or goes (two by a kill, one by a cut).
MOST_TURNS = 9


@pytest.mark.timeout(300)
def test_a_group_breaks_no_promise(packages: None, tmp_path: Path) -> None:
    """Who reads the mailbox is killed, the next one is cut off, a third killed meanwhile: others go on."""
    with running_group(tmp_path) as group:
        group.until_taken(40)
        dead = group.reader()
        dead.daemon.kill()
        group.until_another_reads(dead)
        dead.daemon.start()
        dead.daemon.wait_until_it_listens()
        lost = group.reader()
        group.cut_off(lost)
        third = group.others(dead, lost)[0]
        third.daemon.kill()
        third.daemon.start()
        group.until_another_reads(lost)
        group.let_back(lost)
        group.until_taken(40)
        outcome = group.judge()
    assert outcome.breaches == {}
    assert len(outcome.evidence.killed) == 2
    assert len(outcome.evidence.cut_off) == 1
    assert len(outcome.readers) <= MOST_TURNS
    assert "Traceback" not in outcome.log


@pytest.mark.timeout(300)
def test_a_group_without_leases_is_found_out(packages: None, tmp_path: Path) -> None:
    """Daemons that each do all the work open tickets twice."""
    with running_group(tmp_path, starter=("-m", "tests.chaos.broken", "knows-no-others")) as group:
        group.until_taken(150)
        outcome = group.judge()
    assert "opened_twice" in outcome.breaches
    assert len(outcome.readers) > MOST_TURNS
