"""What a client of SMTP or LMTP meets, told by real connections."""

import asyncio
import logging
import random
import smtplib
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from daemon.receiving.acceptance import StoreFull, StoreUnavailable
from daemon.receiving.session import SmtpSession
from desk.envelope import Source
from tests.daemon.receiving.peers import MAIL, Client, MemoryStore, receiving
from tests.daemon.receiving.test_data_reader import FALSE_ENDS

# The longest wait for an answer that is about to come.
PATIENCE = 60.0

HOSTILE = {
    "a bare CR": b"X-Y: a\rFrom: <staff@desk.example>\r\n" + MAIL,
    "a bare LF": MAIL + b"a\nb\r\n",
    "a NUL": MAIL + b"a\0b\r\n",
    "a loop": b"Received: from a by b\r\n" * 101 + MAIL,
}


async def fail(error: Exception) -> None:
    """Stand for a store with a fault."""
    raise error


def failing(error: Exception) -> MemoryStore:
    """Return a store with a fault."""
    return MemoryStore(before=lambda: fail(error))


class TestAMail:
    """A mail as it should be."""

    async def test_it_is_stored_as_it_came(self) -> None:
        """The store gets the very bytes, the envelope, the peer, the way and an aware time."""
        async with receiving() as place:
            client = await place.greeted()
            content = (
                b"Subject: \xcf\xf0\xe8\xe2\xe5\xf2\r\n\r\n..two dots\r\n.\r\n"
                + bytes(range(14, 256))
                + b"\r\n"
            )
            await client.begin("support@desk.example", "sales@desk.example")
            stuffed = (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:]
            await client.send(stuffed + b".\r\n")
            assert await client.reply() == "250 2.0.0 Accepted and stored"
            [(envelope, raw)] = place.store.kept
        assert raw == content
        assert envelope.return_path == "ann@customer.example"
        assert envelope.recipients == ("support@desk.example", "sales@desk.example")
        assert (envelope.source, envelope.peer) == (Source.SMTP, "127.0.0.1")
        assert envelope.received_at.utcoffset() is not None

    async def test_smtplib_can_send_it(self) -> None:
        """Python's own client delivers, with all the options it knows to use."""
        async with receiving() as place:

            def send() -> dict[str, tuple[int, bytes]]:
                with smtplib.SMTP("127.0.0.1", place.port()) as client:
                    return client.sendmail(
                        "анна@пример.рф",
                        ["support@desk.example"],
                        MAIL,
                        mail_options=["SMTPUTF8", "BODY=8BITMIME"],
                    )

            assert await asyncio.to_thread(send) == {}
        assert place.store.contents == [MAIL]
        assert place.store.kept[0][0].return_path == "анна@пример.рф"

    async def test_the_null_sender_is_an_empty_return_path(self) -> None:
        """A bounce comes with ``<>`` and is kept with an empty return path."""
        async with receiving() as place:
            client = await place.greeted()
            await client.begin(sender="")
            assert (await self.finish(client)).startswith("250")
        assert place.store.kept[0][0].return_path == ""

    async def test_several_mails_go_through_one_connection(self) -> None:
        """A connection serves one mail after the other."""
        async with receiving() as place:
            client = await place.greeted()
            for _ in range(3):
                assert (await client.deliver()).startswith("250")
            assert await client.code("QUIT") == "221 2.0.0"
            assert await client.rest() == ""
        assert place.store.contents == [MAIL] * 3

    async def test_a_recipient_given_twice_gets_one_mail(self) -> None:
        """The envelope names each recipient once."""
        async with receiving() as place:
            client = await place.greeted()
            await client.begin("support@desk.example", "support@desk.example")
            await self.finish(client)
        assert place.store.kept[0][0].recipients == ("support@desk.example",)

    async def test_a_whole_session_may_come_at_once(self) -> None:
        """All commands in one packet, the content and the next mail included, are answered in order."""
        mail = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\n" + MAIL + b".\r\n"
        async with receiving() as place:
            client = await place.connect()
            await client.send(b"EHLO x\r\n" + mail * 3 + b"QUIT\r\n")
            said = (await client.rest()).split("\r\n")
        codes = [line[:3] for line in said if line[3:4] == " "]
        assert codes == ["220", "250"] + ["250", "250", "354", "250"] * 3 + ["221"]
        assert place.store.contents == [MAIL] * 3

    async def test_packets_may_be_cut_anywhere(self) -> None:
        """However the network cuts a session of several mails, it is answered and stored the same."""
        chance = random.Random(2033)  # noqa: S311 (a fixed series, not a secret)
        begin = b"MAIL FROM:<a@x>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\n"
        contents = [MAIL * size for size in (1, 40, 0, 3000)]
        wire = b"EHLO x\r\n" + b"".join(begin + each + b".\r\n" for each in contents) + b"QUIT\r\n"
        async with receiving() as place:
            for _ in range(20):
                client = await place.connect()
                cuts = sorted(chance.sample(range(len(wire)), 12) + chance.sample(range(300), 12))
                for start, end in pairwise([0, *cuts, len(wire)]):
                    client.writer.write(wire[start:end])
                    await asyncio.sleep(0)
                said = [line[:3] for line in (await client.rest()).splitlines() if line[3:4] == " "]
                assert said == ["220", "250"] + ["250", "250", "354", "250"] * 4 + ["221"]
        assert place.store.contents == contents * 20

    async def test_a_line_of_a_megabyte_is_no_fault(self) -> None:
        """Monitoring systems and broken programs write lines without end; they are mail."""
        content = b"Subject: x\r\n\r\n" + b"x" * 1_000_000 + b"\r\n"
        async with receiving() as place:
            client = await place.greeted()
            assert (await client.deliver(content)).startswith("250")
        assert place.store.contents == [content]

    async def finish(self, client: Client) -> str:
        """Send a content and return the answer."""
        await client.send(MAIL + b".\r\n")
        return await client.reply()


class TestRefusals:
    """What is refused, and in which words."""

    @pytest.mark.parametrize(
        ("command", "answer"),
        [
            ("RCPT TO:<ann@other.example>", "550 5.1.1"),
            ("RCPT TO:support@desk.example", "501 5.1.3"),
            ("RCPT TO:<>", "501 5.1.3"),
            ("RCPT TO:<support@desk.example> NOTIFY=NEVER", "555 5.5.4"),
            ("RCPT TO:<postmaster>", "250 2.1.5"),
            ("MAIL FROM:<again@x.example>", "503 5.5.1"),
            ("DATA", "503 5.5.1"),
            ("STARTTLS", "454 4.7.0"),
            ("AUTH PLAIN AGEAYg==", "502 5.5.1"),
            ("VRFY support@desk.example", "252 2.1.5"),
            ("VRFY nobody@desk.example", "252 2.1.5"),
            ("EXPN staff", "502 5.5.1"),
            ("HELP", "214 2.0.0"),
            ("NOOP x", "250 2.0.0"),
            ("RSET x", "501 5.5.4"),
            ("RSET", "250 2.0.0"),
            ("QUIT x", "501 5.5.4"),
            ("EHLO", "501 5.5.4"),
            ("HELO", "501 5.5.4"),
            ("BDAT 3 LAST", "500 5.5.1"),
            ("", "500 5.5.1"),
        ],
    )
    async def test_within_a_mail(self, command: str, answer: str) -> None:
        """After MAIL each command gets its one answer, and the session goes on."""
        async with receiving() as place:
            client = await place.greeted()
            await client.ask("MAIL FROM:<ann@customer.example>")
            assert await client.code(command) == answer
            assert await client.code("NOOP") == "250 2.0.0"

    @pytest.mark.parametrize(
        ("command", "answer"),
        [
            ("MAIL FROM:ann@customer.example", "501 5.1.7"),
            ("MAIL", "501 5.1.7"),
            ("MAIL FROM:<a@x> SIZE=1001", "552 5.3.4"),
            ("MAIL FROM:<a@x> SIZE=" + "9" * 1000, "552 5.3.4"),
            ("MAIL FROM:<a@x> SIZE=1000", "250 2.1.0"),
            ("MAIL FROM:<a@x> SIZE=", "501 5.5.4"),
            ("MAIL FROM:<a@x> SIZE=\u00b2", "501 5.5.4"),
            ("MAIL FROM:<a@x> BODY=8bitmime SMTPUTF8", "250 2.1.0"),
            ("MAIL FROM:<a@x> BODY=BINARYMIME", "501 5.5.4"),
            ("MAIL FROM:<a@x> SMTPUTF8=1", "501 5.5.4"),
            ("MAIL FROM:<a@x> AUTH=<>", "250 2.1.0"),
            ("MAIL FROM:<a@x> RET=HDRS", "555 5.5.4"),
            ("RCPT TO:<support@desk.example>", "503 5.5.1"),
            ("DATA", "503 5.5.1"),
        ],
    )
    async def test_before_a_mail(self, command: str, answer: str) -> None:
        """MAIL is read with its parameters; what comes before it is out of order."""
        async with receiving(message_size=1000) as place:
            client = await place.greeted()
            assert await client.code(command) == answer
            assert await client.code("NOOP") == "250 2.0.0"

    @pytest.mark.parametrize("again", ["EHLO x", "HELO x", "RSET"])
    async def test_a_mail_that_was_begun_is_forgotten(self, again: str) -> None:
        """A new greeting and RSET end a transaction (RFC 5321, 4.1.4 and 4.1.1.5)."""
        async with receiving() as place:
            client = await place.greeted()
            await client.ask("MAIL FROM:<a@x>")
            await client.ask("RCPT TO:<support@desk.example>")
            assert (await client.ask(again)).startswith("250")
            assert await client.code("DATA") == "503 5.5.1"
            assert await client.code("RCPT TO:<support@desk.example>") == "503 5.5.1"
            assert (await client.deliver()).startswith("250")

    async def test_who_does_not_greet_sends_no_mail(self) -> None:
        """MAIL before EHLO or HELO is out of order; HELO suffices."""
        async with receiving() as place:
            client = await place.connect()
            await client.reply()
            assert await client.code("MAIL FROM:<a@x>") == "503 5.5.1"
            assert await client.ask("HELO x") == "250 desk.example"
            assert await client.code("MAIL FROM:<a@x>") == "250 2.1.0"

    async def test_more_recipients_than_allowed_wait_for_another_mail(self) -> None:
        """The recipient beyond the limit is put off, the others get the mail."""
        async with receiving(recipients=2) as place:
            client = await place.greeted()
            await client.ask("MAIL FROM:<a@x>")
            codes = [await client.code("RCPT TO:<support@desk.example>") for _ in range(3)]
            assert codes == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]
            await client.ask("DATA")
            await client.send(MAIL + b".\r\n")
            assert (await client.reply()).startswith("250")

    @pytest.mark.parametrize(("more", "answer"), [(0, "250 2.0.0"), (1, "552 5.3.4"), (500_000, "552 5.3.4")])
    async def test_the_true_size_counts(self, more: int, answer: str) -> None:
        """One byte over the limit is refused after the dot, nothing is stored, the session goes on."""
        async with receiving(message_size=1000) as place:
            client = await place.greeted()
            content = b"x" * (998 + more) + b"\r\n"
            assert (await client.deliver(content)).startswith(answer)
            assert (await client.deliver()).startswith("250")
        assert len(place.store.kept) == (2 if more == 0 else 1)

    async def test_without_free_space_no_mail_begins(self) -> None:
        """MAIL is put off while the disk is nearly full, and taken as soon as it is not."""
        rooms = iter([False, True])
        asked = []

        def has_room(size: int) -> bool:
            asked.append(size)
            return next(rooms)

        async with receiving(has_room=has_room) as place:
            client = await place.greeted()
            assert await client.code("MAIL FROM:<a@x> SIZE=5000") == "452 4.3.1"
            assert await client.code("MAIL FROM:<a@x>") == "250 2.1.0"
        assert asked == [5000, 0]

    async def test_a_guard_that_fails_puts_off(self, caplog: pytest.LogCaptureFixture) -> None:
        """A fault while looking for free space is ours: temporary, without its text, and logged."""

        def has_room(_size: int) -> bool:
            raise OSError(5, "secret path")

        async with receiving(has_room=has_room) as place:
            client = await place.greeted()
            answer = await client.ask("MAIL FROM:<a@x>")
            assert answer == "451 4.3.0 Local error, try again later"
            assert await client.code("RCPT TO:<support@desk.example>") == "503 5.5.1"
        assert "secret path" in caplog.text


class TestHostileBytes:
    """Bytes that no honest mail program sends."""

    @pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
    async def test_a_stranger_is_refused(self, content: bytes) -> None:
        """From an untrusted peer they are refused for good, nothing is stored, the session goes on."""
        async with receiving() as place:
            client = await place.greeted()
            assert (await client.deliver(content))[:9] in ("550 5.6.0", "554 5.4.6")
            assert (await client.deliver()).startswith("250")
        assert place.store.contents == [MAIL]

    @pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
    async def test_a_trusted_host_is_heard(self, content: bytes, tmp_path: Path) -> None:
        """From trusted peers and by LMTP they are taken: a refusal would bounce to a forged sender."""
        trusted = (ip_network("10.0.0.0/8"), ip_network("127.0.0.0/8"), ip_network("::1/128"))
        async with receiving(trusted_peers=trusted, lmtp=tmp_path / "lmtp") as place:
            for client in (await place.greeted(), await place.lmtp()):
                assert (await client.deliver(content)).startswith("250")
        assert place.store.contents == [content] * 2

    @pytest.mark.parametrize("end", FALSE_ENDS)
    async def test_no_second_mail_is_smuggled(self, end: bytes) -> None:
        """A false end of data, followed by a whole transaction, makes one refusal and no mail."""
        smuggled = b"MAIL FROM:<staff@desk.example>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\n" + MAIL
        async with receiving() as place:
            client = await place.greeted()
            assert (await client.deliver(MAIL + end + smuggled)).startswith("550 5.6.0")
            assert await client.code("NOOP") == "250 2.0.0"
        assert place.store.kept == []

    async def test_the_log_keeps_its_lines(self, caplog: pytest.LogCaptureFixture) -> None:
        """Addresses stand quoted in the log, so that nobody writes lines of his own into it."""
        caplog.set_level(logging.INFO, "postdesk.listener")
        async with receiving() as place:
            client = await place.greeted()
            await client.ask("MAIL FROM:<анна\u202e\u2028@x.example>")
            assert await client.code("RCPT TO:<боб\u2028@x.example>") == "550 5.1.1"
        assert "\\u2028" in caplog.text
        assert "\u2028" not in caplog.text


def test_no_command_is_left_as_it_comes() -> None:
    """Each command of aiosmtpd is replaced by ours: its own answers are not in our one file."""
    theirs = {name for name in dir(SMTP) if name.startswith("smtp_")}
    assert theirs
    assert not {name for name in theirs if getattr(SmtpSession, name) is getattr(SMTP, name)}


class TestManners:
    """Those who are no mail programs."""

    @pytest.mark.parametrize(
        "line", ["GET / HTTP/1.1", "POST /mail HTTP/1.1", "Host: desk.example", "options *"]
    )
    async def test_a_browser_is_sent_away(self, line: str) -> None:
        """A line of HTTP ends the connection at once; what follows it is not read as commands."""
        async with receiving() as place:
            client = await place.connect()
            await client.reply()
            follows = "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\nx\r\n.\r\n"
            await client.send(f"{line}\r\n{follows}".encode())
            assert (await client.rest()).split()[:2] in (["421", "4.7.0"], [])
        assert place.store.kept == []

    async def test_the_third_unknown_command_is_the_last(self) -> None:
        """Two commands that do not exist are borne, the third ends the connection."""
        async with receiving() as place:
            client = await place.greeted()
            assert await client.code("FOO") == "500 5.5.1"
            assert await client.code("x" * 3000) == "500 5.5.2"
            assert await client.code("\u044f") == "421 4.7.0"
            assert await client.rest() == ""

    async def test_an_endless_line_does_not_block(self) -> None:
        """A line far beyond what is held is refused when it ends, and the session goes on."""
        async with receiving() as place:
            client = await place.greeted()
            client.writer.write(b"x" * 2_000_000 + b"\r\nNOOP\r\n")
            assert (await client.reply()).startswith("500 5.5.2")
            assert (await client.reply()).startswith("250")

    async def test_big_mails_may_be_pipelined(self) -> None:
        """What waits in the network while a mail is stored comes in afterwards, in order."""
        mail = b"MAIL FROM:<a@x>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\n" + MAIL * 9000 + b".\r\n"
        async with receiving(store=MemoryStore(before=lambda: asyncio.sleep(0.01))) as place:
            client = await place.connect()
            client.writer.write(b"EHLO x\r\n" + mail * 4 + b"QUIT\r\n")
            assert (await client.rest()).endswith("250 2.0.0 Accepted and stored\r\n221 2.0.0 Goodbye\r\n")
        assert place.store.contents == [MAIL * 9000] * 4

    async def test_refused_transactions_are_no_bad_manners(self) -> None:
        """A client that pipelines meets many refusals in one mail and is still served."""
        async with receiving(message_size=1000) as place:
            client = await place.greeted()
            rcpt = b"RCPT TO:<support@desk.example>\r\n" * 50
            await client.send(b"MAIL FROM:<a@x> SIZE=2000\r\n" + rcpt + b"DATA\r\n")
            codes = [(await client.reply())[:3] for _ in range(52)]
            assert codes == ["552"] + ["503"] * 51
            assert (await client.deliver()).startswith("250")

    async def test_talk_without_mail_comes_to_an_end(self) -> None:
        """After a thousand commands without a mail the connection is closed."""
        async with receiving() as place:
            client = await place.connect()
            await client.send(b"NOOP\r\n" * 1101)
            said = await client.rest()
        assert said.count("250 2.0.0") == 1100
        assert said.endswith("421 4.7.0 Too many commands without a mail, closing\r\n")

    async def test_who_sends_mail_may_talk(self) -> None:
        """Commands are counted from mail to mail: a long session of mails is not talk."""
        async with receiving() as place:
            client = await place.greeted()
            for _ in range(3):
                await client.send(b"NOOP\r\n" * 600)
                assert {(await client.reply())[:3] for _ in range(600)} == {"250"}
                assert (await client.deliver()).startswith("250")

    async def test_who_floods_has_to_wait(self) -> None:
        """While we are at work a client's further commands wait in the network, not in our memory."""
        begun, go = asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            begun.set()
            await go.wait()

        async with receiving(store=MemoryStore(before=slow), recipients=5000) as place:
            client = await place.greeted()
            await client.begin()
            client.writer.write(MAIL + b".\r\n" + (b"NOOP " + b"x" * 2000 + b"\r\n") * 5000)
            await begun.wait()
            [connection] = place.listeners._reception.connections
            # Whoever else comes is served by the same loop, which has read all that it will by then.
            for _ in range(20):
                await (await place.greeted()).close()
            assert len(connection._inlet._unread) < 1_000_000
            go.set()
            assert [(await client.reply())[:3] for _ in range(5001)] == ["250"] * 5001

    async def test_commands_end_with_lf_too(self) -> None:
        """A person at a terminal sends bare LF in commands."""
        async with receiving() as place:
            client = await place.connect()
            await client.reply()
            await client.send(b"HELO x\nNOOP\n")
            assert [await client.reply(), await client.reply()] == ["250 desk.example", "250 2.0.0 OK"]


class TestFaultsOfOurs:
    """A store that fails is never the end of somebody's mail."""

    @pytest.mark.parametrize(
        ("error", "answer"),
        [
            (StoreFull("password=hunter2"), "452 4.3.1 No room for this mail now, try again later"),
            (StoreUnavailable("password=hunter2"), "451 4.3.0 The store is not available, try again later"),
            (RuntimeError("password=hunter2"), "451 4.3.0 Local error, try again later"),
            (OSError(28, "password=hunter2"), "451 4.3.0 Local error, try again later"),
            (ConnectionResetError("password=hunter2"), "451 4.3.0 Local error, try again later"),
            (TimeoutError("password=hunter2"), "451 4.3.0 Local error, try again later"),
            (EOFError("password=hunter2"), "451 4.3.0 Local error, try again later"),
        ],
        ids=repr,
    )
    async def test_the_sender_tries_again(
        self, error: Exception, answer: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Whatever the store raises, the answer is temporary and fixed, the session stays usable."""
        store = failing(error)
        async with receiving(store=store, lmtp=tmp_path / "lmtp") as place:
            for client in (await place.greeted(), await place.lmtp()):
                store.before = lambda: fail(error)
                assert await client.deliver() == answer
                store.before = None
                assert (await client.deliver()).startswith("250")
        assert len(store.kept) == 2
        assert "could not be stored" in caplog.text or "no room" in caplog.text


class TestTime:
    """Who is waited for, and how long."""

    async def test_who_is_silent_is_sent_away(self) -> None:
        """A connection that says nothing gets 421 and is closed."""
        async with receiving(idle_seconds=10) as place:
            client = await place.greeted()
            place.clock_by_hand().turn(10)
            assert await client.reply() == "421 4.4.2 Idle for too long, closing"
            assert await client.rest() == ""

    async def test_half_a_command_is_silence(self) -> None:
        """Commands that drip byte by byte do not keep a connection open."""
        async with receiving(idle_seconds=10) as place:
            client = await place.greeted()
            clock = place.clock_by_hand()
            for count in range(1, 4):
                await client.send(b"N")
                await place.come(count)
                clock.turn(4)
            async with asyncio.timeout(PATIENCE):
                assert (await client.reply()).startswith("421 4.4.2")

    async def test_who_falls_silent_within_a_mail_is_sent_away(self) -> None:
        """A content that stops coming is given up, and nothing of it is stored."""
        async with receiving(idle_seconds=10) as place:
            client = await place.greeted()
            clock = place.clock_by_hand()
            await client.begin()
            await client.send(b"Subject: half")
            await place.come(len(b"Subject: half"))
            clock.turn(10)
            assert (await client.reply()).startswith("421 4.4.2")
        assert place.store.kept == []

    async def test_a_slow_sender_is_waited_for(self) -> None:
        """A mail that takes longer than the limit in all, but never falls silent, is accepted."""
        line = b"a slow line\r\n"
        async with receiving(idle_seconds=10) as place:
            client = await place.greeted()
            clock = place.clock_by_hand()
            await client.begin()
            for count in range(1, 13):
                await client.send(line)
                await place.come(count * len(line))
                clock.turn(6)
            await client.send(b".\r\n")
            assert (await client.reply()).startswith("250")
        assert place.store.contents == [line * 12]

    async def test_a_slow_store_is_waited_for(self) -> None:
        """While we are at work no limit runs: a commit slower than the limit still ends with 250."""

        async def slow() -> None:
            clock.turn(25)

        async with receiving(store=MemoryStore(before=slow), idle_seconds=10) as place:
            client = await place.greeted()
            clock = place.clock_by_hand()
            mail = b"MAIL FROM:<a@x>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\n" + MAIL + b".\r\n"
            await client.send(mail + b"QUIT\r\n")
            said = await client.rest()
        assert said.endswith("250 2.0.0 Accepted and stored\r\n221 2.0.0 Goodbye\r\n")

    async def test_who_does_not_read_is_cut_off(self) -> None:
        """A client that sends commands and never reads the answers loses its connection, not our memory."""
        async with receiving(idle_seconds=0.05, recipients=10**6) as place:
            client = await place.connect()
            client.writer.transport.pause_reading()  # type: ignore[attr-defined]
            client.writer.write(b"EHLO x\r\n" * 500_000)
            await place.gone()
            client.writer.transport.abort()


class TestBrokenConnections:
    """A connection may end at any byte."""

    async def test_a_half_close_waits_for_its_answer(self) -> None:
        """A client that sends everything and shuts its side down gets every answer."""
        store = MemoryStore(before=lambda: asyncio.sleep(0.02))
        async with receiving(store=store) as place:
            client = await place.connect()
            mail = b"MAIL FROM:<a@x>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\n" + MAIL + b".\r\n"
            await client.send(b"EHLO x\r\n" + mail * 2)
            client.writer.write_eof()
            said = await client.rest()
        assert said.count("250 2.0.0 Accepted") == 2
        assert store.contents == [MAIL] * 2

    async def test_a_commit_outlives_its_connection(self) -> None:
        """A client that is gone after the dot does not cancel the commit."""
        begun, go = asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            begun.set()
            await go.wait()

        async with receiving(store=MemoryStore(before=slow)) as place:
            client = await place.greeted()
            await client.begin()
            await client.send(MAIL + b".\r\n")
            await begun.wait()
            client.writer.transport.abort()
            # Whoever comes next is served by the same loop: the lost connection was noticed by then.
            await place.greeted()
            go.set()
            await place.gone(1)
        assert place.store.contents == [MAIL]

    @pytest.mark.parametrize("reset", [False, True])
    async def test_half_a_mail_is_no_mail(self, reset: bool) -> None:
        """A connection that ends before the dot leaves nothing behind."""
        async with receiving() as place:
            client = await place.greeted()
            await client.begin()
            for _ in range(20):
                await client.send(MAIL * 1000)
            await client.send(b".")
            client.writer.transport.abort() if reset else client.writer.close()
            await place.gone()
            assert place.listeners._reception.memory.held == 0
        assert place.store.kept == []

    async def test_mails_in_memory_are_limited(self) -> None:
        """When many big mails come in together, some are put off; afterwards there is room again."""
        size = 2 * 1024 * 1024
        async with receiving(message_size=size, idle_seconds=5) as place:
            clients = [await place.greeted() for _ in range(12)]
            line = b"x" * 998 + b"\r\n"
            for client in clients:
                await client.begin()
                await client.send(line * 1800)
            for client in clients:
                await client.send(b".\r\n")
            codes = [(await client.reply())[:9] for client in clients]
            assert set(codes) == {"250 2.0.0", "452 4.3.1"}
            assert (await clients[-1].deliver(line * 1800)).startswith("250")


class TestLmtp:
    """LMTP on the unix socket (RFC 2033)."""

    async def test_each_recipient_gets_a_true_answer(self, tmp_path: Path) -> None:
        """Of three pipelined recipients one is unknown: two answers follow the dot, one mail is kept."""
        async with receiving(lmtp=tmp_path / "lmtp") as place:
            client = await place.lmtp()
            recipients = ("support@desk.example", "nobody@desk.example", "sales@desk.example")
            rcpt = "".join(f"RCPT TO:<{addr}>\r\n" for addr in recipients)
            await client.send(f"MAIL FROM:<>\r\n{rcpt}DATA\r\n".encode() + MAIL + b".\r\nQUIT\r\n")
            said = await client.rest()
        codes = [line[:3] for line in said.splitlines()]
        assert codes == ["250", "250", "550", "250", "354", "250", "250", "221"]
        [(envelope, raw)] = place.store.kept
        assert raw == MAIL
        assert (envelope.source, envelope.peer) == (Source.LMTP, "unix")
        assert envelope.recipients == ("support@desk.example", "sales@desk.example")

    @pytest.mark.parametrize("fault", ["too big", "store full", "store down"])
    async def test_every_branch_answers_each_recipient(self, fault: str, tmp_path: Path) -> None:
        """Whatever becomes of the content, each accepted recipient gets an answer, twins included."""
        error: Exception = StoreFull("full") if fault == "store full" else RuntimeError("down")
        async with receiving(store=failing(error), lmtp=tmp_path / "lmtp", message_size=1000) as place:
            client = await place.lmtp()
            await client.begin("support@desk.example", "sales@desk.example", "support@desk.example")
            await client.send((b"x" * 2000 if fault == "too big" else MAIL) + b"\r\n.\r\nNOOP\r\n")
            answers = [(await client.reply())[:9] for _ in range(4)]
        code = {"too big": "552 5.3.4", "store full": "452 4.3.1", "store down": "451 4.3.0"}[fault]
        assert answers == [code] * 3 + ["250 2.0.0"]

    async def test_no_recipient_no_data(self, tmp_path: Path) -> None:
        """RFC 2033, 4.2: without an accepted recipient DATA fails with 503, once."""
        async with receiving(lmtp=tmp_path / "lmtp") as place:
            client = await place.lmtp()
            await client.ask("MAIL FROM:<>")
            await client.ask("RCPT TO:<nobody@desk.example>")
            assert await client.code("DATA") == "503 5.5.1"
            assert await client.code("NOOP") == "250 2.0.0"

    async def test_it_is_not_smtp(self, tmp_path: Path) -> None:
        """RFC 2033, 4.1: LMTP knows no EHLO, SMTP no LHLO; neither greeting is enough there."""
        async with receiving(lmtp=tmp_path / "lmtp") as place:
            lmtp, smtp = await place.lmtp(), await place.greeted()
            assert await lmtp.code("EHLO x") == "500 5.5.1"
            assert await lmtp.code("HELO x") == "500 5.5.1"
            assert await smtp.code("LHLO x") == "500 5.5.1"

    async def test_lines_of_a_pipe_are_mail(self, tmp_path: Path) -> None:
        """A bare LF is common where a Unix program pipes a mail: by LMTP it is taken as it is."""
        async with receiving(lmtp=tmp_path / "lmtp") as place:
            client = await place.lmtp()
            assert (await client.deliver(b"Subject: x\n\ntext\n\r\n")).startswith("250")
        assert place.store.contents == [b"Subject: x\n\ntext\n\r\n"]
