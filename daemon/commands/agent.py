"""``postdesk agent``: what concerns a single member of staff."""

import sys
from pathlib import Path

import click

from config.loading import find
from config.settings import Settings
from daemon.cli import fail
from daemon.commands.settings import glance_of
from daemon.identity import become_owner_of_folder, owner_of_store
from daemon.receiving.password_file import remove_password, set_password
from desk.people import Agent

# Shorter ones are guessed; what is longer is a file given by mistake.
_SHORTEST, _LONGEST = 10, 1000


@click.group(epilog='Example: postdesk agent password "Ann Lee"')
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
    # The store is not touched: this is for whoever may write the file.
    settings = glance_of(context, "submission", "passwords_file", as_anyone=True)
    path = settings.submission.passwords_file
    if path is None:
        fail(
            'No file of passwords is named. Write passwords_file = "agent.passwords" under [submission].', 78
        )
    known = _agent(settings, name)
    owner = owner_of_store(find(context.find_root().obj.config))
    become_owner_of_folder(path)
    if remove:
        _remove(path, known, name)
    elif known is None:
        names = ", ".join(each.name for each in settings.directory().agents) or "nobody"
        fail(f"There is no agent {name!a}. The configuration knows {names}.")
    else:
        set_password(path, known.name, _asked(), owner)
        click.echo(f"{known.name} logs in as {' or '.join(known.addresses)}; the hash is in {path}")


def _remove(path: Path, known: Agent | None, name: str) -> None:
    """Remove every line of an agent; who is none any more goes by the name in the file."""
    names = (known.name, *known.addresses) if known is not None else (name,)
    had = [remove_password(path, each) for each in names]
    who = names[0]
    click.echo(f"{who} cannot log in any more" if any(had) else f"{who} had no password in {path}")


def _agent(settings: Settings, name: str) -> Agent | None:
    agents = settings.directory().agents
    return next((each for each in agents if each.name == name or each.has(name)), None)


def _asked() -> str:
    if sys.stdin.isatty():
        secret = str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again"))
    else:
        secret = sys.stdin.readline(_LONGEST + 2).removesuffix("\n").removesuffix("\r")
    if not _SHORTEST <= len(secret) <= _LONGEST or not secret.isprintable():
        fail(f"A password has {_SHORTEST} to {_LONGEST} characters that can be seen. Nothing has changed.")
    return secret
