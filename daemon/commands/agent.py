"""``postdesk agent``: what concerns a single member of staff."""

import sys

import click

from config.settings import Settings
from daemon.cli import fail
from daemon.commands.settings import settings_of
from daemon.receiving.passwords import Passwords
from desk.people import Agent

# Shorter ones are guessed; what is longer is a file given by mistake.
_SHORTEST, _LONGEST = 10, 1000


@click.group()
def agent() -> None:
    """Set the passwords with which agents hand in mail ([submission] in the configuration)."""


@agent.command(epilog='Example: postdesk agent password "Ann Lee"')
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take the password away: this agent cannot log in any more.")
@click.pass_context
def password(context: click.Context, name: str, *, remove: bool) -> None:
    """Set the password of the agent with this NAME or address; it is asked for twice, or read from a pipe.

    It holds at once, without a reload. The file of [submission] passwords_file keeps nothing but its hash.
    """
    settings = settings_of(context)
    path, known = settings.submission.passwords_file, _agent(settings, name)
    if path is None:
        fail(
            'No file of passwords is named. Write passwords_file = "agent.passwords" under [submission].', 78
        )
    passwords = Passwords(path)
    if remove:
        had = passwords.remove(known.name)
        click.echo(f"{known.name} {'cannot log in any more' if had else 'had no password'}")
        return
    passwords.set(known.name, _asked())
    click.echo(f"{known.name} logs in as {' or '.join(known.addresses)}")


def _agent(settings: Settings, name: str) -> Agent:
    agents = settings.directory().agents
    found = next((each for each in agents if each.name == name or each.has(name)), None)
    if found is None:
        known = ", ".join(each.name for each in agents) or "nobody"
        fail(f"There is no agent {name!a}. The configuration knows {known}.")
    return found


def _asked() -> str:
    if sys.stdin.isatty():
        secret = str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again"))
    else:
        secret = sys.stdin.readline(_LONGEST + 2).removesuffix("\n").removesuffix("\r")
    if not _SHORTEST <= len(secret) <= _LONGEST:
        fail(f"A password has {_SHORTEST} to {_LONGEST} characters. Nothing has changed.")
    return secret
