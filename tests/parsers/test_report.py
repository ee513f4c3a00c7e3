"""A mail as one JSON object."""

import json

from parsers.mail import read
from parsers.report import as_record, unreadable

KEYS = [
    "file",
    "kind",
    "subject",
    "from",
    "from_name",
    "to",
    "cc",
    "date",
    "message_id",
    "in_reply_to",
    "references",
    "language",
    "visible_text",
    "quoted_text",
    "signature",
    "html_present",
    "attachments",
    "request_kind",
    "request_kind_confidence",
    "fields",
    "intent",
    "intent_confidence",
    "bounce",
    "oddities",
    "kind_evidence",
    "automatic",
    "bounces",
    "calendar_method",
    "calendar_answer",
    "request_kind_evidence",
    "intent_evidence",
    "argument",
    "choice",
    "charsets",
    "forwarded",
]


def test_the_keys_are_these_in_this_order() -> None:
    """Programs read this object: no key goes or moves, and what is new stands at the end."""
    assert list(as_record("a.eml", read(b""))) == KEYS
    assert list(as_record("a.eml", unreadable("no such file"))) == KEYS


def test_a_mail_that_is_passed_on_is_told_whole() -> None:
    """With the words of whoever passes it on, and the files that belong to it."""
    head = b"From: Ann <ann@corp.example>\nSubject: Printer\nDate: Mon, 3 Mar 2025 10:15:00 +0000\n\n"
    raw = b"From: bob@desk.example\nContent-Type: message/rfc822\n\n" + head + b"It is broken."

    assert as_record("a.eml", read(raw))["forwarded"] == {
        "from": "ann@corp.example",
        "from_name": "Ann",
        "subject": "Printer",
        "date": "2025-03-03T10:15:00+00:00",
        "text": "It is broken.",
        "comment": "",
        "attachments": [],
        "language": "en",
    }


def test_what_is_absent_is_null() -> None:
    """Absent single values are null, absent lists are empty."""
    record = as_record("a.eml", read(b""))

    absent = ("from", "date", "message_id", "in_reply_to", "language", "bounce", "choice", "forwarded")
    assert [record[key] for key in absent] == [None] * len(absent)
    assert record["request_kind"] == "unsorted"
    assert record["to"] == []


def test_a_file_that_cannot_be_read_says_so() -> None:
    """A file that is not there has a line like every other."""
    record = as_record("gone.eml", unreadable("no such file"))

    assert (record["kind"], record["oddities"]) == ("unreadable", ["no such file"])


def test_the_object_is_json() -> None:
    """Dates, ids and attachments are told in plain JSON."""
    raw = (
        b"From: Ann <ann@corp.example>\r\nTo: a@x.example\r\nMessage-ID: <m@x.example>\r\n"
        b"Date: Fri, 20 Nov 2026 10:15:00 +0300\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx"
    )

    record = json.loads(json.dumps(as_record("a.eml", read(raw))))

    assert record["from"] == "ann@corp.example"
    assert record["date"] == "2026-11-20T07:15:00+00:00"
    assert record["message_id"] == "m@x.example"
    assert record["attachments"][0]["name"] == "a.pdf"
    assert set(record["attachments"][0]) == {"name", "type", "size", "sha256"}


def test_each_recipient_of_a_bounce_is_told_of() -> None:
    """The weightiest report stands for itself as well, as it always did."""
    fields = "".join(
        f"Final-Recipient: rfc822; {who}@client.example\r\nAction: {action}\r\n\r\n"
        for who, action in (("ann", "delayed"), ("bob", "failed"))
    )
    raw = (
        "From: MAILER-DAEMON@mx.example\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n{fields}--b--\r\n"
    )

    record = as_record("a.eml", read(raw.encode()))

    assert [one["recipient"] for one in record["bounces"]] == ["bob@client.example", "ann@client.example"]  # type: ignore[attr-defined] # a list of objects
    assert record["bounce"] == record["bounces"][0]  # type: ignore[index] # a list of objects
