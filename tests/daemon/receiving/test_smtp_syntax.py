"""The syntax of SMTP commands."""

import pytest

from daemon.receiving.smtp_syntax import command, path


@pytest.mark.parametrize(
    ("argument", "addr"),
    [
        ("FROM:<ann@x.example>", "ann@x.example"),
        ("from: <ann@x.example>", "ann@x.example"),
        ("FROM:<>", ""),
        ("FROM:<> SIZE=1", ""),
        ("FROM:<@relay.example,@b.example:ann@x.example>", "ann@x.example"),
        ('FROM:<"a b>c"@x.example>', '"a b>c"@x.example'),
        (r'FROM:<"a\"b"@x.example>', r'"a\"b"@x.example'),
        ("FROM:<почта@пример.рф>", "почта@пример.рф"),
        ("FROM:<SRS0=HHH=TT=x.example=ann@relay.example>", "SRS0=HHH=TT=x.example=ann@relay.example"),
        ("FROM:<postmaster>", "postmaster"),
    ],
)
def test_an_address_stands_in_angle_brackets(argument: str, addr: str) -> None:
    """Every form of RFC 5321, 4.1.2 is read, a source route is skipped, the null path is empty."""
    found = path(argument, "FROM:")
    assert found is not None
    assert found.addr == addr


@pytest.mark.parametrize(
    "argument",
    [
        "",
        "FROM:",
        "FROM:ann@x.example",
        "FROM ann@x.example",
        "<ann@x.example>",
        "FROM:<ann@x.example",
        "FROM:ann@x.example>",
        "FROM:<ann @x.example>",
        "FROM:<ann@x.example>SIZE=1",
        "FROM:<<ann@x.example>>",
        "FROM:<a\r@x.example>",
        "FROM:<a\0@x.example>",
        "FROM:<a\x85@x.example>",
        "FROM:<a\udcff@x.example>",
        'FROM:<"a\udcff"@x.example>',
        'FROM:<"a@x.example>',
        f"FROM:<{'a' * 513}>",
        f"FROM:<{'я' * 257}>",
    ],
)
def test_a_malformed_address_is_not_read(argument: str) -> None:
    """Without brackets, with control characters, undecodable bytes or too long, there is no address."""
    assert path(argument, "FROM:") is None


def test_parameters_are_read_by_name() -> None:
    """Names of parameters are written in any case; a value may hold an equals sign or be absent."""
    found = path("FROM:<a@x> size=12 SMTPUTF8  AUTH=a=b", "FROM:")
    assert found is not None
    assert found.parameters == (("SIZE", "12"), ("SMTPUTF8", ""), ("AUTH", "a=b"))


@pytest.mark.timeout(60)
def test_long_input_is_read_at_once() -> None:
    """No argument makes the reader slow, however it is built."""
    for piece in ('"', "\\", '"\\', "<", "@", "@a,", "@:", " ", "a", '<"', "=", " a"):
        for start in ("FROM:<", 'FROM:<"', "FROM:<@", "FROM:<> "):
            path(start + piece * 50_000, "FROM:")


@pytest.mark.parametrize(
    ("line", "verb", "argument"),
    [
        (b"mail FROM:<a@x>", "MAIL", "FROM:<a@x>"),
        (b"NOOP", "NOOP", ""),
        (b"", "", ""),
        (b"\xff\xfe a", "\xff\xfe", "a"),
        (b"EHLO  \xff ", "EHLO", "\udcff"),
    ],
)
def test_a_command_is_a_verb_with_an_argument(line: bytes, verb: str, argument: str) -> None:
    """Any bytes give a verb and an argument; nothing raises."""
    assert command(line) == (verb, argument)
