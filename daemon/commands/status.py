"""``postdesk status``: how the running daemon is, on one screen."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import click

from daemon.commands.output import print_json
from daemon.commands.settings import glance_of
from daemon.health.client import ask
from daemon.terminal import one_line

_LISTS = {
    "inbox": "waits in the inbox",
    "held": "held for your decision",
    "quarantine": "quarantined",
    "outbox": "waits to be sent",
}


@click.command(epilog="Example: postdesk status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def status(context: click.Context, *, as_json: bool) -> None:
    """Tell how the running daemon is.

    Ends with 0 when it is ready, with 1 and every reason when it is not, with 69 when it does not answer.
    """
    _, told = ask(glance_of(context, "health", "socket").health.socket, "GET", "/status")
    if as_json:
        print_json(told)
    else:
        click.echo("\n".join(_screen(told)))
    sys.exit(0 if told.get("ready") else 1)


def _screen(told: Mapping[str, Any]) -> Iterator[str]:
    yield "Postdesk is ready." if told.get("ready") else "Postdesk is not ready:"
    yield from (f"  - {one_line(str(reason))}" for reason in told.get("reasons", ()))
    now = datetime.fromisoformat(told["now"])
    yield _row("takes mail at", ", ".join(told.get("listening", ())) or "no socket")
    for name, words in _LISTS.items():
        if gauge := told.get("lists", {}).get(name):
            yield _row(words, _gauge(gauge, now))
    yield _row("room on the disk", f"{told.get('free', 0) // 1_000_000} MB")
    for mailbox in told.get("mailboxes", ()):
        yield _row("mailbox", one_line(_mailbox(mailbox, now)))


def _gauge(gauge: Mapping[str, Any], now: datetime) -> str:
    oldest = f", the oldest for {_age(gauge['oldest'], now)}" if gauge.get("oldest") else ""
    return f"{gauge['count']}{oldest}"


def _mailbox(mailbox: Mapping[str, Any], now: datetime) -> str:
    name = f"{mailbox['account']}, {mailbox['folder']}"
    if mailbox["connected"]:
        return (
            f"{name}: connected for {_age(mailbox['since'], now)}, {mailbox['taken']} taken since the start"
        )
    return f"{name}: not connected: {mailbox['fault'] or 'not tried yet'}"


def _age(then: str, now: datetime) -> str:
    seconds = max(0, int((now - datetime.fromisoformat(then)).total_seconds()))
    for unit, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


def _row(label: str, value: str) -> str:
    return f"  {label:<24}{value}"
