"""Running the migrations in this process, without any file of Alembic's own."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def config() -> Config:
    """Return where the migrations are."""
    found = Config()
    found.set_main_option("script_location", "storage:migrations")
    found.set_main_option("path_separator", "os")
    return found


def known_versions() -> set[str]:
    """Return the name of every migration there is."""
    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def upgrade(connection: Connection, to: str = "head") -> None:
    """Carry out what is missing, all of it or nothing."""
    raw = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        # Batch mode remakes tables, which would empty those that refer to them. Inside a transaction this
        # pragma does nothing, so it stands before.
        raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
    else:
        # A large table takes its time.
        raw.execute("SET statement_timeout = 0")  # type: ignore[union-attr]
        raw.commit()  # type: ignore[union-attr]
    settings = config()
    settings.attributes["connection"] = connection
    with connection.begin():
        command.upgrade(settings, to)
