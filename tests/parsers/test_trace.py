"""What the headers of a mail out of a mailbox say of its envelope."""

from datetime import UTC, datetime

import pytest

from parsers.head.trace import trace
from tests.poison import POISON

MAIL = b"From: Ivan <ivan@customer.example>\r\nTo: support@example.org\r\nSubject: x\r\n\r\nHelp.\r\n"


@pytest.mark.parametrize(
    ("head", "return_path"),
    [
        (b"", "ivan@customer.example"),
        (b"Return-Path: <bounces@customer.example>\r\n", "bounces@customer.example"),
        (b"Return-Path: bounces@customer.example\r\n", "bounces@customer.example"),
        (b"Return-Path: <>\r\n", ""),
        (b"Return-Path:\r\n", ""),
        (b"Return-Path: <>\r\nReturn-Path: <old@customer.example>\r\n", ""),
        (b"Return-Path: <not an address>\r\n", ""),
        (b"Return-Path: <a@b.example> <c@d.example>\r\n", ""),
    ],
)
def test_the_return_path_is_the_one_that_the_last_server_wrote(head: bytes, return_path: str) -> None:
    """The null sender stays null; only where no server wrote anything it is the author's."""
    assert trace(head + MAIL).return_path == return_path


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"no header at all",
        b"From: a@b.example, c@d.example\r\n\r\n",
        b"From: undisclosed\r\n\r\n",
    ],
)
def test_without_one_sure_author_there_is_nobody_to_write_to(raw: bytes) -> None:
    """Then nothing automatic is sent."""
    assert trace(raw).return_path == ""


def test_the_recipients_are_those_for_whom_it_was_taken_in() -> None:
    """Each of the headers that mail hosts write is read, as often as it stands there; To and Cc are not."""
    head = (
        b"Delivered-To: support+abc@example.org\r\nX-Original-To: support@example.org\r\n"
        b"Envelope-To: sales@example.org,\r\n other@example.org\r\nDelivered-To: nonsense\r\n"
    )
    assert set(trace(head + MAIL).recipients) == {
        "support+abc@example.org",
        "support@example.org",
        "sales@example.org",
        "other@example.org",
    }
    assert trace(MAIL).recipients == ()


def test_the_date_is_the_mails_own() -> None:
    """With its offset; a mail without one, or with nonsense, has none."""
    dated = b"Date: Fri, 20 Nov 2026 15:00:00 +0300\r\n" + MAIL
    assert trace(dated).sent_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert trace(MAIL).sent_at is None
    assert trace(b"Date: yesterday\r\n" + MAIL).sent_at is None


@pytest.mark.parametrize("line", POISON)
def test_no_header_makes_it_fail(line: bytes) -> None:
    """It stands before the inbox: what it does not understand is kept all the same."""
    name, _, value = line.partition(b":")
    for header in (name, b"Return-Path", b"Delivered-To", b"Date", b"From"):
        assert trace(header + b":" + value + b"\r\n\r\nx") is not None
