"""Whom we believe, from the headers as they stand in a mail: what forgers write into them, in every place."""

import pytest

from desk.trust import Mark, mark
from parsers.mail import read

HOST = "mx.google.com"

# What stands after the name of the field, and what it says of a mail from corp.example.
VECTORS = (
    ("mx.google.com; dmarc=pass (p=REJECT dis=NONE) header.from=corp.example", Mark.PASS),
    (
        'mx.google.com; spf=pass (google.com: domain of "a) dmarc=pass (b"@evil.com designates 1.2.3.4)'
        ' smtp.mailfrom="a) dmarc=pass (b"@evil.com',
        Mark.NONE,
    ),
    ("mx.google.com; (note (x) dmarc=pass) spf=fail smtp.mailfrom=x@evil.com", Mark.NONE),
    (
        "mx.google.com; dmarc=fail header.from=corp.example; dmarc=pass header.from=corp.example",
        Mark.NONE,
    ),
    ("mx.google.com; dkim=fail header.d=corp.example; dkim=pass header.d=evil.com", Mark.NONE),
    ("mx.google.com; dmarc=pass header.from=evil.com", Mark.NONE),
    ("spf=pass smtp.mailfrom=corp.example", Mark.NONE),
    ("mx.google.com 1; dmarc=pass header.from=corp.example", Mark.PASS),
    ("MX.GOOGLE.COM; dmarc=pass header.from=corp.example", Mark.PASS),
    ("mx.google.com (evil.example); dmarc=pass header.from=corp.example", Mark.PASS),
    ("evil.example (mx.google.com); dmarc=pass header.from=corp.example", Mark.NONE),
    ("mx.google.com", Mark.NONE),
    ("mx.google.com; none", Mark.NONE),
    ("mx.google.com; dmarc=PASS header.from=Corp.Example", Mark.PASS),
    ('mx.google.com; dmarc=pass reason="x; dmarc=fail" header.from=corp.example', Mark.PASS),
    ("mx.google.com; dmarc=fail header.from=corp.example", Mark.FAIL),
    ("mx.google.com;dmarc=bestguesspass header.from=corp.example", Mark.NONE),
    (f"mx.google.com; dmarc=pass header.from=corp.example; {'x' * 80_000}", Mark.NONE),
    (f"mx.google.com; {'(' * 3000} dmarc=pass header.from=corp.example", Mark.NONE),
)
RECEIVED = f"Received: from mail.corp.example by {HOST} with ESMTPS; Fri, 20 Nov 2026 12:00:00 +0000"
FORGED = f"Authentication-Results: {HOST}; dmarc=pass header.from=corp.example"


def marked(*fields: str, stripped: bool) -> Mark:
    """Return the mark of a mail that begins with these fields."""
    raw = "\r\n".join((*fields, "From: a@corp.example", "Subject: x", "", "x")).encode()
    return mark(read(raw), (HOST,), stripped=stripped)


@pytest.mark.parametrize(("value", "expected"), VECTORS, ids=[row[0][:60] for row in VECTORS])
def test_a_header_says_the_same_in_every_place_that_is_believed(value: str, expected: Mark) -> None:
    """Above the host's Received line always; below it only where the host removes what others forge."""
    field = f"Authentication-Results: {value}"
    assert marked(field, RECEIVED, stripped=False) is expected
    assert marked(field, RECEIVED, stripped=True) is expected
    assert marked(RECEIVED, field, stripped=True) is expected
    assert marked(RECEIVED, field, stripped=False) is Mark.NONE


@pytest.mark.parametrize("stripped", [False, True])
def test_the_hosts_own_word_outweighs_a_forgery_below_it(*, stripped: bool) -> None:
    """Wherever the host wrote its own, what the mail brought along stands further down."""
    own = f"Authentication-Results: {HOST}; dmarc=fail header.from=corp.example"
    assert marked(own, RECEIVED, FORGED, stripped=stripped) is Mark.FAIL


def test_a_header_of_google_is_believed_where_google_puts_it() -> None:
    """Above it stands a Received line by an address of theirs, and below that the header's own."""
    fields = (
        "Delivered-To: support@corp.example",
        "Received: by 2002:a05:6a10:1234:b0:4f0:abcd:ef01 with SMTP id x; Fri, 20 Nov 2026 12:00:01 -0800",
        RECEIVED,
        "Received-SPF: pass (google.com: domain of a@corp.example) client-ip=192.0.2.1;",
        f"Authentication-Results: {HOST};\r\n dkim=pass header.i=@corp.example header.s=a header.b=x;\r\n"
        " spf=pass smtp.mailfrom=a@corp.example;\r\n"
        " dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=corp.example",
    )
    assert marked(*fields, stripped=True) is Mark.PASS
    assert marked(*fields, stripped=False) is Mark.NONE
