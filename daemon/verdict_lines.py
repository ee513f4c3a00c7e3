"""Verdicts as lines for a person: in colour, and folded where a terminal ends."""

import textwrap
from collections.abc import Iterable

import click

from daemon.explanation import Verdict
from daemon.terminal import one_line

_LABEL = 22
_INDENT = " " * 4
# Where a line goes on; a terminal narrower than this is not believed.
_FOLDED = " " * 8
_NARROWEST = 40


def lines(verdicts: Iterable[Verdict], width: int | None) -> str:
    """Return every verdict with its reasons; whatever a stranger wrote is only shown.

    No line is longer than ``width``, where there is one: a pipe gets each as it is.
    """
    return "\n".join(line for verdict in verdicts for line in _shown(verdict, width)) + "\n"


def _shown(verdict: Verdict, width: int | None) -> list[str]:
    label = f"{verdict.name}:".ljust(_LABEL) + " "
    shown = _folded(label, verdict.said, width, bold=True, fg="cyan")
    for reason in verdict.reasons:
        where = f"{one_line(reason.where)}: " if reason.where else ""
        shown += _folded(_INDENT + where, reason.text, width, bold=False, fg="green")
    return shown


def _folded(before: str, text: str, width: int | None, *, bold: bool, fg: str) -> list[str]:
    """Return a text behind what stands before it, on as many lines as it takes."""
    whole = f"{one_line(before)}{one_line(text)}"
    rows = [whole]
    if width:
        width = max(width, _NARROWEST)
        rows = textwrap.wrap(whole, width, subsequent_indent=_FOLDED, break_on_hyphens=False) or rows
    # What comes before may itself be longer than a line: then all of that line is it.
    split = min(len(before), len(rows[0]))
    head = rows[0][:split]
    if head.strip():
        head = click.style(head, bold=bold or None, dim=None if bold else True)
    first = head + (click.style(rows[0][split:], fg=fg) if rows[0][split:] else "")
    return [first.rstrip(), *(_FOLDED + click.style(row.removeprefix(_FOLDED), fg=fg) for row in rows[1:])]
