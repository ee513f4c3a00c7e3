"""``postdesk check``: whether everything is in order, without starting anything."""

import sys

import click

from daemon.cli import EX_CONFIG
from daemon.commands.settings import settings_of
from daemon.receiving.tls import server_context
from storage import schema
from storage.engine import SQLITE_VERSION


@click.command(epilog="Example: postdesk --config /etc/postdesk/postdesk.toml check")
@click.pass_context
def check(context: click.Context) -> None:
    """Check the configuration, the templates, the certificate and the store; 78 where something is wrong.

    All faults are told at once, each with its file and line.
    """
    from daemon.bootstrap import load_texts

    settings = settings_of(context)
    if settings.smtp.tls_certificate and settings.smtp.tls_key:
        server_context(settings.smtp.tls_certificate, settings.smtp.tls_key)
    faults = load_texts(settings).faults
    for fault in faults:
        click.echo(str(fault), err=True)
    click.echo(f"desks: {', '.join(desk.address for desk in settings.desks())}")
    click.echo(f"store: {settings.store_url}, tables {schema.state(settings.store_url).value}")
    click.echo(f"SQLite {SQLITE_VERSION}")
    if faults:
        sys.exit(EX_CONFIG)
