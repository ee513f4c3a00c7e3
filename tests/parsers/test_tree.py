"""The tree of a mail's parts: broken multiparts come apart as Python's own email package takes them apart."""

import random
from email import message_from_bytes
from email.message import Message
from itertools import product

import pytest

from parsers.opening import open_mail
from parsers.parts.tree import Part

HEAD = b'From: ann@corp.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
BOUNDARIES = (b"b", b"b--", b"bb", b"a b", b"-")
LINES = (
    *(b"--" + name + end for name, end in product(BOUNDARIES, (b"", b"", b"--", b" \t", b"x"))),
    *(b'Content-Type: multipart/mixed; boundary="%s"' % name for name in BOUNDARIES),
    *(b"", b"", b"", b"", b"", b"words", b"Content-Type: text/html", b"Content-Type: multipart/mixed"),
    *(b" folded", b"From here on", b": nameless", b"name: value", b"\x7f: no name"),
)
ENDS = (b"\r\n", b"\r\n", b"\n", b"\n", b"\r")


def _mail(chance: random.Random) -> bytes:
    lines = (chance.choice(LINES) + chance.choice(ENDS) for _ in range(chance.randrange(1, 30)))
    return HEAD + b"".join(lines)


def _ours(part: Part) -> object:
    return part.text("content-type"), [_ours(one) for one in part.parts] or part.data()


def _theirs(part: Message) -> object:
    kind = "".join(str(part["content-type"] or "").splitlines())
    inside = part.get_payload()
    if isinstance(inside, list):
        return kind, [_theirs(one) for one in inside if isinstance(one, Message)]
    return kind, str(inside).encode("ascii")


@pytest.mark.parametrize("seed", range(20))
def test_broken_multiparts_come_apart_as_in_pythons_own_parser(seed: int) -> None:
    """Whatever lines stand in a mail, its parts are those that Python's email package finds."""
    chance = random.Random(seed)  # noqa: S311 - mails, no secrets
    for _ in range(50):
        raw = _mail(chance)
        assert _ours(open_mail(raw).tree()) == _theirs(message_from_bytes(raw)), raw


def _texts(body: bytes) -> list[bytes]:
    return [part.data() for part in open_mail(HEAD + body).tree().parts]


def test_a_boundary_is_a_line_of_its_own() -> None:
    """What begins as a boundary and goes on is none, and blanks behind one are nothing."""
    assert _texts(b"--b \r\n\r\none\r\n--bx\r\nx --b\r\n--b\t\r\n\r\ntwo\r\n--b--\r\n") == [
        b"one\r\n--bx\r\nx --b",
        b"two",
    ]


def test_what_stands_below_the_last_boundary_is_the_epilogue() -> None:
    """No part begins below the last boundary."""
    root = open_mail(HEAD + b"--b\r\n\r\none\r\n--b--\r\nbelow\r\n--b\r\n\r\ntwo\r\n").tree()
    assert ([part.data() for part in root.parts], root.epilogue) == ([b"one"], b"below\r\n--b\r\n\r\ntwo\r\n")


def test_a_mail_that_ends_before_its_last_boundary_has_all_its_parts() -> None:
    """A cut mail is read as far as it goes."""
    assert _texts(b"--b\r\n\r\none\r\n--b\r\n\r\ntw") == [b"one", b"tw"]
