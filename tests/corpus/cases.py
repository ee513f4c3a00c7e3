"""Cases of a folder of corpora: one ``NAME.jsonl`` a corpus, one case a line, the mails beside it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# So many of six readers must cut alike before their text is asked of ours.
_FIRM = 5


@dataclass(frozen=True, slots=True)
class Case:
    """One mail and what must be read out of it.

    ``agreed_reply`` is the text that most other readers cut out, None where they do not agree.
    """

    id: str
    corpus: str
    raw_path: str
    format: str
    kind: str
    expect: Mapping[str, object]
    agreed_reply: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The cases of one file, and a sentence for each line of it that is none."""

    name: str
    cases: tuple[Case, ...]
    faults: tuple[str, ...]


def corpora(folder: Path) -> Iterator[Corpus]:
    """Yield the corpora of a folder by name. Nothing in them raises: what is odd is among the faults."""
    for path in sorted(folder.glob("*.jsonl")):
        yield _corpus(path)


def _corpus(path: Path) -> Corpus:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as fault:
        return Corpus(path.stem, (), (f"{path.name} cannot be read: {fault.strerror}",))
    cases, faults = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = case_of(path.stem, line)
        if isinstance(found, Case):
            cases.append(found)
        else:
            faults.append(f"{path.name}, line {number}: {found}")
    return Corpus(path.stem, tuple(cases), tuple(faults))


def case_of(corpus: str, line: bytes) -> Case | str:
    """Return the case that a line tells of, or why it tells of none."""
    try:
        told = json.loads(line.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(told, dict):
        return "is no JSON object"
    if missing := [key for key in ("id", "raw_path") if not isinstance(told.get(key), str)]:
        return f"has no {' and no '.join(missing)}"
    expect = told.get("expect") or {}
    if not isinstance(expect, dict):
        return "expects something that is no JSON object"
    firm, agreed = told.get("readers_agreeing"), told.get("agreed_reply")
    return Case(
        id=told["id"],
        corpus=corpus,
        raw_path=told["raw_path"],
        format=str(told.get("format", "eml")),
        kind=str(told.get("kind", "parse")),
        expect=expect,
        agreed_reply=agreed if isinstance(firm, int) and firm >= _FIRM and isinstance(agreed, str) else None,
    )
