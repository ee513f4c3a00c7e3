"""Delivery to an SMTP relay: one mail to one recipient, and what the relay made of it (RFC 5321)."""

import asyncio
import logging

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from daemon.sending.outcomes import Later, Outcome, Refused, Sent
from daemon.sending.relay_answers import Stage, cleaned, described, judged
from daemon.sending.relay_connections import Connections, RelaySettings
from desk.address import is_addr_spec

_log = logging.getLogger("postdesk.relay")

# The longest one call may take, in seconds, the wait for a free connection included.
_WHOLE_SECONDS = 840.0


class Relay:
    """The relay that sends our mail on. A fault of its own makes a mail Later, never Refused."""

    def __init__(self, settings: RelaySettings) -> None:
        """Raise BadAuthorities where the settings name an unusable ``ca_file``."""
        self._connections = Connections(settings)
        self._content_seconds = settings.content_seconds
        self._fault = ""

    async def send(self, mail: bytes, return_path: str, recipient: str) -> Outcome:
        """Hand over one mail.

        If the connection breaks after the mail's last byte and before the answer, nobody knows whether the
        relay has it: that is Later, and the recipient may get it twice (RFC 5321, 4.5.4.1).
        """
        # RFC 5321, 4.1.1: whatever is more than an address could become a command of its own.
        if not is_addr_spec(recipient) or (return_path and not is_addr_spec(return_path)):
            return Refused(f"Not sent: {recipient!a} from {return_path!a} is no plain mail address.")
        try:
            async with asyncio.timeout(_WHOLE_SECONDS), self._connections.lent() as smtp:
                outcome = await self._handed_over(smtp, mail, return_path, recipient)
        except (SMTPException, OSError) as fault:
            return self._faulty(*described(fault))
        self._sound()
        return outcome

    async def close(self) -> None:
        """Say QUIT on every connection."""
        await self._connections.close()

    async def _handed_over(self, smtp: SMTP, mail: bytes, return_path: str, recipient: str) -> Outcome:
        options = [f"SIZE={len(mail)}"] if smtp.supports_extension("size") else []
        encoding = "ascii"
        if not (mail.isascii() and return_path.isascii() and recipient.isascii()):
            if not smtp.supports_extension("smtputf8"):
                return Refused(
                    "Not sent: the relay carries only ASCII addresses (it does not offer SMTPUTF8)."
                )
            options += ["SMTPUTF8", "BODY=8BITMIME"]
            encoding = "utf-8"
        stage = Stage.SENDER
        try:
            await smtp.mail(return_path, options=options, encoding=encoding)
            stage = Stage.RECIPIENT
            await smtp.rcpt(recipient, encoding=encoding)
            stage = Stage.CONTENT
            code, text = await smtp.data(mail, timeout=self._content_seconds)
        except SMTPResponseException as refusal:
            if (outcome := judged(stage, refusal.code, refusal.message)) is None:
                raise
            return outcome
        return Sent(f"{code} {cleaned(text)}")

    def _faulty(self, sentence: str, said: str) -> Later:
        """Tell the operator once of each new fault; the mails themselves tell of every attempt."""
        reply = f"{sentence}: {said}" if said else sentence
        if sentence != self._fault:
            _log.warning("%s; mail waits in the outbox", reply)
        self._fault = sentence
        return Later(reply)

    def _sound(self) -> None:
        if self._fault:
            _log.info("the relay works again")
        self._fault = ""
