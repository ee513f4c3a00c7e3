"""``postdesk address``: the addresses that are not written to, because their mail system knows them not."""

import click

from daemon.commands.output import print_json, table
from daemon.commands.settings import open_for
from desk.address import fold
from storage import dead_addresses
from storage.dead_addresses import DeadAddress
from storage.engine import Connection
from storage.faults import NotAllowed

_COLUMNS = ("address", "dead since (UTC)", "what was said")


@click.group(epilog="Example: postdesk address list")
def address() -> None:
    """List the addresses that nothing is sent to, and let them be written to again."""


@address.command("list", epilog="Example: postdesk address list --json")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def list_addresses(context: click.Context, limit: int, *, json_: bool) -> None:
    """List the dead addresses, those that died last first."""
    with open_for(context) as (store, _):
        found = store.read(lambda c: dead_addresses.listing(c, limit=limit))
    if json_:
        print_json(found)
    else:
        table(_COLUMNS, [_row(dead) for dead in found])


def _row(dead: DeadAddress) -> tuple[str, ...]:
    return (dead.addr, f"{dead.at:%F %T}", dead.why)


@address.command(
    epilog="\b\nExample: postdesk address revive ivan@example.net\nExample: postdesk address revive --all"
)
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Every dead address.")
@click.pass_context
def revive(context: click.Context, addresses: tuple[str, ...], *, all_: bool) -> None:
    """Let dead addresses be written to again, all that are named or none.

    What was not sent meanwhile stays unsent; see: postdesk outbox retry.
    """
    if bool(addresses) == all_:
        raise click.UsageError("name addresses, or say --all; see: postdesk address list")
    named = tuple(dict.fromkeys(map(fold, addresses)))
    with open_for(context) as (store, _):
        revived = store.write(lambda c: _revive(c, None if all_ else named)).result()
    for addr in revived:
        click.echo(f"{addr} is written to again")


def _revive(c: Connection, named: tuple[str, ...] | None) -> tuple[str, ...]:
    """Revive all of them, or raise and leave all as they are."""
    revived = tuple(dead.addr for dead in dead_addresses.listing(c)) if named is None else named
    for addr in revived:
        if not dead_addresses.revive(c, addr):
            raise NotAllowed(f"{addr} is no dead address; see: postdesk address list")
    return revived
