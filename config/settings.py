"""The settings as a whole, and the values of the rules that they become."""

from pathlib import Path
from typing import Literal
from urllib.parse import quote

from config.desk_table import DeskTable
from config.health import Health, Notices
from config.mailboxes import MailboxTable
from config.paths import POSTGRESQL, SQLITE, Database
from config.people_tables import AgentTable, OrganisationTable
from config.receiving import LimitsTable, Lmtp, Smtp, Submission
from config.secrets import CredentialSecret, FileSecret
from config.sending import Delivery
from config.table import Table
from desk.desks import Desk, Limits
from desk.people import Directory


class StoreTable(Table):
    """``[store]``: where tickets and mails are kept; the password is for a database server."""

    database: Database = "sqlite:///var/postdesk.sqlite3"
    password: CredentialSecret = None
    password_file: FileSecret = None

    @property
    def url(self) -> str:
        """The database's URL with the password, if there is one: not to be shown."""
        secret = self.password if self.password is not None else self.password_file
        if secret is None or not self.database.startswith(POSTGRESQL):
            return self.database
        user, at, rest = self.database.removeprefix(POSTGRESQL).partition("@")
        user, rest = (user, rest) if at else ("", user)
        return f"{POSTGRESQL}{user}:{quote(secret.get_secret_value(), safe='')}@{rest}"


class Log(Table):
    """``[log]``: how much is logged, and in which form.

    ``auto`` is console on a terminal, journal under systemd, else JSON.
    """

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json", "journal"] = "auto"


class Settings(Table):
    """Everything that is configured. `config.loading.load` makes it: that alone sees what cannot go together.

    Paths are whole, secrets are read, addresses of desks are folded; there is one desk at least.
    """

    store: StoreTable
    smtp: Smtp
    lmtp: Lmtp
    submission: Submission
    delivery: Delivery
    limits: LimitsTable
    log: Log
    health: Health
    notices: Notices
    desk: tuple[DeskTable, ...]
    agent: tuple[AgentTable, ...]
    organisation: tuple[OrganisationTable, ...]
    mailbox: tuple[MailboxTable, ...]

    @property
    def store_url(self) -> str:
        """The store's URL, as ``sqlite:////var/lib/postdesk/postdesk.sqlite3``, with its password."""
        return self.store.url

    @property
    def store_folder(self) -> Path | None:
        """The folder in which the store's file lies; None where it lies on a database server."""
        if self.store.database.startswith(POSTGRESQL):
            return None
        return Path(self.store.database.removeprefix(SQLITE)).parent

    def desks(self) -> tuple[Desk, ...]:
        """Return the desks, in the order of the configuration."""
        return tuple(table.to_desk() for table in self.desk)

    def directory(self) -> Directory:
        """Return everyone the configuration names."""
        return Directory(
            agents=tuple(table.to_agent() for table in self.agent),
            organisations=tuple(table.to_organisation() for table in self.organisation),
            notices=self.notices.address,
        )

    def automatic_limits(self) -> Limits:
        """Return how many automatic mails may leave."""
        return Limits(
            acknowledgements_per_sender_hour=self.limits.acknowledgements_per_sender_hour,
            automatic_per_ticket_day=self.limits.automatic_per_ticket_day,
            notices_per_ticket_day=self.limits.notices_per_ticket_day,
            automatic_per_desk_hour=self.limits.automatic_per_desk_hour,
        )


# The tables that stand once, each with all its settings optional, and those that stand as often as wanted.
SECTIONS: dict[str, type[Table]] = {
    "store": StoreTable,
    "smtp": Smtp,
    "lmtp": Lmtp,
    "submission": Submission,
    "delivery": Delivery,
    "limits": LimitsTable,
    "log": Log,
    "health": Health,
    "notices": Notices,
}
LISTS: dict[str, type[Table]] = {
    "desk": DeskTable,
    "agent": AgentTable,
    "organisation": OrganisationTable,
    "mailbox": MailboxTable,
}
