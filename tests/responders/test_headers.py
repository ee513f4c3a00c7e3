"""The header of each mail: complete, exact, and closed to whoever would add to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.address import Address
from desk.letters import WRITTEN_BY_AGENTS, Audience, Draft, File, Template
from desk.mail import Language
from responders.compose import compose
from responders.encoded import unstructured
from responders.headers import AUTO_SUBMITTED, UnsendableMail, _sound
from responders.render import Texts

Make = Callable[..., Draft]
Read = Callable[[Draft], EmailMessage]

ALWAYS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
    "Content-Language", "MIME-Version", "Content-Type",
]  # fmt: skip
MARKS = ["Auto-Submitted", "X-Auto-Response-Suppress"]

REPLIED = {
    "acknowledgement",
    "status",
    "asked_again",
    "returned",
    "refusal",
    "receipt",
    "held",
    "reopened",
    "closed",
    "listing",
    "manual",
}
GENERATED = {"notification", "reminder", "notice"}


@pytest.mark.parametrize("template", list(Template))
def test_each_kind_of_mail_has_exactly_its_fields(make: Make, read: Read, template: Template) -> None:
    """No mail has a field more or less than its kind wants (T38)."""
    mail = read(make(template))
    marks = [] if template in WRITTEN_BY_AGENTS else MARKS
    assert sorted(mail.keys()) == sorted(ALWAYS + marks)


@pytest.mark.parametrize("template", list(Template))
def test_automatic_mail_and_no_other_is_marked(make: Make, read: Read, template: Template) -> None:
    """A robot must know our robot; an agent's own words must never look like one (RFC 3834, 5)."""
    mail = read(make(template))
    expected = "auto-replied" if template in REPLIED else "auto-generated" if template in GENERATED else None
    assert mail["Auto-Submitted"] == expected
    assert mail["X-Auto-Response-Suppress"] == (None if expected is None else "All")
    assert make(template).letter.automatic == (template in AUTO_SUBMITTED)


def test_the_sender_is_the_agents_name_over_the_desks_address(make: Make, read: Read) -> None:
    """The customer sees who writes, and answers the desk."""
    sender = read(make(Template.REPLY))["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ("Ann Smith, Support", "support@example.org")
    assert read(make(Template.STATUS))["From"].addresses[0].display_name == "Support"


def test_an_address_is_no_senders_name(make: Make, read: Read) -> None:
    """Filters take a second address in From for fraud."""
    mail = read(make(Template.NOTIFICATION, author="ivan@firma.example"))
    assert mail["From"].addresses[0].display_name == "Support"


def test_one_mail_goes_to_all(make: Make, read: Read) -> None:
    """A public reply to requester and participants is one mail with all of them in To."""
    to = (Address("ivan@firma.example", "Иван Петров"), Address("olga@firma.example"))
    mail = read(make(Template.REPLY, to=to))
    assert [(a.addr_spec, a.display_name) for a in mail["To"].addresses] == [
        ("ivan@firma.example", "Иван Петров"),
        ("olga@firma.example", ""),
    ]


@pytest.mark.parametrize(
    ("template", "audience", "key"),
    [
        (Template.REPLY, Audience.CUSTOMER, "c" * 26),
        (Template.NOTIFICATION, Audience.PUBLIC, "p" * 26),
        (Template.RECEIPT, Audience.INTERNAL, "n" * 26),
        (Template.HELD, Audience.RELEASE, "r" * 26),
    ],
)
def test_reply_to_carries_the_letters_key(
    make: Make, read: Read, template: Template, audience: Audience, key: str
) -> None:
    """An answer finds its ticket by the key in the address."""
    mail = read(make(template, audience=audience))
    assert mail["Reply-To"].addresses[0].addr_spec == f"support+{key}@example.org"


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.INTERNAL, Audience.RELEASE, None])
def test_a_customer_never_gets_an_agents_key(make: Make, read: Read, audience: Audience | None) -> None:
    """Even where a rule errs, no key but a customer's stands in a customer's mail."""
    assert read(make(Template.REPLY, audience=audience))["Reply-To"] is None


def test_plain_desks_show_no_keys(make: Make, read: Read, text: Callable[[Draft], str]) -> None:
    """Where a provider refuses plus addresses, none is written anywhere."""
    draft = make(Template.NOTIFICATION, of_desk={"reply_address": "plain"})
    assert read(draft)["Reply-To"] is None
    assert "support+" not in text(draft)


@pytest.mark.parametrize("length", [60, 120, 400, 880])
def test_long_ids_stay_whole(make: Make, texts: Texts, length: int) -> None:
    """Outlook's long ids come out byte for byte: a folded id breaks the thread in every program."""
    first, last = f"{'a' * length}@outlook.example", f"{'=?b?' * (length // 4)}@outlook.example"
    draft = make(Template.REPLY, of_draft={"references": (first, last), "in_reply_to": last})
    raw = compose(draft, texts)
    assert f"\r\nIn-Reply-To: <{last}>\r\n".encode() in raw
    assert f"\r\nReferences: <{first}>\r\n <{last}>\r\n".encode() in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_references_keep_the_root_and_the_last_twenty(make: Make, read: Read) -> None:
    """A thread of months does not grow a header without end."""
    ids = tuple(f"{number}@x.example" for number in range(50))
    mail = read(make(Template.REPLY, of_draft={"references": ids, "in_reply_to": ids[-1]}))
    kept = mail["References"].split()
    assert kept == ["<0@x.example>", *(f"<{number}@x.example>" for number in range(30, 50))]


def test_the_answered_id_ends_the_references(make: Make, read: Read) -> None:
    """References are the chain before, then the id that is answered (RFC 5322, 3.6.4)."""
    mail = read(make(Template.REPLY, of_draft={"references": (), "in_reply_to": "last@x.example"}))
    assert mail["References"] == "<last@x.example>"
    alone = read(make(Template.REPLY, of_draft={"references": (), "in_reply_to": ""}))
    assert alone["References"] is None
    assert alone["In-Reply-To"] is None


@pytest.mark.parametrize(
    "bad", ["a b@x", "a>\r\nBcc: <evil@x", "a\x00@x", "ж@x", "<a@x>", "x" * 1000, "", "a\u2028b@x"]
)
def test_an_id_that_cannot_stand_in_a_header_is_left_out(make: Make, read: Read, bad: str) -> None:
    """A stranger's Message-ID is text from outside like any other."""
    draft = make(Template.REPLY, of_draft={"references": (bad, "good@x.example"), "in_reply_to": bad})
    mail = read(draft)
    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<good@x.example>"


INJECTIONS = [
    f"a{separator}Bcc: evil@example.net{separator}X-Evil: 1"
    for separator in ("\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x00", "\u202e", "\t")
]


@pytest.mark.parametrize("attack", [*INJECTIONS, "=?utf-8?q?a=0ABcc:_evil=40example.net?=", "\ud800"])
@pytest.mark.parametrize("template", [Template.REPLY, Template.NOTIFICATION, Template.HELD])
def test_no_text_can_add_a_header_field(make: Make, read: Read, template: Template, attack: str) -> None:
    """Subject, names and file names hold one line each, whatever they are made of (T45)."""
    draft = make(
        template,
        author=attack,
        to=(Address("ivan@firma.example", attack),),
        facts={"subject": attack},
        of_ticket={"subject": attack, "number": attack},
        of_desk={"name": attack},
        of_draft={"files": (File(attack, attack, b"x"),)},
    )
    mail = read(draft)
    allowed = {*ALWAYS, *MARKS}
    assert set(mail.keys()) <= allowed
    assert len(set(mail.keys())) == len(mail.keys())
    assert [a.addr_spec for a in mail["To"].addresses] == ["ivan@firma.example"]
    attachment = next(mail.iter_attachments())
    assert set(attachment.keys()) == {
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
    }  # fmt: skip
    for value in (mail["Subject"], mail["From"].addresses[0].display_name, attachment.get_filename()):
        assert not set(str(value)) & set("\r\n\x00\u2028\u2029\u202e\x85")


def test_an_encoded_word_in_a_subject_stays_text(make: Make, read: Read) -> None:
    """What a customer typed is not decoded a second time by the reader."""
    typed = "=?utf-8?q?a=0ABcc:_evil?="
    assert read(make(Template.REPLY, of_ticket={"subject": typed}))["Subject"] == f"Re: [SUP-1042] {typed}"


@pytest.mark.parametrize("value", ["a\r\nBcc: b", "a\nb", "a\r\n\r\nb", "ж", "a\x00", "a\r\n \r\nb", ""])
def test_a_value_that_is_no_header_is_refused(value: str) -> None:
    """The last look before sending finds what no cleaning was meant to leave."""
    with pytest.raises(UnsendableMail, match="Subject"):
        _sound("Subject", value)


def test_a_mail_without_a_sound_message_id_is_not_written(make: Make, texts: Texts) -> None:
    """A mail that could not be found again is not sent."""
    with pytest.raises(UnsendableMail, match="Message-ID"):
        compose(make(Template.REPLY, of_draft={"message_id": "a b@x"}), texts)


def test_the_date_is_written_in_the_desks_zone(make: Make, read: Read) -> None:
    """The moment is right, and the offset is the desk's."""
    date = read(make(Template.REPLY))["Date"]
    assert date.datetime == datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
    assert str(date).endswith("+0300")


@pytest.mark.parametrize(
    ("addr", "written"),
    [
        ("анна@example.org", "=?utf-8?b?0LDQvdC90LBAZXhhbXBsZS5vcmc=?= :;"),
        ("ivan@фирма.рф", "ivan@xn--80apmps.xn--p1ai"),
        ("a\r\nBcc: evil@x.example", "=?utf-8?b?YSBCY2M6IGV2aWxAeC5leGFtcGxl?= :;"),
    ],
)
def test_an_address_that_is_not_ascii_breaks_nothing(
    make: Make, texts: Texts, addr: str, written: str
) -> None:
    """A domain takes its IDNA form; what has no ASCII form is shown as an empty group (RFC 6857)."""
    raw = compose(make(Template.REPLY, to=(Address(addr),)), texts)
    assert f"\r\nTo: {written}\r\n".encode() in raw


@given(name=st.text(max_size=150), desk=st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_any_name_reads_back(make: Make, read: Read, name: str, desk: str) -> None:
    """Whatever a person is called, the address beside the name is the one we meant."""
    draft = make(Template.REPLY, to=(Address("ivan@firma.example", name),), of_desk={"name": desk})
    mail = read(draft)
    assert [a.addr_spec for a in mail["To"].addresses] == ["ivan@firma.example"]
    assert [a.addr_spec for a in mail["From"].addresses] == ["support@example.org"]


@pytest.mark.parametrize(
    "name", ['Ann "the boss" Smith', "Smith, Ann", "back\\slash", "a@b (c) <d>", "Анна Смирнова", "名前"]
)
def test_names_read_back_as_they_are(make: Make, read: Read, name: str) -> None:
    """Quotes, commas and foreign letters in a name survive."""
    draft = make(Template.REPLY, to=(Address("ivan@firma.example", name),))
    assert read(draft)["To"].addresses[0].display_name == name


@pytest.mark.parametrize(
    "text", ["Ж" * 100, "Ж " * 90, "a" * 30 + " " + "Ж" * 80, "word " * 40, "a " + "Ж" * 9]
)
@pytest.mark.parametrize("used", [0, 9, 40])
def test_lines_of_a_header_are_short(text: str, used: int) -> None:
    """With the field's name before it no line is longer than 76 characters (RFC 2047, 2)."""
    rows = unstructured(text.strip(), used).split("\r\n")
    assert len(rows[0]) + used <= 76
    assert all(len(row) <= 76 for row in rows)
    assert all(row.strip() for row in rows)


def test_headers_do_not_tell_the_software(make: Make, texts: Texts) -> None:
    """No field names a product or its version."""
    raw = compose(make(Template.REPLY), texts).lower()
    assert b"x-mailer" not in raw
    assert b"user-agent" not in raw
    assert b"postdesk" not in raw


def test_the_language_of_a_mail_is_told(make: Make, read: Read) -> None:
    """Screen readers and filters learn the language (RFC 3282)."""
    for language in Language:
        assert read(make(Template.STATUS, language))["Content-Language"] == language.value
    assert replace(make(Template.STATUS)).letter.language is Language.EN
