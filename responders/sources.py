"""Templates as files: the built-in folder, and the operator's own, with what is wrong about its names."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

BUILT_IN = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a template: the file, the line (0 where there is none), a sentence."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        """Return the fault as people and editors know it: ``templates/ru/reply.txt:3: …``."""
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


@dataclass(frozen=True, slots=True)
class Source:
    """A template's text and the file it stands in."""

    file: str
    text: str


@lru_cache(maxsize=1)
def built_in() -> Mapping[str, Source]:
    """Return the built-in templates by name, such as ``ru/reply.txt``."""
    return {
        path.relative_to(BUILT_IN).as_posix(): Source(str(path), path.read_text(encoding="utf-8"))
        for path in sorted(BUILT_IN.glob("*/*.txt"))
    }


def own(folder: Path, known: Mapping[str, Source]) -> tuple[dict[str, Source], list[Fault]]:
    """Return the operator's templates by name, and a fault for each file that cannot be one.

    Hidden files and the copies that editors leave behind (``reply.txt~``) are passed over.
    """
    sources: dict[str, Source] = {}
    faults: list[Fault] = []
    if not folder.is_dir():
        return sources, [Fault(str(folder), 0, "there is no such folder")]
    for path in _visible(folder):
        name = path.relative_to(folder).as_posix()
        found = _source(path) if name in known else Fault(str(path), 0, _unknown(name, known))
        if isinstance(found, Fault):
            faults.append(found)
        else:
            sources[name] = found
    return sources, faults


def _visible(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and not name.endswith("~"):
                yield Path(parent, name)


def _source(path: Path) -> Source | Fault:
    try:
        return Source(str(path), path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Fault(str(path), line, "not UTF-8: save the file in that encoding")
    except OSError as error:
        return Fault(str(path), 0, f"cannot be read: {error.strerror}")


def _unknown(name: str, known: Mapping[str, Source]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return "no template has this name" + (f"; did you mean {close[0]}?" if close else "")
