"""``postdesk import``: old mail becomes history, without a single mail sent."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from config.settings import Settings
from daemon.clock import utc_now
from daemon.commands.output import table
from daemon.commands.settings import settings_of
from daemon.importing.archive import Archive
from daemon.importing.catalogue import Catalogue
from daemon.importing.importer import Importer
from daemon.importing.mailbox import MailFolder
from daemon.importing.maildir import Maildir
from daemon.importing.mbox import Mbox
from daemon.importing.named_mailbox import named_mailbox
from daemon.importing.progress import progress
from daemon.importing.summary import Summary
from desk.desks import Desk
from desk.history import Import
from desk.office import Office
from storage.backup import backup
from storage.engine import Store, open_store

# How a shell calls what Ctrl-C ended.
_INTERRUPTED = 130

# The daemon's writes and a backup may take so long; an import has time.
_BUSY_SECONDS = 60.0

_Command = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was said on the command line."""

    desk: str | None
    open_since: datetime | None
    dry_run: bool


@click.group("import", epilog="Example: postdesk import mbox --dry-run old/support.mbox")
def import_mail() -> None:
    """Make old mail the history of a desk; nothing is sent, and nobody is told.

    Threads become tickets with numbers of the desk's, every mail at its own date. A second import of the same
    mail changes nothing, so one that was broken off is simply begun again. The daemon may be running.
    """


def _options(command: _Command) -> _Command:
    """Add what all three have in common."""
    options = (
        click.option("--desk", help="The address of the desk; needed where there are several."),
        click.option(
            "--open-since",
            type=click.DateTime(["%Y-%m-%d"]),
            help="Leave tickets open whose last mail is of this day or later; all others are closed.",
        ),
        click.option("--dry-run", is_flag=True, help="Tell what would become of the mails; keep nothing."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@import_mail.command(
    epilog="Example: postdesk import mbox --open-since 2026-11-01 old/inbox.mbox old/sent.mbox"
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
@_options
@click.pass_context
def mbox(context: click.Context, /, files: tuple[Path, ...], **wishes: Any) -> None:  # noqa: ANN401 - click's
    """Import mbox FILEs: name what came in and what was sent together, and threads are whole."""
    _import(context, [partial(Mbox, path) for path in files], Wishes(**wishes))


@import_mail.command(
    epilog="Example: postdesk import maildir --desk support@example.org /home/support/Maildir"
)
@click.argument(
    "folders", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False)
)
@_options
@click.pass_context
def maildir(context: click.Context, /, folders: tuple[Path, ...], **wishes: Any) -> None:  # noqa: ANN401 - click's
    """Import Maildir FOLDERs with the folders in them, but for drafts, junk and trash."""
    _import(context, [partial(Maildir, path) for path in folders], Wishes(**wishes))


@import_mail.command(
    epilog="\b\nExample: postdesk import imap --folder INBOX --folder Sent support@example.org"
    "\nExample: postdesk import imap imaps://ann@imap.example.net"
)
@click.argument("mailbox", metavar="MAILBOX")
@click.option(
    "--folder", "folders", multiple=True, help="A folder; may be said more than once. Default: INBOX."
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
    found, log_in = named_mailbox(settings, mailbox, password_file)
    most = settings.limits.message_size
    archives = [partial(MailFolder, found, log_in, name, most) for name in folders or (found.folder,)]
    _import(context, archives, Wishes(**wishes))


def _import(context: click.Context, archives: Sequence[Callable[[], Archive]], wishes: Wishes) -> None:
    settings = settings_of(context)
    desk, now = _desk(settings, wishes.desk), utc_now()
    with ExitStack() as stack:
        store = stack.enter_context(_store(settings, dry_run=wishes.dry_run))
        opened = [_opened(stack, archive) for archive in archives]
        importer = Importer(
            store=store,
            office=Office(desk, settings.desks(), settings.directory(), settings.automatic_limits()),
            wish=Import(_begin_of(wishes.open_since, desk)),
            most=settings.limits.message_size,
            now=now,
        )
        try:
            _run(importer, opened, dry_run=wishes.dry_run)
        except KeyboardInterrupt:
            click.echo("Stopped. What was imported is kept; the same command goes on from there.", err=True)
            sys.exit(_INTERRUPTED)


def _opened(stack: ExitStack, archive: Callable[[], Archive]) -> Archive:
    opened = archive()
    stack.callback(opened.close)
    return opened


def _desk(settings: Settings, named: str | None) -> Desk:
    desks = settings.desks()
    if named is None:
        if len(desks) > 1:
            raise click.UsageError(f"say --desk, one of: {', '.join(desk.address for desk in desks)}")
        return desks[0]
    found = next((desk for desk in desks if desk.owns(named)), None)
    if found is None:
        raise click.UsageError(f"there is no desk {named}; there is: {', '.join(d.address for d in desks)}")
    return found


def _begin_of(day: datetime | None, desk: Desk) -> datetime | None:
    return day.replace(tzinfo=ZoneInfo(desk.time_zone)) if day else None


@contextmanager
def _store(settings: Settings, *, dry_run: bool) -> Iterator[Store]:
    """Give the store, or a copy of it that is thrown away: only what is written can be threaded."""
    with ExitStack() as stack:
        url = settings.store_url
        if dry_run:
            open_store(url).close()
            folder = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="postdesk-dry-run-", dir=settings.store_folder)
            )
            backup(url, Path(folder, "store.sqlite3"))
            url = f"sqlite:///{folder}/store.sqlite3"
        store = open_store(url, busy_seconds=_BUSY_SECONDS)
        stack.callback(store.close)
        yield store


def _run(importer: Importer, archives: Sequence[Archive], *, dry_run: bool) -> None:
    begun = time.monotonic()
    catalogue = Catalogue(archives, importer.now)
    with progress("looking through", None) as advance:
        catalogue.look_through(advance)
    with progress("importing", len(catalogue)) as advance:
        summary = importer.run(catalogue, lambda so_far: advance(so_far.done))
    _tell(summary, time.monotonic() - begun, dry_run=dry_run)
    for archive in archives:
        for folder in archive.left_out:
            click.echo(f"not looked at: {folder}")


def _tell(summary: Summary, seconds: float, *, dry_run: bool) -> None:
    table(("mails", "what became of them"), summary.rows())
    rate = f"{summary.done} mails in {seconds:.0f} s, {summary.done / max(seconds, 0.001):.0f} a second"
    click.echo(f"{rate}; this was a trial, nothing is kept" if dry_run else rate)
