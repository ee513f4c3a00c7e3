"""What settings become for the other rooms."""

import socket
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.desk_table import DeskTable
from config.people_tables import AgentTable, OrganisationTable
from config.settings import LISTS, SECTIONS, Settings
from desk.desks import Desk, Echo, Limits, Machines, ReplyAddress, ReturnPath
from desk.fields import Field
from desk.mail import Language
from desk.people import Agent, Organisation, Role
from desk.request import RequestKind
from desk.states import State
from tests.config.files import settings

WHOLE = """\
aliases = ["Help@example.org"]
name = "Поддержка"
prefix = "HELP"
first_number = 7
languages = ["ru"]
language = "ru"
time_zone = "Europe/Moscow"
state_names = { ru = { resolved = "Обработано" } }
kind_names.ru.incident = "Сбой"
required.incident = ["organisation", "product"]
templates = "."
reopen_period = "1d"
reminders = ["2d", "36h"]
close_unconfirmed = true
echo = "always"
reply_address = "plain"
return_path = "desk"
assignees = ["Ann Lee"]
solution_comment_required = false
authentication_hosts = ["MX.example.org"]
spam_header = "X-Spam-Flag"
machines = "ticket"

[[desk.form]]
from = "Form@example.org"

[[desk.form]]
from = "shop@example.org"

[[agent]]
name = "Ann Lee"
addresses = ["Ann@example.org", "ann@home.example"]
language = "ru"
role = "operator"
desks = ["Support@example.org"]

[[organisation]]
name = "Ромашка"
addresses = ["ivan@gmail.com"]
domains = ["Romashka.example"]
representatives = ["chief@romashka.example"]

[limits]
acknowledgements_per_sender_hour = 1
automatic_per_ticket_day = 2
notices_per_ticket_day = 3
automatic_per_desk_hour = 4
"""


def test_a_desk_becomes_the_desk_of_the_rules(tmp_path: Path) -> None:
    """Every setting arrives."""
    (desk,) = settings(tmp_path, WHOLE).desks()
    assert desk == Desk(
        address="support@example.org",
        aliases=("help@example.org",),
        name="Поддержка",
        prefix="HELP",
        first_number=7,
        languages=(Language.RU,),
        language=Language.RU,
        time_zone="Europe/Moscow",
        state_names={Language.RU: {State.RESOLVED: "Обработано"}},
        kind_names={Language.RU: {RequestKind.INCIDENT: "Сбой"}},
        required={RequestKind.INCIDENT: (Field.ORGANISATION, Field.PRODUCT)},
        templates=str(tmp_path),
        reopen_period=timedelta(days=1),
        reminders=(timedelta(days=2), timedelta(hours=36)),
        close_unconfirmed=True,
        echo=Echo.ALWAYS,
        reply_address=ReplyAddress.PLAIN,
        return_path=ReturnPath.DESK,
        assignees=("Ann Lee",),
        solution_comment_required=False,
        authentication_hosts=("mx.example.org",),
        spam_header="X-Spam-Flag",
        machines=Machines.TICKET,
        form=("form@example.org", "shop@example.org"),
    )


def test_agents_and_organisations_become_the_directory(tmp_path: Path) -> None:
    """Agents' addresses stay as written, for they are written to; domains are folded."""
    directory = settings(tmp_path, WHOLE).directory()
    assert directory.agents == (
        Agent(
            name="Ann Lee",
            addresses=("Ann@example.org", "ann@home.example"),
            language=Language.RU,
            role=Role.OPERATOR,
            desks=("support@example.org",),
        ),
    )
    assert directory.organisations == (
        Organisation(
            name="Ромашка",
            addresses=("ivan@gmail.com",),
            domains=("romashka.example",),
            representatives=("chief@romashka.example",),
        ),
    )


def test_the_limits_of_automatic_mail_become_those_of_the_rules(tmp_path: Path) -> None:
    """Each at its place."""
    limits = settings(tmp_path, WHOLE).automatic_limits()
    assert limits == Limits(
        acknowledgements_per_sender_hour=1,
        automatic_per_ticket_day=2,
        notices_per_ticket_day=3,
        automatic_per_desk_hour=4,
    )


def test_the_defaults_are_those_of_the_rules(tmp_path: Path) -> None:
    """What is not configured is as the rules have it."""
    read = settings(tmp_path, '[[agent]]\nname = "A"\naddresses = ["a@example.org"]\n')
    assert read.desks() == (Desk(address="support@example.org"),)
    assert read.directory().agents == (Agent(name="A", addresses=("a@example.org",)),)
    assert read.automatic_limits() == Limits()


@pytest.mark.parametrize(
    ("table", "value"), [(DeskTable, Desk), (AgentTable, Agent), (OrganisationTable, Organisation)]
)
def test_whatever_the_rules_know_can_be_configured(table: type[DeskTable], value: type[Desk]) -> None:
    """A field that the rules get later is not forgotten here."""
    assert list(table.model_fields) == [field.name for field in fields(value)]


def test_every_limit_of_the_rules_can_be_configured() -> None:
    """They stand among the other limits."""
    assert {field.name for field in fields(Limits)} <= set(SECTIONS["limits"].model_fields)


def test_the_tables_of_the_reader_are_those_of_the_settings() -> None:
    """No table is read that is not kept, nor kept that is not read."""
    assert list(SECTIONS | LISTS) == list(Settings.model_fields)


def test_settings_do_not_change(tmp_path: Path) -> None:
    """A running daemon has one set of them."""
    read = settings(tmp_path, "")
    with pytest.raises(ValidationError, match="frozen"):
        read.smtp.hostname = "x"


def test_the_socket_mode_is_octal(tmp_path: Path) -> None:
    """As chmod has it."""
    assert settings(tmp_path, '[lmtp]\nsocket_mode = "0600"\n').lmtp.socket_mode == 0o600
    assert settings(tmp_path, "").lmtp.socket_mode == 0o660


def test_we_greet_with_the_configured_name_else_the_machines(tmp_path: Path) -> None:
    """No look into the DNS is needed for it."""
    assert settings(tmp_path, '[smtp]\nhostname = "mx.example.org"\n').smtp.own_name == "mx.example.org"
    assert settings(tmp_path, "").smtp.own_name == socket.gethostname()
