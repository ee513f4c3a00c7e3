"""A session in which an agent logs in: what may be said when, and what is never said."""

import asyncio
import logging
import ssl
import threading
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme
from argon2 import PasswordHasher

from daemon.receiving.logins import Logins
from daemon.receiving.passwords import Passwords
from daemon.receiving.tls import server_context
from desk.envelope import Source
from desk.people import Agent, Directory
from tests.daemon.receiving.peers import Client, Place, receiving

# The authority is made once: keys are slow to make.
AUTHORITY = trustme.CA()
CERTIFICATE = AUTHORITY.issue_cert("desk.example")

PASSWORD = "correct horse battery"
LONG = "я" * 1000
ANN = Agent(name="Ann Lee", addresses=("ann@staff.example", "a.lee@home.example"))
BOB = Agent(name="Bob Ray", addresses=("bob@staff.example",))
MAIL = b"From: Ann <ann@staff.example>\r\nTo: support@desk.example\r\nSubject: Help\r\n\r\nx\r\n"

# Weak on purpose: these tests check many.
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(name="server")
def _server(tmp_path: Path) -> ssl.SSLContext:
    CERTIFICATE.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "pem"))
    return server_context(tmp_path / "pem", tmp_path / "pem")


@pytest.fixture(name="logins")
def _logins(tmp_path: Path) -> Logins:
    path = tmp_path / "agent.passwords"
    path.write_text(f"Ann Lee:{CHEAP.hash(PASSWORD)}\nBob Ray:{CHEAP.hash(LONG)}\n")
    path.chmod(0o600)
    return Logins(Passwords(path), lambda: Directory((ANN, BOB)))


@pytest.fixture(name="place")
async def _place(server: ssl.SSLContext, logins: Logins) -> AsyncIterator[Place]:
    any_port = (("127.0.0.1", 0),)
    async with receiving(
        tls=server, listen=(), submission=any_port, submission_tls=any_port, logins=logins
    ) as place:
        yield place


async def secured(place: Place) -> Client:
    """Connect over TLS and greet."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    client = await place.connect("submissions", context)
    await client.hello()
    return client


def encoded(text: str) -> str:
    """Return a text as it is sent to log in."""
    return b64encode(text.encode()).decode()


def plain(user: str = ANN.address, password: str = PASSWORD) -> str:
    """Return what PLAIN sends."""
    return encoded(f"\0{user}\0{password}")


async def log_in(client: Client, user: str = ANN.address, password: str = PASSWORD) -> str:
    """Log in at once by PLAIN and return the code."""
    return await client.code(f"AUTH PLAIN {plain(user, password)}")


async def test_login_is_offered_under_tls_alone(place: Place) -> None:
    """Before STARTTLS it is neither offered nor taken; after it, it is."""
    client = await place.connect("submission")
    await client.reply()
    assert "AUTH" not in await client.ask("EHLO x")
    assert await log_in(client) == "530 5.7.0"
    assert await client.code("STARTTLS") == "220 2.0.0"
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    await client.writer.start_tls(context, server_hostname="desk.example")
    assert await log_in(client) == "503 5.5.1"
    assert "250-AUTH PLAIN LOGIN" in (await client.ask("EHLO x")).replace("250 AUTH", "250-AUTH")
    assert await log_in(client) == "235 2.7.0"


@pytest.mark.parametrize(
    "command", ["MAIL FROM:<ann@staff.example>", "RCPT TO:<a@b>", "DATA", "VRFY ann", "HELP"]
)
async def test_nothing_is_done_before_a_login(place: Place, command: str) -> None:
    """Whatever is asked for, the answer is how to go on (RFC 4954, 6; RFC 3207, 4)."""
    plain = await place.connect("submission")
    await plain.hello()
    assert (await plain.ask(command)).startswith("530 5.7.0 Must issue a STARTTLS")
    assert (await (await secured(place)).ask(command)).startswith("530 5.7.0 Log in first")


async def test_small_talk_needs_no_login(place: Place) -> None:
    """Who cannot log in can still go."""
    client = await secured(place)
    assert await client.code("NOOP") == "250 2.0.0"
    assert await client.code("RSET") == "250 2.0.0"
    assert await client.code("QUIT") == "221 2.0.0"


@pytest.mark.parametrize("user", ["ann@staff.example", "A.LEE@home.example", "Ann Lee"])
async def test_a_submitted_mail_bears_its_agent(place: Place, user: str) -> None:
    """By any address or by the name; the envelope tells who proved to be its author."""
    client = await secured(place)
    assert await log_in(client, user) == "235 2.7.0"
    assert (await client.deliver(MAIL)).startswith("250")
    [(envelope, raw)] = place.store.kept
    assert (envelope.source, envelope.agent, raw) == (Source.SUBMISSION, "Ann Lee", MAIL)


@pytest.mark.parametrize("initial", [True, False])
async def test_login_asks_for_the_user_and_the_password(place: Place, *, initial: bool) -> None:
    """The one mechanism that some programs still know."""
    client = await secured(place)
    if initial:
        assert await client.ask(f"AUTH LOGIN {encoded(ANN.address)}") == "334 UGFzc3dvcmQ6"
    else:
        assert await client.ask("auth login") == "334 VXNlcm5hbWU6"
        assert await client.ask(encoded(ANN.address)) == "334 UGFzc3dvcmQ6"
    assert await client.code(encoded(PASSWORD)) == "235 2.7.0"


async def test_plain_may_come_after_an_empty_challenge(place: Place) -> None:
    """RFC 4954, 4: a client without an initial response is asked for it."""
    client = await secured(place)
    assert await client.ask("AUTH PLAIN") == "334 "
    assert await client.code(plain()) == "235 2.7.0"


async def test_a_long_password_is_taken(place: Place) -> None:
    """A login may be 12,288 bytes long (RFC 4954, 4), and a password a thousand letters of any script."""
    client = await secured(place)
    line = f"AUTH PLAIN {plain(BOB.address, LONG)}"
    assert len(line) > 2500
    assert await client.code(line) == "235 2.7.0"


async def test_a_login_without_end_is_refused(place: Place) -> None:
    """In one line, and in an answer; the next command is heard as ever."""
    client = await secured(place)
    assert await client.code(f"AUTH PLAIN {'A' * 13_000}") == "500 5.5.2"
    assert await client.ask("AUTH PLAIN") == "334 "
    assert await client.code("A" * 300_000) == "500 5.5.6"
    assert await log_in(client) == "235 2.7.0"


@pytest.mark.parametrize(
    "words", [("AUTH PLAIN", "*"), ("AUTH LOGIN", "*"), ("AUTH LOGIN", encoded("x"), "*")]
)
async def test_a_login_can_be_taken_back(place: Place, words: tuple[str, ...]) -> None:
    """At any point, by an asterisk (RFC 4954, 4)."""
    client = await secured(place)
    for word in words[:-1]:
        assert (await client.ask(word)).startswith("334")
    assert await client.code(words[-1]) == "501 5.7.0"
    assert await log_in(client) == "235 2.7.0"


async def test_nobody_logs_in_twice(place: Place) -> None:
    """RFC 4954, 4: after a login AUTH is out of order, before and within a mail; and is not offered."""
    client = await secured(place)
    await log_in(client)
    assert await log_in(client) == "503 5.5.1"
    assert "AUTH" not in await client.ask("EHLO x")
    await client.begin()
    await client.send(MAIL + b".\r\n")
    assert (await client.reply()).startswith("250")


@pytest.mark.parametrize("garbage", ["PLAIN !!!!", "PLAIN /w==", "LOGIN ====", "PLAIN " + encoded("x")])
async def test_garbage_ends_the_connection_like_wrong_passwords(place: Place, garbage: str) -> None:
    """Nobody may talk nonsense for ever."""
    client = await secured(place)
    assert [await client.code(f"AUTH {garbage}") for _ in range(3)] == ["501 5.5.2", "501 5.5.2", "421 4.7.0"]
    assert await client.rest() == ""


async def test_who_guesses_too_much_is_sent_away_unheard(
    place: Place, logins: Logins, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even the right password helps from there, until some time has gone; the log tells once."""
    for _ in range(12):
        logins._guesses.failed("a stranger", ANN.name, known=True)
        logins.turn(ANN.address, "a stranger")
    for _ in range(5):
        client = await secured(place)
        assert await log_in(client) == "421 4.7.0"
        assert await client.rest() == ""
    said = [record.getMessage() for record in caplog.records]
    assert said.count("a login from 127.0.0.1 was not looked at: too many have failed") == 1


@pytest.mark.timeout(60)
async def test_a_login_that_waits_holds_up_no_stop(place: Place, logins: Logins) -> None:
    """Stopping interrupts the wait: it is told to come again, and nothing of it was checked."""
    for _ in range(8):
        logins._guesses.failed("a stranger", ANN.name, known=True)
    client = await secured(place)
    await client.send(f"AUTH PLAIN {plain()}\r\n".encode())
    connections = place.listeners._reception.connections
    # There is no event to wait for: nobody tells when a login begins to wait.
    while not any(getattr(each, "_called_away", None) for each in connections):  # noqa: ASYNC110
        await asyncio.sleep(0)
    await place.listeners.stop(60)
    assert (await client.reply()).startswith("421 4.3.2")


@pytest.mark.parametrize(
    "head",
    [
        b"From: bob@staff.example\r\n",
        b"From: Ann <ann@staff.example>, Bob <bob@staff.example>\r\n",
        b"From: Ann <ann@staff.example>\r\nFrom: Bob <bob@staff.example>\r\n",
        b"Sender: ann@staff.example\r\n",
        b"From: ann@staff.example <bob@staff.example>\r\n",
        b"From: \r\n",
        b"",
        b"\xff\x00: x\r\n" * 500,
        b"From: ann@staff.example\rFrom: bob@staff.example\r\n",
    ],
)
async def test_another_name_is_refused(place: Place, head: bytes) -> None:
    """One true From that is the agent's own, or nothing (RFC 6409, 6.1); the next mail may be better."""
    client = await secured(place)
    await log_in(client)
    assert (await client.deliver(head + b"Subject: x\r\n\r\nx\r\n")).startswith("550 5.")
    assert (await client.deliver(MAIL)).startswith("250")
    assert place.store.contents == [MAIL]


async def test_hostile_bytes_are_refused_from_agents_too(place: Place) -> None:
    """A person sits before the program, and sees it."""
    client = await secured(place)
    await log_in(client)
    assert (await client.deliver(MAIL + b"a bare\nline\r\n")).startswith("550 5.6.0")


async def test_mail_for_others_is_refused_with_what_to_do(place: Place) -> None:
    """A login makes no open relay; the sentence tells that this is another's work."""
    client = await secured(place)
    await log_in(client)
    await client.ask("MAIL FROM:<ann@staff.example>")
    assert (await client.ask("RCPT TO:<ivan@customer.example>")).startswith("550 5.7.1 Only mail to a desk")


async def test_no_password_and_no_raw_text_reaches_the_log(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even at DEBUG, not even broken; a user's name is escaped."""
    caplog.set_level(logging.DEBUG)
    client = await secured(place)
    await log_in(client, "ann\r\n\x1b[31m2026 fake line", "top secret one")
    await client.ask("AUTH LOGIN")
    await client.ask(encoded("top secret user ignored"))
    await client.ask("top secret two, no base64")
    await (await secured(place)).ask("AUTH PLAIN dG9wIHNlY3JldCB0aHJlZQ")
    said = [record.getMessage() for record in caplog.records]
    assert not any("top secret" in line or "dG9wIHN" in line for line in said)
    assert not any("\x1b" in line or "\n" in line for line in said)
    assert any("\\x1b[31m" in line for line in said)


async def test_a_missing_file_of_passwords_is_told(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """454 for the program, and for the operator the file and the command."""
    (tmp_path / "agent.passwords").unlink()
    assert await log_in(await secured(place)) == "454 4.7.0"
    assert f"There is no file {tmp_path}/agent.passwords; make it with" in caplog.text


class SlowPasswords(Passwords):
    """Passwords whose check lasts until it may end; tells how many are checked at once."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.may_end = threading.Event()
        self.begun = threading.Semaphore(0)
        self.inside = self.most = 0

    def verify(self, agent: Agent | None, password: str) -> bool:
        """Check when it may end."""
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.begun.release()
        self.may_end.wait(60)
        self.inside -= 1
        return super().verify(agent, password)


async def test_the_loop_goes_on_while_passwords_are_checked(place: Place, logins: Logins) -> None:
    """However many log in and however dear the hash: two are checked at once, others are served meanwhile."""
    slow = logins.passwords = SlowPasswords(logins.passwords.path)
    tasks = [asyncio.create_task(log_in(await secured(place))) for _ in range(6)]
    await asyncio.to_thread(lambda: [slow.begun.acquire(timeout=60) for _ in range(2)])
    quick = await secured(place)
    for _ in range(50):
        assert await quick.code("RSET") == "250 2.0.0"
    assert not any(task.done() for task in tasks)
    slow.may_end.set()
    assert await asyncio.gather(*tasks) == ["235 2.7.0"] * 6
    assert slow.most <= 2
