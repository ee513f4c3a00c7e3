"""Submission (RFC 6409): agents hand in mail from their own programs, known by a password (RFC 4954)."""

# aiosmtpd finds the commands by these names.
# ruff: noqa: N802

import asyncio
from contextlib import suppress

from daemon.receiving import smtp_replies as replies
from daemon.receiving.admission import house
from daemon.receiving.connection import log
from daemon.receiving.data_reader import LineTooLong
from daemon.receiving.passwords import PasswordsUnavailable
from daemon.receiving.sasl import Cancelled, Claim, Unreadable, decoded, plain
from daemon.receiving.session import SmtpSession, Transaction
from desk.envelope import Source
from parsers.head.headers import split
from parsers.head.people import true_sender

# The third login that fails ends a connection.
_ATTEMPTS = 3

# All that may be said before a login.
_FREE = frozenset({"EHLO", "HELO", "NOOP", "RSET", "QUIT", "STARTTLS", "AUTH"})


class SubmissionSession(SmtpSession):
    """A session in which nothing is taken before a login, and nobody logs in without TLS."""

    source = Source.SUBMISSION
    not_ours = replies.ONLY_DESKS
    # RFC 4954, 4: a login may be so long.
    longest_line = 12288
    _failures = 0
    _called_away: asyncio.Event | None = None

    @property
    def offers_auth(self) -> bool:
        """Tell whether a login is possible now: only where nobody listens in, and once."""
        return self.secured and not self.agent

    @property
    def trusted(self) -> bool:
        """No: an agent sits before the program, and sees what is refused."""
        return False

    def barred(self, verb: str) -> bytes | None:
        """Refuse everything but a login to who has not logged in."""
        if self.agent or verb in _FREE:
            return None
        return replies.AUTH_REQUIRED if self.secured else replies.TLS_REQUIRED

    def leave(self) -> None:
        """Say 421 and close; a login that waits for its turn waits no more."""
        super().leave()
        if self._called_away is not None:
            self._called_away.set()

    async def smtp_AUTH(self, arg: str) -> None:
        """Log in by PLAIN (RFC 4616) or LOGIN."""
        mechanism, _, initial = arg.partition(" ")
        ways = {"PLAIN": self._plain, "LOGIN": self._login}
        if self.agent:
            await self.push(replies.AUTH_ALREADY)
        elif not self.secured:
            await self.push(replies.TLS_REQUIRED)
        elif not self.greeted:
            await self.push(replies.GREETING_MISSING)
        elif mechanism.upper() not in ways:
            await self.push(replies.UNKNOWN_MECHANISM)
        else:
            try:
                claim = await ways[mechanism.upper()](initial.strip())
            except Cancelled:
                await self._fail(replies.AUTH_CANCELLED)
            except LineTooLong:
                await self._fail(replies.AUTH_TOO_LONG)
            except Unreadable:
                await self._fail(replies.BAD_BASE64)
            else:
                await self._check(claim)

    async def _check(self, claim: Claim) -> None:
        logins, peer = self.reception.logins, house(self.ip)
        if logins is None:
            await self.push(replies.AUTH_UNAVAILABLE)
            return
        turn = logins.turn(claim.user, peer)
        if turn is None:
            logins.sent_away(self.peer)
            self.farewell(replies.LOGIN_LATER)
            return
        with self.time_limit.suspended():
            await self._wait(turn)
            if self.leaving:
                return
            try:
                agent = await logins.agent(claim.user, claim.password, peer)
            except PasswordsUnavailable as fault:
                log.error("nobody can log in: %s", fault)
                await self.push(replies.AUTH_UNAVAILABLE)
                return
        if agent is None:
            log.warning("a login from %s was refused, as %a", self.peer, claim.user[:100])
            await self._fail(replies.NOT_AUTHENTICATED)
            return
        self.agent = agent
        log.info("%a has logged in from %s", agent, self.peer)
        await self.push(replies.AUTHENTICATED)

    async def _wait(self, seconds: float) -> None:
        """Wait for a login's turn, or until we have to leave."""
        self._called_away = asyncio.Event()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._called_away.wait()

    async def _fail(self, reply: bytes) -> None:
        self._failures += 1
        if self._failures < _ATTEMPTS:
            await self.push(reply)
        else:
            self.farewell(replies.TOO_MANY_LOGINS)

    async def _plain(self, initial: str) -> Claim:
        return plain(decoded(initial) if initial else await self._ask(replies.CHALLENGE))

    async def _login(self, initial: str) -> Claim:
        user = decoded(initial) if initial else await self._ask(replies.ASK_USER)
        return Claim(user, await self._ask(replies.ASK_PASSWORD))

    async def _ask(self, challenge: bytes) -> str:
        await self.push(challenge)
        line = await self.next_line()
        return decoded(line.decode("ascii", "replace").strip())

    def _refusal(self, mail: Transaction, raw: bytes) -> bytes | None:
        """Refuse what is hostile, and what an agent writes in another's name (RFC 6409, 6.1)."""
        sender, _ = true_sender(split(raw)[0])
        logins = self.reception.logins
        if sender is None or logins is None or not logins.owns(self.agent, sender.addr):
            log.warning("refused a mail of %a: From is not one of the agent's addresses", self.agent)
            return replies.NOT_YOUR_ADDRESS
        return super()._refusal(mail, raw)
