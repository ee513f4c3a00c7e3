"""Each key is judged as the vocabulary of the corpora says."""

from pathlib import Path

import pytest

from tests.corpus.cases import Case
from tests.corpus.expectations import IMPLIED, INFORMATIVE, KEYS
from tests.corpus.judging import Outcome, is_contradicted, judged

PLAIN = (
    "From: Ann Smith <Ann@customer.example>\r\nTo: Desk <desk@desk.example>, bob@customer.example\r\n"
    "Subject: =?utf-8?q?Br=C3=BCcke?=\r\n broken\r\nDate: Mon, 16 Nov 2026 10:00:00 +0200\r\n"
    "Message-ID: <2@customer.example>\r\nReferences: <0@desk.example> <1@desk.example>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "It  is\r\nbroken.\r\n"
)

FILED = (
    "From: ann@customer.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\n\r\nSee the file.\r\n"
    '--b\r\nContent-Type: text/csv; name="a/b.csv"\r\nContent-Disposition: attachment\r\n\r\n1,2\r\n--b--\r\n'
)

REPORT = (
    "From: MAILER-DAEMON@mx.example\r\nTo: desk@desk.example\r\nSubject: Undelivered Mail\r\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
    "Final-Recipient: rfc822; Ann@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
)

TAKEN = "Delivered-To: desk@desk.example\r\nFrom: ann@customer.example\r\n\r\nIt is broken.\r\n"

CLOSED = "From: ann@customer.example\r\n\r\nSee:\r\nbegin 644 a\r\n#86)C\r\n`\r\nend\r\n"

TWO = REPORT.replace(
    "\r\n\r\n--b--",
    "\r\n\r\nFinal-Recipient: rfc822; bob@customer.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n--b--",
)

IN_WORDS = (
    "From: MAILER-DAEMON@mx.example\r\nTo: desk@desk.example\r\nSubject: Undelivered Mail\r\n\r\n"
    "ann@customer.example: connection timed out\r\n"
)

ANSWER = "Yes, it works.\n\nOn Mon, 16 Nov 2026 at 10:00, Desk <desk@desk.example> wrote:\n> Does it?\n\n"

PAGE = "<html><body><p>Yes, it&nbsp;works.</p><script>no()</script></body></html>"

AWAY = "From: ann@customer.example\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n"


def judge(place: Path, raw: str, form: str, expect: dict[str, object], agreed: str | None = None) -> Outcome:
    """Judge a mail by what is expected of it."""
    (place / "mail").write_bytes(raw.encode())
    kind = "reply" if form != "eml" else "parse"
    return judged(Case("own/one", "own", "mail", form, kind, expect, agreed), place).outcome


CASES: list[tuple[str, str, str, object, object]] = [
    (PLAIN, "eml", "subject", "Brücke  broken", "Brucke broken"),
    (PLAIN, "eml", "subject", "Br\ufffdcke broken", "Br\ufffdcke"),
    (PLAIN, "eml", "subject_contains", ["broken"], ["whole"]),
    (PLAIN, "eml", "subject_not_contains", ["whole"], ["broken"]),
    (PLAIN, "eml", "subject_starts", "Brücke", "broken"),
    (PLAIN, "eml", "subject_missing", False, True),
    (PLAIN, "eml", "from", [{"email": "ann@customer.example"}], [{"email": "bob@customer.example"}]),
    (PLAIN, "eml", "from", [{"name": "Ann Smith", "email": "ann@CUSTOMER.example"}], []),
    (PLAIN, "eml", "from_raw", '"A" <ann@customer.example>', "bob@customer.example"),
    (PLAIN, "eml", "from_list", ["ann@customer.example"], ["bob@customer.example"]),
    (PLAIN, "eml", "from_name", "Ann  Smith", "Bob"),
    (PLAIN, "eml", "to", [{"name": "Desk", "email": "desk@desk.example"}], [{"email": "eve@desk.example"}]),
    (PLAIN, "eml", "to_list", ["bob@customer.example"], ["eve@desk.example"]),
    (PLAIN, "eml", "cc_emails", [], ["eve@desk.example"]),
    (PLAIN, "eml", "message_id", "<2@customer.example>", "3@customer.example"),
    (PLAIN, "eml", "in_reply_to", None, "1@desk.example"),
    (PLAIN, "eml", "references", ["0@desk.example", "1@desk.example"], ["1@desk.example", "0@desk.example"]),
    (PLAIN, "eml", "date", "2026-11-16T08:00:00+00:00", "2026-11-16T10:00:00+00:00"),
    (PLAIN, "eml", "date_epoch", 1794816000, 1794816001),
    (PLAIN, "eml", "date_missing", False, True),
    (PLAIN, "eml", "body_text", "It is broken.", "It is"),
    (PLAIN, "eml", "body_text_starts", "It is", "is"),
    (PLAIN, "eml", "body_contains", ["is broken"], ["is whole"]),
    (PLAIN, "eml", "body_not_contains", ["whole"], ["broken"]),
    (PLAIN, "eml", "text_parts", ["It is\nbroken."], ["It is", "whole"]),
    (FILED, "eml", "attachments_count", 1, 2),
    (FILED, "eml", "attachments", [{"filename": "b.csv", "content_type": "text/csv", "size": 3}], []),
    (FILED, "eml", "attachments_subset", [{"text": "1,2"}], [{"filename": "c.csv"}]),
    (FILED, "eml", "attachments", [{"md5": "05cf281c050be3da4eecf3bc6e8aac1b", "size": 3}], []),
    (FILED, "eml", "attachments_count_without_inline", 1, 0),
    (FILED, "eml", "attachments_named", True, False),
    (PLAIN, "eml", "body_missing", False, True),
    (PLAIN, "eml", "customer_email", "ann@CUSTOMER.example", "bob@customer.example"),
    (TAKEN, "eml", "recipient_from_header", {"X": ["desk@desk.example"]}, {"X": ["eve@desk.example"]}),
    (CLOSED, "eml", "text_parts", ["See:\nbegin 644 a\n#86)C\n`\nend\n"], ["See that:"]),
    (CLOSED, "eml", "attachments", [{"text": "begin 644 a\n#86)C\n`\nend\n"}], [{"text": "#86)C"}]),
    (ANSWER, "text", "reply", "Yes, it\nworks.", "Yes, it"),
    (ANSWER, "text", "reply_starts", "Yes", "works"),
    (ANSWER, "text", "reply_contains", ["works"], ["Does it?"]),
    (ANSWER, "text", "reply_not_contains", ["Does it?"], ["works"]),
    (ANSWER, "text", "older_contains", ["> Does it?"], ["works"]),
    (ANSWER, "text", "has_quote", True, False),
    (ANSWER, "text", "signature", "", "works"),
    (PAGE, "html", "reply", "Yes, **it works**.", "Yes"),
    (PAGE, "html", "reply_contains", ["<div", "it&nbsp;works"], ["<p>no"]),
    (PAGE, "html", "body_html", "<b>Yes, it</b> works.", "<b>Yes"),
    (REPORT, "eml", "is_bounce", True, False),
    (REPORT, "eml", "status", "5.1.1", "4.1.1"),
    (REPORT, "eml", "hard", True, False),
    (REPORT, "eml", "action", "failed", "delayed"),
    (REPORT, "eml", "reports", [{"status": "5.1.1"}], [{"status": "5.1.1"}, {"status": "4.4.1"}]),
    (TWO, "eml", "reports", [{"status": "5.1.1"}, {"status": "4.4.1"}], [{"status": "4.4.2"}]),
    (TWO, "eml", "failed_recipients", ["ann@customer.example", "bob@customer.example"], ["ann@corp.example"]),
    (TWO, "eml", "recipients_count", 2, 1),
    (TWO, "eml", "action", "delayed", "relayed"),
    (IN_WORDS, "eml", "status", "5.3.2", "4.4.1"),
    (REPORT, "eml", "reports", [{"status": "5.0.910"}], [{"status": "5.2.0"}]),
    (REPORT, "eml", "failed_recipients", ["ann@customer.example"], ["bob@customer.example"]),
    (REPORT, "eml", "final_recipient", "RFC822; ann@customer.example", "RFC822; bob@customer.example"),
    (AWAY, "eml", "is_autoreply", True, False),
    (AWAY, "eml", "may_be_answered", False, True),
    (AWAY, "eml", "creates_ticket", False, True),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "form", "key", "right", "wrong"), CASES)
def test_a_key_tells_right_from_wrong(
    tmp_path: Path, raw: str, form: str, key: str, right: object, wrong: object
) -> None:
    """What is there is right, and what is not is wrong."""
    assert judge(tmp_path, raw, form, {key: right}) is Outcome.RIGHT
    assert judge(tmp_path, raw, form, {key: wrong}) is Outcome.WRONG


def test_no_key_is_both_a_gate_and_none() -> None:
    """Each kind of case has what it must keep to."""
    assert not INFORMATIVE & set(KEYS)
    assert set(IMPLIED) == {"parse", "reply", "bounce", "autoreply", "thread"}


def test_a_peer_may_keep_fewer_files_than_a_mail_calls_attachments(tmp_path: Path) -> None:
    """Those that say so are attachments (RFC 2183, 2.2); of others a peer's count is believed."""
    file = "--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment\r\n\r\n1,2\r\n"
    three = FILED.replace("--b--", file * 2 + "--b--")
    unsaid = three.replace("Content-Disposition: attachment\r\n", "", 1)

    assert judge(tmp_path, three, "eml", {"attachments_count": 2}) is Outcome.RIGHT
    assert judge(tmp_path, three, "eml", {"attachments_count": 4}) is Outcome.WRONG
    assert judge(tmp_path, unsaid, "eml", {"attachments_count": 2}) is Outcome.WRONG


def test_behind_a_boundary_of_the_mail_a_peer_shows_source(tmp_path: Path) -> None:
    """No part holds one (RFC 2046, 5.1.1)."""
    wanted = "See the file.\n--b\nContent-Type: text/csv\n\n1,2"

    assert judge(tmp_path, FILED, "eml", {"text_parts": [wanted]}) is Outcome.RIGHT
    assert judge(tmp_path, FILED, "eml", {"text_parts": [wanted.replace("--b", "--c")]}) is Outcome.WRONG


def test_what_most_readers_agree_on_is_asked(tmp_path: Path) -> None:
    """Their text is one more expectation."""
    assert judge(tmp_path, ANSWER, "text", {}, "Yes, it works.") is Outcome.RIGHT
    assert judge(tmp_path, ANSWER, "text", {}, "Yes.") is Outcome.WRONG


@pytest.mark.parametrize(
    "expect",
    [
        {"reply": "Yes, it works."},
        {"reply_contains": ["works"]},
        {"reply_not_contains": ["Yes"]},
        {"reply_first_fragment": "No"},
        {"fragment_regex": {"1": ["^Yes"]}, "fragment_hidden": [0, 1]},
    ],
)
def test_a_corpus_is_believed_before_the_readers(expect: dict[str, object]) -> None:
    """What contradicts its own words is not asked."""
    assert is_contradicted(Case("own/one", "own", "mail", "text", "reply", expect, "Yes."))


def test_a_mail_in_utf7_is_not_judged_by_its_words(tmp_path: Path) -> None:
    """The corpora contradict each other."""
    raw = PLAIN.replace("charset=utf-8", "charset=utf-7")

    assert judge(tmp_path, raw, "eml", {"body_text": "anything"}) is Outcome.RIGHT


def test_a_peer_that_could_not_read_a_body_binds_nobody(tmp_path: Path) -> None:
    """What it made of the head still does."""
    broken = {"has_encoding_problem": True}

    assert judge(tmp_path, PLAIN, "eml", {**broken, "text_parts": ["anything"]}) is Outcome.RIGHT
    assert judge(tmp_path, PLAIN, "eml", {**broken, "subject": "anything"}) is Outcome.WRONG


def test_a_parent_that_is_not_there_is_not_asked_for(tmp_path: Path) -> None:
    """Of two parents the one that is there decides."""
    (tmp_path / "parent").write_bytes(b"Message-ID: <1@desk.example>\r\n\r\n")
    raw = "From: ann@customer.example\r\nIn-Reply-To: <%s>\r\n\r\nx"
    expect: dict[str, object] = {"joins_parent": True, "feed_before": ["nowhere", "parent"]}

    assert judge(tmp_path, raw % "1@desk.example", "eml", expect) is Outcome.RIGHT
    assert judge(tmp_path, raw % "2@desk.example", "eml", expect) is Outcome.WRONG


def test_a_person_is_not_taken_for_a_machine(tmp_path: Path) -> None:
    """That holds for every answer, whatever it expects."""
    (tmp_path / "mail").write_bytes(AWAY.encode())
    verdict = judged(Case("own/one", "own", "mail", "eml", "reply", {}), tmp_path)

    assert [one.key for one in verdict.findings if one.difference] == ["a person"]
