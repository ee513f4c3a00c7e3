"""How a mailbox is: what health, status and metrics tell of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxState:
    """One mailbox at this moment.

    ``since`` is when it was connected or lost; ``last_success_at`` when it was looked through last, or None;
    ``fault`` says in a sentence why it is not connected; ``taken`` counts its mails since the start.
    ``elsewhere`` is a mailbox that another daemon reads.
    """

    account: str
    folder: str
    desk: str
    connected: bool
    since: datetime
    last_success_at: datetime | None = None
    fault: str = ""
    taken: int = 0
    elsewhere: bool = False
