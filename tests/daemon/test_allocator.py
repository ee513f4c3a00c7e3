"""The allocator gives back what a large mail took."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# As glibc is by itself, the second block would stay with the process.
GROWTH = """
from daemon.allocator import give_back_large_blocks

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

give_back_large_blocks()
before = resident()
first = b"x" * 30_000_000
del first
second = b"y" * 25_000_000
on_top = b"z" * 200_000
del second
print(resident() - before)
"""


def test_large_blocks_go_back_to_the_system() -> None:
    """What was taken for large blocks is the system's again when they are freed."""
    done = subprocess.run(
        [sys.executable, "-c", GROWTH], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 10_000_000
