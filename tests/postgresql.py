"""A PostgreSQL of our own: a throw-away server on a socket in a folder, and databases in it."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.accounts import as_user

USER = "postgres"
VERSIONS = Path("/usr/lib/postgresql")


def programs() -> Path:
    """Return the folder of the newest PostgreSQL's programs, as Debian installs them."""
    found = sorted(VERSIONS.glob("*/bin"), key=lambda path: int(path.parent.name))
    assert found, f"there is no PostgreSQL in {VERSIONS}: apt-get install postgresql"
    return found[-1]


@dataclass
class Server:
    """A running server; its databases belong to whoever asks for them.

    ``listen`` is an address by which it is reached too; ``within`` are the words that run a command there.
    """

    folder: Path
    port: int = 5432
    listen: str = ""
    within: Sequence[str] = ()

    def url(self, database: str) -> str:
        """Return the URL of a database by the server's socket."""
        return f"postgresql://{USER}@/{database}?host={self.folder}&port={self.port}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Carry out a statement with psql and return what it prints."""
        command = [str(programs() / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder)]
        command += ["-p", str(self.port), "-U", USER, "-d", database, "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, f"{statement}: {done.stderr}"
        return done.stdout.strip()

    def start(self, *, synced: bool = False) -> None:
        """Start it; what is not ``synced`` does not survive a crash of the machine, and is quicker."""
        settings = [f"listen_addresses={self.listen}", f"port={self.port}", "max_connections=200"]
        if not synced:
            settings += ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        options = f"-k {self.folder} " + " ".join(f"-c {setting}" for setting in settings)
        self._ctl("-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: ``fast`` cuts its connections, ``immediate`` is as if the power failed."""
        self._ctl("-w", "-m", how, "stop")

    def processes(self) -> list[int]:
        """Return the numbers of its processes, the first one's first."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def _ctl(self, *words: str) -> None:
        command = [str(programs() / "pg_ctl"), "-D", str(self.folder / "data"), *words]
        told = self.folder / "ctl.log"
        # Not by a pipe: the server would hold it open.
        with told.open("ab") as log:
            done = subprocess.run(
                [*self.within, *as_user(USER, command)], check=False, stdout=log, stderr=log, timeout=60
            )
        said = "".join(each.read_text("utf-8", "replace")[-1000:] for each in (told, self.folder / "log"))
        assert done.returncode == 0, f"pg_ctl {words[-1]}: {said}"


@contextmanager
def running_server(
    folder: Path, *, synced: bool = False, listen: str = "", within: Sequence[str] = ()
) -> Iterator[Server]:
    """Run a server in a folder that is new or empty; stopped at the end.

    Whoever can reach it at the address where it is to ``listen`` may do anything.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for each in (folder, *list(folder.parents)[:-2]):
            each.chmod(each.stat().st_mode | 0o011)
        subprocess.run(["chown", USER, str(folder)], check=True)
    command = [str(programs() / "initdb"), "-D", str(folder / "data"), "-U", USER]
    command += ["-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(as_user(USER, command), check=True, capture_output=True, timeout=60)
    if listen:
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("host all all all trust\n")
    server = Server(folder, listen=listen, within=within)
    server.start(synced=synced)
    try:
        yield server
    finally:
        server.stop("immediate")
