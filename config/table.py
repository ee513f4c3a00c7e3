"""What every table of the configuration has in common."""

from typing import TypeGuard, get_args

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo


class Table(BaseModel):
    """A frozen table; a key that it does not know is a fault."""

    # A fault never repeats its input by itself: that could be a password.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def keys_of(table: type[Table]) -> dict[str, FieldInfo]:
    """Return the keys of a table as they are written; ``from`` is no name in Python."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def table_within(table: type[Table], key: str) -> type[Table] | None:
    """Return the kind of table that a key of a table holds, or None where it holds something else."""
    field = keys_of(table).get(key)
    kind = field.annotation if field else None
    return kind if _is_table(kind) else None


def table_listed(table: type[Table], key: str) -> type[Table] | None:
    """Return the kind of table of which a key of a table holds a list, or None where it holds none."""
    field = keys_of(table).get(key)
    return next((kind for kind in get_args(field.annotation) if _is_table(kind)), None) if field else None


def _is_table(kind: object) -> TypeGuard[type[Table]]:
    return isinstance(kind, type) and issubclass(kind, Table)
