"""Authentication-Results: what each header says, and where it stands."""

import pytest

from desk.mail import AuthenticationResult
from parsers.mail import read


def _results(*fields: str) -> tuple[AuthenticationResult, ...]:
    return read("\r\n".join((*fields, "From: a@corp.example", "", "x")).encode()).authentication


def _result(value: str) -> AuthenticationResult:
    (result,) = _results(f"Authentication-Results: {value}")
    return result


@pytest.mark.parametrize(
    ("value", "host", "dmarc", "spf", "dkim"),
    [
        (
            "mx.google.com; dmarc=pass (p=REJECT dis=NONE) header.from=corp.example",
            "mx.google.com",
            (("pass", "corp.example"),),
            (),
            (),
        ),
        (
            'mx.google.com; spf=pass (google.com: domain of "a) dmarc=pass (b"@evil.com designates 1.2.3.4) '
            'smtp.mailfrom="a) dmarc=pass (b"@evil.com',
            "mx.google.com",
            (),
            (("pass", "evil.com"),),
            (),
        ),
        (
            "mx.google.com; (note (x) dmarc=pass) spf=fail smtp.mailfrom=x@evil.com",
            "mx.google.com",
            (),
            (("fail", "evil.com"),),
            (),
        ),
        (
            "mx.google.com; dmarc=fail header.from=corp.example; dmarc=pass header.from=corp.example",
            "mx.google.com",
            (("fail", "corp.example"), ("pass", "corp.example")),
            (),
            (),
        ),
        (
            "mx.google.com; dkim=fail header.d=victim.com; dkim=pass header.d=evil.com",
            "mx.google.com",
            (),
            (),
            (("fail", "victim.com"), ("pass", "evil.com")),
        ),
        ("spf=pass smtp.mailfrom=example.com", "", (), (("pass", "example.com"),), ()),
        (
            "mx.google.com 1; dmarc=pass header.from=corp.example",
            "mx.google.com",
            (("pass", "corp.example"),),
            (),
            (),
        ),
        ("mx.google.com 2; dmarc=pass header.from=corp.example", "", (), (), ()),
        (
            "MX.GOOGLE.COM; dmarc=pass header.from=corp.example",
            "mx.google.com",
            (("pass", "corp.example"),),
            (),
            (),
        ),
        ("mx.google.com.; dmarc=pass header.from=corp.example", "", (), (), ()),
        (
            "mx.google.com (evil.example); dmarc=pass header.from=c.example",
            "mx.google.com",
            (("pass", "c.example"),),
            (),
            (),
        ),
        (
            "evil.example (mx.google.com); dmarc=pass header.from=corp.example",
            "evil.example",
            (("pass", "corp.example"),),
            (),
            (),
        ),
        ('"mx.google.com"; dmarc=pass header.from=corp.example', "", (), (), ()),
        ("mx.google.com", "", (), (), ()),
        ("mx.google.com; none", "mx.google.com", (), (), ()),
        (
            "mx.google.com; dmarc=PASS header.from=Corp.Example",
            "mx.google.com",
            (("pass", "corp.example"),),
            (),
            (),
        ),
        (
            'mx.google.com; dmarc=pass reason="x; dmarc=fail" header.from=corp.example',
            "mx.google.com",
            (("pass", "corp.example"),),
            (),
            (),
        ),
        (
            "mx.google.com;dmarc=bestguesspass header.from=corp.example",
            "mx.google.com",
            (("bestguesspass", "corp.example"),),
            (),
            (),
        ),
        (
            'mx.google.com; dmarc=pass header.from="corp.example" policy.dmarc=none',
            "mx.google.com",
            (("pass", ""),),
            (),
            (),
        ),
        ("mx.google.com; " + "x" * 3016, "", (), (), ()),
        ("mx.google.com; " + "a" * 80_015, "", (), (), ()),
        ("mx.google.com; " + "(" * 3000, "", (), (), ()),
        # A domain is the clause's own: header.from elsewhere is not dkim's, nor is header.i its domain.
        (
            "mx.google.com; dkim=pass header.i=@corp.example header.from=corp.example; dmarc=pass",
            "mx.google.com",
            (("pass", ""),),
            (),
            (),
        ),
        (
            "mx.google.com; dmarc=pass header.from=evil.example header.from=corp.example",
            "mx.google.com",
            (("pass", ""),),
            (),
            (),
        ),
        (
            "mx.yandex.example; spf=pass (mx: ok) smtp.mailfrom=bounce@mail.corp.example; "
            "dkim=pass header.d=Corp.Example",
            "mx.yandex.example",
            (),
            (("pass", "mail.corp.example"),),
            (("pass", "corp.example"),),
        ),
    ],
)
def test_a_header_says_what_its_clauses_say(
    value: str,
    host: str,
    dmarc: tuple[tuple[str, str], ...],
    spf: tuple[tuple[str, str], ...],
    dkim: tuple[tuple[str, str], ...],
) -> None:
    """Every clause is kept with its own domain; comments, reasons and broken headers say nothing."""
    assert _result(value) == AuthenticationResult(host, dmarc, spf, dkim)


def test_a_header_knows_its_place() -> None:
    """Only a block above its host's own Received line was written by that host."""
    results = _results(
        "Authentication-Results: mx.ours.example; dmarc=pass header.from=corp.example",
        "Received: from relay.example (by forged.example) by MX.ours.example (Postfix) with ESMTPS; Fri",
        "Authentication-Results: mx.ours.example; dmarc=pass header.from=staff.example",
        "Received: from by by relay.example with SMTP; Fri",
        "Authentication-Results: mx.ours.example; spf=pass smtp.mailfrom=corp.example",
    )

    assert [(one.above, one.foreign) for one in results] == [
        ("mx.ours.example", ()),
        ("relay.example", ("mx.ours.example",)),
        ("", ("mx.ours.example", "relay.example")),
    ]


@pytest.mark.parametrize(
    "received",
    [
        "Received: (qmail 1 invoked by uid 0); Fri",
        "Received: from x",
        "Received: from x (by mx.ours.example",
        "Received: from x; by mx.ours.example",
        "Received: ",
    ],
)
def test_a_received_line_without_a_host_is_nobodys(received: str) -> None:
    """What stands in comments or after the semicolon names no host."""
    (result,) = _results("Authentication-Results: mx.ours.example; none", received)

    assert result.above == ""


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x9b", "\x7f"])
def test_a_host_with_a_control_character_is_no_host_that_anybody_trusts(sign: str) -> None:
    """It cannot be stored as it is, and must not become another one when it is made fit for that."""
    first, second = _results(
        f"Received: from a by mx.desk{sign}.example; x",
        f"Authentication-Results: mx.desk.example{sign}; spf=pass smtp.mailfrom=a@corp.example",
        f"Authentication-Results: mx.desk.example; spf=pass smtp.mailfrom=a@{sign}corp.example",
        f"Received: from a by {sign}mx.desk.example; x",
    )

    told = (first.host, *first.foreign, first.above, second.above, *(where for _, where in second.spf))
    assert "mx.desk.example" not in told
    assert "corp.example" not in told
    assert not any(sign in one for one in told)
