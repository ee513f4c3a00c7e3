"""The content key: what the way adds does not count, everything else does."""

import pytest

from storage.content_key import content_key

MAIL = b"From: a@b.example\r\nSubject: x\r\n folded\r\nTo: c@d.example\r\n\r\nbody\r\n.\r\nend\r\n"

ADDED = [
    b"Return-Path: <a@b.example>\r\n",
    b"Received: from x\r\n\tby y\r\n with z; now\r\n",
    b"RECEIVED:from x\r\n",
    b"Delivered-To: c@d.example\r\n",
    b"x-original-to : c@d.example\r\n",
    b"Authentication-Results: h; dmarc=pass\r\n header.from=b.example\r\n",
    b"ARC-Seal: i=1;\r\n a=b\r\n",
    b"ARC-Message-Signature: i=1\r\n",
    b"Received: 1\r\nReceived: 2\r\nReturn-Path: <>\r\n",
]


@pytest.mark.parametrize("added", ADDED)
def test_what_a_way_adds_does_not_count(added: bytes) -> None:
    """The fields of the way, folded lines included, change nothing, wherever in the header they stand."""
    end = MAIL.index(b"To:")
    assert content_key(added + MAIL) == content_key(MAIL)
    assert content_key(MAIL[:end] + added + MAIL[end:]) == content_key(MAIL)


def test_line_ends_do_not_count() -> None:
    """The same mail by SMTP with CR LF and by a pipe with LF is the same, its last line end or not."""
    piped = MAIL.replace(b"\r\n", b"\n")
    assert content_key(piped) == content_key(piped.rstrip(b"\n")) == content_key(MAIL)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"body", b"Body"),
        MAIL.replace(b" folded", b" otherwise folded"),
        b"Received-SPF: pass\r\n" + MAIL,
        b"X-Received: by me\r\n" + MAIL,
        MAIL.replace(b"body", b"Received: in the body\r\nbody"),
        MAIL.replace(b"\r\n\r\n", b"\r\n\r\n\r\n"),
        b"\r\n" + MAIL,
    ],
)
def test_everything_else_counts(other: bytes) -> None:
    """A mail with any other byte changed is another mail."""
    assert content_key(other) != content_key(MAIL)


def test_a_field_of_the_way_takes_no_other_field_with_it() -> None:
    """Only folded lines belong to a field: what begins in the first column is the next one."""
    assert content_key(b"Received: x\r\nSubject: y\r\n\r\n") == content_key(b"Subject: y\r\n\r\n")


@pytest.mark.parametrize(
    "mail", [b"", b"\r\n", b"\n\n\n", b"no colon", b"Received", b"Received: x", b"\0\xff"]
)
def test_no_bytes_are_refused(mail: bytes) -> None:
    """Whatever was accepted has a key."""
    assert len(content_key(mail)) == 64


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "mail",
    [
        b"Received: x\r\n" * 500_000,
        b"Received:" + b"\r\n " * 2_000_000,
        b"arc-" * 2_000_000,
        b"A" * 8_000_000,
        b"\n" * 8_000_000,
        b"received \t" * 1_000_000,
        b"x:\r\n" + b"\r" * 8_000_000,
    ],
)
def test_hostile_headers_cost_no_more_than_their_length(mail: bytes) -> None:
    """No header makes the search for its fields slow."""
    assert len(content_key(mail)) == 64
