"""``postdesk demo``: two whole conversations, played over real SMTP."""

import sys
import tempfile
from pathlib import Path

import click

from daemon.demo.playing import UnexpectedOutcome, perform
from daemon.demo.plays import PLAYS
from daemon.demo.stage import stage


@click.command(epilog="Example: postdesk demo")
def demo() -> None:
    """Play two conversations, in Russian and in English, from the request to the confirmed end.

    A daemon of its own runs in a temporary folder; the people in the play know only the mails they get.
    Ends with 0 only if every step had its expected outcome.
    """
    with tempfile.TemporaryDirectory(prefix="postdesk-demo-") as folder, stage(Path(folder)) as running:
        try:
            for play in PLAYS:
                perform(play, running, click.echo)
        except UnexpectedOutcome as fault:
            click.echo(str(fault), err=True)
            sys.exit(1)
    click.echo("Every step had its expected outcome.")
