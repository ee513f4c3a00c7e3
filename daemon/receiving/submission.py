"""Submission (RFC 6409): agents hand in mail from their own programs, known by a password (RFC 4954)."""

# aiosmtpd finds the commands by these names.
# ruff: noqa: N802

import binascii
from base64 import b64decode

from daemon.receiving import smtp_replies as replies
from daemon.receiving.connection import log
from daemon.receiving.data_reader import LineTooLong
from daemon.receiving.passwords import PasswordsUnavailable
from daemon.receiving.session import SmtpSession, Transaction
from desk.envelope import Source
from parsers.headers import split
from parsers.people import true_sender

# The third wrong password ends a connection.
_ATTEMPTS = 3


class Cancelled(Exception):
    """The client has taken its login back (RFC 4954, 4)."""


class SubmissionSession(SmtpSession):
    """A session in which nothing is taken before a login, and nobody logs in without TLS."""

    source = Source.SUBMISSION
    _failures = 0

    @property
    def offers_auth(self) -> bool:
        """Tell whether a login is possible now: only where nobody listens in, and once."""
        return self.secured and not self.agent

    async def smtp_STARTTLS(self, arg: str) -> None:
        """Go over to TLS; who was logged in before is not any more."""
        await super().smtp_STARTTLS(arg)
        self.agent = ""

    async def smtp_AUTH(self, arg: str) -> None:
        """Log in by PLAIN (RFC 4616) or LOGIN."""
        mechanism, _, initial = arg.partition(" ")
        if self.agent or self.begun:
            await self.push(replies.AUTH_ALREADY)
        elif not self.secured:
            await self.push(replies.TLS_REQUIRED)
        elif mechanism.upper() not in {"PLAIN", "LOGIN"}:
            await self.push(replies.UNKNOWN_MECHANISM)
        else:
            await self._log_in(mechanism.upper(), initial.strip())

    async def _log_in(self, mechanism: str, initial: str) -> None:
        try:
            user, password = await (self._plain if mechanism == "PLAIN" else self._login)(initial)
            with self.time_limit.suspended():
                agent = await self._agent(user, password)
        except Cancelled:
            await self.push(replies.AUTH_CANCELLED)
        except LineTooLong:
            await self.push(replies.AUTH_TOO_LONG)
        except ValueError:
            await self.push(replies.BAD_BASE64)
        except PasswordsUnavailable as fault:
            log.error("nobody can log in: %s", fault)
            await self.push(replies.AUTH_UNAVAILABLE)
        else:
            await self._answer(agent)

    async def _agent(self, user: str, password: str) -> str | None:
        logins = self.reception.logins
        return None if logins is None else await logins.agent(user, password, self.peer)

    async def _answer(self, agent: str | None) -> None:
        if agent is not None:
            self.agent = agent
            log.info("%a has logged in from %s", agent, self.peer)
            await self.push(replies.AUTHENTICATED)
            return
        self._failures += 1
        if self._failures < _ATTEMPTS:
            await self.push(replies.NOT_AUTHENTICATED)
        else:
            self.farewell(replies.TOO_MANY_LOGINS)

    async def _plain(self, initial: str) -> tuple[str, str]:
        text = _decoded(initial) if initial else await self._ask(replies.CHALLENGE)
        acting, user, password = text.split("\0")
        if acting not in {"", user}:
            # Nobody acts for another here.
            raise ValueError
        return user, password

    async def _login(self, initial: str) -> tuple[str, str]:
        user = _decoded(initial) if initial else await self._ask(replies.ASK_USER)
        return user, await self._ask(replies.ASK_PASSWORD)

    async def _ask(self, challenge: bytes) -> str:
        await self.push(challenge)
        line = await self.next_line()
        return _decoded(line.decode("ascii", "replace").strip())

    def _begin(self, argument: str) -> bytes:
        if not self.agent:
            return replies.AUTH_REQUIRED if self.secured else replies.TLS_REQUIRED
        return super()._begin(argument)

    def _refusal(self, mail: Transaction, raw: bytes) -> bytes | None:
        """Refuse what is hostile, and what an agent writes in another's name (RFC 6409, 6.1)."""
        sender, _ = true_sender(split(raw)[0])
        logins = self.reception.logins
        if sender is None or logins is None or not logins.owns(self.agent, sender.addr):
            log.warning("refused a mail of %a: From is not one of the agent's addresses", self.agent)
            return replies.NOT_YOUR_ADDRESS
        return super()._refusal(mail, raw)


def _decoded(text: str) -> str:
    """Return what a client sent in base64. Raises Cancelled, and ValueError for what is none."""
    if text == "*":
        raise Cancelled
    if text == "=":
        # An empty initial response (RFC 4954, 4).
        return ""
    try:
        return b64decode(text, validate=True).decode()
    except binascii.Error as fault:
        raise ValueError from fault
