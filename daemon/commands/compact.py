"""``postdesk compact``: the store's file without unused room, while the daemon is stopped."""

import click

from daemon.commands.settings import glance_of
from storage.compaction import compact


@click.command("compact", epilog="Example: postdesk compact")
@click.pass_context
def compact_store(context: click.Context) -> None:
    """Write the store anew without the room that nothing uses; the daemon must be stopped.

    It needs as much free room beside the store as the store uses. No mail goes by that: most stores have
    little unused room, but after an upgrade it can be half of the file.
    """
    settings = glance_of(context, "store", "database")
    before, after = compact(settings.store_url)
    click.echo(f"{settings.store.database}: {_size(before)} before, {_size(after)} now")


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
