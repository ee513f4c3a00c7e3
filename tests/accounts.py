"""Running a program as another user, where the tests run as root."""

import os
from collections.abc import Sequence


def as_user(user: str, command: Sequence[str]) -> list[str]:
    """Return the command that runs a program as this user; as it is where we are not root."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
