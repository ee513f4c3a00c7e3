"""Who stands behind a mailing list's mail, and who sent a mail for its author."""

import pytest

from desk.address import Address
from desk.mail import Mail
from parsers.mail import read

IVAN = Address("ivan@client.example", "Ivan Petrov")
LIST = ("List-Id: <users.lists.example>", "List-Post: <mailto:users@lists.example>")


def _mail(*header: str) -> Mail:
    return read("\r\n".join((*header, "Subject: VPN", "", "It does not start.")).encode())


@pytest.mark.parametrize(
    ("sender", "header"),
    [
        ("Ivan Petrov via Users <users@lists.example>", "Reply-To: Ivan Petrov <ivan@client.example>"),
        ("Ivan Petrov via Users <users@lists.example>", "Reply-To: users@lists.example, ivan@client.example"),
        ("\"'Ivan Petrov' via Help\" <help@g.example>", "X-Original-From: Ivan Petrov <ivan@client.example>"),
        ("\"'Ivan Petrov' via Help\" <help@g.example>", "X-Original-Sender: ivan@client.example"),
        ("\"'Ivan Petrov' через Help\" <help@g.example>", "X-Original-Sender: ivan@client.example"),
    ],
)
def test_the_author_behind_a_list_is_read(sender: str, header: str) -> None:
    """The list's headers name one; the sender stays the list."""
    mail = _mail(f"From: {sender}", header, *LIST)
    assert mail.behind == IVAN
    assert mail.sender is not None
    assert mail.sender.addr != IVAN.addr


@pytest.mark.parametrize(
    "lines",
    [
        ("From: Ivan via Users <users@lists.example>", "Reply-To: ivan@client.example"),
        ("From: Ivan <ivan@other.example>", "Reply-To: ivan@client.example", *LIST),
        ("From: Ivan via Users <users@lists.example>", *LIST),
        ("From: Ivan via Users <users@lists.example>", "Reply-To: a@x.example, b@x.example", *LIST),
        ("From: Ivan via Users <users@lists.example>", "Reply-To: users@lists.example", *LIST),
        ("From: a@x.example, b@x.example", "Reply-To: ivan@client.example", *LIST),
    ],
)
def test_nobody_stands_behind_any_other_mail(lines: tuple[str, ...]) -> None:
    """There is no list, it rewrote nothing, or it names nobody or two."""
    assert _mail(*lines).behind is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Sender: Olga <olga@client.example>", Address("olga@client.example", "Olga")),
        ("Resent-From: boss@client.example", Address("boss@client.example")),
        ("Sender: ivan@client.example", None),
        ("Sender: a@x.example, b@x.example", None),
        ("X-Sender: olga@client.example", None),
    ],
)
def test_who_sent_a_mail_for_its_author_is_read(header: str, expected: Address | None) -> None:
    """Neither Sender nor Resent-From is the author."""
    mail = _mail("From: Ivan <ivan@client.example>", header)
    assert mail.sent_by == expected
    assert mail.sender == Address("ivan@client.example", "Ivan")
