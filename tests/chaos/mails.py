"""The numbered mails of an experiment: requests, and answers to what the desk has sent."""

from dataclasses import dataclass
from email.utils import formatdate
from random import Random

from desk.verdicts import Verdict
from tests.chaos.relay import Acknowledged

DESK = "support@chaos.example"

# So much text a mail has at most, in lines; most have little.
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with its envelope, and what is to become of it."""

    number: int
    sender: str
    recipient: str
    expected: Verdict
    raw: bytes


def request(number: int, chance: Random, desk: str = DESK) -> Mail:
    """Return a new customer's mail."""
    sender = f"kay+{number}@customer.example"
    raw = _mail(number, sender, desk, f"Subject: number {number}\r\n", chance)
    return Mail(number, sender, desk, Verdict.TICKET, raw)


def afterthought(number: int, to: Mail, chance: Random) -> Mail:
    """Return what a customer adds to a mail of its own, before it hears anything of it."""
    first = f"<{to.number}@customer.example>"
    more = f"Subject: Re: number {to.number}\r\nIn-Reply-To: {first}\r\n"
    raw = _mail(number, to.sender, to.recipient, more, chance)
    return Mail(number, to.sender, to.recipient, Verdict.REPLY, raw)


def reply(number: int, to: Acknowledged, chance: Random) -> Mail:
    """Return a customer's answer to a mail of ours."""
    more = f"Subject: Re: number\r\nIn-Reply-To: <{to.message_id}>\r\nReferences: <{to.message_id}>\r\n"
    raw = _mail(number, to.customer, to.reply_to, more, chance)
    return Mail(number, to.customer, to.reply_to, Verdict.REPLY, raw)


def _mail(number: int, sender: str, recipient: str, more: str, chance: Random) -> bytes:
    lines = int(MOST_LINES * chance.random() ** 4)
    # As a mail server delivers it into a mailbox.
    trace = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n"
    head = f"From: Kay <{sender}>\r\nTo: {recipient}\r\n{more}Message-ID: <{number}@customer.example>\r\n"
    text = "It blinks, and then it hums for a while.\r\n" * lines
    body = f"The printer of room {number} is broken.\r\n{text}"
    return f"{trace}{head}Date: {formatdate()}\r\n\r\n{body}".encode()
