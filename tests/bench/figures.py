"""What was measured, beside its goal: one table for people, and JSON for machines."""

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

MET, MISSED, TOLD = "met", "missed", ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``verdict`` is empty where the line has no goal."""

    what: str
    figure: str
    goal: str = ""
    ratio: float | None = None
    verdict: str = TOLD


def at_least(what: str, value: float, goal: float, unit: str) -> Figure:
    """Return the line of something that should be so much or more."""
    return Figure(what, f"{value:.0f} {unit}", f">= {goal:g} {unit}", None, MET if value >= goal else MISSED)


def below(what: str, value: float, goal: float, unit: str, digits: int = 1) -> Figure:
    """Return the line of something that should be less than so much."""
    verdict = MET if value < goal else MISSED
    return Figure(what, f"{value:.{digits}f} {unit}", f"< {goal:g} {unit}", None, verdict)


def beside(what: str, ours: float, peers: float, goal: float | None = None) -> Figure:
    """Return the line of a rate of ours that should be so many times a peer's, if it has a goal."""
    ratio, shown = round(ours / peers, 2), f"{ours:.0f} mails/s to {peers:.0f}"
    if goal is None:
        return Figure(what, shown, ratio=ratio)
    return Figure(what, shown, f"ratio >= {goal:g}", ratio, MET if ratio >= goal else MISSED)


def told(what: str, figure: str) -> Figure:
    """Return a line without a goal."""
    return Figure(what, figure)


def line(figure: Figure) -> str:
    """Return one line of the table."""
    ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
    return f"{figure.what:66} {figure.figure:30} {figure.goal:16} {ratio:>6} {figure.verdict}".rstrip()


def table(figures: Iterable[Figure]) -> str:
    """Return the whole table with its heading."""
    heading = f"{'what':66} {'figure':30} {'goal':16} {'ratio':>6} verdict"
    return "\n".join((heading, "-" * len(heading), *map(line, figures)))


def write_json(path: Path, figures: Sequence[Figure], scale: float) -> None:
    """Write the figures with the day and the machine they were measured on."""
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {_processors()} processors, Linux {platform.release()}",
        "python": platform.python_version(),
        "scale": scale,
        "figures": [asdict(figure) for figure in figures],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _processors() -> int:
    return Path("/proc/cpuinfo").read_text(encoding="utf-8").count("processor\t")
