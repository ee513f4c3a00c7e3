"""How the store finds what a statement asks for: which of its steps go through a whole table."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from storage.engine import Connection, Store
from tests.storage.builders import do

# Indexes that hold nothing but the rows that are asked for: going through them is no search in vain.
WHOLE = {
    "ix_inbox_pending",
    "ix_inbox_held",
    "ix_inbox_quarantined",
    "ix_tickets_remind_at",
    "ix_deliveries_due",
    "ix_deliveries_order",
    # All that there is waits.
    "ix_waiting_desk_due_at",
}

# Of so few kinds that one of them may be all there is: who looks for nothing else goes through all of it,
# save where the first few in the index's own order are enough.
FEW = re.compile(r"SEARCH \w+ USING (?:COVERING )?INDEX (\w+) \((?:desk|state|verdict)=\?\)")

# Into a table with triggers: SQLite plans a look for rows that refer to the new one, and goes (FkIfZero) only
# where the statement has broken a reference, which is then refused.
GUARDED = "INSERT INTO tickets ("

Statement = tuple[str, Any]


def statements(store: Store, job: Callable[[Connection], object]) -> list[Statement]:
    """Return every statement that a job runs."""
    seen: list[Statement] = []

    def watched(c: Connection) -> None:
        def see(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
            seen.append((statement, parameters))

        event.listen(c, "before_cursor_execute", see)
        job(c)
        event.remove(c, "before_cursor_execute", see)

    do(store, watched)
    return [one for one in seen if not one[0].startswith(("SAVEPOINT", "RELEASE"))]


def scans(store: Store, asked: list[Statement]) -> list[str]:
    """Return the steps of the plans that go through a whole table, each with its statement."""
    return [
        f"{step.what} <- {text}" for text, given in asked for step in steps(store, text, given) if step.all
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan in the engine's words; ``all`` where it goes through a whole table or index."""

    what: str
    all: bool


def steps(store: Store, text: str, given: Any) -> list[Step]:
    """Return the steps in which a statement finds its rows, as they are where there are many."""
    one = given[0] if isinstance(given, list) else given
    if not store.shared:
        return do(store, lambda c: list(_steps_of_sqlite(c, text, one)))
    do(store, _pretend_to_be_large)
    return do(store, lambda c: list(_steps_of_postgresql(c, text, one)))


def _steps_of_sqlite(c: Connection, text: str, given: Any) -> Iterator[Step]:
    rows = c.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given).all()
    sorting = {row.parent for row in rows if "TEMP B-TREE" in row.detail}
    for row in rows:
        scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", row.detail)
        # What matches words is called a scan, though it is none.
        match = re.search(r"VIRTUAL TABLE INDEX \d+:M", row.detail)
        # What another step has found is no table.
        through_all = (
            scan is not None and not scan[1].startswith(("CONSTANT", "anon_")) and scan[2] not in WHOLE
        )
        few = FEW.match(row.detail)
        in_order = "LIMIT" in text and row.parent not in sorting
        through_all |= few is not None and few[1] not in WHOLE and not in_order
        through_all &= match is None and not text.startswith(GUARDED)
        yield Step(row.detail, through_all)


def _pretend_to_be_large(c: Connection) -> None:
    """Have PostgreSQL plan for a million rows: in a few it finds all by any index, or by none."""
    c.exec_driver_sql(
        "UPDATE pg_class SET relpages = 2, reltuples = 1000000 WHERE relnamespace = 'public'::regnamespace"
    )


def _steps_of_postgresql(c: Connection, text: str, given: Any) -> Iterator[Step]:
    # What is left is a look for each row by an index that serves it, or through all of one that does not.
    for other in ("seqscan", "hashjoin", "mergejoin"):
        c.exec_driver_sql(f"SET LOCAL enable_{other} = off")
    (plan,) = c.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {text}", given).scalar_one()
    for node in _nodes(plan["Plan"]):
        index, condition = node.get("Index Name"), node.get("Index Cond", "")
        through_all = node["Node Type"] == "Seq Scan" or (
            index is not None and index not in WHOLE and not _begins(c, index, condition)
        )
        place = index or node.get("Relation Name", "")
        yield Step(f"{node['Node Type']} {place} {condition}", through_all)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


def _begins(c: Connection, index: str, condition: str) -> bool:
    """Tell whether a condition says where in an index to begin: by words, or by the first column."""
    if " @@ " in condition:
        return True
    first = c.exec_driver_sql("SELECT pg_get_indexdef(%s::regclass, 1, true)", (index,)).scalar_one()
    return re.search(rf"\b{first}\b", condition) is not None
