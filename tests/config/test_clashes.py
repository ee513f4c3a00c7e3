"""Settings that are sound one by one, but cannot go together."""

from pathlib import Path

import pytest

from config.clashes import CHECKS
from config.places import Path as Key
from config.settings import LISTS, SECTIONS
from config.table import Table, table_within
from tests.config.files import DESK, fault, faults, settings

ANN = '[[agent]]\nname = "Ann"\naddresses = ["ann@example.org"]\n'
SALES = '[[desk]]\naddress = "sales@example.org"\nprefix = "SALES"\n'
RELAY = '[delivery]\nway = "relay"\n[delivery.relay]\nhost = "mail.example.org"\n'
TLS = '[smtp]\ntls_certificate = "postdesk.toml"\ntls_key = "secret"\n'
SUBMISSION = '[submission]\npasswords_file = "agent.passwords"\n'

# What stands below one desk, support@example.org, and the one fault of it; lines count from there.
CLASHES = [
    (
        '[smtp]\nlisten = ""\n[lmtp]\nsocket = ""\n',
        "2: smtp.listen: SMTP and LMTP are both off and there is no mailbox, so no mail could come in",
    ),
    (
        '[smtp]\nlisten = ["127.0.0.1:25", "127.0.0.1:25"]\n',
        "2: smtp.listen: 127.0.0.1:25 clashes with 127.0.0.1:25",
    ),
    ('[smtp]\nlisten = ["[::]:25", "[::1]:25"]\n', "2: smtp.listen: [::1]:25 clashes with [::]:25"),
    ('[smtp]\ntls_certificate = "postdesk.toml"\n', "2: smtp.tls_certificate: needs its key; set tls_key"),
    (
        '[notices]\naddress = "Support+x@example.org"\n',
        "2: notices.address: Support+x@example.org is an address of a desk; name the operator's own mailbox",
    ),
    (
        SALES + 'dkim_selector = "desk"\n',
        "4: desk.dkim_selector: is of no use without a key; set dkim_key, or remove it",
    ),
    (
        SALES + 'dkim_key = "secret"\n',
        '4: desk.dkim_key: needs a selector; set dkim_selector = "postdesk"',
    ),
    (
        SUBMISSION + 'listen = "127.0.0.1:587"\n',
        "3: submission.listen: needs a certificate; set smtp.tls_certificate and smtp.tls_key",
    ),
    (
        SUBMISSION + 'implicit_tls_listen = "127.0.0.1:465"\n',
        "3: submission.implicit_tls_listen: needs a certificate; set smtp.tls_certificate and smtp.tls_key",
    ),
    (
        TLS + '[submission]\nlisten = "127.0.0.1:587"\n',
        "4: submission.passwords_file: is needed: agents log in; write passwords_file =",
    ),
    (
        TLS + 'listen = "0.0.0.0:587"\n' + SUBMISSION + 'listen = "127.0.0.1:587"\n',
        "7: submission.listen: 127.0.0.1:587 clashes with 0.0.0.0:587; choose another port",
    ),
    (
        TLS + SUBMISSION + 'listen = "127.0.0.1:587"\nimplicit_tls_listen = "127.0.0.1:587"\n',
        "7: submission.implicit_tls_listen: 127.0.0.1:587 clashes with 127.0.0.1:587",
    ),
    (
        TLS + SUBMISSION + 'listen = "127.0.0.1:9525"\n[health]\nlisten = "127.0.0.1:9525"\n',
        "8: health.listen: 127.0.0.1:9525 clashes with 127.0.0.1:9525",
    ),
    (
        RELAY.replace("mail.example.org", "localhost") + TLS + SUBMISSION + 'listen = "127.0.0.1:587"\n',
        "3: delivery.relay.port: is where Postdesk itself listens (127.0.0.1:587)",
    ),
    (
        '[[desk.form]]\nfrom = "form@example.org"\n',
        "1: desk.form: needs authentication_hosts; name the host whose Authentication-Results prove",
    ),
    (
        'authentication_hosts = ["mx"]\nform = [{ from = "Support+x@example.org" }]\n',
        "2: desk.form: Support+x@example.org is an address of a desk; let the form write from an address of",
    ),
    (
        'authentication_hosts = ["mx"]\nform = [{ from = "ann@example.org" }]\n' + ANN,
        "2: desk.form: ann@example.org is an address of an agent",
    ),
    ("[smtp]\nrequire_tls = true\n", "2: smtp.require_tls: needs a certificate"),
    ('[smtp]\nimplicit_tls_listen = "127.0.0.1:465"\n', "2: smtp.implicit_tls_listen: needs a certificate"),
    (
        "[limits]\nconnections = 5\n",
        "1: limits.connections_per_peer: is more than all connections together",
    ),
    (
        '[limits]\nfree_space = "30MB"\n',
        "2: limits.free_space: is less than one mail of message_size needs; raise it or lower message_size",
    ),
    ('[delivery]\nway = "relay"\n', '1: delivery.relay.host: is missing; way is "relay": name the relay'),
    (RELAY + 'user = "u"\n', "5: delivery.relay.user: needs a password; set password_file"),
    (
        RELAY + 'password_file = "secret"\n',
        "5: delivery.relay.password_file: is of no use without a user; set user",
    ),
    (
        RELAY + 'user = "u"\npassword_file = "secret"\ntls = "none"\n',
        "7: delivery.relay.tls: would send the password to mail.example.org in the clear; write tls =",
    ),
    (
        RELAY + 'user = "u"\npassword_file = "secret"\npassword = "credential:relay"\n',
        "6: delivery.relay.password_file: is a second password; keep one of the two",
    ),
    (
        RELAY + 'tls = "none"\nca_file = "postdesk.toml"\n',
        "6: delivery.relay.ca_file: is of no use without TLS; set tls, or remove it",
    ),
    (
        '[delivery]\nway = "relay"\n[delivery.relay]\nhost = "localhost"\nport = 2525\n',
        "5: delivery.relay.port: is where Postdesk itself listens (127.0.0.1:2525)",
    ),
    (
        '[[desk]]\naddress = "Support@Example.org"\nprefix = "B"\n',
        "2: desk.address: support@example.org is an address of the desk support@example.org already",
    ),
    (
        '[[desk]]\naddress = "b@example.org"\nprefix = "B"\naliases = ["support@example.org"]\n',
        "4: desk.aliases: support@example.org is an address of the desk support@example.org already",
    ),
    ('aliases = ["support@example.org"]\n', "1: desk.aliases: support@example.org is an address of the desk"),
    (
        '[[desk]]\naddress = "b@example.org"\n',
        '1: desk.prefix: "SUP" is the prefix of the desk support@example.org already',
    ),
    (
        'languages = ["ru"]\n',
        # It is not set, so the fault stands at its desk.
        '-1: desk.language: "en" is not among the desk\'s languages; add it to languages',
    ),
    ('languages = ["en", "ru", "en"]\n', "1: desk.languages: names a language twice; remove one"),
    (
        "close_unconfirmed = true\nreminders = []\n",
        "1: desk.close_unconfirmed: needs reminders; set reminders =",
    ),
    (f'assignees = ["Anm"]\n{ANN}', '1: desk.assignees: there is no agent "Anm"; did you mean "Ann"?'),
    ('assignees = ["Ann"]\n', '1: desk.assignees: there is no agent "Ann"; add an [[agent]] of this name'),
    (
        f'assignees = ["Ann"]\n{ANN}desks = ["sales@example.org"]\n{SALES}',
        '1: desk.assignees: the agent "Ann" does not serve this desk; add',
    ),
    (
        f'{ANN}[[agent]]\nname = "ANN"\naddresses = ["b@example.org"]\n',
        '5: agent.name: there is another agent "ANN"',
    ),
    (
        f'{ANN}[[agent]]\nname = "Bob"\naddresses = ["b@example.org", "ANN@example.org"]\n',
        '6: agent.addresses: ANN@example.org is an address of "Ann" already; remove one',
    ),
    (
        '[[agent]]\nname = "Bob"\naddresses = ["Support@example.org"]\n',
        "3: agent.addresses: Support@example.org is an address of a desk; name the agent's own mailbox",
    ),
    (
        'aliases = ["help@example.org"]\n[[agent]]\nname = "Bob"\naddresses = ["help+bob@example.org"]\n',
        "4: agent.addresses: help+bob@example.org is an address of a desk",
    ),
    (
        f'{ANN}desks = ["suport@example.org"]\n',
        '4: agent.desks: there is no desk "suport@example.org"; did you mean "support@example.org"?',
    ),
    (
        f'aliases = ["xyz@qqq.example"]\n{ANN}desks = ["xyz@qqq.example"]\n',
        '5: agent.desks: there is no desk "xyz@qqq.example"; name a desk by its address, no alias',
    ),
    (
        '[[organisation]]\nname = "X"\n',
        "1: organisation.addresses: nobody belongs to it; set addresses or domains",
    ),
    (
        '[[organisation]]\nname = "X"\ndomains = ["x.example"]\n'
        '[[organisation]]\nname = "x"\ndomains = ["y.example"]\n',
        '5: organisation.name: there is another organisation "x"; join the two, or rename one',
    ),
    (
        '[[organisation]]\nname = "X"\ndomains = ["x.example"]\n'
        '[[organisation]]\nname = "Y"\ndomains = ["X.example"]\n',
        '6: organisation.domains: x.example belongs to "X" already; remove one',
    ),
    (
        '[[organisation]]\nname = "X"\naddresses = ["a@x.example"]\n'
        '[[organisation]]\nname = "Y"\nrepresentatives = ["A@x.example"]\n',
        '6: organisation.representatives: a@x.example belongs to "X" already',
    ),
    (
        '[[organisation]]\nname = "X"\naddresses = ["support+x@example.org"]\n',
        "3: organisation.addresses: support+x@example.org is an address of a desk; remove it",
    ),
]


@pytest.fixture(autouse=True)
def _secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("secret", "relay"):
        (tmp_path / name).write_text("hunter2\n")
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))


@pytest.mark.parametrize(("text", "said"), CLASHES)
def test_what_cannot_go_together_is_one_fault_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    """The fault stands at one of the settings, and says which other it clashes with."""
    assert fault(tmp_path, text).startswith(said)


def test_a_key_needs_its_certificate(tmp_path: Path) -> None:
    """The other way round than above: a key alone."""
    assert (
        fault(tmp_path, '[smtp]\ntls_key = "secret"\n')
        == "2: smtp.tls_key: needs its certificate; set tls_certificate"
    )


def test_there_must_be_a_desk(tmp_path: Path) -> None:
    """An empty file is told what it needs."""
    (found,) = faults(tmp_path, "")
    assert str(found) == (
        f"{tmp_path}/postdesk.toml: desk: there is no desk;"
        ' write [[desk]] and below it address = "support@example.org"'
    )


@pytest.mark.parametrize(
    "text",
    [
        SALES + ANN + 'desks = ["SALES@example.org"]\n',
        'assignees = ["Ann"]\n' + ANN,
        'assignees = ["Ann"]\n' + ANN + 'desks = ["support@example.org"]\n',
        '[smtp]\nlisten = ["0.0.0.0:25", "[::]:25"]\n',
        '[smtp]\nlisten = "off"\n',
        TLS + SUBMISSION + 'listen = "127.0.0.1:587"\nimplicit_tls_listen = "127.0.0.1:465"\n',
        SUBMISSION,
        'authentication_hosts = ["mx"]\n[[desk.form]]\nfrom = "form@example.org"\n',
        '[lmtp]\nsocket = ""\n',
        RELAY + 'user = "u"\npassword_file = "secret"\n',
        '[delivery]\nway = "relay"\n[delivery.relay]\nhost = "127.0.0.1"\nport = 25\ntls = "none"\n',
        '[delivery.relay]\nhost = "localhost"\ntls = "none"\nuser = "u"\npassword_file = "secret"\n',
        '[[organisation]]\nname = "X"\ndomains = ["example.org"]\nrepresentatives = ["a@example.org"]\n',
        '[[organisation]]\nname = "X"\naddresses = ["a@gmail.com"]\nrepresentatives = ["A@gmail.com"]\n',
    ],
)
def test_what_can_go_together_is_taken(tmp_path: Path, text: str) -> None:
    """No rule above reaches further than it says."""
    assert settings(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        # The agent that the desk wants is there; only its address is at fault.
        ('assignees = ["Ann"]\n[[agent]]\nname = "Ann"\naddresses = ["ann"]\n', "agent.addresses"),
        # Whether the other desk has the same prefix cannot be told.
        ('[[desk]]\naddress = "b@example.org"\nprefix = "sup"\n', "desk.prefix"),
        # The desk that the agent serves may be the one without a sound address.
        (ANN + 'desks = ["b@example.org"]\n[[desk]]\naddress = "b@"\nprefix = "B"\n', "desk.address"),
        ('[smtp]\ntls_certificate = "none.pem"\nrequire_tls = true\n', "smtp.tls_certificate"),
        ('[delivery]\nway = "relay"\nrelay.host = 5\n', "delivery.relay.host"),
        ('[delivery]\nway = "relay"\nrelay = 5\n', "delivery.relay"),
        ('[limits]\nmessage_size = "35"\nfree_space = "1MB"\n', "limits.message_size"),
    ],
)
def test_nothing_is_concluded_from_what_is_at_fault_itself(tmp_path: Path, text: str, key: str) -> None:
    """A fault is told once, where it is."""
    (found,) = faults(tmp_path, DESK + text)
    assert found.key == key


def test_a_fault_in_one_setting_does_not_hide_a_clash_of_others(tmp_path: Path) -> None:
    """In the same table, and in the same desk."""
    text = 'prefix = "sup"\n[smtp]\nlisten = 5\nrequire_tls = true\n'
    text += '[[agent]]\nname = "A"\naddresses = ["support@example.org"]\n'
    assert [each.key for each in faults(tmp_path, DESK + text)] == [
        "desk.prefix",
        "smtp.listen",
        "smtp.require_tls",
        "agent.addresses",
    ]


def test_a_fault_in_a_table_within_a_table_does_not_hide_a_clash_there(tmp_path: Path) -> None:
    """Of the relay only the port is left out."""
    found = faults(tmp_path, DESK + RELAY + 'port = "smtp"\nuser = "u"\n')
    assert [each.key for each in found] == ["delivery.relay.port", "delivery.relay.user"]


def _field(path: Key) -> bool:
    table: type[Table] | None = (SECTIONS | LISTS)[str(path[0])]
    for key in path[1:-1]:
        table = table_within(table, str(key)) if table else None
    return table is not None and path[-1] in table.model_fields


def test_every_check_names_settings_that_exist() -> None:
    """A name that is none would silently protect nothing."""
    assert all(_field(tuple(read.split("."))) for check in CHECKS for read in check.reads)
    assert all(name in LISTS for check in CHECKS for name in check.complete)
