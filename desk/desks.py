"""A desk: one support address with its own settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from desk.address import fold, untagged
from desk.fields import Field
from desk.mail import Language
from desk.request import RequestKind
from desk.states import State


class Echo(StrEnum):
    """When an acknowledgement may repeat the sender's own words."""

    PASSED = "passed"
    ALWAYS = "always"


class ReplyAddress(StrEnum):
    """How a reply finds its ticket: by a key in the address, or by ids and numbers alone."""

    PLUS = "plus"
    PLAIN = "plain"


class ReturnPath(StrEnum):
    """The return path of our mails: one for each delivery, or the desk's own address."""

    DELIVERY = "delivery"
    DESK = "desk"


class Machines(StrEnum):
    """What becomes of mail from lists and machines."""

    HOLD = "hold"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The settings of one desk. ``templates`` and ``dkim_key`` are paths, or empty.

    ``reminders`` are the pauses after which a waiting customer is reminded, each counted from the mail
    before. Names of states and kinds override the built-in ones, by language. ``required`` are the fields
    that a request of a kind needs. ``form`` holds the folded addresses of web forms that write to the desk.
    Agents' words to customers wait for ``outgoing_hold``; ``internal_words`` are for no customer to read.
    """

    address: str
    aliases: tuple[str, ...] = ()
    name: str = "Support"
    prefix: str = "SUP"
    first_number: int = 1001
    languages: tuple[Language, ...] = (Language.RU, Language.EN)
    language: Language = Language.EN
    time_zone: str = "UTC"
    state_names: Mapping[Language, Mapping[State, str]] = field(default_factory=lambda: MappingProxyType({}))
    kind_names: Mapping[Language, Mapping[RequestKind, str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    required: Mapping[RequestKind, tuple[Field, ...]] = field(default_factory=lambda: MappingProxyType({}))
    templates: str = ""
    reopen_period: timedelta = timedelta(days=14)
    reminders: tuple[timedelta, ...] = (timedelta(days=3), timedelta(days=4))
    close_unconfirmed: bool = False
    echo: Echo = Echo.PASSED
    reply_address: ReplyAddress = ReplyAddress.PLUS
    return_path: ReturnPath = ReturnPath.DELIVERY
    assignees: tuple[str, ...] = ()
    solution_comment_required: bool = True
    outgoing_hold: timedelta = timedelta(seconds=60)
    internal_words: tuple[str, ...] = ()
    authentication_hosts: tuple[str, ...] = ()
    forged_results_stripped: bool = False
    spam_header: str = ""
    machines: Machines = Machines.HOLD
    dkim_selector: str = ""
    dkim_key: str = ""
    form: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The address and its aliases, folded."""
        return tuple(fold(addr) for addr in (self.address, *self.aliases))

    def owns(self, addr: str) -> bool:
        """Tell whether mail to this address, plus-forms included, is mail to this desk."""
        return untagged(addr) in self.addresses

    def has_form(self, addr: str) -> bool:
        """Tell whether a web form of this desk writes from this address."""
        return fold(addr) in self.form


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many automatic mails may leave (design: "Limits")."""

    acknowledgements_per_sender_hour: int = 5
    automatic_per_ticket_day: int = 20
    notices_per_ticket_day: int = 200
    automatic_per_desk_hour: int = 300
