"""``postdesk outbox``: the mails that were or will be sent."""

from datetime import datetime

import click

from daemon.commands.output import print_json, table
from daemon.commands.settings import open_for
from storage import dead_addresses
from storage import outbox as store_outbox
from storage.engine import Connection
from storage.faults import NoSuchMail, NotAllowed
from storage.outbox import DeliveryState, Record

_COLUMNS = ("delivery", "state", "ticket", "what", "to", "attempts", "next or end (UTC)", "last answer")


@click.group(epilog="Example: postdesk outbox list --state waiting")
def outbox() -> None:
    """List the mails to be sent, and send waiting ones at once."""


@outbox.command("list", epilog="Example: postdesk outbox list --state failed --json")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), help="Only these.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def list_deliveries(context: click.Context, state: str | None, limit: int, *, json_: bool) -> None:
    """List the newest deliveries; one mail has one for each recipient."""
    wanted = DeliveryState(state) if state else None
    with open_for(context) as (store, _):
        found = store.read(lambda c: store_outbox.listing(c, state=wanted, limit=limit))
    if json_:
        print_json(found)
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


@outbox.command(epilog="\b\nExample: postdesk outbox retry 12\nExample: postdesk outbox retry --all")
@click.argument("numbers", metavar="[DELIVERY]...", type=int, nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Every delivery that waits.")
@click.pass_context
def retry(context: click.Context, numbers: tuple[int, ...], *, all_: bool) -> None:
    """Make deliveries due now: those named, failed ones too, or all that wait."""
    if bool(numbers) == all_:
        raise click.UsageError("name deliveries, or say --all; see: postdesk outbox list")
    with open_for(context) as (store, now):
        count = store.write(lambda c: _retry(c, now, None if all_ else numbers)).result()
    click.echo("1 delivery is due now" if count == 1 else f"{count} deliveries are due now")


def _retry(c: Connection, now: datetime, numbers: tuple[int, ...] | None) -> int:
    """Make all of them due, or raise and leave all as they are."""
    for number in numbers or ():
        record = store_outbox.record(c, number)
        if record is None:
            raise NoSuchMail(f"The outbox holds no delivery {number}; see: postdesk outbox list")
        if record.state is DeliveryState.SENT:
            raise NotAllowed(f"Delivery {number} was sent to {record.recipient} already.")
        if dead_addresses.among(c, [record.recipient]):
            advice = f"run: postdesk address revive {record.recipient}"
            raise NotAllowed(f"Delivery {number} goes to {record.recipient}, a dead address; first {advice}")
    return store_outbox.retry(c, now, numbers)
