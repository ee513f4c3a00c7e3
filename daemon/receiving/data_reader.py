"""What a peer sends: command lines, and the content of mails, taken in chunks as they come.

aiosmtpd awaits once for every line of a mail and refuses long lines. Here a chunk is looked through once
by C code, a line may be of any length, and the session awaits once for a whole mail.
"""

import asyncio
from collections.abc import Callable

from desk.errors import PostdeskError

_END = b"\r\n.\r\n"
# RFC 5321, 4.5.3.1.4 asks for 512 bytes; Postfix takes 2,048.
LONGEST_LINE = 2048
# So many unread bytes of pipelined commands are held before the peer has to wait.
_PLENTY = 64 * 1024


class PeerGone(PostdeskError):
    """The connection has ended while more was expected from the peer."""


class LineTooLong(PostdeskError):
    """A command line is longer than any mail program writes; it was thrown away."""


class Content:
    """The bytes between 354 and the final dot, fed in chunks cut anywhere."""

    def __init__(self, limit: int) -> None:
        # The end of the line before is kept as a prefix, so that a first line is a line like all others.
        self._bytes = bytearray(b"\r\n")
        self._limit = limit
        # Doubled dots are not counted as content (RFC 1870, 3), and make it half as long again at most.
        self._most = limit + limit // 2 + len(_END)
        self._dropped = False

    def __len__(self) -> int:
        """Return how many bytes are held."""
        return len(self._bytes)

    def feed(self, chunk: bytes) -> bytes | None:
        """Take a chunk. Once the end has come, return what the peer sent after it; until then None.

        Only CR LF . CR LF ends a content (RFC 5321, 4.1.1.4): every other likeness is content.
        """
        start = max(0, len(self._bytes) - len(_END) + 1)
        self._bytes += chunk
        end = self._bytes.find(_END, start)
        if end >= 0:
            rest = bytes(self._bytes[end + len(_END) :])
            del self._bytes[end + 2 :]
            return rest
        if len(self._bytes) > self._most:
            self.drop()
        return None

    def drop(self) -> None:
        """Keep nothing of this content, only look for its end."""
        self._dropped = True
        del self._bytes[: 1 - len(_END)]

    def octets(self) -> bytes | None:
        """Return the content without its transparency dots (RFC 5321, 4.5.2), or None if it is too big."""
        if self._dropped:
            return None
        octets = bytes(memoryview(self._bytes)[2:])
        octets = octets.removeprefix(b".").replace(b"\r\n.", b"\r\n")
        return octets if len(octets) <= self._limit else None


class Inlet:
    """The bytes that came from a peer, until the session asks for a line or for a content.

    ``resume`` is called whenever more is waited for: reading may have been paused because of ``full``.
    ``longest`` is the length of the longest line that is read.
    """

    def __init__(self, resume: Callable[[], None], longest: int = LONGEST_LINE) -> None:
        self._resume = resume
        self._longest = longest
        self._unread = bytearray()
        self._content: Content | None = None
        self._overlong = False
        self._ended = False
        self._waiter: asyncio.Future[None] | None = None

    @property
    def full(self) -> bool:
        """Tell whether the peer should be made to wait."""
        return len(self._unread) > _PLENTY

    @property
    def receiving(self) -> bool:
        """Tell whether a content is coming in."""
        return self._content is not None

    @property
    def held(self) -> int:
        """The bytes of the content that is coming in."""
        return len(self._content) if self._content is not None else 0

    def feed(self, data: bytes) -> None:
        """Take what came."""
        if self._content is None:
            self._unread += data
            self._wake()
        elif (rest := self._content.feed(data)) is not None:
            self._content = None
            self._unread += rest
            self._wake()

    def drop(self) -> None:
        """Keep nothing of the content that is coming in."""
        if self._content is not None:
            self._content.drop()

    def end(self) -> None:
        """Note that nothing more will come; what is here may still be read."""
        self._ended = True
        self._wake()

    def clear(self) -> None:
        """Forget what was not read."""
        self._unread.clear()

    def next_line(self) -> bytes | None:
        """Return the next command line without its line end, or None if it has not come whole.

        Raises LineTooLong. A bare LF ends a line too: people type commands by hand.
        """
        end = self._unread.find(b"\n")
        if end < 0:
            if len(self._unread) > self._longest:
                self._overlong = True
                self._unread.clear()
            return None
        line = bytes(self._unread[:end]).removesuffix(b"\r")
        del self._unread[: end + 1]
        if self._overlong or end > self._longest:
            self._overlong = False
            raise LineTooLong("A command line is too long.")
        return line

    async def line(self) -> bytes:
        """Return the next command line when it has come. Raises LineTooLong, PeerGone."""
        while (line := self.next_line()) is None:
            await self._more()
        return line

    async def content(self, limit: int) -> bytes | None:
        """Return a whole content without its dots, or None if it is longer than the limit.

        Raises PeerGone if the connection ends before it.
        """
        content = Content(limit)
        early = bytes(self._unread)
        self._unread.clear()
        self._content = content
        self.feed(early)
        while self._content is not None:
            await self._more()
        return content.octets()

    async def _more(self) -> None:
        if self._ended:
            raise PeerGone("The connection has ended.")
        self._waiter = asyncio.get_running_loop().create_future()
        self._resume()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
