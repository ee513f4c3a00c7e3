"""The settings as a whole, and the values of the rules that they become."""

from pathlib import Path
from typing import Literal

from config.desk_table import DeskTable
from config.health import Health, Notices
from config.mailboxes import MailboxTable
from config.paths import StoreUrl
from config.people_tables import AgentTable, OrganisationTable
from config.receiving import LimitsTable, Lmtp, Smtp, Submission
from config.sending import Delivery
from config.table import Table
from desk.desks import Desk, Limits
from desk.people import Directory


class StoreTable(Table):
    """``[store]``: where tickets and mails are kept."""

    url: StoreUrl = "sqlite:///var/postdesk.sqlite3"


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
        """The store's URL with its whole path: ``sqlite:////var/lib/postdesk/postdesk.sqlite3``."""
        return self.store.url

    @property
    def store_folder(self) -> Path:
        """The folder in which the store's file lies."""
        return Path(self.store.url.removeprefix("sqlite:///")).parent

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
