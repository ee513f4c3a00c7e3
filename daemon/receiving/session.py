"""The commands of SMTP and LMTP, and what becomes of a mail that comes by them."""

# aiosmtpd finds the commands by these names.
# ruff: noqa: N802

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

from daemon.receiving import smtp_replies as replies
from daemon.receiving import smtp_syntax
from daemon.receiving.acceptance import StoreFull, StoreUnavailable
from daemon.receiving.connection import log
from daemon.receiving.conversation import Conversation
from daemon.receiving.hostile import hostile
from desk.envelope import Envelope, Source

_BODIES = frozenset({"7BIT", "8BITMIME"})


@dataclass(slots=True)
class Transaction:
    """A mail that was begun. ``sender`` is empty for the null sender."""

    sender: str
    recipients: list[str] = field(default_factory=list)


class SmtpSession(Conversation):
    """A session of SMTP (RFC 5321)."""

    source: ClassVar[Source] = Source.SMTP
    not_ours: ClassVar[bytes] = replies.NOT_OURS
    # The name of the agent who has logged in.
    agent = ""
    greeted = False
    _mail: Transaction | None = None

    def forget(self) -> None:
        """Forget the mail that was begun."""
        self._mail = None

    # Greetings.

    async def smtp_EHLO(self, arg: str) -> None:
        """Say what we can do; a transaction begun before is forgotten (RFC 5321, 4.1.4)."""
        starttls = self.offers_tls
        known = replies.capabilities(
            self.hostname, self.settings.message_size, starttls=starttls, auth=self.offers_auth
        )
        await self.push(self._greet(arg, known))

    async def smtp_HELO(self, arg: str) -> None:
        """Greet a client of the old kind."""
        await self.push(self._greet(arg, replies.hello(self.hostname)))

    def _greet(self, name: str, answer: bytes) -> bytes:
        if not name:
            return replies.NAME_MISSING
        self.forget()
        self.greeted = True
        return answer

    @property
    def offers_tls(self) -> bool:
        """Tell whether STARTTLS is possible now."""
        return self.settings.tls is not None and not self.secured

    @property
    def offers_auth(self) -> bool:
        """No: only agents have a password, and a place of their own for it."""
        return False

    async def smtp_STARTTLS(self, arg: str) -> None:
        """Go over to TLS; all that was said before is forgotten (RFC 3207, 4.2)."""
        if arg:
            await self.push(replies.NO_ARGUMENT)
        elif self.secured:
            await self.push(replies.TLS_ALREADY)
        elif not self.offers_tls:
            await self.push(replies.TLS_NOT_AVAILABLE)
        else:
            await self.push(replies.READY_FOR_TLS)
            await self.start_tls()
            self.forget()
            self.greeted = False

    # A transaction.

    async def smtp_MAIL(self, arg: str) -> None:
        """Begin a mail."""
        await self.push(self._begin(arg))

    async def smtp_RCPT(self, arg: str) -> None:
        """Add a recipient."""
        await self.push(self._add_recipient(arg))

    async def smtp_DATA(self, arg: str) -> None:
        """Take the content, answer when it is stored."""
        if arg or self._mail is None or not self._mail.recipients:
            await self.push(replies.NO_ARGUMENT if arg else replies.RECIPIENT_MISSING)
            return
        mail = self._mail
        await self.push(replies.SEND_CONTENT)
        raw = await self.receive()
        self.forget()
        with self.time_limit.suspended():
            reply = await self._keep(mail, raw)
        self.memory.release()
        for _ in range(self.answers(mail)):
            await self.push(reply)

    async def smtp_RSET(self, arg: str) -> None:
        """Forget the mail that was begun."""
        if not arg:
            self.forget()
        await self.push(replies.NO_ARGUMENT if arg else replies.OK)

    def answers(self, mail: Transaction) -> int:
        """Return how many replies the end of a content gets."""
        return 1

    def _begin(self, argument: str) -> bytes:
        if not self.greeted:
            return replies.GREETING_MISSING
        if self.settings.require_tls and self.offers_tls:
            return replies.TLS_REQUIRED
        if self._mail is not None:
            return replies.SENDER_GIVEN
        sender = smtp_syntax.path(argument, "FROM:")
        if sender is None:
            return replies.BAD_SENDER
        refusal = self._parameter_fault(dict(sender.parameters))
        if refusal is None:
            self._mail = Transaction(sender.addr)
        return refusal or replies.SENDER_OK

    def _parameter_fault(self, parameters: dict[str, str]) -> bytes | None:
        size = parameters.pop("SIZE", "0")
        body = parameters.pop("BODY", "7BIT").upper()
        utf8 = parameters.pop("SMTPUTF8", "")
        # Some send it although nobody offered AUTH (RFC 4954, 5); it says nothing that we believe.
        parameters.pop("AUTH", None)
        if parameters:
            return replies.UNKNOWN_PARAMETER
        if body not in _BODIES or utf8 or not (size.isascii() and size.isdigit()):
            return replies.BAD_PARAMETER
        if int(size) > self.settings.message_size:
            return replies.TOO_BIG
        return None if self.reception.has_room(int(size)) else replies.STORE_FULL

    def _add_recipient(self, argument: str) -> bytes:
        if self._mail is None:
            return replies.SENDER_MISSING
        recipient = smtp_syntax.path(argument, "TO:")
        if recipient is None or not recipient.addr:
            return replies.BAD_RECIPIENT
        if recipient.parameters:
            return replies.UNKNOWN_PARAMETER
        if len(self._mail.recipients) >= self.settings.recipients:
            return replies.TOO_MANY_RECIPIENTS
        if not self.reception.is_ours(recipient.addr):
            log.info("refused the recipient %a from %s", recipient.addr, self.peer)
            return self.not_ours
        self._mail.recipients.append(recipient.addr)
        return replies.RECIPIENT_OK

    # What becomes of the mail.

    async def _keep(self, mail: Transaction, raw: bytes | None) -> bytes:
        if raw is None:
            return replies.STORE_FULL if self.memory.squeezed else replies.TOO_BIG
        try:
            return self._refusal(mail, raw) or await self._store(mail, raw)
        except StoreFull as fault:
            log.error("no room for a mail from %s: %r", self.peer, fault.__cause__ or fault)
            return replies.STORE_FULL
        except StoreUnavailable as fault:
            log.error("a mail from %s could not be stored: %r", self.peer, fault.__cause__ or fault)
            return replies.STORE_UNAVAILABLE
        except Exception:
            # The edge of this stage: the sender keeps the mail and tries again.
            log.exception("a mail from %s could not be stored", self.peer)
            return replies.LOCAL_FAULT

    def _refusal(self, mail: Transaction, raw: bytes) -> bytes | None:
        fault = None if self.trusted else hostile(raw)
        if fault is None:
            return None
        log.warning("refused a mail from %s, return path %a: %s", self.peer, mail.sender, fault)
        return replies.HOSTILE[fault]

    async def _store(self, mail: Transaction, raw: bytes) -> bytes:
        envelope = Envelope(
            return_path=mail.sender,
            recipients=tuple(dict.fromkeys(mail.recipients)),
            source=self.source,
            peer=self.peer,
            received_at=datetime.now(UTC),
            agent=self.agent,
        )
        await self.reception.accept(envelope, raw)
        return replies.ACCEPTED

    @property
    def trusted(self) -> bool:
        """Tell whether hostile bytes are let in, to be quarantined.

        A trusted host has taken the mail already: refused, it would bounce to a forged sender.
        """
        ip = self.ip
        return ip is not None and any(ip in network for network in self.settings.trusted_peers)


class LmtpSession(SmtpSession):
    """A session of LMTP (RFC 2033) on our unix socket: who may open that is trusted."""

    source = Source.LMTP
    protocol = "LMTP"

    async def smtp_LHLO(self, arg: str) -> None:
        """Say what we can do."""
        await super().smtp_EHLO(arg)

    async def smtp_EHLO(self, arg: str) -> None:
        """RFC 2033, 4.1: EHLO and HELO must not be answered as in SMTP."""
        await self.push(replies.UNKNOWN_COMMAND)

    async def smtp_HELO(self, arg: str) -> None:
        """RFC 2033, 4.1: EHLO and HELO must not be answered as in SMTP."""
        await self.push(replies.UNKNOWN_COMMAND)

    def answers(self, mail: Transaction) -> int:
        """RFC 2033, 4.2: one reply for each recipient that was accepted."""
        return len(mail.recipients)

    @property
    def offers_tls(self) -> bool:
        """No: a unix socket needs none."""
        return False

    @property
    def trusted(self) -> bool:
        """Yes."""
        return True
