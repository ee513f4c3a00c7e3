"""``postdesk backup``: a whole copy of the store while the daemon works."""

from pathlib import Path

import click

from daemon.clock import utc_now
from daemon.commands.settings import glance_of
from storage.backup import backup

# The name of a copy in a folder of copies; by it they sort by age, and are known again.
_NAME = "postdesk-%Y-%m-%dT%H%M%SZ.sqlite3"
_NAMES = "postdesk-????-??-??T??????Z.sqlite3"


@click.command("backup", epilog="Example: postdesk backup /var/backups/postdesk-$(date +%F).sqlite3")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--into",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Write the copy into this folder, under the date and time.",
)
@click.option("--keep", type=click.IntRange(min=1), help="Keep so many copies in the folder; the oldest go.")
@click.pass_context
def backup_store(context: click.Context, file: Path | None, folder: Path | None, keep: int | None) -> None:
    """Copy the store into a new FILE and check the copy; the daemon may be running.

    `postdesk restore` puts it back.
    """
    if (file is None) == (folder is None) or (keep is not None and folder is None):
        raise click.UsageError("Name a FILE, or a folder with --into, to which --keep belongs.")
    target = file if file is not None else _in(folder)
    backup(glance_of(context, "store", "database").store_url, target)
    click.echo(f"{target}: whole and checked")
    if folder is not None and keep is not None:
        # Only now: there is a good copy more than there was.
        for old in sorted(folder.glob(_NAMES))[:-keep]:
            old.unlink()
            click.echo(f"{old}: removed, {keep} newer ones are kept")


def _in(folder: Path | None) -> Path:
    assert folder is not None  # noqa: S101 - one of the two was named
    return folder / utc_now().strftime(_NAME)
