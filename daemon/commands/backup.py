"""``postdesk backup``: a whole copy of the store while the daemon works."""

from pathlib import Path

import click

from daemon.commands.settings import settings_of
from storage.backup import backup


@click.command("backup", epilog="Example: postdesk backup /var/backups/postdesk-$(date +%F).sqlite3")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def backup_store(context: click.Context, file: Path) -> None:
    """Copy the store into a new FILE and check the copy; the daemon may be running.

    To restore, stop the daemon and put the copy in the store's place. Numbers then skip ahead, so that none
    is given twice.
    """
    backup(settings_of(context).store_url, file)
    click.echo(f"{file}: whole and checked")
