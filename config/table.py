"""What every table of the configuration has in common."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A frozen table; a key that it does not know is a fault."""

    # A fault never repeats its input by itself: that could be a password.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def table_within(table: type[Table], key: str) -> type[Table] | None:
    """Return the kind of table that a key of a table holds, or None where it holds something else."""
    field = table.model_fields.get(key)
    kind = field.annotation if field else None
    return kind if isinstance(kind, type) and issubclass(kind, Table) else None
