"""The disk: whether there is room for one more mail."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Room:
    """The test whether a mail of so many bytes fits on a folder's disk and leaves ``reserve`` bytes free.

    Without a folder there is room: a database server watches its own disk.
    """

    folder: Path | None
    reserve: int

    def __call__(self, size: int) -> bool:
        """Tell whether there is room."""
        return self.free() - size >= self.reserve

    def free(self) -> int:
        """Return the bytes that are free; none where the disk cannot even be asked."""
        if self.folder is None:
            return sys.maxsize
        try:
            return shutil.disk_usage(self.folder).free
        except OSError:
            return 0
