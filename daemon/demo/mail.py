"""A mail program in one command, for whoever tries Postdesk and has none: it reads and it answers.

``python -m daemon.demo.mail ADDRESS`` shows the last mail that came to an address;
``python -m daemon.demo.mail ADDRESS TEXT`` answers it, as a mail program does.
"""

from email.message import EmailMessage
from pathlib import Path

import click

from config.loading import load
from daemon.demo.mailbox import Mailbox, shown
from daemon.demo.person import Person
from desk.errors import PostdeskError


class NotRunning(PostdeskError):
    """Nothing takes mail where the daemon of this configuration listens; start it."""


class NoMail(PostdeskError):
    """No mail has come to this address; wait a moment, or look at the address."""


@click.command(
    "python -m daemon.demo.mail",
    epilog="Example: python -m daemon.demo.mail ann@postdesk.localhost '#take I am looking into it.'",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("var/postdesk.toml"),
    show_default=True,
    help="The running daemon's configuration.",
)
@click.argument("address")
@click.argument("text", required=False)
def mail(address: str, text: str | None, config: Path) -> None:
    """Show the last mail that came to ADDRESS, or answer it with TEXT."""
    try:
        click.echo(_read(config, address) if text is None else _answer(config, address, text))
    except (PostdeskError, OSError) as fault:
        raise click.ClickException(str(fault)) from fault


def _read(config: Path, address: str) -> str:
    return shown(_last(_person(config, address)))


def _answer(config: Path, address: str, text: str) -> str:
    person = _person(config, address)
    to = _last(person)["Reply-To"]
    try:
        person.answer(text)
    except ConnectionRefusedError as fault:
        raise NotRunning(
            "the answer was not sent: the daemon of this configuration does not run; start it with make run"
        ) from fault
    return f"Sent to {to}"


def _person(config: Path, address: str) -> Person:
    settings = load(config)
    mailbox = Mailbox(settings.delivery.maildir, address)
    person = Person(address.partition("@")[0].title(), address, mailbox, settings.smtp.listen[0].port)
    person.last = mailbox.last()
    return person


def _last(person: Person) -> EmailMessage:
    if person.last is None:
        raise NoMail(f"no mail has come to {person.address}; wait a moment, or look at the address")
    return person.last


if __name__ == "__main__":
    mail()
