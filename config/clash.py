"""A clash: a setting that is sound by itself, but not beside another."""

from dataclasses import dataclass

from config.table import Table


@dataclass(frozen=True, slots=True)
class Clash:
    """What is wrong with a key of a table, and what to do. Without a table the key is a name at the top."""

    table: Table | None
    key: str
    text: str
    suggestion: str = ""
