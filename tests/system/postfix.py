"""A private Postfix: takes mail for the rig's domains, and lets its people submit; nothing can leave."""

import shutil
from pathlib import Path

from tests.ports import free_port
from tests.system.servers import HOST, MX, Server, greets

MAIN = """
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = {dir}/etc
mail_owner = postfix
setgid_group = postdrop
maillog_file = {dir}/log
maillog_file_prefixes = {dir}
syslog_name = rig
myhostname = {mx}
mydomain = example.test
myorigin = example.test
mydestination =
local_recipient_maps =
local_transport = error:no local mail
alias_maps =
inet_interfaces = {host}
inet_protocols = ipv4
mynetworks =
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
default_transport = error:5.4.4 no way out of the rig
relay_domains = desk.example.test customers.example.test staff.example.test
transport_maps = inline:{{
  {{ desk.example.test = lmtp:unix:{desk} }}
  {{ customers.example.test = lmtp:unix:{mailboxes} }}
  {{ staff.example.test = lmtp:unix:{mailboxes} }} }}
recipient_delimiter = +
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl}
smtpd_tls_cert_file = {shared}/cert.pem
smtpd_tls_key_file = {shared}/key.pem
smtpd_tls_security_level = may
smtputf8_enable = yes
message_size_limit = 52428800
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
maximal_queue_lifetime = 60s
bounce_queue_lifetime = 60s
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
in_flow_delay = 0
lmtp_destination_concurrency_limit = 20
"""

# The submission service vouches for its users as a checking mail host would for its senders: once a mail
# (hence at DATA, not at each RCPT), above the Received line that it adds itself.
MASTER = """
{host}:{smtp} inet n - n - - smtpd
{host}:{submission} inet n - n - - smtpd
  -o syslog_name=rig/submission
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_auth_only=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_data_restrictions=check_sender_access,regexp:{dir}/etc/vouch
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

VOUCH = (
    r"/@((customers|staff)\.example\.test)$/ PREPEND Authentication-Results: {mx}; dmarc=pass header.from=$1"
)

# The folders that `postfix check` would make, which takes longer than all the rest.
QUEUE = {
    **dict.fromkeys(("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold"), 0o700),
    **dict.fromkeys(("incoming", "private", "saved", "trace"), 0o700),
    "maildrop": 0o730,
    "public": 0o710,
    "pid": 0o755,
}


class Postfix:
    """Postfix in the folder ``shared/postfix``; mail for the desk goes to the socket ``desk`` by LMTP."""

    def __init__(self, shared: Path, *, desk: Path, mailboxes: Path, sasl: Path, vouching: bool) -> None:
        self._dir = shared / "postfix"
        self.smtp, self.submission = free_port(), free_port()
        etc = self._dir / "etc"
        etc.mkdir(parents=True)
        places = {"dir": self._dir, "shared": shared, "desk": desk, "mailboxes": mailboxes, "sasl": sasl}
        ports = {"smtp": self.smtp, "submission": self.submission}
        for name, text in (("main.cf", MAIN), ("master.cf", MASTER), ("vouch", VOUCH if vouching else "")):
            (etc / name).write_text(text.format(host=HOST, mx=MX, **places, **ports) + "\n")
        (etc / "dynamicmaps.cf").touch()
        shutil.copy("/etc/postfix/postfix-files", etc)
        self._make_queue()
        # The daemon itself, not `postfix start-fg`: ending that one would leave this one behind.
        self._server = Server(["/usr/lib/postfix/sbin/master", "-c", str(etc), "-d"], self._dir / "output")
        ready = lambda: greets(self.smtp, b"220") and greets(self.submission, b"220")  # noqa: E731 - a condition to wait for.
        self._server.wait_for(ready, self._dir / "log")

    def log(self) -> str:
        """Return what Postfix has logged."""
        return (self._dir / "log").read_text("utf-8", "replace")

    def stop(self) -> None:
        """End Postfix."""
        self._server.stop()

    def _make_queue(self) -> None:
        data = self._dir / "data"
        data.mkdir()
        shutil.chown(data, "postfix", "postfix")
        (self._dir / "queue").mkdir()
        for name, mode in QUEUE.items():
            folder = self._dir / "queue" / name
            folder.mkdir()
            user = "root" if name == "pid" else "postfix"
            shutil.chown(folder, user, "postdrop" if name in ("maildrop", "public") else "root")
            folder.chmod(mode)
