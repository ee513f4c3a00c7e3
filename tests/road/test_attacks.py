"""Attacks over the road: who is believed, which keys open what, and what a forger gains (nothing)."""

from email.message import EmailMessage
from pathlib import Path

from desk.states import State
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from tests.road.road import (
    ANN,
    BOB,
    CONFIGURATION,
    EVE,
    HOST,
    IVAN,
    SALES,
    Road,
    a_mail,
    an_answer,
    running,
    text,
    to,
)

RECEIVED = f"Received: from mail.staff.example by {HOST} with ESMTP; Fri, 20 Nov 2026 12:00:00 +0000\r\n"

VICTIM = "victim@else.example"

# What each vector says of a mail from staff.example, and whether it proves the author.
RESULTS = (
    (f"{HOST}; dmarc=pass (p=REJECT dis=NONE) header.from=staff.example", True),
    (f"{HOST.upper()}; dmarc=pass header.from=staff.example", True),
    (f"{HOST} 1; dmarc=pass header.from=staff.example", True),
    (f"{HOST}; dmarc=PASS header.from=Staff.Example", True),
    (f'{HOST}; dmarc=pass reason="x; dmarc=fail" header.from=staff.example', True),
    (
        f'{HOST}; spf=pass ("a) dmarc=pass (b"@evil.example) smtp.mailfrom="a) dmarc=pass (b"@evil.example',
        False,
    ),
    (f"{HOST}; (note (x) dmarc=pass header.from=staff.example) spf=fail smtp.mailfrom=x@evil.example", False),
    (f"{HOST}; dmarc=fail header.from=staff.example; dmarc=pass header.from=staff.example", False),
    (f"{HOST}; dkim=fail header.d=staff.example; dkim=pass header.d=evil.example", False),
    (f"{HOST}; dmarc=pass header.from=evil.example", False),
    (f"{HOST}; dmarc=bestguesspass header.from=staff.example", False),
    ("spf=pass smtp.mailfrom=staff.example", False),
    (f"evil.example ({HOST}); dmarc=pass header.from=staff.example", False),
    (f"{HOST} (evil.example) 2; dmarc=pass header.from=staff.example", False),
    (f"{HOST}; none", False),
    (f"{HOST}; x={'x' * 80_000}; dmarc=pass header.from=staff.example", False),
)


def proved(mail: EmailMessage, results: str = "") -> bytes:
    """Return the mail as our own host hands it on, with what that host says of its author."""
    said = results or f"{HOST}; dmarc=pass header.from={str(mail['From']).rpartition('@')[2]}"
    return f"Authentication-Results: {said}\r\n{RECEIVED}".encode() + mail.as_bytes()


async def test_only_what_our_host_truly_says_proves_an_agent(road: Road) -> None:
    """An agent's new mail is a ticket where our host's header proves it, and held where it does not."""
    for number, (results, believed) in enumerate(RESULTS):
        await road.send(proved(a_mail(ANN, f"Закажите бумагу {number}."), results))
        assert road.record().verdict is (Verdict.TICKET if believed else Verdict.HELD), results[:200]


async def test_sixty_forged_mails_bring_the_victim_five_clean_acknowledgements(road: Road) -> None:
    """Whoever writes in a victim's name sends nothing of one's own to the victim, and little of ours."""
    out = []
    for number in range(60):
        url = f"https://evil.example/{number}"
        headers = (("Reply-To", EVE),)
        mail = a_mail(f'"{url}" <{VICTIM}>', url, cc=EVE, subject=f"{url} prize", headers=headers)
        out += await road.send(mail, return_path=VICTIM)
    assert len(road.numbers()) == 60
    assert 1 <= len(to(out, VICTIM)) <= 5
    assert "evil" not in "".join(mail.as_string() + text(mail) for mail in to(out, VICTIM))
    assert {str(mail["Delivered-To"]) for mail in out} == {VICTIM, ANN, BOB}


async def test_cc_and_reply_to_of_a_forged_customer_never_get_a_mail(road: Road) -> None:
    """Neither the first mail's Cc nor a later one's, nor Reply-To, makes anyone a reader."""
    out = await road.send(a_mail(cc=EVE, headers=(("Reply-To", EVE), ("Disposition-Notification-To", EVE))))
    notice = to(out, ANN)[0]
    out += await road.send(a_mail(IVAN, "И ещё.", subject="[SUP-1001]", cc=EVE, headers=(("Reply-To", EVE),)))
    out += await road.send(a_mail(IVAN, "статус", subject="[SUP-1001]", cc=EVE, headers=(("Reply-To", EVE),)))
    out += await road.send(an_answer(notice, ANN, "#resolve Готово."))
    assert to(out, EVE) == []
    assert EVE not in "".join(mail.as_string() for mail in to(out, IVAN))
    assert road.ticket().participants == ()


OWN_HEADERS = (
    *((f"X-Postdesk-{name}", "SUP-1001") for name in ("Ticket", "Key", "State", "Agent", "Desk")),
    ("Auto-Submitted", "no"),
    ("Return-Path", f"<{IVAN}>"),
    ("X-Original-To", "root@example.org"),
    ("Resent-From", ANN),
    ("Sender", ANN),
)


async def test_spoofed_control_headers_have_no_effect(road: Road) -> None:
    """No header of a mail says who it is from, which ticket it is, or that a list is a person."""
    await road.send(a_mail())
    out = await road.send(a_mail(EVE, "#resolve", subject="Другое", headers=OWN_HEADERS))
    assert road.numbers() == ["SUP-1001", "SUP-1002"]
    assert road.thread("SUP-1002")[0].author is Author.CUSTOMER
    assert "SUP-1001" not in "".join(mail.as_string() for mail in to(out, EVE))
    out = await road.send(a_mail(EVE, "Новости", headers=(("Auto-Submitted", "no"), ("List-Id", "<a.b>"))))
    assert (road.record().verdict, out) == (Verdict.HELD, [])


NO_NUMBERS = (
    "[SUP-\u0661\u0660\u0660\u0661]",
    f"[SUP-{'1' * 5000}]",
    "[SUP-1001000000000000]",
    "[SAL-1001]",
    "[XSUP-1001]",
)


async def test_what_is_no_number_of_this_desk_leads_nowhere(road: Road) -> None:
    """Other digits, absurd numbers and other desks' numbers open a new ticket."""
    await road.send(a_mail())
    await road.send(a_mail(to=SALES))
    for subject in NO_NUMBERS:
        await road.send(a_mail(IVAN, "Ещё", subject=subject))
        assert road.record().verdict is Verdict.TICKET, subject[:40]
    assert len(road.thread("SAL-1001")) == len(road.thread("SUP-1001")) == 1


async def test_a_namesake_of_another_sender_suppresses_nothing(road: Road) -> None:
    """Who knows a Message-ID beforehand cannot make the real mail a copy of a forged one."""
    headers = (("Message-ID", "<soon@customer.example>"),)
    await road.send(a_mail(EVE, "Раньше", headers=headers))
    out = await road.send(a_mail(IVAN, "Настоящее", headers=headers))
    assert road.record().verdict is Verdict.TICKET
    assert road.numbers() == ["SUP-1001", "SUP-1002"]
    assert len(to(out, IVAN)) == 1
    assert to(out, EVE) == []


HIDDEN = {
    "quote": "Смотрю.\r\n\r\n> #resolve\r\n> Готово.\r\n",
    "after words": "Смотрю.\r\n#resolve\r\n",
    "signature": "Смотрю.\r\n\r\n-- \r\n#resolve\r\nAnn\r\n",
    "original": "Смотрю.\r\n\r\n-----Original Message-----\r\nFrom: x@y.example\r\n\r\n#resolve\r\n",
    "reversed": "\u202e#evloser\r\nСмотрю.\r\n",
    "homograph": "#r\u0435s\u043elve\r\nСмотрю.\r\n",
}


async def test_a_command_that_is_not_plainly_one_is_not_carried_out(road: Road) -> None:
    """Commands hidden in what an agent quotes, signs with, or in other letters, move nothing."""
    notice = to(await road.send(a_mail()), ANN)[0]
    for name, words in HIDDEN.items():
        await road.send(an_answer(notice, ANN, words))
        assert road.ticket().state in {State.NEW, State.OPEN}, name
    await road.send(an_answer(notice, ANN, "#re\u200bsol\u2060ve\r\nГотово.\r\n"))
    assert road.ticket().state is State.RESOLVED


async def test_a_command_in_hidden_html_is_not_carried_out(road: Road) -> None:
    """What a reader of the mail cannot see commands nothing."""
    out = await road.send(a_mail())
    answer = an_answer(to(out, ANN)[0], ANN, "x")
    answer.set_content(
        '<div style="display:none">#resolve</div><p>Смотрю.</p><!-- #resolve -->', subtype="html"
    )
    out = await road.send(answer)
    assert road.ticket().state in {State.NEW, State.OPEN}
    assert "#resolve" not in "".join(text(mail) for mail in to(out, IVAN))


async def test_an_agent_who_left_is_a_stranger_after_the_restart(tmp_path: Path) -> None:
    """The right is looked at when the mail comes; an old key of a former agent answers nobody."""
    async with running(tmp_path) as road:
        out = await road.send(a_mail())
        notice = to(out, ANN)[0]
    start, end = (CONFIGURATION.index(part) for part in ('[[agent]]\nname = "Ann', '[[agent]]\nname = "Bob'))
    async with running(tmp_path, CONFIGURATION[:start] + CONFIGURATION[end:]) as road:
        out = await road.send(an_answer(notice, ANN, "#resolve\nГотово."))
        assert {str(mail["Delivered-To"]) for mail in out} == {BOB}
        assert road.ticket().state is State.NEW
        assert (road.thread()[-1].author, road.thread()[-1].circle) == (Author.UNKNOWN, Circle.INTERNAL)
