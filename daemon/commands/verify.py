"""``postdesk verify``: whether all that the store keeps is there and can be read."""

import sys

import click

from daemon.commands.settings import open_for
from daemon.importing.progress import progress
from daemon.terminal import one_line
from storage import verification


@click.command("verify", epilog="Example: postdesk verify")
@click.pass_context
def verify_store(context: click.Context) -> None:
    """Read everything in the store, and tell what is wrong with it; the daemon may be running.

    Every fault is named with the number of its mail or ticket. Ends with 0 when there is none, else with 1.
    Nothing is changed.
    """
    found = 0
    with open_for(context) as (store, _), progress("verified", verification.extent(store)) as advance:
        for fault in verification.faults(store, advance):
            found += 1
            click.echo(one_line(fault))
    if found:
        click.echo(
            "The store is not sound: restore a backup, or look which mails and tickets are touched.", err=True
        )
        sys.exit(1)
    click.echo("Everything is there and can be read.")
