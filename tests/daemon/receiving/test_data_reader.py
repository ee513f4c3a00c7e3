"""The reading of command lines and contents from chunks cut anywhere."""

import asyncio
import random
from itertools import pairwise

import pytest
from aiosmtpd.smtp import SMTP
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.receiving.data_reader import LONGEST_LINE, Content, Inlet, LineTooLong, PeerGone

# The ten ends of data that some server once took for the true one (SMTP smuggling).
FALSE_ENDS = (
    b"\n.\n",
    b"\r.\r",
    b"\r.\n",
    b"\n.\r",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\r\n\0.\r\n",
    b"\r\n.\0\r\n",
)


def read(wire: bytes, cuts: list[int], limit: int = 1_000_000) -> tuple[bytes | None, bytes]:
    """Feed the wire's bytes in chunks cut at these places; return the content and what followed it."""
    content = Content(limit)
    places = sorted({min(cut, len(wire)) for cut in cuts} | {0, len(wire)})
    for start, end in pairwise(places):
        rest = content.feed(wire[start:end])
        if rest is not None:
            return content.octets(), rest + wire[end:]
    raise AssertionError("the end was not found")


class Stock(SMTP):
    """The DATA command of aiosmtpd as it comes, with a line limit that is never reached."""

    line_length_limit = 1_000_000


class Handler:
    """Keeps the content that aiosmtpd found."""

    content: bytes = b""

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - the name that aiosmtpd calls.
        """Keep it. The name is aiosmtpd's."""
        self.content = envelope.content  # type: ignore[attr-defined]
        return "250 OK"


class Wire(asyncio.Transport):
    """A transport that goes nowhere."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Forget it."""

    def is_closing(self) -> bool:
        """Tell that it is, so that nobody is warned of one that was left open."""
        return True

    def close(self) -> None:
        """Nothing to close."""


async def stock(wire: bytes) -> tuple[bytes, bytes]:
    """Return what aiosmtpd reads: the content and what follows it."""
    handler = Handler()
    server = Stock(handler, hostname="desk.example", loop=asyncio.get_running_loop())
    server.connection_made(Wire())
    await asyncio.sleep(0)
    server._handler_coroutine.cancel()  # type: ignore[union-attr]
    await asyncio.sleep(0)
    server.session.host_name = "x"  # type: ignore[union-attr]
    server.envelope.mail_from, server.envelope.rcpt_tos = "a@b", ["c@d"]  # type: ignore[union-attr]
    server._reader._buffer.clear()  # type: ignore[attr-defined]
    server.data_received(wire)
    await server.smtp_DATA(None)
    rest = bytes(server._reader._buffer)  # type: ignore[attr-defined]
    server._timeout_handle.cancel()  # type: ignore[union-attr]
    return handler.content, rest


async def test_it_reads_what_aiosmtpd_reads() -> None:
    """On dots, CR and LF in any order and any chunks, the content is the one that aiosmtpd finds."""
    chance = random.Random(5321)  # noqa: S311 (a fixed series, not a secret)
    alphabet = (b".", b"\r", b"\n", b"\r\n", b"\r\n.", b"..", b"a", b"\0", b"\r\n.\r")
    for _ in range(1500):
        body = b"".join(chance.choices(alphabet, k=chance.randrange(40)))
        wire = body + b"\r\n.\r\n" + b"QUIT\r\n"
        cuts = [chance.randrange(len(wire)) for _ in range(chance.randrange(12))]
        assert read(wire, cuts) == await stock(wire), (wire, cuts)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200) | st.text(alphabet=".\r\nab", max_size=80).map(str.encode),
    st.lists(st.integers(min_value=0, max_value=300), max_size=8),
)
def test_dots_added_by_a_sender_are_taken_away(mail: bytes, cuts: list[int]) -> None:
    """What a client sends by the rules of RFC 5321, 4.5.2 arrives byte by byte as it was."""
    mail = mail.replace(b"\r\n.\r\n", b"") + b"\r\n"
    stuffed = (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:]
    assert read(stuffed + b".\r\nNOOP\r\n", cuts) == (mail, b"NOOP\r\n")


@pytest.mark.parametrize("end", FALSE_ENDS)
def test_only_crlf_dot_crlf_ends_a_content(end: bytes) -> None:
    """None of the ten known false ends ends a content."""
    content = Content(1000)
    assert content.feed(b"a" + end + b"MAIL FROM:<x@y>\r\n") is None
    assert content.feed(b".\r\n") == b""


def test_an_end_may_be_cut_anywhere() -> None:
    """The end of a content is found when each of its bytes comes alone."""
    wire = b"..a\r\n..\r\n.\r\nrest"
    assert read(wire, list(range(len(wire)))) == (b".a\r\n.\r\n", b"rest")


def test_a_content_may_be_empty() -> None:
    """A dot straight after 354 is an empty mail."""
    assert read(b".\r\n", []) == (b"", b"")


@pytest.mark.parametrize(("size", "fits"), [(100, True), (101, False), (10_000, False)])
def test_the_limit_counts_true_bytes(size: int, fits: bool) -> None:
    """A content of exactly the limit passes, one byte more does not, and doubled dots do not count."""
    lines = b"." * (size - 2) + b"\r\n"
    octets, rest = read(b"." + lines + b".\r\nX", [7, 50], limit=100)
    assert (octets is not None) is fits
    assert rest == b"X"


def test_a_mail_of_dots_may_fill_the_limit() -> None:
    """The worst case of doubled dots is still taken: three bytes a line become four on the wire."""
    lines = b".\r\n" * 1000
    wire = b"..\r\n" * 1000 + b".\r\n"
    assert read(wire, list(range(0, 4000, 7)), limit=3000) == (lines, b"")


def test_too_big_a_content_is_not_kept() -> None:
    """While a content beyond the limit goes on, hardly anything of it is held."""
    content = Content(1000)
    for _ in range(1000):
        assert content.feed(b"x" * 1000) is None
        assert len(content) <= 2510
    assert content.feed(b"\r\n.\r\nQUIT\r\n") == b"QUIT\r\n"
    assert content.octets() is None


async def test_a_line_of_any_length_is_content() -> None:
    """A mail whose one line has a million bytes is whole."""
    inlet = Inlet(lambda: None)
    reading = asyncio.create_task(inlet.content(2_000_000))
    await asyncio.sleep(0)
    for _ in range(16):
        inlet.feed(b"x" * 62_500)
    inlet.feed(b"\r\n.\r\nQUIT\r\n")
    assert await reading == b"x" * 1_000_000 + b"\r\n"
    assert await inlet.line() == b"QUIT"


async def test_a_content_that_came_early_is_read() -> None:
    """Bytes that came before the 354, the next commands included, are not lost."""
    inlet = Inlet(lambda: None)
    inlet.feed(b"DATA\r\nhello\r\n.\r\nRSET\r\n")
    assert await inlet.line() == b"DATA"
    assert await inlet.content(100) == b"hello\r\n"
    assert await inlet.line() == b"RSET"


async def test_what_was_sent_before_the_end_is_read() -> None:
    """After the end of a connection the lines that came are still served, then it is over."""
    inlet = Inlet(lambda: None)
    inlet.feed(b"NOOP\r\nQUIT\r\n")
    inlet.end()
    assert [await inlet.line(), await inlet.line()] == [b"NOOP", b"QUIT"]
    with pytest.raises(PeerGone):
        await inlet.line()


async def test_half_a_content_is_no_mail() -> None:
    """A connection that ends within a content gives no mail."""
    inlet = Inlet(lambda: None)
    inlet.feed(b"half a mail\r\n.")
    inlet.end()
    with pytest.raises(PeerGone):
        await inlet.content(100)


@pytest.mark.parametrize("chunk", [100, 5000, 20_000])
async def test_an_endless_command_line_is_thrown_away(chunk: int) -> None:
    """Too long a line is refused when it ends, the next one is read, and it is never held whole."""
    inlet = Inlet(lambda: None)
    for _ in range(20_000 // chunk):
        inlet.feed(b"x" * chunk)
        assert inlet.next_line() is None
    assert not inlet.full
    inlet.feed(b"\r\nNOOP\r\n")
    with pytest.raises(LineTooLong):
        inlet.next_line()
    assert inlet.next_line() == b"NOOP"


async def test_the_longest_line_passes() -> None:
    """A line of exactly the greatest length is a line."""
    inlet = Inlet(lambda: None)
    inlet.feed(b"x" * LONGEST_LINE + b"\n")
    assert await inlet.line() == b"x" * LONGEST_LINE
