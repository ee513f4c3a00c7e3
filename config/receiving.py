"""The tables of the ways in: ``[smtp]``, ``[lmtp]``, ``[submission]`` and ``[limits]``."""

import re
import socket
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from config.endpoints import Endpoint, Endpoints, Network
from config.faults import Unfit
from config.paths import OptionalPath, ReadableFile, SocketPath
from config.secrets import GuardedFile
from config.table import Table
from config.units import PositiveDuration, Size
from config.words import host_name

_MODE = re.compile(r"0?[0-7]{3}")

# RFC 5321, 4.5.3.1.7: a server takes 64 KB at the least.
_SMALLEST_LIMIT = 65_536
# A mail is held in memory while it comes in.
_LARGEST_LIMIT = 500_000_000


def _mode(value: object) -> int:
    if not isinstance(value, str) or not _MODE.fullmatch(value):
        raise Unfit("must be a file mode", 'write it in octal and in quotes, as "0660"')
    return int(value, 8)


def _own_name(text: str) -> str:
    return host_name(text) if text else text


def _message_size(value: int) -> int:
    if not _SMALLEST_LIMIT <= value <= _LARGEST_LIMIT:
        raise Unfit("must be between 66kB and 500MB", 'write "35MB"')
    return value


Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]


class Smtp(Table):
    """``[smtp]``: where mail comes in over the network."""

    listen: Endpoints = (Endpoint("127.0.0.1", 2525),)
    hostname: Annotated[str, AfterValidator(_own_name)] = ""
    tls_certificate: ReadableFile = None
    tls_key: GuardedFile = None
    implicit_tls_listen: Endpoints = ()
    require_tls: Flag = False
    trusted_peers: tuple[Network, ...] = ()

    @property
    def own_name(self) -> str:
        """The name we greet with: as configured, else this machine's."""
        return self.hostname or socket.gethostname() or "localhost"


class Lmtp(Table):
    """``[lmtp]``: where a mail server on this machine hands mail in; no ``socket``: nowhere."""

    socket: SocketPath = Path("var/lmtp.sock")
    socket_mode: Annotated[int, BeforeValidator(_mode)] = 0o660


class Submission(Table):
    """``[submission]``: where staff hand mail in with a password; TLS as in [smtp]."""

    listen: Endpoints = ()
    implicit_tls_listen: Endpoints = ()
    passwords_file: OptionalPath = None


class LimitsTable(Table):
    """``[limits]``: how much of everything; sizes in bytes."""

    message_size: Annotated[Size, AfterValidator(_message_size)] = 35_000_000
    recipients: Count = 100
    connections: Count = 200
    connections_per_peer: Count = 20
    idle_timeout: PositiveDuration = timedelta(minutes=1)
    free_space: Size = 100_000_000
    acknowledgements_per_sender_hour: Count = 5
    automatic_per_ticket_day: Count = 20
    notices_per_ticket_day: Count = 200
    automatic_per_desk_hour: Count = 300
