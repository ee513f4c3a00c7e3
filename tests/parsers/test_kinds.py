"""What a mail is: a person's request or reply, or a machine's."""

import pytest

from desk.mail import Mail, MailKind
from parsers.mail import read


def _mail(*header: str, subject: str = "hello", sender: str = "ann@corp.example", text: str = "text") -> Mail:
    lines = (f"From: {sender}", f"Subject: {subject}", *header, "", text)
    return read("\r\n".join(lines).encode())


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: auto-replied", MailKind.AUTO_REPLY),
        ("auto-submitted: Auto-Replied; owner-email=x", MailKind.AUTO_REPLY),
        ("Auto-Submitted: yes", MailKind.AUTO_REPLY),
        ("X-Autoreply: yes", MailKind.AUTO_REPLY),
        ("X-Autorespond: hello", MailKind.AUTO_REPLY),
        ("X-Autoresponder: 1", MailKind.AUTO_REPLY),
        ("X-AutoReply-From: ann@corp.example", MailKind.AUTO_REPLY),
        ("X-Mail-Autoreply: yes", MailKind.AUTO_REPLY),
        ("X-FC-MachineGenerated: true", MailKind.AUTO_REPLY),
        ("Delivered-To: Autoresponder", MailKind.AUTO_REPLY),
        ("Precedence: auto_reply", MailKind.AUTO_REPLY),
        ("Return-Path: <>", MailKind.AUTO_REPLY),
        ("Auto-Submitted: auto-generated", MailKind.LIST),
        ("Precedence: bulk", MailKind.LIST),
        ("Precedence: junk", MailKind.LIST),
        ("Precedence: list", MailKind.LIST),
        ("List-Id: <users.lists.example>", MailKind.LIST),
        ("List-Unsubscribe: <mailto:u@lists.example>", MailKind.LIST),
        ("Auto-Submitted: no", MailKind.REQUEST),
        ("Auto-submitted:   No  ", MailKind.REQUEST),
        ("Auto-Submitted: auto-forwarded", MailKind.REQUEST),
        ("X-Auto-Response-Suppress: All", MailKind.REQUEST),
        ("Precedence: normal", MailKind.REQUEST),
        ("X-Autoreply: no", MailKind.REQUEST),
        ("X-FC-MachineGenerated: false", MailKind.REQUEST),
        ("Return-Path: <ann@corp.example>", MailKind.REQUEST),
        ("X-Priority: 1", MailKind.REQUEST),
    ],
)
def test_each_mark_of_a_machine_is_known(header: str, kind: MailKind) -> None:
    """A mark decides the kind and is named; what only looks like one does neither."""
    mail = _mail(header)

    assert mail.kind is kind
    assert bool(mail.automatic) == (kind is not MailKind.REQUEST)


def test_a_generated_answer_is_an_answer() -> None:
    """Exchange calls its out-of-office "auto-generated"; what it answers gives it away."""
    mail = _mail("Auto-Submitted: auto-generated", "In-Reply-To: <a@x.example>")

    assert mail.kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: hello",
        "Auto-reply: hello",
        "Auto Response: hello",
        "Out of Office: hello",
        "Out of Office AutoReply: hello",
        "AUTO: Ann Lee is out of the office (returning Monday)",
        "Автоматический ответ: привет",
        "Автоответ: привет",
        "Вне офиса",
        "Automatische Antwort: hallo",
        "Abwesenheitsnotiz: hallo",
    ],
)
def test_subjects_of_absence_are_known(subject: str) -> None:
    """Robots that bear no mark write their own words first."""
    assert _mail(subject=subject).kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office VPN does not work",
        "Вне офиса не работает почта",
        "Автоответчик не работает",
        "Automatic reply is not sent",
        "Re: Automatic reply: hello",
        "Auto: the engine stops",
        "Not delivered: my parcel",
        "Mail delivery failed",
        "Возврат товара",
    ],
)
def test_a_person_may_write_about_robots(subject: str) -> None:
    """The words of machines in a person's subject make no machine of the person."""
    assert _mail(subject=subject).kind in {MailKind.REQUEST, MailKind.REPLY}


@pytest.mark.parametrize(
    "local", ["noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "NoReply+7", "robot-noreply"]
)
def test_a_no_reply_sender_is_marked_and_still_a_request(local: str) -> None:
    """Web forms write so: the mail counts, an answer would not arrive."""
    mail = _mail(sender=f"{local}@site.example")

    assert (mail.kind, mail.automatic) == (MailKind.REQUEST, ("no-reply sender",))


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Re: hello", MailKind.REPLY),
        ("RE[2]: hello", MailKind.REPLY),
        ("Re(3): hello", MailKind.REPLY),
        ("Re^2: hello", MailKind.REPLY),
        ("[SUP-1042] Re: hello", MailKind.REPLY),
        ("Ответ: привет", MailKind.REPLY),
        ("Отв: привет", MailKind.REPLY),
        ("На: привет", MailKind.REPLY),
        ("Aw: hallo", MailKind.REPLY),
        ("Sv: hej", MailKind.REPLY),
        ("回复：你好", MailKind.REPLY),
        ("Re: Fwd: hello", MailKind.REPLY),
        ("Fwd: hello", MailKind.REQUEST),
        ("FW: Re: hello", MailKind.REQUEST),
        ("Пересл: привет", MailKind.REQUEST),
        ("WG: hallo", MailKind.REQUEST),
        ("Report: hello", MailKind.REQUEST),
        ("Restart", MailKind.REQUEST),
        ("Ответ на вопрос", MailKind.REQUEST),
        ("", MailKind.REQUEST),
    ],
)
def test_prefixes_tell_replies_from_requests(subject: str, kind: MailKind) -> None:
    """Each language's prefix is known; who forwards begins something new."""
    assert _mail(subject=subject).kind is kind


@pytest.mark.parametrize(
    ("header", "subject", "kind"),
    [
        ("In-Reply-To: <a@x.example>", "hello", MailKind.REPLY),
        ("References: <a@x.example>", "hello", MailKind.REPLY),
        # Gmail keeps the ids of what it forwards.
        ("References: <a@x.example>", "Fwd: hello", MailKind.REQUEST),
        ("References: <a@x.example>", "Пер: привет", MailKind.REQUEST),
        ("References: <a@x.example>", "Переслать: привет", MailKind.REQUEST),
        ("References: <a@x.example>", "[Fwd: hello]", MailKind.REQUEST),
        ("References: nothing", "hello", MailKind.REQUEST),
    ],
)
def test_ids_make_a_reply(header: str, subject: str, kind: MailKind) -> None:
    """A mail with a parent is a reply, unless it is forwarded."""
    assert _mail(header, subject=subject).kind is kind


def test_our_own_ids_are_known_by_their_shape() -> None:
    """A mail of ours that comes back is ours, unless a machine says otherwise of it."""
    own = f"Message-ID: <postdesk.{'a2' * 13}@postdesk.example>"

    assert _mail(own).kind is MailKind.OWN
    assert _mail(own, "Auto-Submitted: auto-replied").kind is MailKind.AUTO_REPLY
    assert _mail(own.replace("a2", "A1")).kind is MailKind.REQUEST


def test_a_machines_words_mean_nothing() -> None:
    """Intent, kind of request, fields and commands are a person's alone."""
    mail = _mail(
        "Auto-Submitted: auto-replied", text="#resolve\r\nType: incident\r\nYes, it works, thank you."
    )

    assert (mail.commands, dict(mail.fields), mail.intent.value) == ((), {}, "none")
    assert mail.request_kind.value == "unsorted"


def test_a_report_packed_into_a_shell_is_a_report() -> None:
    """Gateways wrap what passes them; a person who forwards a report writes something beside it."""
    report = (
        "Content-Type: multipart/report; report-type=feedback-report; boundary=i\n\n"
        "--i\n\nA complaint.\n--i\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--i--\n"
    )
    head = "From: fbl@isp.example\nSubject: Abuse\nContent-Type: multipart/mixed; boundary=o\n\n"

    assert read(f"{head}--o\n{report}--o--\n".encode()).kind is MailKind.LIST
    assert read(f"{head}--o\n\nIs this so?\n--o\n{report}--o--\n".encode()).kind is MailKind.REQUEST


@pytest.mark.parametrize(
    "subject",
    [
        "Автоответчик: прошу настроить",
        "Out of office: VPN not working",
        "Вне офиса: нет доступа к почте",
        "Автоматический ответ: как включить?",
        "Auto-reply: please disable it",
        "OOO: calendar",
    ],
)
def test_the_words_of_a_subject_prove_no_machine(subject: str) -> None:
    """Whatever they look like, staff see the mail; only a header files it unseen."""
    text = "It does not start since Monday. Can you help?"
    for mail in (_mail(subject=subject, text=text), _mail("In-Reply-To: <a@x>", subject=subject, text=text)):
        assert mail.supposed == (mail.kind is MailKind.AUTO_REPLY)
    proved = _mail("Auto-Submitted: auto-replied", subject=subject, text=text)
    assert (proved.kind, proved.supposed) == (MailKind.AUTO_REPLY, False)


@pytest.mark.parametrize(
    "text",
    [
        "Help me with Outlook:\nAutomatic reply (out of office) does not start.",
        "Hello,\nautomatic reply - I cannot turn it on",
        "Добрый день!\nАвтоответ: клиент получает два письма",
    ],
)
def test_the_words_of_a_text_prove_no_machine(text: str) -> None:
    """Who asks for help with automatic answers names them."""
    mail = _mail(subject="Outlook", text=text)
    assert mail.supposed == (mail.kind is MailKind.AUTO_REPLY)


def test_a_code_in_an_answer_proves_no_machine() -> None:
    """The address tells no more than that nobody reads it, and the text is words."""
    text = "Your verification code is 123456."
    mail = _mail("In-Reply-To: <a@x>", sender="noreply@shop.example", text=text)
    assert (mail.kind, mail.supposed) == (MailKind.AUTO_REPLY, True)


@pytest.mark.parametrize(
    "sender",
    [
        "Royal Mail Delivery Services <anna@rm.example>",
        "Mail Delivery Support <anna@rm.example>",
        "Mail Delivery System <anna@rm.example>",
        "Ivan <>",
        "<>",
        "",
    ],
)
def test_a_name_or_no_address_makes_no_mail_system(sender: str) -> None:
    """Firms are called so, and broken programs name nobody; only a failed delivery makes it a bounce."""
    mail = _mail(sender=sender, subject="Printer", text="Our printer does not print. Please help.")
    assert (mail.kind, mail.bounce) == (MailKind.REQUEST, None)
    failed = (
        "This is the mail system. I could not deliver your message:\n\n<bob@x.example>: 550 5.1.1 unknown"
    )
    if "anna" not in sender:
        bounce = _mail(sender=sender, subject="Undelivered Mail Returned to Sender", text=failed)
        assert bounce.kind is MailKind.BOUNCE
