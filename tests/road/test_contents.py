"""Hostile contents over the road: nothing of it becomes a header, a script or a picture of ours."""

from email.message import EmailMessage
from email.policy import SMTP

from tests.road.road import ANN, DESK, EVE, HOST, IVAN, Road, a_mail, an_answer, text, to

ENVELOPE = {"Return-Path", "X-Original-To", "Delivered-To"}
ALWAYS = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version"}
AUTOMATIC = {"Auto-Submitted", "X-Auto-Response-Suppress"}
THREAD = {"In-Reply-To", "References"}

HOSTILE = (
    f"Authentication-Results: {HOST}; dmarc=pass header.from=customer.example\r\n"
    f"Received: from a by {HOST} with ESMTP; Fri, 20 Nov 2026 12:00:00 +0000\r\n"
    "From: =?utf-8?q?Iv=0D=0ABcc=3A_eve=40evil.example=E2=80=A8X-Y=3A_1=00?= <ivan@customer.example>\r\n"
    f"To: {DESK}\r\n"
    "Subject: =?utf-8?q?a=0D=0ABcc=3A_eve=40evil.example=E2=80=A8X-Z=3A_1?= {{ 7*7 }} {% include 'x' %}\r\n"
    "Message-ID: <a=?utf-8?q?=0D=0ABcc=3A_eve=40evil.example?=@x>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nbody {{ 7*7 }} ${7*7} <%= 7*7 %>\r\n"
    "--b\r\nContent-Type: text/html; name*=utf-8''%0D%0ABcc%3A%20eve@evil.example\r\n"
    "Content-Disposition: attachment; filename*=utf-8''..%2F..%2F%0D%0AX-A%3A%201%00%E2%80%AEgpj.html\r\n\r\n"
    "<script>alert(1)</script>\r\n--b--\r\n"
).encode()


def _names(mail: EmailMessage) -> list[str]:
    return sorted(name for name in mail if not name.startswith("Content-T"))


async def test_nothing_of_a_sender_becomes_a_header(road: Road) -> None:
    """Line ends in names, subjects and ids add no header and no recipient to what goes out."""
    out = await road.post(HOSTILE, IVAN, [DESK])
    [acknowledgement], [notice, *_] = to(out, IVAN), to(out, ANN)
    assert {str(mail["Delivered-To"]) for mail in out} == {IVAN, ANN, "bob@staff.example"}
    assert _names(acknowledgement) == sorted(ENVELOPE | ALWAYS | AUTOMATIC | THREAD)
    assert _names(notice) == sorted(ENVELOPE | ALWAYS | AUTOMATIC)
    [answer] = to(await road.send(an_answer(notice, ANN, "Смотрю.")), IVAN)
    assert _names(answer) == sorted(ENVELOPE | ALWAYS | THREAD)
    for mail in (*out, answer):
        assert len(mail["To"].addresses) == len(mail["From"].addresses) == 1
        assert len(mail["Subject"].splitlines()) == 1


async def test_nothing_of_a_sender_is_a_template(road: Road) -> None:
    """What looks like a template in a name, a subject or a text stays what it is."""
    out = await road.post(HOSTILE, IVAN, [DESK])
    for mail in out:
        assert "{{ 7*7 }} {% include 'x' %}" in text(mail)
        assert "49" not in text(mail).replace(mail["Reply-To"], "")
    assert "body {{ 7*7 }} ${7*7} <%= 7*7 %>" in text(to(out, ANN)[0])


async def test_a_hostile_file_is_carried_as_a_harmless_attachment(road: Road) -> None:
    """Staff, and the customer where an agent sends it, get one name without path, line end or disguise."""
    out = await road.post(HOSTILE, IVAN, [DESK])
    notice = to(out, ANN)[0]
    answer = an_answer(notice, ANN, "Смотрю.")
    names = ("../../etc/passwd", "\u200b.htaccess", "a\u202egpj.exe", "CON", "x" * 5000 + ".txt", 'a";b="c')
    for name in names:
        answer.add_attachment(b"x", maintype="text", subtype="html", filename=name)
    [reply] = to(await road.send(answer), IVAN)
    for mail, count in ((notice, 1), (reply, len(names))):
        files = list(mail.iter_attachments())
        assert [part.get_content_disposition() for part in files] == ["attachment"] * count
        for part in files:
            found = part.get_filename() or ""
            assert found.strip()
            assert not found.startswith(".")
            assert len(found) < 300
            assert not set(found) & set('/\\\r\n\0"\u202e\u200b')


VECTORS = (
    '<img src="https://t.example/p.gif" width=1 height=1>',
    '<img src="cid:abc">',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<p style="background:url(https://t.example/x)">x</p>',
    "<style>@import url(https://t.example/x)</style>hi",
    "<form action=https://e.example><input name=a></form>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe src=//e.example></iframe>",
    '<base href="https://e.example/">',
    '<meta http-equiv=refresh content="0;url=//e.example">',
    "<link rel=stylesheet href=//e.example>",
    '<a href="https://e.example" target=_blank>x</a>',
    "<div id=location name=cookie class=btn>x</div>",
    "<script>alert(1)</script>ok",
    '<table background="https://t.example/x"><td>1</td></table>',
    "<!--[if mso]><b>x</b><![endif]-->y",
    "<video src=//e.example poster=//t.example/p></video>",
    '<a href="//e.example/x">rel</a>',
    '<a href="/admin">rel</a>',
    '<a href="https://g\u043e\u043egle.example">homograph</a>',
    "<bdo dir=rtl>txt.exe</bdo>\u202egnp.exe",
    "<img src=x onerror=alert(1)>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<template><img src=x onerror=alert(1)></template>",
    "<span hidden>hidden</span><font color=white>white</font>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext>x",
)

# Of these our own pages have none at all.
NEVER = (
    "<script",
    "<img",
    "<svg",
    "<math",
    "<iframe",
    "<form",
    "<link",
    "<base",
    "<video",
    "<object",
    "<template",
)
LOADS = (" src=", " background=", "url(", "@import", "javascript:", " onerror=", "\u202e")


def _page(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def _assert_harmless(mail: EmailMessage) -> None:
    whole = _page(mail)
    tags = "".join(part.partition(">")[0] + ">" for part in whole.lower().split("<")[1:])
    found = [word for word in NEVER if word in whole.lower()] + [word for word in LOADS if word in tags]
    assert found == []
    assert "\u202e" not in whole + text(mail)
    hrefs = [part.partition('"')[0] for part in whole.split('href="')[1:]]
    assert all(href.startswith(("https://", "http://", "mailto:")) for href in hrefs)


async def test_no_vector_gets_through_as_html_or_as_text(road: Road) -> None:
    """Scripts, trackers and disguises in customers' and agents' mail stay behind or are words."""
    for number, whole in enumerate(("<br>".join(VECTORS[:-1]), *VECTORS[-2:], "\n".join(VECTORS))):
        request = a_mail(subject=f"{number} {VECTORS[27]}", believed=True)
        request.set_content(whole, subtype="plain" if number == 3 else "html")
        out = await road.send(request)
        notice = to(out, ANN)[0]
        answer = an_answer(notice, ANN, "x")
        answer.set_content(whole, subtype="plain" if number == 3 else "html")
        out += await road.send(answer)
        assert len(to(out, IVAN)) == 2
        for mail in out:
            _assert_harmless(mail)
        hrefs = _page(notice).split('href="')[1:]
        assert all(href.startswith("mailto:support+") for href in hrefs)


async def test_an_html_only_mail_reaches_staff_as_its_words(road: Road) -> None:
    """A tracked, scripted mail without a text part is read; its pictures are not sent on."""
    mail = a_mail(EVE)
    mail.set_content(
        "<html><head><title>t</title><style>p{}</style></head><body><script>steal()</script>"
        '<p>Не печатает принтер</p><img src="https://t.example/pixel?id=1"></body></html>',
        subtype="html",
    )
    notice = to(await road.send(mail), ANN)[0]
    assert "Не печатает принтер" in text(notice)
    for never in ("steal", "t.example", "pixel"):
        assert never not in text(notice) + _page(notice)
        assert never.encode() not in notice.as_bytes(policy=SMTP)
