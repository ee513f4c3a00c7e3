"""Several daemons over one PostgreSQL, killed and cut off under load, keep every promise that one keeps."""

from pathlib import Path

import pytest

from tests.system.group import figures, running_group


@pytest.mark.timeout(300)
def test_a_group_breaks_no_promise(packages: None, tmp_path: Path) -> None:
    """One is killed, one cut off for longer than its lease, one killed meanwhile: the others go on."""
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
        lost.machine.join()
        group.until_taken(40)
        outcome = group.judge()
    print(figures(outcome))
    assert outcome.breaches == {}
    assert len(outcome.evidence.killed) == 2
    assert "Traceback" not in outcome.log
