"""Reactions, recalls and receipts of delivery are no requests and no answers."""

import pytest

from desk.mail import Intent, Mail, MailKind
from parsers.mail import read


def _mail(subject: str, text: str) -> Mail:
    lines = ("From: ann@corp.example", f"Subject: {subject}", "In-Reply-To: <a@x.example>", "", text)
    return read("\r\n".join(lines).encode())


def _reaction(words: str) -> Mail:
    head = "From: ann@corp.example\r\nSubject: Re: Printer\r\nIn-Reply-To: <a@x.example>\r\n"
    emoji = '{"version": 1, "emoji": "\N{THUMBS UP SIGN}"}'
    parts = (
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n",
        f"Content-Type: text/vnd.google.email-reaction+json\r\n\r\n{emoji}\r\n",
        f"Content-Type: text/html; charset=utf-8\r\n\r\n<p>{words}</p>\r\n",
    )
    body = "".join(f"--b\r\n{part}" for part in parts)
    return read(f'{head}Content-Type: multipart/alternative; boundary="b"\r\n\r\n{body}--b--\r\n'.encode())


def test_a_reaction_is_a_receipt() -> None:
    """A thumb confirms nothing; who writes more beside it is seen."""
    mail = _reaction("\N{THUMBS UP SIGN} Ann reacted via Gmail")
    assert (mail.kind, mail.kind_evidence) == (MailKind.RECEIPT, "a reaction (Gmail)")
    assert mail.intent is Intent.NONE
    more = _reaction("It does not print at all since Monday. " * 10)
    assert (more.kind, more.supposed) == (MailKind.AUTO_REPLY, True)


@pytest.mark.parametrize(
    ("subject", "text", "evidence"),
    [
        ("Recall: Printer", 'Ann Lee would like to recall the message, "Printer".', "a recall"),
        ("Отзыв: Принтер", "Анна хотела бы отозвать сообщение «Принтер».", "a recall"),
        ("Отзыв: Принтер", "Отправитель Анна Ли отзывает сообщение «Принтер».", "a recall"),
        (
            "Delivered: Printer",
            "Your message was delivered to the following recipients:\n\nAnn Lee",
            "a receipt of delivery",
        ),
    ],
)
def test_a_notice_in_words_is_told_as_what_it_is(subject: str, text: str, evidence: str) -> None:
    """Words prove nothing: staff see it, and it says nothing in its sender's name."""
    mail = _mail(subject, text)
    assert (mail.kind, mail.supposed, mail.intent) == (MailKind.AUTO_REPLY, True, Intent.NONE)
    assert mail.kind_evidence.startswith(evidence)


def test_a_receipt_in_words_proves_nothing() -> None:
    """Only a report (RFC 8098) is filed unseen."""
    mail = _mail("Read: Printer", "Your message was read on Friday, and still nothing prints.")
    assert (mail.kind, mail.supposed) == (MailKind.RECEIPT, True)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Recall: how do I use it?", "I would like to recall a mail in Outlook. How?"),
        ("Отзыв: плохой сервис", "Принтер так и не починили."),
        ("Read: this manual", "Your message helped, but it does not print."),
        ("Delivered: broken printer", "The printer that you sent does not print."),
        ("Printer", "Ann would like to recall the message that she sent, and cannot."),
    ],
)
def test_who_only_speaks_of_it_is_a_person(subject: str, text: str) -> None:
    """Neither the subject nor the text is enough."""
    assert _mail(subject, text).kind is MailKind.REPLY
