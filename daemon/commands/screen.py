"""The one screen that ``serve`` prints: where mail goes in and comes out, how to send the first one."""

import sys
from collections.abc import Sequence
from pathlib import Path

from config.paths import SQLITE
from config.settings import Settings
from daemon.receiving.listener import Listening

# Whoever listens on all addresses is reached at this machine's own.
_REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on.

# So many desks and agents fit on one screen.
_MOST = 5

# One line that a shell takes as it is and that needs Python alone. Each mail has an id of its own: the same
# mail sent twice would be a duplicate, and no second ticket. A host name given is one not looked up.
_SENDING = (
    'python3 -c "import smtplib, uuid;'
    " smtplib.SMTP('{host}', {port}, 'localhost').sendmail('you@example.com', '{desk}',"
    " 'From: you@example.com\\nTo: {desk}\\nSubject: Printer\\nMessage-ID: <%s@example.com>\\n\\n"
    "The printer does not print.\\n' % uuid.uuid4())\""
)

_FIRST_MAIL = """
Send a first mail from another terminal, with this one line:

  {sending}

Whatever is sent out is put into {outgoing}: the answer to
you@example.com and the word to the staff. Read it there with any mail program, or with

  {postdesk} read {outgoing}/new/*

And look at the ticket:

  {postdesk} --config {config} ticket show {number}

README.md goes on from here, under "Five minutes to the first ticket".
"""


def screen(settings: Settings, config: Path, doors: Sequence[Listening]) -> str:
    """Return what a person who starts the daemon sees; a first mail only where none can leave the machine."""
    desks, agents = settings.desks(), settings.directory().agents
    rows = (
        ("configuration", [str(config)]),
        ("store", [settings.store.database.removeprefix(SQLITE)]),
        ("takes mail at", [str(door) for door in doors] or ["nowhere: see [smtp] and [lmtp]"]),
        ("desk", [desk.address for desk in desks]),
        ("staff", [f"{agent.name} <{agent.address}>" for agent in agents] or ["nobody: see [[agent]]"]),
        ("sends mail", [_way_out(settings)]),
    )
    told = [line for label, values in rows for line in _row(label, values)]
    return "\n".join(["Postdesk is running. Ctrl-C stops it; nothing is lost by that.", "", *told]) + _hint(
        settings, config, doors
    )


def _row(label: str, values: Sequence[str]) -> list[str]:
    shown = list(values[:_MOST])
    if len(values) > _MOST:
        shown.append(f"and {len(values) - _MOST} more")
    return [f"  {name:<16}{value}" for name, value in zip([label, *[""] * len(shown)], shown, strict=False)]


def _way_out(settings: Settings) -> str:
    delivery = settings.delivery
    if delivery.way == "maildir":
        return f"into the Maildir {delivery.maildir}"
    return f"to {delivery.relay.host}:{delivery.relay.port}"


def _hint(settings: Settings, config: Path, doors: Sequence[Listening]) -> str:
    door = next((door for door in doors if door.protocol == "smtp"), None)
    if door is None or settings.delivery.way != "maildir":
        return ""
    desk = settings.desks()[0]
    host = _REACHED_AT.get(door.where, door.where)
    return "\n" + _FIRST_MAIL.format(
        sending=_SENDING.format(host=host, port=door.port, desk=desk.address),
        outgoing=_short(settings.delivery.maildir),
        postdesk=_own_name(),
        config=config,
        number=f"{desk.prefix}-{desk.first_number}",
    )


def _short(path: Path) -> Path:
    """Return a path as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _own_name() -> str:
    """Return how this program was called, so that it can be called so again."""
    called = Path(sys.argv[0])
    return sys.argv[0] if called.name == "postdesk" else f"{_short(Path(sys.executable))} -m daemon"
