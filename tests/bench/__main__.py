"""The bench: everything that the goals for speed speak of, in one run, as one table and as JSON.

    make bench
    make bench BENCH="--scale 0.05 accepting road"
    .venv/bin/python -m tests.bench [--scale SHARE] [--json FILE] [ROWS...]

For root on Debian 12, with the packages that ``tests/system/packages`` installs. ``--scale`` is the share of
the mails that are sent, for trying; figures that are quoted come from a whole run, which takes an hour and a
half. ROWS are some of the rows, by name; without any it is all of them. Nothing is asserted here: a goal that
is missed is a line in the table.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import figures
from tests.bench.accepting import accepting
from tests.bench.backlog import backlog
from tests.bench.big_store import big_store
from tests.bench.cost import cost
from tests.bench.daemons import scratch
from tests.bench.figures import Figure
from tests.bench.helpdesks import helpdesks
from tests.bench.latency import latency
from tests.bench.memory import memory
from tests.bench.reading import reading
from tests.bench.road import road
from tests.bench.sending import Refused
from tests.bench.several import several
from tests.bench.waiting import Standstill, WrongWork
from tests.system.servers import RigFault

# The names that the command line takes are those of the functions.
ROWS: dict[str, Callable[[Path, float], Iterator[Figure]]] = {
    row.__name__: row
    for row in (accepting, road, cost, reading, latency, backlog, big_store, memory, several, helpdesks)
}


def main() -> None:
    """Measure, print each line as soon as it is known, then the whole table, and write the JSON."""
    wanted = argparse.ArgumentParser(prog="tests.bench", description="Measure Postdesk's speed.")
    wanted.add_argument(
        "--scale", type=float, default=1.0, metavar="SHARE", help="share of the mails to send"
    )
    wanted.add_argument(
        "--json", type=Path, default=Path("bench.json"), metavar="FILE", help="where to write"
    )
    wanted.add_argument("rows", nargs="*", metavar="ROWS", help=f"some of: {', '.join(ROWS)}")
    given = wanted.parse_args()
    if unknown := set(given.rows) - set(ROWS):
        wanted.error(f"no such rows: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    found: list[Figure] = []
    for name in given.rows or ROWS:
        found += _measured(name, given.scale)
    print(f"\n{figures.table(found)}\n")
    figures.write_json(given.json, found, given.scale)
    print(f"The same as JSON: {given.json}")


def _measured(name: str, scale: float) -> list[Figure]:
    found: list[Figure] = []
    try:
        with scratch() as folder:
            for figure in ROWS[name](folder, scale):
                found.append(figure)
                print(figures.line(figure), flush=True)
    except (RigFault, Refused, Standstill, WrongWork) as fault:
        # What was measured before it, and the rows behind it, are of worth without it.
        found.append(figures.told(name, "not measured"))
        print(f"{name} could not be measured: {fault}", flush=True)
    return found


if __name__ == "__main__":
    main()
