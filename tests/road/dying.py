"""Postdesk, which is killed while it decides a mail of this subject; the others it decides.

python -m tests.road.dying [the command line's own words]
"""

import os
import signal

from daemon import batches, cli
from desk.case import Case
from desk.deciding import decide
from desk.decisions import Decision

DEADLY = "deadly"


def dying(case: Case) -> Decision:
    """Decide, or die."""
    if case.mail.subject == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return decide(case)


if __name__ == "__main__":
    vars(batches)["decide"] = dying
    cli.main()
