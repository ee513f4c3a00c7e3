"""``postdesk migrate``: the store's tables brought to the form this Postdesk needs."""

import click

from daemon.commands.settings import settings_of
from storage import schema


@click.command(epilog="Example: postdesk migrate")
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring the store's tables to the form that this version needs, or make them.

    ``serve`` does the same at its start. A migration is whole or not at all, and before it a copy of the
    store is put beside it.
    """
    settings = settings_of(context)
    if settings.store_folder is not None:
        settings.store_folder.mkdir(parents=True, exist_ok=True)
    url = settings.store_url
    before = schema.state(url)
    if before is schema.SchemaState.CURRENT:
        click.echo("the tables are current")
        return
    copy = schema.migrate(url)
    made = before is schema.SchemaState.EMPTY
    click.echo("the tables are made" if made else "the tables are brought up to date")
    if copy is not None:
        click.echo(f"{copy}: the store as it was before; delete it when all is well")
