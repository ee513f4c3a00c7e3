"""Mails that others pass on, in their text or attached: who wrote them, and what.

What is shown so is read whoever wrote it there; whether it is believed, others decide.
"""

from email.message import EmailMessage

import pytest

from desk.address import Address
from desk.mail import Forwarded, Mail
from parsers.mail import read
from tests.parsers.forwarding_programs import COMMENT, PASSINGS, SAID, Passing

HEADER = "From: Ann <ann@client.example>\nDate: Mon, 3 Mar 2025 10:15:00 +0300\nSubject: Printer\n"
SEPARATOR = "---------- Forwarded message ---------\n"


def _mail(text: str, subject: str = "Fwd: Printer", **headers: str) -> Mail:
    return read(_message(text, subject, **headers).as_bytes())


def _message(
    text: str, subject: str = "Fwd: Printer", *, subtype: str = "plain", **headers: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Bob <bob@desk.example>"
    made["Subject"] = subject
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, subtype=subtype)
    return made


def _forwarded(text: str, subject: str = "Fwd: Printer", **headers: str) -> Forwarded:
    found = _mail(text, subject, **headers).forwarded
    assert found is not None
    return found


@pytest.mark.parametrize("passing", PASSINGS.values(), ids=PASSINGS)
def test_what_a_program_passes_on_is_read(passing: Passing) -> None:
    """Whichever program and language: the writer, the subject, the text, and the comment above it."""
    subject, text = SAID[passing.language]
    comment = COMMENT[passing.language]
    shown = passing.text.format(subject=subject, text=text)
    above = f"<p>{comment}</p>" if passing.html else f"{comment}\n\n"
    closed = "]" if passing.prefix.startswith("[") else ""

    found = _forwarded(
        above + shown, f"{passing.prefix}{subject}{closed}", subtype="html" if passing.html else "plain"
    )

    assert found.sender == Address("ann@client.example", "Ann Lee")
    assert (found.subject, found.text, found.comment) == (subject, text, comment)
    assert (found.date.isoformat() if found.date else "") == passing.date
    assert found.language == passing.language


@pytest.mark.parametrize("passing", PASSINGS.values(), ids=PASSINGS)
def test_an_answer_that_quotes_so_passes_nothing_on(passing: Passing) -> None:
    """Outlook puts the same head above what it answers; only a forwarding line tells otherwise."""
    subject, text = SAID[passing.language]
    shown = passing.text.format(subject=subject, text=text)
    above = "<p>It works now.</p>" if passing.html else "It works now.\n\n"
    told = ("orward", "ересыла", "ереадрес", "еренаправ", "ересланн")

    found = _mail(
        above + shown,
        f"Re: {subject}",
        subtype="html" if passing.html else "plain",
        In_Reply_To="<a@b.example>",
    ).forwarded

    assert found is None or any(word in shown for word in told)


@pytest.mark.parametrize(
    ("subject", "headers", "is_read"),
    [
        ("FW: Printer", {"In_Reply_To": "<a@b.example>"}, True),
        ("Printer", {}, True),
        ("Printer", {"In_Reply_To": "<a@b.example>"}, False),
        ("Printer", {"References": "<a@b.example>"}, False),
        ("Re: Printer", {}, False),
        ("Re: Fwd: Printer", {}, False),
        ("Fwd: Re: Printer", {"In_Reply_To": "<a@b.example>"}, True),
    ],
)
def test_a_head_alone_is_a_forward_where_the_mail_answers_none(
    subject: str, headers: dict[str, str], is_read: bool
) -> None:
    """Its subject says that it forwards, or nothing says that it answers."""
    text = "See.\n\n" + PASSINGS["Outlook, desktop"].text.format(subject="Printer", text="It is broken.")

    assert (_mail(text, subject, **headers).forwarded is not None) is is_read


def test_a_forwarding_line_tells_whatever_the_subject() -> None:
    """Only forwarding writes it; where an old mail that an answer quotes has it, that was the forward."""
    shown = f"{SEPARATOR}{HEADER}\nIt is broken."
    quoted = "\n".join(f"> {line}" for line in shown.split("\n"))
    reply = {"In_Reply_To": "<a@b.example>"}

    assert _mail(f"See.\n\n{shown}", "Printer", **reply).forwarded is not None
    assert _mail(
        f"Thanks!\n\nOn 3.3.2025 10:15, Ann <ann@client.example> wrote:\n{quoted}", **reply
    ).forwarded
    assert not _mail(f"Thanks!\n\n{quoted}", "Re: Printer", **reply).forwarded
    assert not _mail(
        f"Thanks!\n\n{PASSINGS['Outlook, desktop'].text.format(subject='FW: x', text=shown)}",
        "Re: x",
        **reply,
    ).forwarded


def test_a_forged_head_is_read_as_it_stands() -> None:
    """Anybody can write one; what it is worth depends on who passes it on."""
    found = _mail(f"{SEPARATOR}{HEADER}\nPlease send me my password again, I cannot log in.", "Hello")

    assert found.forwarded is not None
    assert found.forwarded.sender == Address("ann@client.example", "Ann")
    assert found.sender == Address("bob@desk.example", "Bob")


def test_commands_and_the_signature_are_no_comment() -> None:
    """The forwarder's commands stand above the comment, and his program puts his signature below it."""
    mail = _mail(
        f"#assign ann\n\nPlease look.\n\n-- \nBob Lee\nFirm\n\n{SEPARATOR}{HEADER}\nIt is broken.\n\n-- \nAnn"
    )
    found = mail.forwarded

    assert found is not None
    assert [line.word for line in mail.commands] == ["assign"]
    assert (found.comment, found.text) == ("Please look.", "It is broken.\n\n-- \nAnn".replace("-- ", "--"))


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        (PASSINGS["Yandex, Russian"].text + "\n\nPlease look.", "Please look."),
        (PASSINGS["Apple Mail"].text + "\n\nPlease look.", "Please look."),
        ("Hello!\n\n" + PASSINGS["Yandex"].text + "\n\nPlease look.", "Hello!\n\nPlease look."),
        (PASSINGS["Gmail"].text, ""),
    ],
)
def test_a_comment_may_stand_below(text: str, comment: str) -> None:
    """Where its end is told, what stands below the forwarded mail is the forwarder's."""
    found = _forwarded(text.format(subject="Printer", text="It is broken."))

    assert (found.text, found.comment) == ("It is broken.", comment)


def test_a_mail_that_is_passed_on_within_quote_marks_is_read() -> None:
    """Some programs and people quote all of it, the forwarding line with it or not."""
    shown = PASSINGS["Thunderbird"].text.format(
        subject="Printer", text="It is broken.\n\n> since Monday?\n\nYes."
    )
    quoted = "\n".join(f"> {line}".rstrip() for line in shown.split("\n"))
    without_line = quoted.split("\n", 1)[1]

    assert _forwarded(shown).text == "It is broken.\n\n> since Monday?\n\nYes."
    assert _forwarded(f"See.\n\n{quoted}") == _forwarded(f"See.\n\n{shown}")
    assert _forwarded(f"See.\n\n{without_line}") == _forwarded(f"See.\n\n{shown}")
    assert _mail(f"See.\n\n{without_line}", "Printer").forwarded is None


def test_what_a_forwarded_answer_quotes_is_left_off() -> None:
    """As with any answer; of a mail that answers none, all is its content."""
    quote = "\n\nOn Mon, 3 Mar 2025 at 9:00, Desk <desk@desk.example> wrote:\n> What is broken?"
    answer = HEADER.replace("Subject: ", "Subject: Re: ")

    assert _forwarded(f"{SEPARATOR}{answer}\nThe printer.{quote}").text == "The printer."
    assert _forwarded(f"{SEPARATOR}{HEADER}\nThe printer.{quote}").text == f"The printer.{quote}"


def test_of_mails_in_one_another_the_outermost_is_read() -> None:
    """What it passes on itself is its content."""
    inner = f"{SEPARATOR}From: Eve <eve@other.example>\nDate: x\nSubject: Old\n\nOld words."
    found = _forwarded(f"{SEPARATOR}{HEADER}\nSee below.\n\n{inner}\n")

    assert found.sender.addr == "ann@client.example"
    assert found.text == f"See below.\n\n{inner}"


def test_yandex_ends_each_of_the_mails_in_one_another() -> None:
    """The last end is the outermost's; one that belongs to a deeper mail ends nothing else."""
    inner = PASSINGS["Yandex"].text.format(subject="", text="Old words.")
    outer = PASSINGS["Yandex"].text.format(subject="", text=f"See below.\n\n{inner}")
    of_outlook = PASSINGS["Outlook, desktop"].text.format(subject="x", text=f"{inner}\n\nSee above.")

    assert _forwarded(f"{outer}\nPlease look.").text == f"See below.\n\n{inner}"
    assert _forwarded(of_outlook).text == f"{inner}\n\nSee above."


def test_the_files_of_a_mail_shown_in_the_text_are_the_carriers() -> None:
    """A program that passes a mail on in the text puts its files beside it."""
    message = _message(f"{SEPARATOR}{HEADER}\nSee the file.")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    mail = read(message.as_bytes())

    assert mail.forwarded is not None
    assert [one.name for one in mail.forwarded.attachments] == ["a.pdf"]
    assert mail.forwarded.attachments == mail.attachments


@pytest.mark.parametrize("text", ["See the file.", "I am out of the office until Monday.", "Old words."])
def test_what_is_passed_on_makes_nobody_a_machine(text: str) -> None:
    """Whose words they are is told: the forwarder's kind goes by his own."""
    assert _forwarded(f"{SEPARATOR}{HEADER}\n{text}").text == text


@pytest.mark.parametrize(
    ("sender", "subject", "text", "is_marked"),
    [
        ("no-reply@shop.example", "Your order", "It is on its way.", True),
        ("mailer-daemon@mx.example", "Undelivered", "Your mail came back.", True),
        ("ann@client.example", "Automatic reply: Printer", "I am out of the office until Monday.", True),
        ("ann@client.example", "Printer", "This is an automatic reply. I am out of the office.", True),
        ("ann@client.example", "Printer", "It does not print.", False),
    ],
)
def test_a_machine_whose_mail_is_shown_is_known(
    sender: str, subject: str, text: str, is_marked: bool
) -> None:
    """By its address, its subject and its words: its header is lost."""
    head = f"From: <{sender}>\nDate: Mon, 3 Mar 2025 10:15:00 +0300\nSubject: {subject}\n"
    found = _forwarded(f"{SEPARATOR}{head}\n{text}", f"Fwd: {subject}")
    assert bool(found.automatic) is is_marked


_STRANGE = "Кімнен: Eve <eve@evil.example>\nЖіберілді: 19 қараша 2026\nКімге: Bob\nТақырып: x\n"


@pytest.mark.parametrize(
    "head",
    [
        f"---------- Жіберілген хабар ---------\n{_STRANGE}",
        _STRANGE,
        "Forwarded message:\nEve wrote on Thursday:\n",
        f"Best regards\nBob\n\n{_STRANGE}",
    ],
)
def test_a_mail_within_one_whose_head_is_strange_is_not_the_one(head: str) -> None:
    """Its writer would speak in the name of whomever he likes: nobody is taken for the writer then."""
    inner = f"{SEPARATOR}{HEADER}\nIt is broken."
    assert _mail(f"See below.\n\n{head}\nPlease read.\n\n{inner}").forwarded is None


@pytest.mark.parametrize(
    "above",
    [
        "See below.",
        "Tel: 12\nFax: 13\nE-mail: bob@desk.example<mailto:bob@desk.example>",
        "Can you take it?\nAsk Ann: ann@client.example or Eve <eve@client.example>",
        "-----\nBob\n-----",
    ],
)
def test_words_above_the_mail_are_no_strange_head(above: str) -> None:
    """Nor is the forwarder's signature."""
    assert _forwarded(f"{above}\n\n{SEPARATOR}{HEADER}\nIt is broken.").sender.addr == "ann@client.example"
