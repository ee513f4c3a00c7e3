"""Reading commands and answering them, and the commands that have nothing to do with a mail."""

# aiosmtpd finds the commands by these names.
# ruff: noqa: N802

from daemon.receiving import smtp_replies as replies
from daemon.receiving import smtp_syntax
from daemon.receiving.connection import Connection, log
from daemon.receiving.data_reader import LineTooLong, PeerGone
from daemon.receiving.reception import Reception

# The third command that no mail program sends ends a connection; web browsers and scanners send them.
_FAULTS = 3
# A peer that talks so much without sending mail only keeps a place taken.
_COMMANDS = 1000
_HTTP = frozenset({"GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "DELETE", "PATCH", "TRACE"})


class Conversation(Connection):
    """A conversation: one command after the other, each answered, whatever it is."""

    def __init__(self, reception: Reception, *, implicit_tls: bool = False) -> None:
        super().__init__(reception, implicit_tls=implicit_tls)
        self._faults = 0
        self._commands = 0
        # The recipients of a mail do not count.
        self._most_commands = _COMMANDS + self.settings.recipients

    async def converse(self) -> None:
        """Read commands and answer them until a farewell is set. Raises PeerGone."""
        while not self.leaving:
            try:
                line = await self.next_line()
            except LineTooLong:
                await self._blame(replies.LINE_TOO_LONG)
            else:
                await self._obey(*smtp_syntax.command(line))

    async def receive(self) -> bytes | None:
        """Return the content of a mail: then the peer has not talked in vain."""
        self._commands = 0
        return await super().receive()

    async def _obey(self, verb: str, argument: str) -> None:
        self._commands += 1
        if self._commands > self._most_commands:
            self.farewell(replies.TOO_MANY_COMMANDS)
        elif verb in _HTTP or verb.endswith(":"):
            self.farewell(replies.NOT_HTTP)
        elif verb not in self._smtp_methods:
            await self._blame(replies.UNKNOWN_COMMAND)
        elif (bar := self.barred(verb)) is not None:
            await self.push(bar)
        else:
            await self._carry_out(verb, argument)

    def barred(self, verb: str) -> bytes | None:
        """Return why this command may not be given now, or None."""
        return None

    async def _carry_out(self, verb: str, argument: str) -> None:
        try:
            await self._smtp_methods[verb](argument)
        except PeerGone:
            raise
        except Exception:
            # The edge of a command: a fault of ours is never the end of somebody's mail.
            log.exception("the command %s of %s failed", verb, self.peer)
            await self.push(replies.LOCAL_FAULT)

    async def _blame(self, reply: bytes) -> None:
        self._faults += 1
        if self._faults < _FAULTS:
            await self.push(reply)
        else:
            self.farewell(replies.TOO_MANY_FAULTS)

    async def smtp_QUIT(self, arg: str) -> None:
        """End the session."""
        if arg:
            await self.push(replies.NO_ARGUMENT)
        else:
            self.farewell(replies.BYE)

    async def smtp_NOOP(self, arg: str) -> None:
        """Do nothing."""
        await self.push(replies.OK)

    async def smtp_HELP(self, arg: str) -> None:
        """Say the one thing there is to say."""
        await self.push(replies.HELP)

    async def smtp_VRFY(self, arg: str) -> None:
        """Tell nothing of who exists (RFC 5321, 7.3)."""
        await self.push(replies.CANNOT_VERIFY)

    async def smtp_EXPN(self, arg: str) -> None:
        """Tell nothing of lists."""
        await self.push(replies.NOT_IMPLEMENTED)

    async def smtp_AUTH(self, arg: str) -> None:
        """Nobody logs in here."""
        await self.push(replies.NOT_IMPLEMENTED)
