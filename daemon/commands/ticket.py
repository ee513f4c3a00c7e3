"""``postdesk ticket``: the tickets, and the whole history of one in words."""

from datetime import datetime

import click

from daemon.commands.output import print_json, table
from daemon.commands.settings import open_for
from daemon.story import Past, story
from desk.errors import PostdeskError
from desk.states import State
from desk.ticket import Ticket
from storage import inbox_records, outbox, threads, tickets
from storage.engine import Connection
from storage.subjects import words_in

_COLUMNS = ("number", "state", "kind", "requester", "assignees", "changed (UTC)", "subject")

# No ticket has so many mails; whatever has is told up to here.
_MOST = 10_000


class NoSuchTicket(PostdeskError):
    """There is no ticket of this number."""


@click.group(epilog="Example: postdesk ticket show SUP-1042")
def ticket() -> None:
    """List tickets and tell their histories."""


@ticket.command("list", epilog="Example: postdesk ticket list --state open --state new --json")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="Only these; may be said more than once.",
)
@click.option("--desk", help="Only the tickets of the desk with this address.")
@click.option("--customer", help="Only those in which the customer with this address takes part.")
@click.option("--assignee", help="Only those that the agent of this name works on.")
@click.option(
    "--text", "said", help="Only those whose subject holds all these words, or what begins with them."
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
@click.pass_context
def list_tickets(
    context: click.Context,
    states: tuple[str, ...],
    desk: str | None,
    customer: str | None,
    assignee: str | None,
    said: str | None,
    limit: int,
    *,
    json_: bool,
) -> None:
    """List the tickets that changed last."""
    wanted = [State(state) for state in states]
    words = words_in(said or "")
    if said is not None and not words:
        raise click.UsageError("--text needs a word: a letter or a digit")
    with open_for(context) as (store, now):
        found = store.read(
            lambda c: tickets.listing(
                c,
                now,
                desk=desk,
                states=wanted,
                words=words,
                limit=limit,
                customer=customer,
                assignee=assignee,
            )
        )
    if json_:
        print_json(found)
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
        past = store.read(lambda c: _past(c, number, now))
    if json_:
        print_json(past)
    else:
        click.echo(story(past))


def _past(c: Connection, number: str, now: datetime) -> Past:
    found = tickets.by_number(c, number, now)
    if found is None:
        raise NoSuchTicket(f"There is no ticket {number}; see: postdesk ticket list")
    thread, history = threads.thread(c, found.id), threads.history(c, found.id)
    caused = {one.inbox_id for one in thread if one.inbox_id} | {
        one.inbox_id for one in history if one.inbox_id
    }
    mails = [mail for inbox_id in sorted(caused) if (mail := inbox_records.record(c, inbox_id))]
    return Past(
        ticket=found,
        links=tickets.links(c, found.id),
        thread=tuple(thread),
        history=tuple(history),
        inbox=tuple(mails),
        outbox=tuple(reversed(outbox.listing(c, ticket_id=found.id, limit=_MOST))),
    )
