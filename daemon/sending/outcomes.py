"""What becomes of one delivery, and what every way out promises."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sent:
    """The next host has taken the mail; ``reply`` holds its words."""

    reply: str


@dataclass(frozen=True, slots=True)
class Later:
    """The mail could not be handed over now; ``reply`` says why. It is to be tried again."""

    reply: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The mail will never be taken for this recipient; ``reply`` says why.

    ``status`` is the other side's own code (RFC 3463), empty where it gave none.
    """

    reply: str
    status: str = ""


Outcome = Sent | Later | Refused


class Transport(Protocol):
    """A way out for mail. It keeps nothing: whoever calls it holds the mail until it is Sent."""

    async def send(self, mail: bytes, return_path: str, recipient: str) -> Outcome:
        """Hand over one mail to one recipient; no fault of the other side's is raised.

        ``return_path`` is an addr-spec, or empty for the null sender. A mail whose answer was lost counts
        as Later, so its recipient may get it twice.
        """
        ...

    async def close(self) -> None:
        """Part from the other side politely."""
        ...
