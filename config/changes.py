"""What differs between two configurations, in words, and what of it needs a restart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from config.settings import LISTS, SECTIONS, Settings
from config.table import Table

# What is opened or made once at the start. A name that ends in a dot stands for all that is in it.
NEEDS_RESTART = (
    "store.",
    "smtp.listen",
    "smtp.implicit_tls_listen",
    "lmtp.",
    "submission.listen",
    "submission.implicit_tls_listen",
    "log.format",
    "health.",
)

# By which of its settings a table of a list is known again.
_NAMES = {
    "desk": ("address",),
    "agent": ("name",),
    "organisation": ("name",),
    "mailbox": ("user", "host", "folder"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that differs: its name, and what happened to it in words. No secret is in it."""

    name: str
    text: str

    @property
    def needs_restart(self) -> bool:
        """Tell whether the running daemon cannot take it over."""
        return any(
            self.name.startswith(each) if each.endswith(".") else self.name == each for each in NEEDS_RESTART
        )

    def __str__(self) -> str:
        """Return it as it is shown."""
        return f"{self.name}: {self.text}"


def changes(before: Settings, after: Settings) -> tuple[Change, ...]:
    """Return what differs, in the order of the configuration."""
    found = [
        change for name in SECTIONS for change in _in_table(name, getattr(before, name), getattr(after, name))
    ]
    for name in LISTS:
        found += _in_list(name, getattr(before, name), getattr(after, name))
    return tuple(found)


def _in_table(path: str, before: Table, after: Table) -> Iterator[Change]:
    for key in type(after).model_fields:
        old, new = getattr(before, key), getattr(after, key)
        if isinstance(new, Table):
            yield from _in_table(f"{path}.{key}", old, new)
        elif old != new:
            yield Change(f"{path}.{key}", _told(old, new))


def _in_list(name: str, before: Sequence[Table], after: Sequence[Table]) -> Iterator[Change]:
    old, new = ({_key(name, table): table for table in tables} for tables in (before, after))
    for key in dict.fromkeys((*old, *new)):
        label = f"{name} {key}"
        if key not in new:
            yield Change(label, "removed")
        elif key not in old:
            yield Change(label, "added")
        else:
            yield from _in_table(label, old[key], new[key])


def _key(name: str, table: Table) -> str:
    return " ".join(str(getattr(table, part)) for part in _NAMES[name])


def _told(old: object, new: object) -> str:
    if isinstance(old, SecretStr) or isinstance(new, SecretStr):
        return "changed"
    return f"{_shown(old)} -> {_shown(new)}"


def _shown(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(str, value))}]"
    return "none" if value is None or value == "" else str(value)
