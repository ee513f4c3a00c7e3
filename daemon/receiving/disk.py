"""The disk: whether there is room for one more mail."""

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Room:
    """The test whether a mail of so many bytes fits on a folder's disk and leaves ``reserve`` bytes free."""

    folder: Path
    reserve: int

    def __call__(self, size: int) -> bool:
        """Tell whether there is room."""
        return self.free() - size >= self.reserve

    def free(self) -> int:
        """Return the bytes that are free; none where the disk cannot even be asked."""
        try:
            return shutil.disk_usage(self.folder).free
        except OSError:
            return 0
