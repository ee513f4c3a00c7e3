"""What commands begin with: the configuration, and the store beside a running daemon."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from config.loading import find, glance, load
from config.settings import Settings
from daemon.clock import utc_now
from daemon.identity import assume
from storage.engine import Store, open_store


def settings_of(context: click.Context) -> Settings:
    """Return the settings named on the command line, or found in the usual places, as the store's owner.

    Raises ConfigError, and NotAllowed where the store is closed to this user.
    """
    return load(_found(context))


def glance_of(context: click.Context, table: str, key: str, *, as_anyone: bool = False) -> Settings:
    """Return settings of which one value can be relied on; see `config.loading.glance`.

    ``as_anyone`` is for who does not touch the store: then nobody becomes its owner.
    """
    return glance(_found(context, as_anyone=as_anyone), table, key)


def _found(context: click.Context, *, as_anyone: bool = False) -> Path:
    path = find(context.find_root().obj.config)
    if not as_anyone:
        assume(path)
    return path


@contextmanager
def open_for(context: click.Context) -> Iterator[tuple[Store, datetime]]:
    """Give the store, open beside a running daemon's, and the time; writes of both are ordered by SQLite."""
    store = open_store(glance_of(context, "store", "database").store_url)
    try:
        yield store, utc_now()
    finally:
        store.close()
