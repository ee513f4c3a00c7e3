"""``postdesk read --explain``: each verdict on a mail, and what decided it."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from daemon.cli import postdesk
from daemon.evidence import Reason
from daemon.explanation import Verdict, verdicts
from daemon.terminal import colours
from daemon.verdict_lines import lines
from parsers.mail import read
from parsers.report import unreadable
from tests.daemon.home import ROOT, run

MAILS = ROOT / "tests" / "mails"
HEAD = "From: Ann <ann@corp.example>\r\nTo: d@desk.example\r\nContent-Type: text/plain; charset=utf-8\r\n"

FORM = f"""{HEAD}Subject: Кассы\r
Authentication-Results: mx.desk.example; dmarc=pass header.from=corp.example;\r
 spf=fail smtp.mailfrom=b.example\r
Received: from x by mx.desk.example\r
\r
Организация: ООО «Ромашка»\r
Не работает касса № 3.\r
\r
-- \r
Анна\r
"""

ANSWER = f"""{HEAD}Subject: Re: Printer\r
In-Reply-To: <1@desk.example>\r
\r
Thanks, it works now.\r
\r
On Mon, 16 Nov 2026 at 10:00, Desk <d@desk.example> wrote:\r
> Does it work?\r
"""

BOUNCE = """From: MAILER-DAEMON@mx.example\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; x\r
\r
Final-Recipient: rfc822; Ann@corp.example\r
Action: failed\r
Status: 5.1.1\r
\r
Final-Recipient: rfc822; bob@corp.example\r
Action: delayed\r
Status: 4.4.1\r
\r
--b--\r
"""

FILE = f"""{HEAD.rpartition("Content-Type")[0]}Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
\r
See it.\r
--b\r
Content-Type: image/png\r
Content-Disposition: attachment; filename=a.png\r
\r
12345\r
--b--\r
"""

PASSED_ON = f"""{HEAD}Subject: Fwd: Printer\r
\r
Please look.\r
\r
-------- Forwarded Message --------\r
Subject: Printer\r
Date: Mon, 3 Mar 2025 10:15:00 +0300\r
From: Bob <bob@corp.example>\r
\r
It is broken.\r
"""

ATTACHED = f"""{HEAD.rpartition("Content-Type")[0]}Content-Type: message/rfc822\r
\r
From: bob@corp.example\r
\r
It is broken.\r
"""

ONE_QUOTE = f"{HEAD}Subject: Re: x\r\n\r\nYes, it does.\r\n\r\n> Does it work?\r\n"
UKRAINIAN = f"{HEAD}Subject: x\r\n\r\nДобрий день, у мене не працює доступ.\r\n"
SEVERAL = f"{HEAD}\r\n1. The printer does not work.\r\n2. The network is down again.\r\n"


def told(raw: str, name: str) -> list[Verdict]:
    """Return the verdicts of a name."""
    return [one for one in verdicts(raw.encode(), read(raw.encode())) if one.name == name]


@pytest.mark.parametrize(
    ("raw", "name", "said", "reason"),
    [
        (FORM, "kind of mail", "request", Reason("no mark of a machine")),
        (ANSWER, "kind of mail", "reply", Reason("<1@desk.example>", "In-Reply-To")),
        (BOUNCE, "kind of mail", "bounce", Reason("a report of a delivery (RFC 3464)")),
        (f"{HEAD}Precedence: bulk\r\n\r\nx", "kind of mail", "list", Reason("Precedence: bulk")),
        (FORM, "sender", "Ann <ann@corp.example>", Reason("Ann <ann@corp.example>", "From")),
        (
            f"{HEAD}From: b@b.example\r\n\r\nx",
            "sender",
            "nobody: there is no one sender",
            Reason("b@b.example", "From"),
        ),
        (FORM, "language", "ru", Reason("Организация: ООО «Ромашка»", "line 1")),
        (FORM, "kind of request", "incident (", Reason("Не работает касса № 3.", '"не работает" in line 2')),
        (ANSWER, "intent", "confirm (", Reason("Thanks, it works now.", '"it works" in line 1')),
        (BOUNCE, "intent", "not read: no person wrote this", None),
        (
            FORM,
            "field organisation",
            "ООО «Ромашка»",
            Reason("Организация: ООО «Ромашка»", "line 1"),
        ),
        (
            ANSWER,
            "quotation",
            "2 lines cut off",
            Reason("On Mon, 16 Nov 2026 at 10:00, Desk <d@desk.example> wrote:", "begins"),
        ),
        (FORM, "quotation", "none", None),
        (FORM, "signature", "2 lines cut off", Reason("--", "begins")),
        (
            FORM,
            "authentication",
            "mx.desk.example: dmarc pass (corp.example), spf fail (b.example)",
            Reason(
                "mx.desk.example; dmarc=pass header.from=corp.example; spf=fail smtp.mailfrom=b.example",
                "Authentication-Results",
            ),
        ),
        (ANSWER, "authentication", "no Authentication-Results", None),
        (BOUNCE, "bounce", "Ann@corp.example: failed, 5.1.1, for good", Reason("Status: 5.1.1")),
        (BOUNCE, "bounce", "bob@corp.example: delayed, 4.4.1, for now", Reason("Status: 4.4.1")),
        (ANSWER, "oddities", "1", Reason("no Date")),
        (ONE_QUOTE, "quotation", "1 line cut off", Reason("> Does it work?", "begins")),
        (
            UKRAINIAN,
            "language",
            "uk (none that Postdesk writes)",
            Reason("Добрий день, у мене не працює доступ.", "line 1"),
        ),
        (FILE, "attachment", "a.png (image/png, 5 bytes)", None),
        (SEVERAL, "problems", "2 in one mail", None),
        (
            PASSED_ON,
            "passed on",
            "a mail of Bob <bob@corp.example>, written 2025-03-03 10:15:00+03:00: Printer",
            Reason("From: Bob <bob@corp.example>", "line 6"),
        ),
        (
            ATTACHED,
            "passed on",
            "a mail of bob@corp.example: without a subject",
            Reason("in an attached mail"),
        ),
        (FORM, "alike by", "касс", None),
        (FORM, "charset", "utf-8 in text", None),
    ],
)
def test_a_verdict_shows_what_decided_it(raw: str, name: str, said: str, reason: Reason | None) -> None:
    """The line, the header or the words stand beside what was made of them."""
    found = [one for one in told(raw, name) if one.said.startswith(said)]

    assert len(found) == 1, told(raw, name)
    assert reason in found[0].reasons if reason else found[0].reasons == ()


def test_a_guessed_charset_is_told_with_how_sure_the_guess_is() -> None:
    """What the mail itself declares is no guess."""
    raw = "From: ann@corp.example\r\nSubject: Не печатает\r\n\r\nx".encode("koi8-r")

    [charset] = [one for one in verdicts(raw, read(raw)) if one.name == "charset"]

    assert charset.said == "koi8-r in Subject, guessed (99% sure)"


def test_a_logo_is_told_from_a_file() -> None:
    """What staff are not sent is named where one may ask why."""
    raw = (MAILS / "outlook_window_and_logo_ru.eml").read_bytes()

    said = [one.said for one in verdicts(raw, read(raw)) if one.name == "attachment"]

    assert [one.rpartition(", ")[2] for one in said] == ["shown in the text)", "decoration)"]


def test_an_intent_is_not_explained_by_the_subject() -> None:
    """It was read from the text alone."""
    [intent] = told(ANSWER.replace("Re: Printer", "Re: it works"), "intent")

    assert all("Subject" not in reason.where for reason in intent.reasons)


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml")), ids=lambda path: path.stem)
def test_every_mail_can_be_explained(path: Path) -> None:
    """Each verdict is there, and no line of it drives a terminal."""
    done = run("read", "--explain", str(path))
    lines = done.stdout.splitlines()

    assert done.exit_code == 0, done.output
    assert [line for line in lines if line.startswith("kind of mail:")]
    assert all(line.isprintable() for line in lines)


def test_a_terminal_gets_colours_and_no_other_escapes(tmp_path: Path) -> None:
    """What a mail says cannot move the cursor; a pipe gets plain text."""
    path = tmp_path / "mail.eml"
    path.write_bytes(f"{HEAD}Subject: x\x1b[2J\r\n\r\nТип: \x1b[31minцидент\x9b2J\u202e\r\n".encode())

    coloured = CliRunner().invoke(postdesk, ["read", "--explain", str(path)], color=True).stdout
    plain = run("read", "--explain", str(path)).stdout

    assert "\x1b[1mkind of mail:" in coloured
    assert not any(escape in coloured for escape in ("\x1b[2J", "\x1b[31mi", "\x9b", "\u202e"))
    assert "\x1b" not in plain


def test_what_is_no_mail_is_explained_by_what_is_wrong_with_it(tmp_path: Path) -> None:
    """A file that is not there, and one that no parser takes."""
    missing = run("read", "--explain", str(tmp_path / "none.eml"))
    parts = b"--b\r\nContent-Type: text/plain\r\n\r\n" * 600
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    many = run("read", "--explain", "-", given=head + parts)

    assert (missing.exit_code, many.exit_code) == (0, 0)
    assert "kind of mail:          unreadable\n    No such file or directory" in missing.stdout
    assert "unreadable\n    more than 500 parts" in many.stdout


@pytest.mark.parametrize("said", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_may_be_refused(
    tmp_path: Path, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the variable that many programs know, and by a terminal that has none."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colours() is None
    for name, value in said.items():
        monkeypatch.setenv(name, value)

    assert colours() is False


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml"))[::10], ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [1, 40, 72])
def test_no_line_is_wider_than_the_terminal(path: Path, width: int) -> None:
    """What is long goes on below, and nothing of it is left out."""
    raw = path.read_bytes()
    found = verdicts(raw, read(raw))
    folded, whole = click.unstyle(lines(found, width)), click.unstyle(lines(found, None))

    assert max(map(len, folded.splitlines())) <= max(width, 40)
    assert "".join(folded.split()) == "".join(whole.split())


def test_a_file_that_cannot_be_had_has_one_verdict() -> None:
    """Of what was not read nothing is told."""
    assert [one.name for one in verdicts(b"", unreadable("Is a directory"))] == ["kind of mail"]


def test_an_object_for_programs_holds_no_explanation() -> None:
    """One of the two is asked for."""
    assert run("read", "--explain", "--jsonl", "mail.eml").exit_code == 2
