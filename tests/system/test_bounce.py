"""A real bounce: Dovecot refuses the mailbox, Postfix tells so, Postdesk finds the delivery."""

from collections.abc import Callable

from tests.system.correspondent import Correspondent
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Rig

NOBODY = "nobody@customers.example.test"
NUMBER = "SUP-1001"


def test_a_bounced_acknowledgement_ends_at_its_outbox_row(
    rig: Rig, postdesk: Callable[..., Postdesk]
) -> None:
    """The delivery fails, the history says why, staff are told once, the address dies, no ticket comes."""
    agent = Correspondent(rig, rig.mailbox("dora@staff.example.test", "Dora"))
    desk = postdesk([agent.person])
    request = (
        f"From: {NOBODY}\r\nTo: {SUPPORT}\r\nSubject: Lost\r\nMessage-ID: <lost@customers.example.test>\r\n"
    )
    rig.deliver(f"{request}\r\nIt does not work.\r\n".encode(), NOBODY, SUPPORT)
    agent.gets("It does not work.", NUMBER)
    agent.gets(NOBODY, "was not delivered", "5.1.1")
    outbox = desk.outbox()
    assert [mail["recipient"] for mail in outbox] == [NOBODY, *[agent.person.address] * 2]
    (failed,) = (mail for mail in outbox if mail["state"] == "failed")
    assert (failed["ticket"], failed["template"], failed["recipient"]) == (NUMBER, "acknowledgement", NOBODY)
    told = desk.listed("ticket", "show", NUMBER)
    (event,) = (event for event in told["history"] if event["what"] == "undelivered")
    assert (event["before"], event["after"]) == (NOBODY, "5.1.1")
    assert f"a mail to {NOBODY} could not be delivered: 5.1.1" in desk.ask("ticket", "show", NUMBER)
    assert f"{NOBODY} is a dead address" in desk.ask("ticket", "show", NUMBER)
    (dead,) = desk.listed("address", "list")
    assert (dead["addr"], dead["why"]) == (NOBODY, "5.1.1")
    assert [(mail["verdict"], mail["ticket"]) for mail in desk.inbox()] == [
        ("ticket", NUMBER),
        ("bounce", NUMBER),
    ]
