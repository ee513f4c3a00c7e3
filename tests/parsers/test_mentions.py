"""The addresses that a text mentions."""

import pytest

from parsers.forms.field_values import email
from parsers.mail import read
from parsers.text.mentions import addresses

MENTIONED = (
    ("Write to ann@corp.example, please.", ("ann@corp.example",)),
    ("ann@corp.example bob@corp.example", ("ann@corp.example", "bob@corp.example")),
    ("Ann@Corp.Example and ann@corp.example", ("ann@corp.example",)),
    ("Ann <ann@corp.example>; Bob <bob@corp.example>", ("ann@corp.example", "bob@corp.example")),
    ("(ann@corp.example)", ("ann@corp.example",)),
    ("'ann@corp.example'", ("ann@corp.example",)),
    ("«ann@corp.example»", ("ann@corp.example",)),
    ("*ann@corp.example*", ("ann@corp.example",)),
    ("Ann|ann@corp.example|12", ("ann@corp.example",)),
    ("mailto:ann@corp.example", ("ann@corp.example",)),
    ("ann@corp.example<mailto:ann@corp.example>", ("ann@corp.example",)),
    ("[ann](mailto:ann@corp.example)", ("ann@corp.example",)),
    ("почта:ann@corp.example", ("ann@corp.example",)),
    ("i.v-a_n+tag@mail.corp.example.", ("i.v-a_n+tag@mail.corp.example",)),
    ("o'brien@corp.example", ("o'brien@corp.example",)),
    ("иван@почта.рф", ("иван@почта.рф",)),
    ("ivan@xn--80a1acny.xn--p1ai", ("ivan@xn--80a1acny.xn--p1ai",)),
    ("login ann@corp.local", ("ann@corp.local",)),
    ("See https://corp.example/ and ann@corp.example", ("ann@corp.example",)),
    ("See https://corp.example/,ann@corp.example", ("ann@corp.example",)),
)


@pytest.mark.parametrize(("text", "found"), MENTIONED)
def test_an_address_is_found_in_running_text(text: str, found: tuple[str, ...]) -> None:
    """Each once, folded, whatever stands around it."""
    assert addresses(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no address at all",
        "meet @ five",
        "@ann",
        "ann@",
        "ann@corp",
        "ann@corp.1",
        "ann@@corp.example",
        "ann@bob@corp.example",
        "https://ann@corp.example/path",
        "ftp://ann:secret@ftp.corp.example",
        "https://corp.example/unsubscribe?mail=ann@corp.example",
        "bounce+bob=other.example@corp.example",
        "sales/ann@corp.example",
        "<20261122.1234.ab@mail.local>",
        "<1ce5@host.localdomain>",
        "<1@host>",
        "[cid:image001.png@01DB3F2A.B5C4DF10]",
        "cid:logo@corp.example",
        "logo@2x.png",
        ".ann@corp.example",
        "a..b@corp.example",
        f"{'a' * 65}@corp.example",
    ],
)
def test_what_only_looks_so_is_none(text: str) -> None:
    """Logins in URLs, ids of mails and pictures, pieces of longer addresses."""
    assert addresses(text) == ()


def test_fifty_are_enough() -> None:
    """The first ones count; more are a list of customers."""
    found = addresses(" ".join(f"user{number}@corp.example" for number in range(60)))

    assert found == tuple(f"user{number}@corp.example" for number in range(50))


def test_a_field_has_the_whole_address() -> None:
    """Fields know an address by the same signs."""
    assert email("e-mail: o'brien@corp.example") == "o'brien@corp.example"


def test_a_mail_carries_the_addresses() -> None:
    """A person's mail does: those of its text, also behind a command, and not whom a command names."""
    head = b"From: ann@corp.example\r\nSubject: help\r\n\r\n"

    mail = read(
        head + b"#cc carl@corp.example\r\n#ask Is it dan@corp.example?\r\nBob is bob@corp.example\r\n"
    )

    assert mail.mentioned == ("dan@corp.example", "bob@corp.example")
    assert read(b"Auto-Submitted: auto-replied\r\n" + head + b"Ask bob@corp.example\r\n").mentioned == ()


@pytest.mark.parametrize(
    "text", ["@", "a@", "a@b.", "a'", "a@b.example ", "://a@b.example", "a" * 60 + "@b."]
)
@pytest.mark.cpu(5)
def test_no_text_holds_it_up(text: str) -> None:
    """What is found and the time are bounded, whatever the text."""
    assert len(addresses(text * 50_000)) <= 50
