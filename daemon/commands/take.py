"""``postdesk take``: one mail from standard input to the daemon, for pipes of mail servers."""

import sys
from pathlib import Path
from typing import Any

import click

from daemon.commands.settings import glance_of
from daemon.receiving.take import Exit, take
from desk.errors import PostdeskError


class CalledWrongly(click.UsageError):
    """A mail server called ``take`` with wrong words; it keeps the mail until they are mended."""

    exit_code = Exit.TRY_LATER


class _Patient(click.Command):
    """A command that a mail server calls: any other number would return the mail to its sender."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - as click has it.
    ) -> click.Context:
        """Read the words. Raises CalledWrongly."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise CalledWrongly(error.format_message(), error.ctx) from error


@click.command(
    "take",
    cls=_Patient,
    epilog='Example: postdesk take --from "$SENDER" support@example.org < mail.eml',
)
@click.option("--from", "sender", default="", help="The return path; empty for the null sender.")
@click.argument("recipients", metavar="RECIPIENT...", nargs=-1, required=True)
@click.pass_context
def take_mail(context: click.Context, sender: str, recipients: tuple[str, ...]) -> None:
    """Hand one mail from standard input to the running daemon's LMTP socket.

    Ends with 0 when it was taken, with 75 when it should be tried again later (also where this call itself
    is wrong), with 69 or 65 when it was refused: what mail servers expect of a pipe.
    """
    try:
        outcome = take(_socket(context), sys.stdin.buffer.read(), sender, recipients)
    except (PostdeskError, OSError) as fault:
        # Whatever is wrong on our side, the mail server is to keep the mail.
        click.echo(str(fault), err=True)
        sys.exit(Exit.TRY_LATER)
    for answer in outcome.answers:
        click.echo(answer, err=outcome.exit is not Exit.DELIVERED)
    sys.exit(outcome.exit)


class SwitchedOff(PostdeskError):
    """LMTP is switched off; set [lmtp] socket in the configuration."""


def _socket(context: click.Context) -> Path:
    # Whoever may write to the socket may hand mail in.
    path = glance_of(context, "lmtp", "socket", as_anyone=True).lmtp.socket
    if path is None:
        raise SwitchedOff(SwitchedOff.__doc__)
    return path
