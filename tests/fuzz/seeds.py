"""The mails that the fuzzer damages: our own, and those of a folder of corpora where there is one."""

from pathlib import Path

from tests.bombs.register import BOMBS
from tests.corpus.cases import corpora
from tests.poison import POISON

_MAILS = Path(__file__).parents[1] / "mails"
# A mail of attachments is nothing but slow.
_MOST = 64 * 1024
_BOMB = 4096


def seeds(folder: Path) -> tuple[bytes, ...]:
    """Return the twins of ``tests/mails``, small bombs and poison, and the mails of a folder of corpora."""
    ours = [path.read_bytes() for path in sorted(_MAILS.glob("*.eml"))]
    bombs = [bomb(_BOMB) for bomb in BOMBS.values()]
    poison = [header + b"\r\n\r\nhello\r\n" for header in POISON]
    cases = (case for corpus in corpora(folder) for case in corpus.cases)
    paths = dict.fromkeys(folder / case.raw_path for case in cases)
    others = [path.read_bytes() for path in paths if path.is_file() and path.stat().st_size <= _MOST]
    return (*ours, *bombs, *poison, *others)
