"""Machines' mails made to take the reader's time or memory: bounces, calendars, absences."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bombs.shapes import HEAD, MACHINE, Bomb, leaf
from tests.bombs.text_pieces import PIECES

BOUNCES: Mapping[str, Bomb] = MappingProxyType(
    # Of a machine's mail other things are asked.
    {f"a text by a machine of {name}": leaf(MACHINE, piece) for name, piece in PIECES.items()}
    | {
        f"a bounce of {name}": leaf(MACHINE, piece)
        for name, piece in {
            "addresses": "<a@b.example>\n",
            "addresses on one line": "a@b.example ",
            "half addresses": "x@",
            "dots": "a.",
            "brackets": "<",
            "statuses": "550 5.1.1 ",
            "statuses of dots": "5.1.",
            "digits": "5",
            "reasons": "user unknown ",
            "reasons in Russian": "адрес не существует ",
            "fields": "Final-Recipient: rfc822; a@b.example\n",
            "groups": "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n",
            "half fields": "Final-Recipient:",
            "cues": "warning message a ",
            "hosts": "host mx.example said: ",
            "blanks": " ",
            "blank lines": "\n",
            "ids": "Message-ID: <a@b.example>\n",
            "returned mails": "------ This is a copy of the message\n",
            "failures": "could not be delivered ",
            "days": "will retry for 3 days ",
        }.items()
    }
    | {
        f"a report of {name}": leaf(
            MACHINE + b"Content-Type: message/delivery-status\r\n", piece, first="Reporting-MTA: dns; a\n\n"
        )
        for name, piece in {
            "groups": "Final-Recipient: rfc822; a@b.example\nAction: failed\n\n",
            "fields": "Final-Recipient: rfc822; a@b.example\n",
            "folds": " x\n",
            "letters": "x",
            "diagnoses": "Diagnostic-Code: smtp; 550 5.1.1\n",
        }.items()
    }
    | {
        "a calendar of lines": leaf(HEAD + b"Content-Type: text/calendar\r\n", "METHOD:REQUEST\n"),
        "a calendar of events": leaf(
            HEAD + b"Content-Type: text/calendar; method=REPLY\r\n",
            "BEGIN:VEVENT\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\nEND:VEVENT\n",
            first="BEGIN:VCALENDAR\nMETHOD:REPLY\n",
        ),
        "a calendar of folds": leaf(
            HEAD + b"Content-Type: text/calendar; method=REPLY\r\n", " x\n", first="BEGIN:VCALENDAR\n"
        ),
        "a calendar of one line": leaf(
            HEAD + b"Content-Type: text/calendar; method=REPLY\r\n", "PARTSTAT=", first="BEGIN:VCALENDAR\n"
        ),
        "an answer of absences": leaf(
            b"From: ann@client.example\r\nSubject: Automatic reply: x\r\nAuto-Submitted: auto-replied\r\n",
            "I will be out of office from 1 to ",
        ),
        "a notice of codes": leaf(
            b"From: no-reply@a.example\r\nSubject: x\r\n", "your verification code is "
        ),
    }
)
