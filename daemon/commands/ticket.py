"""``postdesk ticket``: the tickets, and the whole history of one in words."""

import click

from daemon.commands.output import as_json, table
from daemon.commands.settings import open_for
from daemon.story import story
from desk.states import State
from desk.ticket import Ticket
from storage import outbox, threads, tickets

_COLUMNS = ("number", "state", "kind", "requester", "assignees", "changed", "subject")


@click.group(epilog="Example: postdesk ticket show SUP-1042")
def ticket() -> None:
    """List tickets and tell their histories."""


@ticket.command("list", epilog="Example: postdesk ticket list --state open --state new --json")
@click.option("--state", "states", multiple=True, type=click.Choice([state.value for state in State]))
@click.option("--desk", help="Only the tickets of the desk with this address.")
@click.option("--limit", default=50, show_default=True, help="At most so many.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def list_tickets(
    context: click.Context, states: tuple[str, ...], desk: str | None, limit: int, *, json_: bool
) -> None:
    """List the tickets that changed last."""
    wanted = [State(state) for state in states]
    with open_for(context) as (store, now):
        found = store.read(lambda c: tickets.listing(c, now, desk=desk, states=wanted, limit=limit))
    if json_:
        click.echo(as_json(found))
    else:
        table(_COLUMNS, [_row(one) for one in found])


def _row(one: Ticket) -> tuple[str, ...]:
    return (
        one.number,
        one.state.value if one.reason is None else f"{one.state.value}: {one.reason.value}",
        one.kind.value,
        one.requester.addr,
        ", ".join(one.assignees),
        f"{one.changed_at:%F %H:%M}",
        one.subject,
    )


@ticket.command(epilog="Example: postdesk ticket show SUP-1042")
@click.argument("number")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def show(context: click.Context, number: str, *, json_: bool) -> None:
    """Tell the whole history of the ticket with this NUMBER."""
    with open_for(context) as (store, now):
        found = store.read(lambda c: tickets.by_number(c, number, now))
        if found is None:
            raise click.ClickException(f"there is no ticket {number}; see: postdesk ticket list")
        one = found
        thread = store.read(lambda c: threads.thread(c, one.id))
        history = store.read(lambda c: threads.history(c, one.id))
        links = store.read(lambda c: tickets.links(c, one.id))
        sent = store.read(lambda c: outbox.listing(c, ticket_id=one.id, limit=1000))
    if json_:
        click.echo(as_json({"ticket": one, "thread": thread, "history": history, "outbox": sent}))
    else:
        click.echo(story(one, thread, history, links, sent))
