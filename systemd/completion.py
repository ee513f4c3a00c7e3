"""The completion of our commands and options for bash, as click makes it."""

import sys

from click.shell_completion import BashComplete

from daemon.cli import postdesk


def completion() -> str:
    """Return the script that bash sources."""
    return BashComplete(postdesk, {}, "postdesk", "_POSTDESK_COMPLETE").source()


if __name__ == "__main__":
    sys.stdout.write(completion())
