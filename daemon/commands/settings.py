"""What commands begin with: the configuration, and the store beside a running daemon."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from config.loading import find, load
from config.settings import Settings
from daemon.clock import utc_now
from storage.engine import Store, open_store


def settings_of(context: click.Context) -> Settings:
    """Return the settings named on the command line, or found in the usual places; raises ConfigError."""
    return load(find(context.find_root().obj.config))


@contextmanager
def open_for(context: click.Context) -> Iterator[tuple[Store, datetime]]:
    """Give the store, open beside a running daemon's, and the time; writes of both are ordered by SQLite."""
    store = open_store(settings_of(context).store_url)
    try:
        yield store, utc_now()
    finally:
        store.close()
