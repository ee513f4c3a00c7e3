"""``postdesk import``: old mail becomes history, without a single mail sent."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from config.settings import Settings
from daemon.clock import utc_now
from daemon.commands.output import table
from daemon.commands.settings import settings_of
from daemon.importing.archive import Archive
from daemon.importing.maildir import Maildir
from daemon.importing.mbox import Mbox
from daemon.importing.named_mailbox import named_mailbox
from daemon.importing.running import Opening, Result, run_import
from desk.desks import Desk
from desk.history import Import

# How a shell calls what Ctrl-C ended.
_INTERRUPTED = 130

_Command = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was said on the command line, whatever the archive."""

    desk: str | None
    open_since: datetime | None
    dry_run: bool


def _options(command: _Command) -> _Command:
    """Add what all three have in common."""
    options = (
        click.option("--desk", help="The address of the desk; needed where there are several."),
        click.option(
            "--open-since",
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="YYYY-MM-DD",
            help="Leave tickets open whose last mail is of this day or later; all others are closed.",
        ),
        click.option(
            "--dry-run", is_flag=True, help="Tell what would become of the mails, by a trial on a copy."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("import", epilog="Example: postdesk import mbox old/inbox.mbox old/sent.mbox")
def import_mail() -> None:
    """Make old mail the history of a desk; nothing is sent, and nobody is told.

    Threads become tickets with numbers of the desk's, every mail at its own date. A second import of the same
    mail changes nothing, so one that was broken off is simply begun again. The daemon may be running.
    """


@import_mail.command(epilog="Example: postdesk import mbox --dry-run old/inbox.mbox old/sent.mbox")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
@_options
@click.pass_context
def mbox(context: click.Context, /, files: tuple[Path, ...], **wishes: Any) -> None:  # noqa: ANN401 - click's
    """Import mbox FILEs: name what came in and what was sent together, and threads are whole."""
    _import(context, [_of(Mbox, path) for path in files], Wishes(**wishes))


@import_mail.command(epilog="Example: postdesk import maildir --open-since 2026-11-01 old/Maildir")
@click.argument(
    "folders", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False)
)
@_options
@click.pass_context
def maildir(context: click.Context, /, folders: tuple[Path, ...], **wishes: Any) -> None:  # noqa: ANN401 - click's
    """Import Maildir FOLDERs with the folders in them, but for drafts, junk and trash."""
    _import(context, [_of(Maildir, path) for path in folders], Wishes(**wishes))


@import_mail.command(
    epilog="\b\nExample: postdesk import imap --folder INBOX --folder Sent support@example.org"
    "\nExample: postdesk import imap imaps://ann@imap.example.net"
)
@click.argument("mailbox", metavar="MAILBOX")
@click.option(
    "--folder",
    "folders",
    multiple=True,
    help="A folder; may be said more than once. Default: the configured one, or INBOX.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="Read the password here instead of asking for it.",
)
@_options
@click.pass_context
def imap(
    context: click.Context,
    /,
    mailbox: str,
    folders: tuple[str, ...],
    password_file: Path | None,
    **wishes: Any,  # noqa: ANN401 - click's
) -> None:
    """Import folders of a MAILBOX: the user of a configured one, or a URL.

    The URL is imaps://USER@HOST[:PORT], or imap:// for TLS that begins after a word (STARTTLS). An @ in the
    user's name is written as it is, or as %40. In the mailbox nothing changes, not even what is unread.
    """
    settings = settings_of(context)
    named = named_mailbox(settings, mailbox, password_file)
    most = settings.limits.message_size
    openings = [named.opening(folder, most) for folder in folders or (named.mailbox.folder,)]
    wishes["desk"] = wishes["desk"] or named.desk
    _import(context, openings, Wishes(**wishes))


def _of(archive: Callable[[Path], Archive], path: Path) -> Opening:
    return lambda _: archive(path)


def _import(context: click.Context, openings: Sequence[Opening], wishes: Wishes) -> None:
    settings = settings_of(context)
    desk = _desk(settings, wishes.desk)
    wish = Import(_begin_of(wishes.open_since, desk))
    try:
        result = run_import(settings, desk, wish, openings, utc_now(), trial=wishes.dry_run)
    except KeyboardInterrupt:
        click.echo("Stopped. What was imported is kept; the same command goes on from there.", err=True)
        sys.exit(_INTERRUPTED)
    _tell(result, trial=wishes.dry_run)


def _desk(settings: Settings, named: str | None) -> Desk:
    desks = settings.desks()
    if named is None and len(desks) == 1:
        return desks[0]
    known = ", ".join(desk.address for desk in desks)
    if named is None:
        raise click.UsageError(f"say --desk, one of: {known}")
    found = next((desk for desk in desks if desk.owns(named)), None)
    if found is None:
        raise click.UsageError(f"there is no desk {named}; there is: {known}")
    return found


def _begin_of(day: datetime | None, desk: Desk) -> datetime | None:
    return day.replace(tzinfo=ZoneInfo(desk.time_zone)) if day else None


def _tell(result: Result, *, trial: bool) -> None:
    summary = result.summary
    table(("mails", "what became of them"), summary.rows())
    for folder in result.left_out:
        click.echo(f"Not looked at: {folder}")
    rate = summary.done / max(result.seconds, 0.001)
    click.echo(f"{summary.done} mails in {result.seconds:.0f} s, {rate:.0f} a second")
    if trial:
        click.echo("This was a trial; nothing is kept.")
