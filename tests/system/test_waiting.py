"""What comes while the daemon is away waits with the mail server, and becomes one ticket when it is back."""

from collections.abc import Callable

from tests.system.correspondent import Correspondent
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Rig
from tests.system.servers import wait_until

# sysexits.h
EX_TEMPFAIL = 75

# What Postfix logs of a mail that it keeps for later.
DEFERRED = "status=deferred"

MAIL = f"""\
From ivan@customers.example.test  Sat Aug  1 10:00:00 2026
From: Ivan <ivan@customers.example.test>
To: {SUPPORT}
Subject: Piped
Message-ID: <piped@customers.example.test>

It came by a pipe.
.
This too.
"""


def test_take_hands_over_or_says_try_again(rig: Rig, postdesk: Callable[..., Postdesk]) -> None:
    """A pipe gets 75 while the daemon is away and 0 once it took the mail; tried twice it is one ticket."""
    ivan = Correspondent(rig, rig.mailbox("ivan@customers.example.test", "Ivan"))
    desk = postdesk([])
    desk.stop()
    assert _take(desk) == EX_TEMPFAIL
    desk.start()
    assert [_take(desk), _take(desk)] == [0, 0]
    ivan.gets("SUP-1001")
    assert [mail["verdict"] for mail in desk.inbox()] == ["ticket", "duplicate"]
    assert desk.ask("inbox", "show", "1", "--raw").endswith("It came by a pipe.\r\n.\r\nThis too.\r\n")
    desk.kill()
    assert _take(desk) == EX_TEMPFAIL


def _take(desk: Postdesk) -> int:
    sender = "ivan@customers.example.test"
    return desk.run("take", "--from", sender, SUPPORT, given=MAIL.encode()).returncode


def test_mail_waits_in_the_queue_of_postfix(rig: Rig, postdesk: Callable[..., Postdesk]) -> None:
    """Neither a daemon that was stopped nor one that was killed loses a mail, or gets one twice."""
    olga = Correspondent(rig, rig.mailbox("olga@customers.example.test", "Olga"))
    desk = postdesk([])
    for end, number, subject in ((desk.stop, "SUP-1001", "Stopped"), (desk.kill, "SUP-1002", "Killed")):
        end()
        before = rig.postfix_log().count(DEFERRED)
        olga.writes(subject, f"{subject}: does it get lost?\n")
        _wait_for_deferral(rig, before)
        desk.start()
        olga.gets(number)
        # What the killed daemon had not written down as sent it would send again.
        assert {mail["state"] for mail in desk.outbox()} == {"sent"}
    assert [(mail["verdict"], mail["ticket"]) for mail in desk.inbox()] == [
        ("ticket", "SUP-1001"),
        ("ticket", "SUP-1002"),
    ]
    assert len(olga.inbox()) == 2


def _wait_for_deferral(rig: Rig, before: int) -> None:
    """Wait until Postfix could not hand over a mail, once more than before."""
    wait_until(lambda: rig.postfix_log().count(DEFERRED) > before, rig.told)
