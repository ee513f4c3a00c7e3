"""The tables of those who look after the daemon: ``[health]`` and ``[notices]``."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from config.endpoints import Endpoint, Endpoints, is_loopback
from config.faults import Unfit
from config.paths import SocketPath
from config.table import Table
from config.units import PositiveDuration
from config.words import mail_address


def _loopback(endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    for each in endpoints:
        if not is_loopback(each.host):
            raise Unfit(f"{each} can be reached from other machines", 'write "127.0.0.1:9525"')
    return endpoints


def _optional_address(text: str) -> str:
    return mail_address(text) if text else text


class Health(Table):
    """``[health]``: where the daemon tells how it is.

    The unix socket is for ``postdesk status`` and ``postdesk reload``, the HTTP endpoint for Prometheus.
    """

    socket: SocketPath = Path("var/control.sock")
    listen: Annotated[Endpoints, AfterValidator(_loopback)] = ()


class Notices(Table):
    """``[notices]``: what the operator is told by mail, each cause once a day."""

    address: Annotated[str, AfterValidator(_optional_address)] = ""
    outbox_age: PositiveDuration = timedelta(hours=1)
    mailbox_down: PositiveDuration = timedelta(minutes=15)
