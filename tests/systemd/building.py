"""The package, built for the release that is tried: it brings libraries for that release's Python alone."""

import os
import platform
import subprocess
from pathlib import Path

from tests.systemd.machine import RELEASE, root_file_system

ROOT = Path(__file__).parents[2]

_NEEDED = ("build-essential", "debhelper", "dh-python", "python3-venv", "ca-certificates")

# How pip reaches its index from this machine, in files and in the environment.
_PIP_FILES = ("/etc/pip.conf", "/etc/ssl/certs", "/usr/local/share/ca-certificates")


def built(folder: Path) -> Path:
    """Build the package of this tree into a folder; return its path."""
    here = platform.freedesktop_os_release().get("VERSION_CODENAME") == RELEASE
    script = [str(ROOT / "systemd" / "build-deb"), str(folder)]
    subprocess.run(script if here else _elsewhere(folder), check=True, stdin=subprocess.DEVNULL)
    [found] = folder.glob("postdesk_*.deb")
    return found


def _elsewhere(folder: Path) -> list[str]:
    """Return how to build on another release: in a container with this machine's network."""
    files = [f"--bind-ro={path}" for path in _PIP_FILES if Path(path).exists()]
    known = [f"--setenv={name}={value}" for name, value in os.environ.items() if name.startswith("PIP_")]
    container = ["systemd-nspawn", "-q", "-D", str(root_file_system(_NEEDED)), "--register=no"]
    fleeting = ["--keep-unit", "--volatile=overlay", "--console=pipe"]
    binds = [f"--bind-ro={ROOT}:/tree", f"--bind={folder}:/out"]
    return [*container, *fleeting, *binds, *files, *known, "/tree/systemd/build-deb", "/out"]
