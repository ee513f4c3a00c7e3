"""``postdesk serve``: the daemon in the foreground."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import click

from config.embedded import embedded
from config.loading import find, load
from config.settings import Settings
from daemon import logs
from daemon.allocator import give_back_large_blocks
from daemon.bootstrap import build
from daemon.commands.screen import screen
from daemon.identity import assume
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
    # Whoever reloads us while we start must not end us: it waits, and is heard once we run.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    path = embedded(folder) if folder else find(context.find_root().obj.config)
    assume(path)
    settings = load(path)
    logs.set_up(settings.log.level, settings.log.format)
    # While parsing keeps the interpreter busy, the event loop would wait 5 ms for every word of a sender.
    sys.setswitchinterval(SWITCH_SECONDS)
    give_back_large_blocks()
    asyncio.run(_serve(settings, path))


async def _serve(settings: Settings, path: Path) -> None:
    service = build(settings, path)
    await service.run(lambda: _greet(settings, path, service))
    if sys.stdout.isatty():
        click.echo("Stopped; everything is kept.")


def _greet(settings: Settings, path: Path, service: Service) -> None:
    if "NOTIFY_SOCKET" in os.environ:
        # Nobody watches: systemd was told already.
        return
    click.echo(screen(settings, path, service.listeners.listening))
    sys.stdout.flush()
