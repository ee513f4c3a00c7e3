"""A private Dovecot: mailboxes by IMAP, deliveries by LMTP, and the passwords of Postfix's submission."""

import pwd
import shutil
from pathlib import Path

from tests.ports import free_port
from tests.system.servers import HOST, Server, greets

# One plain account owns all mail, as on a mail host with virtual mailboxes.
OWNER = "nobody"

CONFIGURATION = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
instance_name = rig-{port}
protocols = imap lmtp
listen = {host}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
ssl = yes
ssl_cert = <{shared}/cert.pem
ssl_key = <{shared}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login {mechanisms}
auth_failure_delay = 0
auth_username_format = %Lu
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {dir}/users/%u
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {dir}/users/%u
}}
protocol lmtp {{
  postmaster_address = postmaster@example.test
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener {dir}/lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener {dir}/sasl {{
    mode = 0666
  }}
}}
service stats {{
  chroot =
}}
"""


# Tokens are looked at by their issuer (RFC 7662), which also says whose they are.
OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {file}
}}
"""
INTROSPECTION = """
introspection_url = {url}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
"""


class Dovecot:
    """Dovecot 2.3 in the folder ``shared/dovecot``; ``shared`` holds the certificate.

    ``capability`` is what it tells that it can do, in place of all that it can; ``introspection`` is the URL
    of an issuer whose tokens let people in.
    """

    def __init__(self, shared: Path, *, capability: str = "", introspection: str = "") -> None:
        self._dir = shared / "dovecot"
        self._dir.mkdir()
        self._mail = self._dir / "mail"
        self._mail.mkdir()
        shutil.chown(self._mail, OWNER)
        self._users = self._dir / "users"
        self._users.mkdir()
        self.port = free_port()
        self.tls_port = free_port()
        self.lmtp = self._dir / "lmtp"
        self.sasl = self._dir / "sasl"
        configuration = self._dir / "dovecot.conf"
        text = CONFIGURATION.format(
            dir=self._dir,
            shared=shared,
            host=HOST,
            port=self.port,
            tls_port=self.tls_port,
            mechanisms="xoauth2 oauthbearer" if introspection else "",
        )
        configuration.write_text(text + _more(self._dir, capability, introspection))
        self._server = Server(["/usr/sbin/dovecot", "-F", "-c", str(configuration)], self._dir / "output")
        self._server.wait_for(lambda: greets(self.port, b"* OK"), self._dir / "log")

    def add(self, address: str, password: str) -> None:
        """Make a mailbox. Each has a file of its own: Dovecot reads a changed one only a second later."""
        owner = pwd.getpwnam(OWNER)
        line = f"{address}:{{PLAIN}}{password}:{owner.pw_uid}:{owner.pw_gid}::{self._mail}/{address}::\n"
        (self._users / address).write_text(line)

    def maildir(self, address: str) -> Path:
        """Return the folder that holds a person's inbox."""
        return self._mail / address / "Maildir"

    def log(self) -> str:
        """Return what Dovecot has logged."""
        return (self._dir / "log").read_text("utf-8", "replace")

    def stop(self) -> None:
        """End Dovecot."""
        self._server.stop()


def _more(folder: Path, capability: str, introspection: str) -> str:
    trimmed = f"imap_capability = {capability}\n" if capability else ""
    if not introspection:
        return trimmed
    file = folder / "oauth.conf"
    file.write_text(INTROSPECTION.format(url=introspection))
    return trimmed + OAUTH.format(file=file)
