"""The types of our columns: what goes into the store is clean, and comes out as it went in."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Boolean, CursorResult, DateTime, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

E = TypeVar("E", bound=StrEnum)

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# A row's number. SQLite counts rows up by itself only where the column is an INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def new_id(inserted: CursorResult[Any]) -> int:
    """Return the number of the row that was inserted.

    Not by RETURNING: with that SQLite plans a look through every table that refers to the row's own.
    """
    key = inserted.inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row always tells it
    return int(key[0])


def clean(text: str) -> str:
    """Return a text without NUL and lone surrogates, which no database keeps alike."""
    if "\0" in text:
        text = text.replace("\0", REPLACEMENT)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def clean_deep(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return the same JSON value with every text clean."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): clean_deep(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_deep(item) for item in value]
    return value


class CleanText(TypeDecorator[str]):
    """A text; ``length`` cuts what is too long to stand in an index, when written and when sought."""

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__()
        # Not called `length`: the column's SQL type stays TEXT.
        self.cut = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is stored."""
        return None if value is None else clean(value[: self.cut])


class CleanJson(TypeDecorator[Any]):
    """A JSON value with clean texts, stored as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ANN401 - whatever JSON can hold
        """Return what is stored."""
        return json.dumps(clean_deep(value), ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - as above
        """Return what was stored."""
        return None if value is None else json.loads(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite drops the zone of its own type, so there it is ISO 8601 text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the SQL type."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - by dialect
        """Return what is stored; of one width, so that it sorts as it should.

        Raises ValueError: the time is naive.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a time without a zone cannot be stored: {value}"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - by dialect
        """Return the stored time, aware and in UTC."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Flag(TypeDecorator[bool]):
    """Yes or no; a number in SQLite, whose strict tables know no boolean."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the SQL type."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ANN401 - by dialect
        """Return the stored answer."""
        return None if value is None else bool(value)


class Named(TypeDecorator[E]):
    """One of the named values of an enumeration, stored as its word."""

    impl = Text
    cache_ok = True

    def __init__(self, names: type[E]) -> None:
        super().__init__()
        self.names = names

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:
        """Return what is stored."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """Return the named value."""
        return None if value is None else self.names(value)
