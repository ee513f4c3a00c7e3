"""``postdesk check``: whether everything is in order, without starting anything."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from config.faults import ConfigError
from config.paths import SQLITE
from config.settings import Settings
from daemon.cli import fail
from daemon.commands.settings import settings_of
from daemon.commands.signing import signing_doubts, signing_faults, signing_lines
from daemon.receiving.tls import BadCertificate, server_context
from storage import dead_addresses, schema
from storage.database import database_at
from storage.engine import open_store
from storage.faults import StoreUnavailable
from storage.local_disk import require_local

# sysexits.h, EX_UNAVAILABLE.
_UNAVAILABLE = 69


@click.command(epilog="Example: postdesk --config /etc/postdesk/postdesk.toml check --connect")
@click.option("--connect", is_flag=True, help="Log in to every mailbox, and tell what would be taken.")
@click.pass_context
def check(context: click.Context, *, connect: bool) -> None:
    """Check the configuration and all that it names: templates, certificate, keys, store.

    All faults are told at once, each with its file and line. Ends with 78 where one of them keeps the daemon
    from working as configured, with 1 where the store cannot be used, with 69 where a mailbox cannot be read.
    Nothing is taken out of a mailbox, and nothing changed in it.
    """
    settings = settings_of(context)
    faults = list(_faults(settings))
    if faults:
        fail("\n".join(faults), ConfigError.exit_code)
    state = _store_state(settings)
    click.echo(f"desks:   {', '.join(desk.address for desk in settings.desks())}")
    click.echo(f"agents:  {', '.join(agent.name for agent in settings.directory().agents) or 'none'}")
    engine = database_at(settings.store_url).engine_version
    click.echo(f"store:   {settings.store.database}, tables {state.value}, {engine}")
    for line in signing_lines(settings):
        click.echo(line)
    if connect:
        _connect(settings, state)
    doubts = [
        *signing_doubts(settings),
        *_login_doubts(settings),
        *(_dead_staff(settings) if state is schema.SchemaState.CURRENT else ()),
    ]
    for doubt in doubts:
        click.echo(f"Take care: {doubt}")
    click.echo("In order, but look at what is said above." if doubts else "Everything is in order.")


def _connect(settings: Settings, state: schema.SchemaState) -> None:
    # Only this and the daemon need the library of IMAP.
    from daemon.commands.connect import faults_of_mailboxes

    if not settings.mailbox:
        click.echo("mailbox: none")
    store = open_store(settings.store_url) if state is schema.SchemaState.CURRENT else None
    try:
        faults = list(faults_of_mailboxes(settings, store))
    finally:
        if store is not None:
            store.close()
    if faults:
        fail("\n".join(faults), _UNAVAILABLE)


def _faults(settings: Settings) -> Iterator[str]:
    """Return what is wrong with the files that the configuration names."""
    # Only this and the daemon need the templates.
    from daemon.fittings import load_texts

    smtp = settings.smtp
    if smtp.tls_certificate and smtp.tls_key:
        try:
            server_context(smtp.tls_certificate, smtp.tls_key)
        except BadCertificate as fault:
            yield str(fault)
    yield from map(str, load_texts(settings).faults)
    yield from signing_faults(settings)


def _login_doubts(settings: Settings) -> Iterator[str]:
    """Tell why no agent could log in to hand in mail, where they should."""
    submission = settings.submission
    if submission.passwords_file is None or not (submission.listen or submission.implicit_tls_listen):
        return
    # Only this and the daemon need the hashes.
    from daemon.receiving.passwords import Passwords, PasswordsUnavailable

    try:
        Passwords(submission.passwords_file).read()
    except PasswordsUnavailable as fault:
        yield f"nobody can log in: {fault}"


def _dead_staff(settings: Settings) -> Iterator[str]:
    """Tell to whom of the staff nothing is sent: who hears nothing misses nothing."""
    directory = settings.directory()
    told = [agent.address for agent in directory.agents] + [directory.notices] * bool(directory.notices)
    store = open_store(settings.store_url)
    try:
        dead = store.read(lambda c: dead_addresses.among(c, dict.fromkeys(told)))
    finally:
        store.close()
    for addr in dead:
        yield f"nothing is sent to {addr}, a dead address; see: postdesk address revive"


def _store_state(settings: Settings) -> schema.SchemaState:
    """Return how the store stands. Raises StorageError where it is unusable, or cannot be made."""
    state = schema.state(settings.store_url)
    if state is schema.SchemaState.EMPTY and settings.store_folder is not None:
        path = Path(settings.store_url.removeprefix(SQLITE))
        require_local(path)
        # The daemon makes the folders that are missing, and the file in them.
        nearest = next(folder for folder in (path, *path.parents) if folder.exists())
        usable = nearest.is_file() if nearest == path else nearest.is_dir()
        if not usable or not os.access(nearest, os.W_OK):
            raise StoreUnavailable(f"The store {path} cannot be made: look at {nearest} and its rights.")
    return state
