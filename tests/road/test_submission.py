"""Agents hand in mail with a password, and are believed; nobody else gets anywhere."""

import asyncio
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from daemon.receiving.password_file import set_password
from desk.verdicts import Verdict
from tests.daemon.home import made
from tests.road.road import ANN, BOB, CONFIGURATION, DESK, EVE, IVAN, Road, a_mail, running, to
from tests.stores import configure

PASSWORD = "correct horse battery"
SETTINGS = """
[submission]
listen = "127.0.0.1:0"
implicit_tls_listen = "127.0.0.1:0"
passwords_file = "agent.passwords"
"""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who vouches for the server."""
    return trustme.CA()


@pytest.fixture
def configuration(tmp_path: Path, authority: trustme.CA) -> str:
    """A desk with submission; Ann has a password, Bob has none."""
    server = authority.issue_cert("127.0.0.1")
    server.private_key_pem.write_to_path(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o600)
    server.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    set_password(tmp_path / "agent.passwords", "Ann Lee", PASSWORD)
    tls = '[smtp]\ntls_certificate = "cert.pem"\ntls_key = "key.pem"\n'
    return CONFIGURATION.replace("[smtp]\n", tls) + SETTINGS


def client(road: Road, authority: trustme.CA, protocol: str = "submission") -> smtplib.SMTP:
    """Connect as a mail program does, over TLS."""
    port = next(door.port for door in road.service.listeners.listening if door.protocol == protocol)
    context = ssl.create_default_context()
    authority.configure_trust(context)
    if protocol == "submissions":
        return smtplib.SMTP_SSL("127.0.0.1", port, timeout=60, context=context)
    smtp = smtplib.SMTP("127.0.0.1", port, timeout=60)
    smtp.starttls(context=context)
    return smtp


async def within(work: Callable[[], object]) -> object:
    """Do something that blocks."""
    return await asyncio.to_thread(work)


@pytest.mark.parametrize("protocol", ["submission", "submissions"])
@pytest.mark.parametrize("user", [ANN, "Ann Lee", ANN.upper()])
async def test_an_agent_who_logs_in_is_believed(
    tmp_path: Path, configuration: str, authority: trustme.CA, protocol: str, user: str
) -> None:
    """A command works at once that would otherwise be held until the agent has confirmed it."""

    def submit() -> None:
        with client(road, authority, protocol) as smtp:
            smtp.login(user, PASSWORD)
            smtp.send_message(order, ANN, [DESK])

    order = a_mail(ANN, "#resolve\nTry again.", subject="Re: [SUP-1001] Принтер")
    async with running(tmp_path, configuration) as road:
        await road.send(a_mail(IVAN))
        await within(submit)
        await road.settled()
        assert road.record().verdict is not Verdict.HELD
        assert road.record().source.value == "submission"


async def test_the_same_order_without_a_login_is_held(tmp_path: Path, configuration: str) -> None:
    """By SMTP anybody could write it."""
    async with running(tmp_path, configuration) as road:
        await road.send(a_mail(IVAN))
        await road.send(a_mail(ANN, "#resolve\nTry again.", subject="Re: [SUP-1001] Принтер"))
        assert road.record().verdict is Verdict.HELD


@pytest.mark.parametrize("sender", [BOB, IVAN, EVE])
async def test_nobody_writes_in_another_name(
    tmp_path: Path, configuration: str, authority: trustme.CA, sender: str
) -> None:
    """A password proves one agent, and no other."""

    def submit() -> None:
        with client(road, authority) as smtp:
            smtp.login(ANN, PASSWORD)
            smtp.send_message(a_mail(sender, "#resolve\nx"), ANN, [DESK])

    async with running(tmp_path, configuration) as road:
        with pytest.raises(smtplib.SMTPDataError, match="own addresses"):
            await within(submit)
        assert road.numbers() == []


async def test_nothing_is_offered_before_tls(tmp_path: Path, configuration: str) -> None:
    """No password crosses the network in the clear, not even by mistake."""

    def talk() -> tuple[bool, int, int]:
        port = next(d.port for d in road.service.listeners.listening if d.protocol == "submission")
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
            smtp.ehlo()
            plain = b64encode(f"\0{ANN}\0{PASSWORD}".encode()).decode()
            return smtp.has_extn("auth"), smtp.docmd("AUTH", f"PLAIN {plain}")[0], smtp.mail(ANN)[0]

    async with running(tmp_path, configuration) as road:
        assert await within(talk) == (False, 530, 530)


async def test_nobody_logs_in_where_the_world_sends_mail(
    tmp_path: Path, configuration: str, authority: trustme.CA
) -> None:
    """The port for other mail servers offers no login, even over TLS."""

    def talk() -> tuple[bool, int]:
        with client(road, authority, "smtp") as smtp:
            smtp.ehlo()
            return smtp.has_extn("auth"), smtp.docmd("AUTH", "PLAIN AAAA")[0]

    async with running(tmp_path, configuration) as road:
        assert await within(talk) == (False, 502)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("PLAIN " + b64encode(b"\0ann@staff.example\0wrong password").decode(), 535),
        ("PLAIN " + b64encode(b"\0bob@staff.example\0wrong password").decode(), 535),
        ("PLAIN " + b64encode(b"\0nobody@evil.example\0wrong password").decode(), 535),
        ("PLAIN " + b64encode(b"\0ann@staff.example\0").decode(), 535),
        ("PLAIN " + b64encode(b"root\0ann@staff.example\0correct horse battery").decode(), 501),
        ("PLAIN ====", 501),
        ("PLAIN " + b64encode(b"\xff\xfe").decode(), 501),
        ("PLAIN " + b64encode(b"no separators").decode(), 501),
        ("PLAIN =", 501),
        ("PLAIN *", 501),
        ("CRAM-MD5", 504),
        ("", 504),
        ("PLAIN " + "A" * 13_000, 500),
    ],
)
async def test_a_bad_login_is_refused(
    tmp_path: Path, configuration: str, authority: trustme.CA, command: str, code: int
) -> None:
    """Wrong, broken, cancelled or endless: an answer, no mail, and no word on which part was wrong."""

    def talk() -> tuple[int, int]:
        with client(road, authority) as smtp:
            smtp.ehlo()
            return smtp.docmd("AUTH", command)[0], smtp.mail(ANN)[0]

    async with running(tmp_path, configuration) as road:
        assert await within(talk) == (code, 530)


async def test_guessing_ends_the_connection(
    tmp_path: Path, configuration: str, authority: trustme.CA, caplog: pytest.LogCaptureFixture
) -> None:
    """The third wrong password is the last; the log knows of each, and of no password."""

    def talk() -> list[int]:
        with client(road, authority) as smtp:
            smtp.ehlo()
            guess = b64encode(f"\0{ANN}\0secret guess".encode()).decode()
            return [smtp.docmd("AUTH", f"PLAIN {guess}")[0] for _ in range(3)]

    async with running(tmp_path, configuration) as road:
        assert await within(talk) == [535, 535, 421]
    said = [record.getMessage() for record in caplog.records]
    assert sum("login" in line and "refused" in line for line in said) == 3
    assert not any("secret guess" in line for line in said)


async def test_no_mail_goes_elsewhere(tmp_path: Path, configuration: str, authority: trustme.CA) -> None:
    """A login makes no open relay of us: agents write to the desk here, and to nobody else."""

    def talk() -> int:
        with client(road, authority) as smtp:
            smtp.login(ANN, PASSWORD)
            smtp.mail(ANN)
            return smtp.rcpt("somebody@elsewhere.example")[0]

    async with running(tmp_path, configuration) as road:
        assert await within(talk) == 550


async def test_a_new_password_holds_at_once(
    tmp_path: Path, configuration: str, authority: trustme.CA
) -> None:
    """Set and removed by the command line while the daemon runs."""

    def login(password: str) -> int:
        with client(road, authority) as smtp:
            try:
                return int(smtp.login(BOB, password)[0])
            except smtplib.SMTPAuthenticationError as refused:
                return int(refused.smtp_code)

    async with running(tmp_path, configuration) as road:
        home = made(tmp_path, configuration=configuration)
        assert await within(lambda: login(PASSWORD)) == 535
        done = await asyncio.to_thread(home.run, "agent", "password", BOB, given=PASSWORD.encode() + b"\n")
        assert done.exit_code == 0, done.output
        assert (tmp_path / "agent.passwords").stat().st_mode & 0o777 == 0o600
        assert PASSWORD not in (tmp_path / "agent.passwords").read_text()
        assert await within(lambda: login(PASSWORD)) == 235
        await asyncio.to_thread(home.run, "agent", "password", "Bob Ray", "--remove")
        assert await within(lambda: login(PASSWORD)) == 535


async def test_an_unusable_file_of_passwords_is_a_fault_of_ours(
    tmp_path: Path, configuration: str, authority: trustme.CA
) -> None:
    """The program is told to try again later, the log what to do."""

    def talk() -> int:
        with client(road, authority) as smtp:
            smtp.ehlo()
            return smtp.docmd("AUTH", "PLAIN " + b64encode(f"\0{ANN}\0{PASSWORD}".encode()).decode())[0]

    (tmp_path / "agent.passwords").unlink()
    async with running(tmp_path, configuration) as road:
        assert await within(talk) == 454


@pytest.mark.parametrize(
    ("given", "told"), [(b"short\n", "10 to 1000"), (b"x" * 2000, "10 to 1000"), (b"", "10 to 1000")]
)
def test_a_bad_password_changes_nothing(tmp_path: Path, configuration: str, given: bytes, told: str) -> None:
    """Too short, too long, or none at all."""
    before = (tmp_path / "agent.passwords").read_bytes()
    done = made(tmp_path, configuration=configuration).run("agent", "password", ANN, given=given)
    assert done.exit_code == 1
    assert told in done.output
    assert (tmp_path / "agent.passwords").read_bytes() == before


def test_only_agents_have_passwords(tmp_path: Path, configuration: str) -> None:
    """A name that the configuration does not know is a slip of the pen."""
    done = made(tmp_path, configuration=configuration).run("agent", "password", "Anne", given=b"x" * 20)
    assert done.exit_code == 1
    assert "Ann Lee, Bob Ray" in done.output


async def test_who_is_no_agent_any_more_is_not_believed(
    tmp_path: Path, configuration: str, authority: trustme.CA
) -> None:
    """The right is looked at when the mail is taken, not when the password was made."""

    def login() -> int:
        with client(road, authority) as smtp:
            smtp.ehlo()
            return smtp.docmd("AUTH", "PLAIN " + b64encode(f"\0{ANN}\0{PASSWORD}".encode()).decode())[0]

    less = configuration.replace(ANN, "carl@staff.example").replace("Ann Lee", "Carl Wolf")
    async with running(tmp_path, configuration) as road:
        assert await within(login) == 235
        configure(tmp_path / "postdesk.toml", less)
        await road.service.reload()
        assert await within(login) == 535
        assert not to(road.outgoing(), ANN)
