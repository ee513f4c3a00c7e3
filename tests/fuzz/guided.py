"""The fuzzer by hand, led by which lines of ours a mail reaches: atheris, where it is installed.

    .venv/bin/python -m pip install atheris==3.0.0        # serves Python 3.11 to 3.13; not among our locks
    .venv/bin/python -m tests.fuzz.guided -max_total_time=3600 var/corpus

It takes libFuzzer's arguments; a folder keeps the mails that reach something new. A broken mail is written as
``crash-...`` and may be read again by ``python -m tests.fuzz --again``.
"""

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Instrument the rules and the parsers, and hand the mails to libFuzzer; it ends the process itself."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["parsers", "desk"]):
        check = importlib.import_module("tests.fuzz.invariants").check
    seeds = importlib.import_module("tests.fuzz.seeds").seeds
    folder = next((Path(one) for one in sys.argv[1:] if not one.startswith("-")), None)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for number, raw in enumerate(seeds(Path("../shared/mails"))):
            (folder / f"seed-{number}").write_bytes(raw)

    def one(raw: bytes) -> None:
        check(raw)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
