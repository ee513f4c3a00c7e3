"""``postdesk serve``: the daemon in the foreground."""

import asyncio
import sys
from pathlib import Path

import click

from config.embedded import embedded
from config.loading import find, load
from config.settings import Settings
from daemon import logs
from daemon.bootstrap import build
from daemon.service import Service

SWITCH_SECONDS = 0.0005


@click.command(epilog="Example: postdesk --config /etc/postdesk/postdesk.toml serve")
@click.option(
    "--embedded",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Run on a ready-made configuration in this folder; it is written there if it is missing.",
)
@click.pass_context
def serve(context: click.Context, folder: Path | None) -> None:
    """Run the daemon until Ctrl-C or SIGTERM; what is under way then ends with its true outcome."""
    path = embedded(folder) if folder else find(context.find_root().obj.config)
    settings = load(path)
    logs.set_up(settings.log.level, settings.log.format)
    # While parsing keeps the interpreter busy, the event loop would wait 5 ms for every word of a sender.
    sys.setswitchinterval(SWITCH_SECONDS)
    asyncio.run(_serve(settings, path))


async def _serve(settings: Settings, path: Path) -> None:
    service = build(settings)
    await service.run(lambda: _greet(settings, path, service))
    if sys.stdout.isatty():
        click.echo("Stopped; everything is kept.")


def _greet(settings: Settings, path: Path, service: Service) -> None:
    """Print one screen: where mail goes in and comes out, and how to send the first one."""
    desk = settings.desks()[0]
    rows = [("configuration", str(path)), ("store", settings.store_url)]
    rows += [("listens", str(door)) for door in service.listeners.listening]
    rows += [("mail to", address.address) for address in settings.desks()]
    rows.append(("mail goes out", _way_out(settings)))
    click.echo("Postdesk is running; Ctrl-C stops it.\n")
    for name, value in rows:
        click.echo(f"  {name:<16}{value}")
    port = next((door.port for door in service.listeners.listening if door.protocol == "smtp"), None)
    if port is not None and settings.delivery.way == "maildir":
        click.echo(_FIRST_MAIL.format(port=port, desk=desk.address, outgoing=settings.delivery.maildir))
    sys.stdout.flush()


_FIRST_MAIL = """
Send a first mail from another terminal:

  python3 -c "import smtplib; smtplib.SMTP('127.0.0.1', {port}).sendmail('you@example.com', '{desk}', \
  'From: you@example.com\\nTo: {desk}\\nSubject: Printer\\n\\nThe printer does not print.')"

The answers arrive in {outgoing}
Read them with any mail program:  mutt -f {outgoing}
"""


def _way_out(settings: Settings) -> str:
    delivery = settings.delivery
    if delivery.way == "maildir":
        return f"into the Maildir {delivery.maildir}"
    return f"to {delivery.relay.host}:{delivery.relay.port}"
