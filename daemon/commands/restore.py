"""``postdesk restore``: a backup in the store's place, while the daemon is stopped."""

from pathlib import Path

import click

from daemon.commands.settings import glance_of
from storage.restoring import restore


@click.command("restore", epilog="Example: postdesk restore /var/backups/postdesk-2026-11-20.sqlite3")
@click.argument("backup", type=click.Path(path_type=Path))
@click.pass_context
def restore_store(context: click.Context, backup: Path) -> None:
    """Put a BACKUP in the store's place; the daemon must be stopped.

    The backup is checked first, and stays where it is. The store that was there is kept beside the new one.
    At the next start numbers skip ahead, so that none is given twice.
    """
    settings = glance_of(context, "store", "database")
    if settings.store_folder is not None:
        settings.store_folder.mkdir(parents=True, exist_ok=True)
    done = restore(settings.store_url, backup)
    newest = f", the newest of {done.newest:%F %T} UTC" if done.newest is not None else ""
    mails = "1 mail" if done.mails == 1 else f"{done.mails} mails"
    click.echo(f"{settings.store.database}: restored, with {mails}{newest}")
    if done.kept is not None:
        click.echo(f"{done.kept}: the store as it was before; delete it when all is well")
