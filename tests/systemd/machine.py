"""A throw-away Debian, really booted by systemd-nspawn: what is done in it is gone when it stops."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

RELEASE = os.environ.get("RELEASE", "bookworm")

# A new machine has none of it, and makes it in a minute.
CACHE = Path(os.environ.get("POSTDESK_TEST_CACHE", "/var/cache/postdesk-tests"))

# A machine that is booted here has these; apt finds nothing more in it, for it has no network.
INCLUDED = (
    "systemd", "systemd-sysv", "dbus", "libnss-systemd", "procps", "iproute2", "netcat-openbsd", "sudo",
    "python3", "tzdata", "ca-certificates", "libgcc-s1", "postfix", "dovecot-imapd", "dovecot-lmtpd",
)  # fmt: skip

# Booting and installing take seconds; a machine that does much else has its time.
PATIENCE = 120.0


def root_file_system(packages: tuple[str, ...] = INCLUDED) -> Path:
    """Return a folder with a whole Debian and these packages, made once: nothing ever changes it."""
    names = ",".join(packages)
    folder = CACHE / f"{RELEASE}-{hashlib.sha256(names.encode()).hexdigest()[:12]}"
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f"{RELEASE}.", dir=CACHE))
        run = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={names}"]
        # A mirror that falters once costs no run.
        run += ['--aptopt=Acquire::Retries "5"', RELEASE, str(partial)]
        env = {**os.environ, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(run, check=True, env=env)
        partial.rename(folder)
    return folder


@dataclass
class Machine:
    """A booted Debian."""

    leader: int

    def run(
        self, *command: str, check: bool = True, text: str | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command in it as root."""
        enter = ["nsenter", "-t", str(self.leader), "-m", "-u", "-i", "-n", "-p", "-C", "--", "env", "-i"]
        env = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"]
        done = subprocess.run(
            [*enter, *env, *command],
            check=False,
            capture_output=True,
            text=True,
            input=text,
            timeout=PATIENCE,
        )
        if check and done.returncode:
            raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def shell(self, script: str, *, check: bool = True) -> str:
        """Run a script of the shell in it; return what it said."""
        return self.run("sh", "-ec", script, check=check).stdout

    def write(self, path: str, text: str, mode: str = "0644") -> None:
        """Write a file in it."""
        self.run("install", "-D", "-m", mode, "/dev/stdin", path, text=text)

    def until(self, script: str) -> str:
        """Wait until a script ends well; return what it said."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            done = self.run("sh", "-c", script, check=False)
            if done.returncode == 0:
                return done.stdout
            time.sleep(0.1)
        raise AssertionError(f"never true: {script}\n{self.log()}")

    def property(self, name: str, unit: str = "postdesk.service") -> str:
        """Return a property of a unit."""
        return self.run("systemctl", "show", "-P", name, unit).stdout.strip()

    def log(self, unit: str = "postdesk") -> str:
        """Return what a unit has logged."""
        return self.run("journalctl", "-u", unit, "-o", "cat", "--no-pager", check=False).stdout


@contextmanager
def booted(package: Path) -> Iterator[Machine]:
    """Boot a Debian; the package lies in /mnt/package.deb."""
    name, work = f"postdesk{os.getpid()}", Path(tempfile.mkdtemp(prefix="postdesk-machine."))
    shared = work / "shared"
    shared.mkdir()
    shutil.copy(package, shared / "package.deb")
    shared.chmod(0o755)
    groups = [Path("/sys/fs/cgroup") / each / name for each in ("systemd", "unified", "")]
    groups = [group for group in groups if (group.parent / "cgroup.procs").exists()]
    for group in groups:
        group.mkdir(exist_ok=True)
    with (work / "console").open("wb") as console:
        process = subprocess.Popen(
            [
                "systemd-nspawn", "-q", "-D", str(root_file_system()), f"--machine={name}", "--register=no",
                "--keep-unit", "--boot", "--console=pipe", "--volatile=overlay", "--private-network",
                "--capability=CAP_BPF,CAP_NET_ADMIN", "--system-call-filter=bpf", f"--bind-ro={shared}:/mnt",
            ],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            preexec_fn=lambda: _enter(groups),
        )  # fmt: skip
    try:
        yield _started(process, work / "console")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        shutil.rmtree(work)
        for group in groups:
            _remove(group)


def _enter(groups: list[Path]) -> None:
    for group in groups:
        (group / "cgroup.procs").write_text(str(os.getpid()))


def _remove(group: Path) -> None:
    for folder, _, _ in os.walk(group, topdown=False):
        with suppress(OSError):
            Path(folder).rmdir()


def _started(process: "subprocess.Popen[bytes]", console: Path) -> Machine:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            machine = Machine(int(children[0]))
            with suppress(AssertionError, subprocess.SubprocessError):
                state = machine.run("systemctl", "is-system-running", check=False).stdout.strip()
                if state in {"running", "degraded"}:
                    return machine
        time.sleep(0.1)
    raise AssertionError(f"the machine did not boot:\n{console.read_text(errors='replace')[-4000:]}")
