"""The heads of mails that are shown in others: who wrote them, when, and under which subject."""

import pytest

from desk.address import Address
from desk.mail import Forwarded
from parsers.forwards import senders, written_dates
from parsers.mail import read
from tests.parsers.forwarding_programs import PASSINGS

HEADER = "From: Ann <ann@client.example>\nDate: Mon, 3 Mar 2025 10:15:00 +0300\nSubject: Printer\n"
SEPARATOR = "---------- Forwarded message ---------\n"


def _forwarded(text: str, subject: str = "Fwd: Printer", more: str = "") -> Forwarded | None:
    head = f"From: bob@desk.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8{more}\n\n"
    return read((head + text).encode()).forwarded


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ('"Lee, Ann" <ann@client.example>', Address("ann@client.example", "Lee, Ann")),
        ("Ann Lee [mailto:ann@client.example]", Address("ann@client.example", "Ann Lee")),
        ("Ann Lee<mailto:ann@client.example>", Address("ann@client.example", "Ann Lee")),
        ("ann@client.example<mailto:ANN@client.example>", Address("ann@client.example")),
        ("ann@client.example", Address("ann@client.example")),
        ("<ann@client.example>", Address("ann@client.example")),
        ("Ann Lee (ann@client.example)", Address("ann@client.example", "Ann Lee")),
        ("ann@client.example (Ann Lee)", Address("ann@client.example", "Ann Lee")),
        ("'ann@client.example' <ann@client.example>", Address("ann@client.example")),
        ("o'neil@client.example", Address("o'neil@client.example")),
        ("*Ann* <ann@client.example>", Address("ann@client.example", "Ann")),
        ("Ann\u00a0Lee <ann@client.example>", Address("ann@client.example", "Ann Lee")),
        ("Анна Ли <ann@client.example>", Address("ann@client.example", "Анна Ли")),
        ("Ann Lee", None),
        ("", None),
        ("ann@client.example, bob@client.example", None),
        ("ann@client.example <mailto:bob@client.example>", None),
        ('"ann@client.example" <eve@evil.example>', None),
        ("Eve <eve@evil.example> on behalf of Ann <ann@client.example>", None),
        ("Ann <ann@client.example\u202e>", None),
        ("Ann \u202egro.live@eve <ann@client.example>", None),
        ("A\u200bnn <ann@client.example>", None),
        ("ann@client.example\u200f", None),
        ("Ann <ann@client..example>", None),
        ("Ann <ann@@client.example>", None),
        ("/O=FIRM/OU=EXCHANGE/CN=ANN", None),
        ("x" * 400 + " <ann@client.example>", None),
    ],
)
def test_a_sender_is_one_plain_address(written: str, sender: Address | None) -> None:
    """What shows two addresses, none, or what nobody can see, names nobody."""
    assert senders.only(written) == sender


@pytest.mark.parametrize(
    "head",
    [
        HEADER.replace("<ann@client.example>", ""),
        HEADER.replace("<ann", "<\u202eann"),
        HEADER.replace("From:", "From: Eve <eve@evil.example>\nFrom:"),
        HEADER.replace("Date:", "From: Eve <eve@evil.example>\nDate:"),
        HEADER.replace("From:", "Fr\u200bom:"),
        HEADER.replace("example>\n", "example>,\n  Eve <eve@evil.example>\n"),
    ],
    ids=["no address", "turned round", "two above", "two", "hidden", "wrapped"],
)
def test_a_head_without_one_sender_gives_nothing(head: str) -> None:
    """Nor is a deeper mail taken instead: the outermost is the one."""
    assert _forwarded(f"{SEPARATOR}{head}\nSee.\n\n{SEPARATOR}{HEADER}\nIt is broken.") is None


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Mon, 3 Mar 2025 10:15:00 +0300 (MSK)", "2025-03-03T10:15:00+03:00"),
        ("Monday, March 3, 2025 at 12:15 AM UTC", "2025-03-03T00:15:00+00:00"),
        ("3 мая 2025 г., 22:15:01 MSK", "2025-05-03T22:15:01+03:00"),
        ("2025-03-13 10:15 -0530", "2025-03-13T10:15:00-05:30"),
        ("3/13/2025 1:15 p.m. GMT+1", "2025-03-13T13:15:00+01:00"),
        ("3/4/2025 10:15 GMT+1", ""),
        ("3 Mar 2025 10:15", ""),
        ("3 Mar 2025 10:15 CST", ""),
        ("3 Mar 2025 +0300", ""),
        ("31.02.2025 10:15 +03:00", ""),
        ("03.03.2025 25:15 +03:00", ""),
        ("03.03.2025 10:15 +0300 or 04.03.2025 10:15 +0300", ""),
        ("3 Mar 1066 10:15 +0300", ""),
        ("3 Mar 2025 10:15 +9900", ""),
        ("yesterday", ""),
    ],
)
def test_a_date_is_read_where_it_is_sure(written: str, read_as: str) -> None:
    """Day, time and zone are told, and mean one moment."""
    found = written_dates.read(written)

    assert (found.isoformat() if found else "") == read_as


def test_flowed_lines_of_a_head_are_read() -> None:
    """format=flowed breaks and stuffs lines (RFC 3676); a list of recipients may go on in the next."""
    head = (
        "From: Ann\n <ann@client.example>\nSent: Monday \nTo: Bob <b@desk.example>; \nCarl <c@desk.example>\n"
    )
    text = f"See \nbelow.\n\n{SEPARATOR}{head}Subject: Printer\n\nIt is \nbroken."

    found = _forwarded(text, more="; format=flowed")

    assert found is not None
    assert (found.sender.addr, found.subject, found.text) == (
        "ann@client.example",
        "Printer",
        "It is broken.",
    )


def test_a_subject_that_no_head_tells_is_the_mails_own() -> None:
    """Yandex names only the writer; what it puts before the subject is left off."""
    text = PASSINGS["Yandex"].text.format(subject="", text="It is broken.")

    found = [_forwarded(text, subject) for subject in ("Fwd: Printer", "[Fwd: Printer]")]

    assert [one.subject for one in found if one] == ["Printer", "Printer"]
