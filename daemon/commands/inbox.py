"""``postdesk inbox``: every mail that ever came in, what became of it and why."""

import getpass
import sys
from functools import partial

import click

from daemon.commands.output import as_json, table
from daemon.commands.settings import open_for
from desk.verdicts import Verdict
from storage import inbox as store_inbox
from storage import inbox_records
from storage.inbox_records import Record

_COLUMNS = ("mail", "received", "verdict", "ticket", "from", "subject")


@click.group(epilog="Example: postdesk inbox list --verdict held")
def inbox() -> None:
    """List the mails that came in, see why each was decided so, and decide those that are held."""


@inbox.command("list", epilog="Example: postdesk inbox list --verdict held --json")
@click.option("--verdict", type=click.Choice([verdict.value for verdict in Verdict]), help="Only these.")
@click.option("--waiting", is_flag=True, help="Only mails that are not decided yet.")
@click.option("--limit", default=50, show_default=True, help="At most so many.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def list_mails(
    context: click.Context, verdict: str | None, limit: int, *, waiting: bool, json_: bool
) -> None:
    """List the newest mails."""
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
        click.echo(as_json(found))
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


@inbox.command(epilog="Example: postdesk inbox show 17    Example: postdesk inbox show 17 --raw > 17.eml")
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
        raise click.ClickException(f"there is no mail {number}; see: postdesk inbox list")
    click.echo(as_json(record) if json_ else _told(record))


def _told(record: Record) -> str:
    rows = (
        ("received", f"{record.received_at:%F %T} UTC by {record.source.value} from {record.peer}"),
        ("desk", record.desk),
        ("return path", record.return_path or "<>"),
        ("recipients", ", ".join(record.recipients)),
        ("from", record.sender),
        ("subject", record.subject),
        ("message id", record.message_id),
        ("size", f"{record.size} bytes"),
        ("verdict", record.verdict.value if record.verdict else "(waiting for its decision)"),
        ("because", record.rule),
        ("ticket", record.ticket),
        ("released by", record.released),
        ("no acknowledgement", record.silence),
    )
    return "\n".join([f"mail {record.id}", *(f"  {key:<20}{value}" for key, value in rows if value)])


@inbox.command(epilog="Example: postdesk inbox accept 17")
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1, required=True)
@click.pass_context
def accept(context: click.Context, numbers: tuple[int, ...]) -> None:
    """Let held or quarantined mails go on, as if their authors were proved."""
    with open_for(context) as (store, _):
        for number in numbers:
            store.write(partial(store_inbox.release, inbox_id=number, by=getpass.getuser())).result()
            click.echo(f"mail {number} is decided anew by the running daemon")


@inbox.command(epilog="Example: postdesk inbox drop 17 18")
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1, required=True)
@click.pass_context
def drop(context: click.Context, numbers: tuple[int, ...]) -> None:
    """Ignore held or quarantined mails; their bytes stay in the inbox."""
    with open_for(context) as (store, now):
        for number in numbers:
            store.write(partial(store_inbox.drop, inbox_id=number, by=getpass.getuser(), now=now)).result()
            click.echo(f"mail {number} is ignored")


@inbox.command(epilog="Example: postdesk inbox replay 17")
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1, required=True)
@click.pass_context
def replay(context: click.Context, numbers: tuple[int, ...]) -> None:
    """Let quarantined or ignored mails be read and decided anew, as if they came in now."""
    with open_for(context) as (store, _):
        for number in numbers:
            store.write(partial(store_inbox.replay, inbox_id=number)).result()
            click.echo(f"mail {number} is decided anew by the running daemon")
