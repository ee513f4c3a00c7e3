"""``postdesk inbox``: every mail that ever came in, what became of it and why."""

import getpass
import os
import sys
from collections.abc import Callable
from datetime import datetime

import click

from daemon.commands.audit import audit_mailboxes
from daemon.commands.output import print_json, table
from daemon.commands.settings import open_for
from daemon.inbox_story import inbox_story
from desk.verdicts import Verdict
from storage import inbox as store_inbox
from storage import inbox_records
from storage.engine import Connection
from storage.faults import NoSuchMail
from storage.inbox_records import Record

_COLUMNS = ("mail", "received (UTC)", "verdict", "ticket", "from", "subject")

_ANEW = "is decided anew by the running daemon"


@click.group(epilog="Example: postdesk inbox list --verdict held")
def inbox() -> None:
    """List the mails that came in, see why each was decided so, and decide those that are held."""


inbox.add_command(audit_mailboxes)


@inbox.command("list", epilog="Example: postdesk inbox list --verdict held --json")
@click.option("--verdict", type=click.Choice([verdict.value for verdict in Verdict]), help="Only these.")
@click.option("--waiting", is_flag=True, help="Only mails that are not decided yet.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def list_mails(
    context: click.Context, verdict: str | None, limit: int, *, waiting: bool, json_: bool
) -> None:
    """List the newest mails."""
    if verdict and waiting:
        raise click.UsageError("a mail that waits has no verdict: say --verdict or --waiting")
    wanted = Verdict(verdict) if verdict else None
    with open_for(context) as (store, _):
        found = store.read(
            lambda c: (
                inbox_records.waiting(c, limit=limit)
                if waiting
                else inbox_records.listing(c, verdict=wanted, limit=limit)
            )
        )
    if json_:
        print_json(found)
    else:
        table(_COLUMNS, [_row(record) for record in found])


def _row(record: Record) -> tuple[str, ...]:
    return (
        str(record.id),
        f"{record.received_at:%F %T}",
        record.verdict.value if record.verdict else "(waiting)",
        record.ticket,
        record.sender or record.return_path or "<>",
        record.subject,
    )


@inbox.command(epilog="\b\nExample: postdesk inbox show 17\nExample: postdesk inbox show 17 --raw > 17.eml")
@click.argument("number", type=int)
@click.option("--raw", "as_raw", is_flag=True, help="The mail's bytes as they came in.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def show(context: click.Context, number: int, *, as_raw: bool, json_: bool) -> None:
    """Tell what became of the mail with this NUMBER, and which rule decided."""
    with open_for(context) as (store, _):
        if as_raw:
            sys.stdout.buffer.write(store.read(lambda c: store_inbox.raw(c, number)))
            return
        record = store.read(lambda c: inbox_records.record(c, number))
    if record is None:
        raise NoSuchMail(f"The inbox holds no mail {number}; see: postdesk inbox list")
    if json_:
        print_json(record)
    else:
        click.echo(inbox_story(record))


@inbox.command(epilog="Example: postdesk inbox accept 17")
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1, required=True)
@click.pass_context
def accept(context: click.Context, numbers: tuple[int, ...]) -> None:
    """Let held or quarantined mails go on, as if their authors were proved; all of them or none."""
    by = _who()
    _each(context, numbers, lambda c, number, _: store_inbox.release(c, number, by), _ANEW)


@inbox.command(epilog="Example: postdesk inbox drop 17 18")
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1, required=True)
@click.pass_context
def drop(context: click.Context, numbers: tuple[int, ...]) -> None:
    """Ignore held or quarantined mails, all of them or none; their bytes stay in the inbox."""
    by = _who()
    _each(context, numbers, lambda c, number, now: store_inbox.drop(c, number, by, now), "is ignored")


@inbox.command(epilog="Example: postdesk inbox replay 17")
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1, required=True)
@click.pass_context
def replay(context: click.Context, numbers: tuple[int, ...]) -> None:
    """Let quarantined or ignored mails be decided anew, as if they came in now; all of them or none."""
    _each(context, numbers, lambda c, number, _: store_inbox.replay(c, number), _ANEW)


def _each(
    context: click.Context,
    numbers: tuple[int, ...],
    act: Callable[[Connection, int, datetime], None],
    became: str,
) -> None:
    """Do this to every mail in one transaction, and say so."""

    def job(c: Connection) -> None:
        for number in numbers:
            act(c, number, now)

    with open_for(context) as (store, now):
        store.write(job).result()
    for number in numbers:
        click.echo(f"mail {number} {became}")


def _who() -> str:
    """Return who runs this; a number where the system knows no name for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
