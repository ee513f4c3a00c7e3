"""Environments of Python for the peers that come as packages; kept in var/ for the next run."""

import subprocess
import sys

from tests.bench.daemons import ROOT

PLACE = ROOT / "var" / "bench-peers"


class NotInstallable(Exception):
    """A peer could not be installed; the text is the installer's last word."""


def environment(name: str, package: str) -> str:
    """Return the folder of programs of an environment with this package, such as ``roundup==2.6.0``.

    Raises NotInstallable: the package cannot be had.
    """
    folder = PLACE / name
    done = folder / package
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "-q",
            "install",
            package,
        ]
        installed = subprocess.run(pip, capture_output=True, text=True, check=False)
        if installed.returncode:
            raise NotInstallable((installed.stderr.strip().splitlines() or ["no word"])[-1])
        done.touch()
    return str(folder / "bin")
