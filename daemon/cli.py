"""The command line: its groups, its exit codes, and errors as sentences."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import ClassVar, cast

import click

from desk.errors import PostdeskError

# sysexits.h: what mail programs that call us understand.
EX_DATAERR = 65
EX_UNAVAILABLE = 69
EX_TEMPFAIL = 75
EX_CONFIG = 78


@dataclass(frozen=True, slots=True)
class Call:
    """What was said before the command: which configuration file, or None for the usual places."""

    config: Path | None = None


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called.

    Importing the database and the templates takes most of a second; ``--help`` needs neither.
    """

    places: ClassVar[dict[str, str]] = {
        "serve": "daemon.commands.serve:serve",
        "check": "daemon.commands.check:check",
        "migrate": "daemon.commands.migrate:migrate",
        "take": "daemon.commands.take:take_mail",
        "read": "daemon.commands.read:read_files",
        "ticket": "daemon.commands.ticket:ticket",
        "inbox": "daemon.commands.inbox:inbox",
        "outbox": "daemon.commands.outbox:outbox",
        "backup": "daemon.commands.backup:backup_store",
        "demo": "daemon.commands.demo:demo",
        "version": "daemon.commands.version:version",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a day's work."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        place = self.places.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        return cast("click.Command", getattr(import_module(module), name))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: postdesk --config /etc/postdesk/postdesk.toml check",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration file. Default: ./postdesk.toml, else /etc/postdesk/postdesk.toml.",
)
@click.pass_context
def postdesk(context: click.Context, config: Path | None) -> None:
    """Run Postdesk, the help desk that lives in the mail, and look into it."""
    context.obj = Call(config)


def fail(sentence: str, code: int = 1) -> None:
    """Print what is wrong to standard error and end with this exit code."""
    click.echo(sentence, err=True)
    sys.exit(code)


def main() -> None:
    """Run the command line; an error on purpose becomes its sentence, never a traceback."""
    run = cast("Callable[[], None]", postdesk)
    try:
        run()
    except PostdeskError as error:
        fail(str(error), getattr(error, "exit_code", 1))
