"""The peer Postfix: mail goes into its queue, synced to disk, and stays there on hold."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system.postfix import Postfix
from tests.system.servers import certificate

RECIPIENT = "support@desk.example.test"


@contextmanager
def running_postfix(folder: Path) -> Iterator[int]:
    """Run a Postfix of our own in this folder; gives the port of its smtpd."""
    # Postfix's own users must get through to its queue.
    for each in (folder, *list(folder.parents)[:-2]):
        each.chmod(each.stat().st_mode | 0o011)
    certificate(folder)
    nowhere = folder / "nowhere"
    postfix = Postfix(folder, desk=nowhere, mailboxes=nowhere, sasl=nowhere, vouching=False)
    try:
        _configure(
            folder / "postfix" / "etc",
            "smtpd_recipient_restrictions=check_client_access static:HOLD",
            "smtpd_client_connection_count_limit=0",
        )
        yield postfix.smtp
    finally:
        postfix.stop()


def _configure(etc: Path, *settings: str) -> None:
    for command in (["postconf", "-e", *settings], ["postfix", "reload"]):
        subprocess.run([command[0], "-c", str(etc), *command[1:]], check=True, capture_output=True)
