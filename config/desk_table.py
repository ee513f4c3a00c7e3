"""The table of a desk: ``[[desk]]``."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from config.forms import FormTable
from config.paths import ReadableFolder
from config.receiving import Flag
from config.secrets import GuardedFile
from config.table import Table
from config.units import Duration, PositiveDuration
from config.words import (
    AuthenticationHost,
    DeskAddress,
    DeskAlias,
    DkimSelector,
    Filled,
    HeaderName,
    OneLine,
    Prefix,
    TimeZone,
)
from desk.address import fold
from desk.desks import Desk, Echo, Machines, ReplyAddress, ReturnPath
from desk.fields import Field as Known
from desk.mail import Language
from desk.request import RequestKind
from desk.states import State


class DeskTable(Table):
    """``[[desk]]``: one support address; every field as in `desk.desks.Desk`, which it becomes."""

    address: DeskAddress
    aliases: tuple[DeskAlias, ...] = ()
    name: OneLine = "Support"
    prefix: Prefix = "SUP"
    first_number: Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)] = 1001
    languages: Annotated[tuple[Language, ...], Filled] = (Language.RU, Language.EN)
    language: Language = Language.EN
    time_zone: TimeZone = "UTC"
    state_names: Mapping[Language, Mapping[State, OneLine]] = Field(default_factory=dict)
    kind_names: Mapping[Language, Mapping[RequestKind, OneLine]] = Field(default_factory=dict)
    required: Mapping[RequestKind, tuple[Known, ...]] = Field(default_factory=dict)
    templates: ReadableFolder = None
    reopen_period: Duration = timedelta(days=14)
    reminders: tuple[PositiveDuration, ...] = (timedelta(days=3), timedelta(days=4))
    close_unconfirmed: Flag = False
    echo: Echo = Echo.PASSED
    reply_address: ReplyAddress = ReplyAddress.PLUS
    return_path: ReturnPath = ReturnPath.DELIVERY
    assignees: tuple[OneLine, ...] = ()
    solution_comment_required: Flag = True
    outgoing_hold: Duration = timedelta(seconds=60)
    internal_words: tuple[OneLine, ...] = ()
    authentication_hosts: tuple[AuthenticationHost, ...] = ()
    forged_results_stripped: Flag = False
    spam_header: HeaderName = ""
    machines: Machines = Machines.HOLD
    dkim_selector: DkimSelector = ""
    dkim_key: GuardedFile = None
    form: tuple[FormTable, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The address and its aliases, folded."""
        return (self.address, *self.aliases)

    def to_desk(self) -> Desk:
        """Return the desk that these settings describe."""
        return Desk(
            address=self.address,
            aliases=self.aliases,
            name=self.name,
            prefix=self.prefix,
            first_number=self.first_number,
            languages=self.languages,
            language=self.language,
            time_zone=self.time_zone,
            state_names=MappingProxyType({key: MappingProxyType(n) for key, n in self.state_names.items()}),
            kind_names=MappingProxyType({key: MappingProxyType(n) for key, n in self.kind_names.items()}),
            required=MappingProxyType(dict(self.required)),
            templates=str(self.templates or ""),
            reopen_period=self.reopen_period,
            reminders=self.reminders,
            close_unconfirmed=self.close_unconfirmed,
            echo=self.echo,
            reply_address=self.reply_address,
            return_path=self.return_path,
            assignees=self.assignees,
            solution_comment_required=self.solution_comment_required,
            outgoing_hold=self.outgoing_hold,
            internal_words=self.internal_words,
            authentication_hosts=self.authentication_hosts,
            forged_results_stripped=self.forged_results_stripped,
            spam_header=self.spam_header,
            machines=self.machines,
            dkim_selector=self.dkim_selector,
            dkim_key=str(self.dkim_key or ""),
            form=tuple(fold(each.from_) for each in self.form),
        )
