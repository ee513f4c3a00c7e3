"""People who read and write with mutt, in a terminal of their own."""

import shlex
import subprocess
import sys
from pathlib import Path

from tests.system.rig import Person, Rig
from tests.system.servers import HOST, RigFault, wait_until

# Everything that mutt would ask is answered here; the keys then say only what the person wants.
SETTINGS = """
set folder = "imap://{host}:{imap}/"
set spoolfile = "+INBOX"
set record = "+Sent"
set imap_user = "{address}"
set imap_pass = "{password}"
set smtp_url = "smtp://{login}@localhost:{submission}/"
set smtp_pass = "{password}"
set ssl_starttls = yes
set ssl_force_tls = no
set certificate_file = "{ca}"
set realname = "{name}"
set from = "{address}"
set use_from = yes
set envelope_from_address = "{address}"
set use_envelope_from = yes
set charset = utf-8
set config_charset = utf-8
set send_charset = "{charset}"
set editor = "{editor}"
set edit_headers = yes
set autoedit = yes
set fast_reply = yes
set include = yes
set reply_to = yes
set abort_unmodified = no
set abort_noattach = no
set copy = yes
set postpone = no
set recall = no
set quit = yes
set sort = date
set header_cache = ""
set imap_check_subscribed = no
set sleep_time = 0
set wait_key = no
set beep = no
bind editor <space> noop
"""

# The text goes above what is quoted, or below the quoted line that holds the words of the second file.
# mutt takes a text as edited only if the file is newer than it was.
EDITOR = """
import os, pathlib, sys
said, below = (pathlib.Path(name).read_text("utf-8") for name in sys.argv[1:3])
draft = pathlib.Path(sys.argv[3])
head, gap, quoted = draft.read_text("utf-8").partition("\\n\\n")
lines = quoted.split("\\n")
place = next(number for number, line in enumerate(lines, 1) if below in line) if below else 0
lines[place:place] = [said, ""]
draft.write_text(head + gap + "\\n".join(lines), "utf-8")
newer = draft.stat().st_mtime + 2
os.utime(draft, (newer, newer))
"""


class Mutt:
    """mutt as one person has set it up; ``charset`` is what that person writes in."""

    def __init__(self, rig: Rig, person: Person, *, charset: str = "us-ascii:utf-8") -> None:
        self._dir = rig.folder / "mutt" / person.address
        self._dir.mkdir(parents=True, exist_ok=True)
        self._said = self._dir / "said"
        self._below = self._dir / "below"
        editor = self._dir / "editor.py"
        editor.write_text(EDITOR)
        command = shlex.join([sys.executable, str(editor), str(self._said), str(self._below)])
        settings = SETTINGS.format(
            host=HOST,
            imap=rig.imap_port,
            submission=rig.submission_port,
            address=person.address,
            login=person.address.replace("@", "%40"),
            password=person.password,
            name=person.name,
            ca=rig.ca_file,
            charset=charset,
            editor=command,
        )
        (self._dir / "muttrc").write_text(settings, "utf-8")

    def reply(
        self, message_id: str, text: str, attach: Path | None = None, *, below: str = "", to: str = ""
    ) -> None:
        """Answer the mail in the inbox with this Message-ID.

        The text stands above the quote, or in it: ``below`` the line that holds these words. The answer goes
        where the mail says, or ``to`` another address.
        """
        keys = f"<reply>{_addressed(to)}{_attached(attach)}<send-message><quit>"
        self._run(text, _found(message_id) + keys, below=below)

    def forward(self, message_id: str, to: str, text: str, *, attached: bool) -> None:
        """Pass on the mail in the inbox with this Message-ID below the text, or attached to it."""
        how = f"<enter-command>set mime_forward={'yes' if attached else 'no'}<enter>"
        keys = f"<forward-message>{_addressed(to)}<send-message><quit>"
        self._run(text, _found(message_id) + how + keys)

    def compose(self, to: str, subject: str, text: str, attach: Path | None = None) -> None:
        """Write a new mail."""
        self._said.write_text(text, "utf-8")
        files = ["-a", str(attach)] if attach else []
        command = ["mutt", "-F", str(self._dir / "muttrc"), "-s", subject, *files, "--", to]
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            timeout=60,
            env=self._environment(),
            check=False,
        )
        if done.returncode:
            raise RigFault(f"mutt: {done.stdout.decode()}{done.stderr.decode()}")

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self._dir),
            "LANG": "C.UTF-8",
            "TERM": "screen",
        }

    def _run(self, text: str, keys: str, *, below: str = "") -> None:
        """Let mutt do what the keys say, in a terminal that ends with it."""
        self._said.write_text(text, "utf-8")
        self._below.write_text(below, "utf-8")
        pushed = keys.replace("\\", "\\\\").replace("'", "\\'")
        mutt = shlex.join(["mutt", "-F", str(self._dir / "muttrc"), "-e", f"push '{pushed}'"])
        done = self._dir / "done"
        done.unlink(missing_ok=True)
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40", f"{mutt}; touch {done}")

        def ended() -> bool:
            # Now and then mutt takes the text that it has just written for one that was changed since.
            if "Update encoding for" in self._screen():
                self._tmux("send-keys", "y", "q", check=False)
            return done.exists()

        try:
            wait_until(ended, lambda: f"mutt does not end:\n{self._screen()}")
        finally:
            self._tmux("kill-server", check=False)

    def _screen(self) -> str:
        return self._tmux("capture-pane", "-p", check=False).stdout

    def _tmux(self, *command: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        socket = str(self._dir / "tmux")
        return subprocess.run(
            ["tmux", "-S", socket, *command],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=30,
            check=check,
        )


def _found(message_id: str) -> str:
    # Without its brackets: mutt would take an id within them for a function's name.
    return f'<limit>=i "{message_id.strip("<>")}"<enter><last-entry>'


def _addressed(to: str) -> str:
    return f"<edit-to><kill-line>{to}<enter>" if to else ""


def _attached(file: Path | None) -> str:
    return f"<attach-file>{file}<enter>" if file else ""
