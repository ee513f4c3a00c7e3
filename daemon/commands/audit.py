"""``postdesk inbox audit``: each mailbox compared with the inbox, and what differs."""

import sys
from typing import TYPE_CHECKING

import click

from config.settings import Settings
from daemon.cli import fail
from daemon.clock import utc_now
from daemon.commands.settings import settings_of
from daemon.terminal import one_line
from storage.engine import Store, open_store

if TYPE_CHECKING:
    from daemon.mailboxes.auditing import Audit

# sysexits.h, EX_UNAVAILABLE.
_UNAVAILABLE = 69

# What is said of mails that are as they should be, by `ledger.Standing`; each other is a line of its own.
_WORDS = {
    "taken": "taken",
    "before": "from before what is to be taken",
    "too_large": "over limits.message_size",
    "on_its_way": "just come",
}


@click.command("audit", epilog="Example: postdesk inbox audit")
@click.pass_context
def audit_mailboxes(context: click.Context) -> None:
    """Compare every mailbox that is read by IMAP with the inbox, and name each mail that differs.

    The daemon does the same once a day. Ends with 0 when nothing differs, with 1 when something does, with
    69 where a mailbox cannot be read. Nothing is changed in a mailbox, and nothing is taken out of it.
    """
    settings = settings_of(context)
    if not settings.mailbox:
        click.echo("No mailbox is read by IMAP.")
        return
    store = open_store(settings.store_url)
    try:
        differs, unread = _compare(settings, store)
    finally:
        store.close()
    if unread:
        fail("\n".join(unread), _UNAVAILABLE)
    if differs:
        sys.exit(1)


def _compare(settings: Settings, store: Store) -> tuple[bool, list[str]]:
    """Print what is found; return whether something differs, and why which mailboxes cannot be read."""
    # Only this and the daemon need the library of IMAP.
    from daemon.mailboxes.accounts import Accounts
    from daemon.mailboxes.auditing import audit
    from daemon.mailboxes.trying import CannotRead

    accounts = Accounts(settings.mailbox, store, utc_now)
    differs, unread = False, []
    for mailbox in settings.mailbox:
        name = f"{mailbox.account}, {mailbox.folder}"
        try:
            found = audit(mailbox, accounts.login(mailbox), store, settings.limits.message_size, utc_now())
        except CannotRead as fault:
            unread.append(one_line(f"{name} cannot be read: {fault}"))
            continue
        click.echo(one_line(f"{name}: {_counts(found)}"))
        for each in found.faults:
            click.echo(f"  differs: {one_line(each)}")
        differs = differs or bool(found.faults)
    return differs, unread


def _counts(found: "Audit") -> str:
    if not found.looked_at:
        return f"{_mails(found.lie)} in it, and it was not looked at yet"
    counts = {stands.value: count for stands, count in found.standings.items()}
    told = [f"{_mails(found.lie)} in it"]
    told += [f"{counts[name]} {said}" for name, said in _WORDS.items() if name in counts]
    aside = f"; {_mails(found.aside)} where they are moved to" if found.aside is not None else ""
    return f"{', '.join(told)}; {_mails(found.taken)} taken altogether{aside}"


def _mails(count: int) -> str:
    return f"{count} mail{'' if count == 1 else 's'}"
