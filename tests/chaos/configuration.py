"""The configuration of an experiment's daemon."""

from collections.abc import Sequence
from pathlib import Path

from tests.imap_server import USER

HOST = "127.0.0.1"

CONFIGURATION = """\
[store]
database = "{database}"

[smtp]
listen = "{listen}"
hostname = "{life}"

[lmtp]
socket = "lmtp.sock"

[delivery]
way = "relay"

[delivery.relay]
host = "{relay[0]}"
port = {relay[1]}
tls = "none"

# No limit may hide an acknowledgement that was sent twice.
[limits]
connections_per_peer = 100
automatic_per_desk_hour = 1000000
notices_per_ticket_day = 1000000

[log]
level = "warning"
format = "console"

[[agent]]
name = "Ann Lee"
addresses = ["ann@staff.example"]
role = "operator"

[[mailbox]]
desk = "{desks[0]}"
host = "{imap[0]}"
port = {imap[1]}
{tls}
user = "{user}"
password_file = "imap.password"
poll = "2s"
first_run = "all"
after = "move"
move_to = "Postdesk"
"""
CLEAR = 'tls = "none"'
ENCRYPTED = 'tls = "implicit"\nca_file = "{ca_file}"'
ONE_DESK = """
[[desk]]
address = "{address}"
prefix = "{prefix}"
outgoing_hold = "0s"
"""


def configuration(
    database: str,
    listen: str,
    hostname: str,
    *,
    relay: tuple[str, int],
    imap: tuple[str, int],
    ca_file: Path | None,
    desks: Sequence[str],
) -> str:
    """Return the configuration of a daemon over this store, which takes mail at ``listen``.

    ``hostname`` is what it calls itself. The mailbox at ``imap`` is the first desk's; it is
    read over TLS where its server has a certificate by the authority in ``ca_file``.
    """
    known = "".join(
        ONE_DESK.format(address=address, prefix=address.partition("@")[0].upper()) for address in desks
    )
    common = CONFIGURATION.format(
        database=database,
        listen=listen,
        life=hostname,
        relay=relay,
        imap=imap,
        tls=ENCRYPTED.format(ca_file=ca_file) if ca_file else CLEAR,
        desks=desks,
        user=USER,
    )
    return common + known
