"""Mail that nobody should write, over the road: nothing is lost, and the mail behind it goes on."""

import hashlib
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

import pytest

from desk.verdicts import Verdict
from parsers.attachments import attachment_bytes
from storage import inbox
from tests.poison import POISON
from tests.road.road import ANN, CONFIGURATION, DESK, EVE, IVAN, Road, a_mail, running, text, to

BARE = b"From: ivan@customer.example\r\n"


async def _goes_on(road: Road) -> None:
    """Prove that the road still works for the next mail."""
    before = len(road.numbers())
    await road.send(a_mail("next@else.example", "Следующее.", subject="Следующее"))
    assert len(road.numbers()) == before + 1


# Bytes with a NUL are refused at the door; they have a test of their own.
LET_IN = [header for header in POISON if b"\0" not in header]


@pytest.mark.parametrize("header", LET_IN, ids=lambda header: repr(header[:40]))
async def test_no_header_stops_the_road(road: Road, header: bytes) -> None:
    """Each hostile header ends as a ticket or with a person, and the next mail goes on."""
    sender = b"" if header.startswith(b"From:") else BARE
    await road.post(sender + header + b"\r\n\r\nHello\r\n", IVAN, [DESK])
    assert road.record().verdict in {Verdict.TICKET, Verdict.HELD, Verdict.QUARANTINED}
    await _goes_on(road)


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (b"Subject: no from\r\n\r\nHello\r\n", Verdict.HELD),
        (BARE + b"\r\n", Verdict.TICKET),
        (BARE + b"Subject: no date, no id\r\n\r\nHello\r\n", Verdict.TICKET),
        (b"\r\n", Verdict.HELD),
        (b"\r\njust a body\r\n", Verdict.HELD),
    ],
    ids=["no From", "From alone", "no Date, no Message-ID", "empty", "no headers"],
)
async def test_what_is_missing_does_not_stop_the_road(road: Road, raw: bytes, verdict: Verdict) -> None:
    """A mail without From is a person's to decide; whatever else is missing does not matter."""
    await road.post(raw, IVAN, [DESK])
    assert road.record().verdict is verdict
    await _goes_on(road)


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
async def test_raw_8_bit_headers_are_read(road: Road, charset: str) -> None:
    """A subject in raw 8-bit letters, with no word of their charset, is read."""
    subject = "Не печатает принтер на третьем этаже"
    await road.post(
        BARE + b"Subject: " + subject.encode(charset) + b"\r\n\r\n" + "Не печатает".encode(charset) + b"\r\n",
        IVAN,
        [DESK],
    )
    assert road.ticket().subject == subject


async def test_a_wrong_charset_name_is_no_obstacle(road: Road) -> None:
    """A text in a charset that does not exist is read as well as can be."""
    head = BARE + b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=klingon-8\r\n"
    await road.post(head + b"\r\n" + "Не печатает".encode() + b"\r\n", IVAN, [DESK])
    assert road.thread()[0].text == "Не печатает"


async def test_a_nul_is_refused_from_strangers_and_kept_from_our_own_server(road: Road) -> None:
    """NUL comes in only by LMTP, and then waits for a person."""
    raw = BARE + b"Subject: a\0b\r\n\r\nNU\0L\r\n"
    with pytest.raises(SMTPDataError, match="550"):
        await road.post(raw, IVAN, [DESK])
    _, out = await road.lmtp(raw, IVAN, [DESK])
    assert road.record().verdict is Verdict.QUARANTINED
    assert road.read(lambda c: inbox.raw(c, road.record().id)) == raw
    assert len(to(out, ANN)) == 1
    await _goes_on(road)


async def test_lone_surrogates_and_encoded_nul_reach_no_table(road: Road) -> None:
    """Broken bytes hidden in encoded words become readable replacements."""
    subject = b"Subject: =?utf-8?b?7aCAAA==?= =?utf-8?q?a=00b?=\r\n"
    await road.post(BARE + subject + b"\r\n\xed\xa0\x80 \xff\r\n", IVAN, [DESK])
    ticket = road.ticket()
    (ticket.subject + road.thread()[0].text).encode("utf-8")
    assert "\0" not in ticket.subject


async def test_a_30_mb_attachment_is_kept_whole(tmp_path: Path) -> None:
    """A big file is taken, kept byte for byte, and listed instead of carried."""
    data = bytes(range(256)) * (30_000_000 // 256)
    mail = a_mail()
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="лог.bin")
    async with running(tmp_path, CONFIGURATION + '[limits]\nmessage_size = "50MB"\n') as road:
        out = await road.send(mail)
        [attachment] = road.thread()[0].attachments
        raw = road.read(lambda c: inbox.raw(c, road.record().id))
    assert attachment.size == len(data)
    assert attachment.sha256 == hashlib.sha256(data).hexdigest()
    assert attachment_bytes(raw, attachment.part) == data
    notice = to(out, ANN)[0]
    assert list(notice.iter_attachments()) == []
    assert "лог.bin" in text(notice)


async def test_a_mail_over_the_limit_is_refused_truly(road: Road) -> None:
    """A mail over the size limit gets 552, and nothing of it is kept."""
    with pytest.raises(SMTPResponseException, match="552"):
        await road.post(BARE + b"\r\n" + (b"x" * 998 + b"\r\n") * 36_000, IVAN, [DESK])
    assert road.numbers() == []


async def test_mails_nested_300_deep_do_not_stop_the_road(road: Road) -> None:
    """A mail in a mail in a mail ends somewhere, and the next one goes on."""
    raw = BARE + b"Subject: deep\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 300 + b"end\r\n"
    await road.post(raw, IVAN, [DESK])
    assert road.record().verdict in {Verdict.TICKET, Verdict.QUARANTINED}
    await _goes_on(road)


async def test_an_unknown_address_is_refused(road: Road) -> None:
    """Mail to an address that is not ours gets a true 550, so that its sender knows."""
    with pytest.raises(SMTPRecipientsRefused, match="550"):
        await road.post(a_mail(EVE).as_bytes(), EVE, ["nobody@example.org"])
