"""The tables of the way out: ``[delivery]`` and ``[delivery.relay]``."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from config.paths import InFolder, ReadableFile
from config.receiving import Count
from config.secrets import CredentialSecret, FileSecret
from config.table import Table
from config.units import PositiveDuration
from config.words import host_name


def _host(text: str) -> str:
    return host_name(text) if text else text


class Relay(Table):
    """``[delivery.relay]``: the mail server that sends our mail on. ``timeout`` is for one answer of it.

    ``password`` and ``password_file`` hold the secret itself: it is read when the configuration is.
    """

    host: Annotated[str, AfterValidator(_host)] = ""
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] = 587
    tls: Literal["none", "starttls", "implicit"] = "starttls"
    ca_file: ReadableFile = None
    user: str = ""
    password: CredentialSecret = None
    password_file: FileSecret = None
    connections: Annotated[Count, Field(le=100)] = 4
    timeout: PositiveDuration = timedelta(minutes=1)

    @property
    def secret(self) -> SecretStr | None:
        """The password, wherever it was read from."""
        return self.password if self.password is not None else self.password_file


class Delivery(Table):
    """``[delivery]``: into a Maildir, or to a relay."""

    way: Literal["maildir", "relay"] = "maildir"
    maildir: InFolder = Path("var/outgoing")
    give_up_after: PositiveDuration = timedelta(days=5)
    relay: Relay = Relay()
