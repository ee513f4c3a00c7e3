"""``postdesk reload``: the running daemon reads its configuration anew."""

import click

from config.faults import ConfigError
from daemon.cli import fail
from daemon.commands.settings import glance_of
from daemon.health.client import ask


@click.command("reload", epilog="Example: postdesk reload")
@click.pass_context
def reload_configuration(context: click.Context) -> None:
    """Have the running daemon read its configuration anew; wait, and tell what has changed.

    With a fault in it nothing changes, every fault is told, and this ends with 78. What needs a restart is
    named. Ends with 69 where no daemon answers.
    """
    _, done = ask(glance_of(context, "health", "socket").health.socket, "POST", "/reload")
    if done.get("faults"):
        fail("\n".join(map(str, done["faults"])) + "\nNothing has changed.", ConfigError.exit_code)
    changed, waiting = done.get("changed", []), done.get("needs_restart", [])
    for line in changed:
        click.echo(f"changed: {line}")
    for line in waiting:
        click.echo(f"needs a restart: {line}")
    if not changed and not waiting:
        click.echo("Nothing has changed.")
