"""``postdesk check --connect``: what each mailbox says when it is connected to."""

from collections.abc import Iterator
from datetime import UTC

import click

from config.mailboxes import MailboxTable
from config.settings import Settings
from daemon.clock import utc_now
from daemon.mailboxes.accounts import Accounts
from daemon.mailboxes.trying import CannotRead, Trial, try_out
from daemon.terminal import one_line
from storage.engine import Store


def faults_of_mailboxes(settings: Settings, store: Store | None) -> Iterator[str]:
    """Connect to each mailbox and print what is seen; return what keeps one from being read."""
    accounts = Accounts(settings.mailbox, store, utc_now)
    for mailbox in settings.mailbox:
        name = f"{mailbox.account}, {mailbox.folder}"
        try:
            trial = try_out(mailbox, accounts.login(mailbox), store, settings.limits.message_size, utc_now())
        except CannotRead as fault:
            yield one_line(f"{name} cannot be read: {fault}")
        else:
            click.echo(one_line(f"mailbox: {name}, for {mailbox.desk}"))
            for line in _lines(mailbox, trial):
                click.echo(f"         {one_line(line)}")


def _lines(mailbox: MailboxTable, trial: Trial) -> Iterator[str]:
    taken = f"{_mails(trial.wanted)} would be taken"
    if trial.wanted:
        oldest = f", the oldest of {trial.oldest.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if trial.oldest else ""
        size = max(1, round(trial.size / 1000))
        taken += f", {size} kB{oldest}"
    yield f"{_mails(trial.mails)} in it; {taken}"
    if trial.too_big:
        yield f"{_mails(trial.too_big)} would be left: over limits.message_size"
    if mailbox.idle and not trial.can_idle:
        yield "the server does not tell of new mail (IDLE): it is looked for every poll interval"
    if mailbox.after == "move" and not trial.can_move:
        how = "copied and removed" if trial.can_expunge else "copied and marked as deleted, no more"
        yield f"the server cannot move mail (MOVE): it is {how}"
    if trial.makes:
        yield f"the folder {trial.makes} would be made"
    abilities = {"IDLE": trial.can_idle, "MOVE": trial.can_move, "UIDPLUS": trial.can_expunge}
    can = [name for name, holds in abilities.items() if holds]
    yield f"the server can: {', '.join(can) or 'neither IDLE nor MOVE nor UIDPLUS'}"
    if trial.certificate_ends is not None:
        yield f"its certificate is good until {trial.certificate_ends:%Y-%m-%d}"


def _mails(count: int) -> str:
    return f"{count} mail{'' if count == 1 else 's'}"
