"""The replies that mail servers and programs hear from us."""

import re
from base64 import b64decode

from daemon.receiving import smtp_replies as replies
from daemon.receiving.hostile import Hostility

EVERY = {name: value for name, value in vars(replies).items() if isinstance(value, bytes)}


def test_every_reply_has_a_code_and_a_status_that_agree() -> None:
    """Each reply is one printable ASCII line; its enhanced code begins as its code does (RFC 3463, 2)."""
    for name, reply in EVERY.items():
        if reply.startswith(b"3"):
            continue
        found = re.fullmatch(rb"([245])\d\d ([245])\.\d\.\d{1,2} [ -~]{2,80}", reply)
        assert found is not None, name
        assert found[1] == found[2], name


def test_the_content_is_asked_for_without_a_status() -> None:
    """RFC 2034, 4: only replies that begin with 2, 4 or 5 carry an enhanced code."""
    assert replies.SEND_CONTENT.startswith(b"354 ")


def test_the_challenges_of_a_login_are_base64() -> None:
    """RFC 4954, 4: what comes after 334 is base64, be it nothing."""
    said = [b64decode(reply.removeprefix(b"334 ")) for reply in EVERY.values() if reply.startswith(b"334")]
    assert said == [b"", b"Username:", b"Password:"]


def test_a_fault_of_ours_is_never_permanent() -> None:
    """A mail that we could not keep for our own reasons stays with its sender."""
    ours = ("STORE_FULL", "STORE_UNAVAILABLE", "LOCAL_FAULT", "SESSION_FAULT", "SHUTTING_DOWN", "IDLE")
    assert all(EVERY[name].startswith(b"4") for name in ours)


def test_every_hostility_has_its_refusal() -> None:
    """What is hostile in a mail's bytes is refused for good."""
    assert set(replies.HOSTILE) == set(Hostility)
    assert all(reply.startswith(b"55") for reply in replies.HOSTILE.values())


def test_the_capabilities_hold_nothing_that_we_do_not_do() -> None:
    """EHLO offers neither AUTH nor DSN nor CHUNKING, and STARTTLS only where it is possible."""
    plain = replies.capabilities("desk.example", 1000, starttls=False).decode()
    assert plain.split("\r\n") == [
        "250-desk.example",
        "250-SIZE 1000",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250-PIPELINING",
        "250 ENHANCEDSTATUSCODES",
    ]
    assert replies.capabilities("desk.example", 1000, starttls=True).endswith(b"\r\n250 STARTTLS")
