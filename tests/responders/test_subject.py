"""The Subject: one tag, one Re:."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.letters import Draft, Template
from desk.mail import Language
from desk.topics import Topic
from responders.clean import one_line
from responders.subject import bare

Make = Callable[..., Draft]
Read = Callable[[Draft], EmailMessage]
Text = Callable[[Draft], str]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Printer", "Printer"),
        ("Re: Printer", "Printer"),
        ("RE: re: Re: Printer", "Printer"),
        ("RE[2]: Printer", "Printer"),
        ("Re(3): Printer", "Printer"),
        ("Re : Printer", "Printer"),
        ("Ответ: Принтер", "Принтер"),
        ("НА: HA: Принтер", "Принтер"),
        ("AW: Drucker", "Drucker"),
        ("Re: [SUP-1042] Printer", "Printer"),
        ("[SUP-1042] Re: [sup-1042] Re: Printer", "Printer"),
        ("Re: [ SUP-7 ] Printer [SUP-1042]", "Printer"),
        ("Fwd: Printer", "Fwd: Printer"),
        ("Report: Re: Printer", "Report: Re: Printer"),
        ("[OPS-5] Printer", "[OPS-5] Printer"),
        ("Re:", ""),
        ("[SUP-\u200b1042] Printer", "Printer"),
    ],
)
def test_tags_and_answer_marks_are_stripped(text: str, left: str) -> None:
    """What is left is what the customer called it."""
    assert bare(text, "SUP") == left


def test_a_thread_has_the_tag_once_and_one_re(make: Make, read: Read) -> None:
    """However often the subject went to and fro, it reads the same."""
    draft = make(Template.REPLY, of_ticket={"subject": "RE[4]: [SUP-1042] Re: [SUP-1042] Принтер молчит"})
    assert read(draft)["Subject"] == "Re: [SUP-1042] Принтер молчит"


def test_mails_tell_the_subject_as_the_customer_called_it(make: Make, text: Text) -> None:
    """What an answer's or a passed on mail's program put before it is none of it."""
    draft = make(Template.ACKNOWLEDGEMENT, of_ticket={"subject": "Re: [SUP-7] Printer"})
    assert "Subject: Printer" in text(draft)


def test_the_first_mail_of_a_chain_is_no_answer(make: Make, read: Read) -> None:
    """A notification that opens a chain of its own has no Re:."""
    draft = make(Template.NOTIFICATION, of_draft={"in_reply_to": "", "references": ()})
    assert read(draft)["Subject"] == "[SUP-1042] Printer in room 5"


def test_an_empty_subject_is_said_to_be_empty(make: Make, read: Read) -> None:
    """A mail without a subject still gets one that a person understands."""
    assert read(make(Template.REPLY, Language.RU, of_ticket={"subject": " "}))["Subject"] == (
        "Re: [SUP-1042] (без темы)"
    )


def test_the_tag_stays_readable_in_the_raw_header(
    make: Make, texts: object, read: Callable[[Draft], EmailMessage]
) -> None:
    """Servers and filters see the number without decoding."""
    raw = read(make(Template.REPLY, of_ticket={"subject": "Принтер"})).as_bytes()
    assert b"Subject: Re: [SUP-1042] =?utf-8?" in raw


@pytest.mark.parametrize("language", list(Language))
def test_mails_without_a_ticket_have_subjects_of_their_own(
    make: Make, read: Read, language: Language
) -> None:
    """Held mail, a refusal and each notice can be told apart in a list of mails."""
    kinds = [(Template.HELD, Topic.HELD_MAIL), (Template.REFUSAL, Topic.NO_TICKET)]
    notices = [
        Topic.HELD_MAIL, Topic.QUARANTINED, Topic.FAULTY_TEMPLATE, Topic.LIMIT_REACHED, Topic.UNDELIVERED,
    ]  # fmt: skip
    kinds += [(Template.NOTICE, topic) for topic in notices]
    subjects = {
        read(replace(make(template, language, topic=topic), ticket=None))["Subject"]
        for template, topic in kinds
    }
    assert len(subjects) == len(kinds)


@given(text=st.text(max_size=300))
@settings(deadline=None, max_examples=200)
def test_any_subject_reads_back(make: Make, read: Read, text: str) -> None:
    """The subject that arrives is the one that was meant, folded and encoded as it may be."""
    shown = bare(text, "SUP") or "(no subject)"
    assert read(make(Template.REPLY, of_ticket={"subject": text}))["Subject"] == f"Re: [SUP-1042] {shown}"
    assert bare(shown, "SUP") in {shown, bare(one_line(shown), "SUP")}
