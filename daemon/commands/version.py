"""``postdesk version``: which Postdesk, on which Python and SQLite."""

import platform
from importlib import metadata

import click


@click.command(epilog="Example: postdesk version")
def version() -> None:
    """Tell the versions of Postdesk, Python and SQLite."""
    from storage.engine import SQLITE_VERSION

    click.echo(f"postdesk {own_version()}, Python {platform.python_version()}, SQLite {SQLITE_VERSION}")


def own_version() -> str:
    """Return the version of the installed package; a bare checkout has none."""
    try:
        return metadata.version("postdesk")
    except metadata.PackageNotFoundError:
        return "(not installed)"
