"""The disk: whether there is room for one more mail."""

import shutil
from collections.abc import Callable
from pathlib import Path


def room_on(folder: Path, reserve: int) -> Callable[[int], bool]:
    """Return the test whether a mail of so many bytes fits and leaves ``reserve`` bytes free."""

    def has_room(size: int) -> bool:
        try:
            return shutil.disk_usage(folder).free - size >= reserve
        except OSError:
            # Whoever cannot even be asked has no room; the sender tries again.
            return False

    return has_room
