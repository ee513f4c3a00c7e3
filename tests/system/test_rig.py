"""The rig itself: each of its servers and mail programs does what the other tests build on."""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.system.lmtp_stub import Delivered, lmtp_stub
from tests.system.mutt import Mutt
from tests.system.rig import SUPPORT, Rig
from tests.system.servers import MX, wait_until

KEYED = "support+abcdefghijklmnopqrstuvwxyz@desk.example.test"


@pytest.fixture
def desk(rig: Rig) -> Iterator[list[Delivered]]:
    """What arrives at the desk."""
    with lmtp_stub(rig.desk) as delivered:
        yield delivered


def wait_for(rig: Rig, desk: list[Delivered], count: int) -> None:
    """Wait until so many mails are at the desk."""
    wait_until(lambda: len(desk) >= count, lambda: f"{len(desk)} of {count} came.\n{rig.postfix_log()}")


def read(raw: bytes) -> EmailMessage:
    """Return a mail, read."""
    return message_from_bytes(raw, policy=policy.default)


def answer_to(mail: EmailMessage) -> bytes:
    """Return what a desk may answer: a key in Reply-To, a number in the subject."""
    answer = EmailMessage(policy=policy.SMTP)
    answer["From"] = f"Support <{SUPPORT}>"
    answer["To"] = mail["From"].addresses[0].addr_spec
    answer["Reply-To"] = KEYED
    answer["Subject"] = f"[SUP-1001] {mail['Subject']}"
    answer["Message-ID"] = "<random@desk.example.test>"
    answer["In-Reply-To"] = answer["References"] = mail["Message-ID"]
    answer.set_content("Is it plugged in?\n")
    return answer.as_bytes()


def test_a_conversation_goes_through_real_servers(
    rig: Rig, desk: list[Delivered], mutt: Callable[..., Mutt]
) -> None:
    """A mail reaches the desk, its answer the customer, and mutt's answer the key, in one chain."""
    ann = rig.mailbox("ann@customers.example.test", "Ann")
    program = mutt(ann)
    program.compose(SUPPORT, "Printer", "It does not print.\n")
    wait_for(rig, desk, 1)
    first = read(desk[0].raw)
    rig.deliver(answer_to(first), KEYED, ann.address)
    rig.wait_for(ann, 1)
    program.reply("<random@desk.example.test>", "It is now, thanks.")
    wait_for(rig, desk, 2)
    second = read(desk[1].raw)
    assert [delivered.sender for delivered in desk] == [ann.address] * 2
    assert [delivered.recipient for delivered in desk] == [SUPPORT, KEYED]
    assert second["In-Reply-To"] == "<random@desk.example.test>"
    assert second["References"].split() == [first["Message-ID"], "<random@desk.example.test>"]
    assert second["Subject"] == "Re: [SUP-1001] Printer"
    text = second.get_content()
    assert text.index("It is now, thanks.") < text.index("> Is it plugged in?")


def test_an_unknown_mailbox_bounces_to_the_return_path(rig: Rig, desk: list[Delivered]) -> None:
    """Dovecot refuses the recipient, and Postfix tells the desk's key with a true status notification."""
    raw = b"From: support@desk.example.test\r\nTo: x\r\nMessage-ID: <out@desk.example.test>\r\n\r\nHello\r\n"
    rig.deliver(raw, KEYED, "nobody@customers.example.test")
    wait_for(rig, desk, 1)
    assert (desk[0].sender, desk[0].recipient) == ("", KEYED)
    notice = read(desk[0].raw)
    assert notice.get_content_type() == "multipart/report"
    assert notice.get_param("report-type") == "delivery-status"
    assert b"Final-Recipient: rfc822; nobody@customers.example.test" in desk[0].raw
    assert b"Message-ID: <out@desk.example.test>" in desk[0].raw


def test_postfix_vouches_above_its_own_line(rig: Rig, desk: list[Delivered]) -> None:
    """What a person submits carries one Authentication-Results, above the Received line of the same host."""
    eve = rig.mailbox("eve@staff.example.test", "Eve")
    raw = f"From: {eve.address}\r\nTo: {SUPPORT}\r\nCc: {KEYED}\r\nSubject: x\r\n\r\nHello\r\n"
    rig.submit(raw.encode(), eve)
    wait_for(rig, desk, 2)
    lines = desk[0].raw.decode().split("\r\n")
    assert lines[0] == f"Authentication-Results: {MX}; dmarc=pass header.from=staff.example.test"
    assert lines[1].startswith("Received: from ")
    assert lines[2].startswith(f"\tby {MX} ")
    assert desk[0].raw.count(b"Authentication-Results") == 1


def test_nobody_vouches_for_the_world_outside(rig: Rig, desk: list[Delivered]) -> None:
    """Mail from outside carries no word of Postfix's about its sender, and comes as it was sent."""
    body = "Привет, 8 бит\r\n.\r\nend\r\n".encode("koi8-r")
    raw = b"From: ann@outside.test\r\nMessage-ID: <o@outside.test>\r\nDate: x\r\nSubject: x\r\n\r\n" + body
    rig.deliver(raw, "ann@outside.test", KEYED)
    wait_for(rig, desk, 1)
    assert desk[0].raw.endswith(body)
    assert b"Authentication-Results" not in desk[0].raw
    assert re.match(rb"Received: from .*\r\n\tby mx\.example\.test", desk[0].raw)


def test_mutt_writes_russian_in_koi8_r(
    rig: Rig, desk: list[Delivered], mutt: Callable[..., Mutt], tmp_path: Path
) -> None:
    """Display name, subject, text and attachment name leave mutt in koi8-r and can be read back."""
    boris = rig.mailbox("boris@customers.example.test", "Борис Ёлкин")
    file = tmp_path / "Снимок экрана.txt"
    file.write_text("Ошибка 42\n", "utf-8")
    program = mutt(boris, charset="koi8-r")
    program.compose(SUPPORT, "Не печатает принтер", "Здравствуйте!\n", attach=file)
    wait_for(rig, desk, 1)
    rig.deliver(answer_to(read(desk[0].raw)), KEYED, boris.address)
    rig.wait_for(boris, lambda raw: b"SUP-1001" in raw)
    program.reply("<random@desk.example.test>", "Не помогло.", attach=file)
    wait_for(rig, desk, 2)
    for delivered, said in zip(desk, ("Здравствуйте!", "Не помогло."), strict=True):
        mail = read(delivered.raw)
        (attachment,) = mail.iter_attachments()
        text = mail.get_body()
        assert b"koi8-r" in delivered.raw
        assert mail["From"].addresses[0].display_name == "Борис Ёлкин"
        assert mail["Subject"].endswith("Не печатает принтер")
        assert text is not None
        assert said in text.get_content()
        assert attachment.get_filename() == "Снимок экрана.txt"
        assert "Ошибка 42" in attachment.get_content()
