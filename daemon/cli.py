"""The command line: its commands, and errors as sentences."""

import sys
from dataclasses import dataclass
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, ClassVar, NoReturn, cast

import click

from desk.errors import PostdeskError


@dataclass(frozen=True, slots=True)
class Call:
    """What was said before the command: which configuration file, or None for the usual places."""

    config: Path | None = None


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called.

    Importing the database and the templates takes most of a second; ``--help`` needs neither. So what
    ``--help`` says of each command stands here too.
    """

    commands_at: ClassVar[dict[str, tuple[str, str]]] = {
        "serve": ("daemon.commands.serve:serve", "Run the daemon until Ctrl-C or SIGTERM"),
        "check": ("daemon.commands.check:check", "Check the configuration and all that it names"),
        "status": ("daemon.commands.status:status", "Tell how the running daemon is"),
        "reload": (
            "daemon.commands.reload:reload_configuration",
            "Have the daemon read its configuration anew",
        ),
        "migrate": ("daemon.commands.migrate:migrate", "Make the store's tables, or bring them up to date"),
        "take": ("daemon.commands.take:take_mail", "Hand one mail to the running daemon"),
        "import": ("daemon.commands.import_mail:import_mail", "Make old mail the history of a desk"),
        "read": ("daemon.commands.read:read_files", "Show what is read out of mail files"),
        "ticket": ("daemon.commands.ticket:ticket", "List tickets and tell their histories"),
        "inbox": ("daemon.commands.inbox:inbox", "List the mails that came in, and decide held ones"),
        "outbox": ("daemon.commands.outbox:outbox", "List the mails that go out, and retry waiting ones"),
        "address": ("daemon.commands.address:address", "List dead addresses, and revive them"),
        "agent": ("daemon.commands.agent:agent", "Set the passwords with which agents hand in mail"),
        "backup": ("daemon.commands.backup:backup_store", "Copy the store into a new file"),
        "restore": ("daemon.commands.restore:restore_store", "Put a backup in the store's place"),
        "verify": ("daemon.commands.verify:verify_store", "Read all that is kept, and tell what is wrong"),
        "compact": ("daemon.commands.compact:compact_store", "Free the room that the store does not use"),
        "demo": ("daemon.commands.demo:demo", "Play two whole conversations"),
        "version": ("daemon.commands.version:version", "Tell the versions of Postdesk, Python and SQLite"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a day's work."""
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        place, _ = self.commands_at.get(cmd_name, ("", ""))
        if not place:
            return None
        module, _, name = place.partition(":")
        return cast("click.Command", getattr(import_module(module), name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands for ``--help`` without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in self.commands_at.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it.
        """Run a command; what is wrong on purpose becomes its sentence, never a traceback."""
        try:
            return super().invoke(ctx)
        except PostdeskError as error:
            fail(str(error), getattr(error, "exit_code", 1))
        except BrokenPipeError:
            # The reader of a list has seen enough; click ends quietly.
            raise
        except OSError as error:
            what = f"{error.filename}: " if error.filename else ""
            fail(f"{what}{error.strerror or error}; look at the path and its rights")


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: postdesk --config /etc/postdesk/postdesk.toml check",
)
@click.option(
    "--config",
    # What is wrong with the file is told by those who read it, with the exit code that belongs to it.
    type=click.Path(path_type=Path, readable=False),
    help="The configuration file. Default: ./postdesk.toml, else /etc/postdesk/postdesk.toml.",
)
@click.pass_context
def postdesk(context: click.Context, config: Path | None) -> None:
    """Run Postdesk, the help desk that lives in the mail, and look into it."""
    context.obj = Call(config)


def fail(sentence: str, code: int = 1) -> NoReturn:
    """Print what is wrong to standard error and end with this exit code."""
    click.echo(sentence, err=True)
    sys.exit(code)


def main() -> None:
    """Run the command line."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that does not know a letter gets a question mark, and its reader no traceback.
        sys.stdout.reconfigure(errors="replace")
    postdesk()
