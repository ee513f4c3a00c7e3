"""Whom Postdesk believes: an agent whose mail host vouches needs no key, whoever only says so is nobody."""

from collections import Counter
from collections.abc import Callable
from email.utils import make_msgid

from tests.system.correspondent import Correspondent
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Rig
from tests.system.servers import MX

NUMBER = "SUP-1001"
FORGED = f"Authentication-Results: {MX}; dmarc=pass header.from=staff.example.test\r\n"
RECEIVED = f"Received: from laptop by {MX} with ESMTPSA; Sat, 1 Aug 2026 10:00:00 +0000\r\n"


def test_a_vouched_agent_needs_no_key_and_a_forged_one_is_held(
    rig: Rig, postdesk: Callable[..., Postdesk]
) -> None:
    """By its number alone the true agent takes the ticket; the same from outside waits for a word."""
    customer = Correspondent(rig, rig.mailbox("kim@customers.example.test", "Kim"))
    agent = Correspondent(rig, rig.mailbox("emma@staff.example.test", "Emma"))
    desk = postdesk([agent.person])
    customer.writes("Printer", "It does not print.\n")
    customer.gets(NUMBER)
    agent.gets("It does not print.")
    for head in ("", FORGED, FORGED + RECEIVED):
        rig.deliver(_order(agent.person.address, head), agent.person.address, SUPPORT)
        agent.gets("could not make sure that it is from you", "#take")
    assert desk.listed("ticket", "show", NUMBER)["ticket"]["assignees"] == []
    rig.submit(_order(agent.person.address), agent.person)
    agent.gets("Done", NUMBER)
    assert desk.listed("ticket", "show", NUMBER)["ticket"]["assignees"] == ["Emma"]
    assert [mail["verdict"] for mail in desk.inbox()] == ["ticket", "held", "held", "held", "command"]
    told = Counter(mail["recipient"] for mail in desk.outbox())
    assert told == {customer.person.address: 1, agent.person.address: 5}


def _order(author: str, head: str = "") -> bytes:
    """Return a mail of an agent that names the ticket by its number alone."""
    return (
        f"{head}From: {author}\r\nTo: {SUPPORT}\r\nSubject: Re: [{NUMBER}] Printer\r\n"
        f"Message-ID: {make_msgid(domain='staff.example.test')}\r\n\r\n#take\r\n"
    ).encode()
