"""``postdesk outbox``: the mails that were or will be sent."""

import click

from daemon.commands.output import as_json, table
from daemon.commands.settings import open_for
from storage import outbox as store_outbox
from storage.outbox import DeliveryState, Record

_COLUMNS = ("delivery", "state", "ticket", "what", "to", "attempts", "next or end", "last answer")


@click.group(epilog="Example: postdesk outbox list --state waiting")
def outbox() -> None:
    """List the mails to be sent, and send waiting ones at once."""


@outbox.command("list", epilog="Example: postdesk outbox list --state failed --json")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), help="Only these.")
@click.option("--limit", default=50, show_default=True, help="At most so many.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def list_deliveries(context: click.Context, state: str | None, limit: int, *, json_: bool) -> None:
    """List the newest deliveries; one mail has one for each recipient."""
    wanted = DeliveryState(state) if state else None
    with open_for(context) as (store, _):
        found = store.read(lambda c: store_outbox.listing(c, state=wanted, limit=limit))
    if json_:
        click.echo(as_json(found))
    else:
        table(_COLUMNS, [_row(record) for record in found])


def _row(record: Record) -> tuple[str, ...]:
    return (
        str(record.id),
        record.state.value,
        record.ticket,
        record.template.value,
        record.recipient,
        str(record.attempts),
        f"{record.finished_at or record.due_at:%F %T}",
        record.reply,
    )


@outbox.command(epilog="Example: postdesk outbox retry 12    Example: postdesk outbox retry --all")
@click.argument("numbers", metavar="[DELIVERY]...", type=int, nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Every delivery that waits.")
@click.pass_context
def retry(context: click.Context, numbers: tuple[int, ...], *, all_: bool) -> None:
    """Make deliveries due now: those named, failed ones too, or all that wait."""
    if bool(numbers) == all_:
        raise click.UsageError("name deliveries, or say --all; see: postdesk outbox list")
    with open_for(context) as (store, now):
        count = store.write(lambda c: store_outbox.retry(c, now, None if all_ else numbers)).result()
    click.echo(f"{count} deliveries are due now")
