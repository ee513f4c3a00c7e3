"""Which parts of a mail are its text, and how they are joined."""

import pytest

from parsers.mail import read
from parsers.parts.flowed import unflow

TEXT = b"Content-Type: text/plain\r\n\r\n"
HTML = b"Content-Type: text/html\r\n\r\n"
NAMED = b"Content-Type: text/plain; name=message.txt\r\n\r\n"


def _multi(kind: bytes, *parts: bytes) -> bytes:
    boundary = b"b%d" % abs(hash((kind, parts)))
    inner = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    head = b"Content-Type: multipart/" + kind + b"; boundary=" + boundary
    return head + b"\r\n\r\n" + inner + b"--" + boundary + b"--\r\n"


def _visible(body: bytes) -> str:
    return read(b"From: ann@corp.example\r\nSubject: x\r\n" + body).visible_text


@pytest.mark.parametrize(
    ("body", "visible"),
    [
        (TEXT + b"one", "one"),
        (HTML + b"<p>one</p>", "one"),
        (_multi(b"alternative", TEXT + b"plain", HTML + b"<p>html</p>"), "plain"),
        (_multi(b"alternative", HTML + b"<p>html</p>", TEXT + b"plain"), "plain"),
        (_multi(b"alternative", TEXT + b" \r\n", HTML + b"<p>html</p>"), "html"),
        (_multi(b"mixed", TEXT + b"one", TEXT + b"two"), "one\ntwo"),
        (_multi(b"mixed", HTML + b"<p>main</p>", TEXT + b"footer"), "main\n\nfooter"),
        (
            _multi(b"mixed", _multi(b"alternative", TEXT + b"one", HTML + b"<p>1</p>"), TEXT + b"two"),
            "one\ntwo",
        ),
        (_multi(b"related", HTML + b"<p>main</p>", b"Content-ID: <1@x>\r\n" + TEXT + b"hidden"), "main"),
        (
            _multi(
                b'related; start="<2@x>"',
                b"Content-ID: <1@x>\r\n" + TEXT + b"1",
                b"Content-ID: <2@x>\r\n" + TEXT + b"2",
            ),
            "2",
        ),
        (_multi(b"signed", TEXT + b"signed", b"Content-Type: application/pgp-signature\r\n\r\nx"), "signed"),
        (_multi(b"*", TEXT + b"one"), "one"),
        (_multi(b"alternative", TEXT + b"one", b"Content-Type: text/x-amp-html\r\n\r\n<p>amp</p>"), "one"),
        (b"Content-Type: multipart/mixed; boundary=never\r\n\r\nno part", "no part"),
        (b"Content-Type: multipart/mixed\r\n\r\nno boundary", "no boundary"),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ncut off", "cut off"),
        (_multi(b"alternative", TEXT + b"one", TEXT + b"two", HTML + b"<p>html</p>"), "one\ntwo"),
        (_multi(b"alternative", TEXT + b"same", TEXT + b"same"), "same"),
        (_multi(b"alternative", HTML + b"<p>one</p>", HTML + b"<p>two</p>"), "one\n\ntwo"),
        (b"Content-Type: multipart/mixed boundary=b\r\n\r\n--b\r\n\r\nno semicolon\r\n--b--", "no semicolon"),
        (b"Content-Type: text/plain charset=koi8-r\r\n\r\n\xe4\xc1", "Да"),
        (b"Content-Transfer-Encoding: base64\r\n\r\nPlain words, not base64.", "Plain words, not base64."),
        (b"Content-Type: text/plain; name=body.txt\r\n\r\nnamed", "named"),
        (b"Content-Type: application/octet-stream\r\n\r\nno text", ""),
    ],
)
def test_the_text_is_what_a_mail_program_shows(body: bytes, visible: str) -> None:
    """Plain text is preferred, nothing readable is dropped, and files are not read aloud."""
    assert _visible(body) == visible


@pytest.mark.parametrize(
    ("kind", "words", "visible"),
    [
        (b"text/enriched", b"<bold>Printer</bold> is <<broken>", "Printer is <broken>"),
        (
            b"text/rtf",
            rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'ed\'f2\'e5\'f0 {\b broken}.\par}",
            "Принтер broken.",
        ),
        (b"application/rtf", rb"{\rtf1\ansi words\par}", "words"),
        (b"text/markdown", b"# Printer", "# Printer"),
        (b"text/x-own", b"words", "words"),
        (b"text/plain\r\nContent-Disposition: attachment", b"words", "words"),
        (b"text/html\r\nContent-Disposition: attachment", b"<p>words", "words"),
        (b"text/markdown; name=readme.md", b"# Printer", ""),
        (b"application/rtf; name=bill.rtf", rb"{\rtf1 words}", ""),
        (b"text/calendar", b"BEGIN:VCALENDAR", ""),
        (b"text/vcard", b"BEGIN:VCARD", ""),
        (b"text/csv", b"1;2", ""),
    ],
)
def test_a_strange_text_is_read_where_there_is_no_other(kind: bytes, words: bytes, visible: str) -> None:
    """Unknown text is taken for plain (RFC 2046, 4.1.4), and stays a file; with a name it is one alone."""
    part = b"Content-Type: " + kind + b"\r\n\r\n" + words

    assert _visible(_multi(b"mixed", part)) == visible
    assert _visible(_multi(b"mixed", part, TEXT + b"plain")) == "plain"
    assert len(read(part).attachments) == 1


@pytest.mark.parametrize(
    ("plain", "visible"),
    [
        ("This is a multi-part message in MIME format.", "page"),
        ("Your email client does not support HTML.", "page"),
        ("To view the message, please use an HTML compatible email viewer!", "page"),
        ("Ваш почтовый клиент не поддерживает HTML", "page"),
        ("[cid:image001.png@01DA7B1E.2F3C4D50]", "page"),
        ("Your email client does not support HTML. Mine neither.", None),
        ("See [cid:image001.png@01DA7B1E]", None),
        ("\u200b", "page"),
        ("\u200c\u2060 \u00a0", "page"),
        ("&nbsp;", "page"),
        ("\u200c\u00a0" * 500, "page"),
        (".", "page"),
        ("[image: image.png]", "page"),
        ("Please enable HTML to view this message.", "page"),
        ("This is a message in Mime Format.  If you see this, your mail reader does not support it.", "page"),
        (
            "Your email client cannot read this email.\nTo view it online, go here:\nhttp://x.example/1",
            "page",
        ),
        ("Если вы видите это сообщение, значит ваш почтовый клиент не поддерживает HTML", "page"),
        ("Для просмотра письма используйте HTML-совместимый почтовый клиент.", "page"),
        ("Ваша программа не поддерживает просмотр HTML-писем.", "page"),
        ("Письмо в браузере не открывается", None),
        ("Please support HTML in tickets", None),
        ("+", None),
        ("\U0001f44d", None),
    ],
)
def test_a_text_that_only_points_to_the_page_is_none(plain: str, visible: str | None) -> None:
    """Where it says anything more it is the writer's; and where no page is there it is all there is."""
    text = TEXT.replace(b"plain", b"plain; charset=utf-8") + plain.encode()

    assert _visible(_multi(b"alternative", text, HTML + b"<p>page</p>")) == (visible or plain)
    alone = _visible(text)
    blanks = "\u200b\u200c\u2060\u00a0 "
    assert alone.strip(blanks) == plain.strip(blanks)


LONG = "Здравствуйте, принтер в бухгалтерии второй день не печатает, помогите пожалуйста"


@pytest.mark.parametrize(
    ("plain", "page", "visible"),
    [
        ("Sent by Martian Mail", LONG, f"{LONG}\nSent by Martian Mail"),
        ("Да, работает", f"Да, работает<br>{LONG}", "Да, работает"),
        ("Да, работает", f"<b>Да</b>, р<i>або</i>тает<br>{LONG}", "Да, работает"),
        ("Да, работает", '<img alt="Да, работает">', "Да, работает"),
        ("[решено]", '<img alt="решено">', "[решено]"),
        (f"{LONG}. Сканер тоже. Перезвоните нам.", LONG, f"{LONG}. Сканер тоже. Перезвоните нам."),
    ],
)
def test_a_page_that_says_much_more_than_another_text_is_read_above_it(
    plain: str, page: str, visible: str
) -> None:
    """Programs put words of their own where the plain text belongs; nothing of either is lost."""
    text = TEXT.replace(b"plain", b"plain; charset=utf-8") + plain.encode()
    markup = HTML.replace(b"html", b"html; charset=utf-8") + f"<p>{page}</p>".encode()

    assert _visible(_multi(b"alternative", text, markup)).replace("\n\n", "\n") == visible


def test_the_type_of_the_root_is_told() -> None:
    """Some programs put their pictures before the page (RFC 2387, 3.1)."""
    picture = b"Content-Type: image/png\r\nContent-ID: <1@x>\r\n\r\nx"
    page = b"Content-ID: <2@x>\r\n" + HTML + b"<p>words<img src='cid:1@x'>"

    assert _visible(_multi(b'related; type="text/html"', picture, page)) == "words"


def test_words_after_a_boundary_that_ends_too_early_are_read() -> None:
    """Where an inner boundary looks like the end of the outer one, nothing else would be left."""
    head = b"Content-Type: multipart/mixed; boundary="
    raw = head + b"a--\n\n--a--\n" + head + b"a----\n\n--a----\n" + TEXT + b"words\n--a------\n"

    assert "words" in _visible(raw)


def test_a_page_may_name_its_charset_itself() -> None:
    """HTML without a charset in its header is read as its meta element says."""
    page = '<html><head><meta charset="koi8-r"></head><body>Да</body></html>'.encode("koi8-r")

    assert _visible(b"Content-Type: text/html\r\n\r\n" + page) == "Да"


@pytest.mark.parametrize("name", ["utf-16", "unicode", "ucs-2"])
def test_a_page_that_names_utf_16_in_ascii_is_not_in_it(name: str) -> None:
    """Old programs name so what they held in memory; HTML, 13.2.3.2 takes UTF-8 for meant."""
    page = f'<html><head><meta charset="{name}"></head><body>Да, работает</body></html>'.encode()

    assert _visible(b"Content-Type: text/html\r\n\r\n" + page) == "Да, работает"


def test_control_characters_do_not_reach_the_text() -> None:
    """Neither a terminal nor a database gets what it cannot bear."""
    assert _visible(TEXT + b"a\x00b\x1b[31mc\x0cd\re") == "a\ufffdb\ufffd[31mc\nd\ne"


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("> one \n> two\nthree", "> one two\nthree"),
        (">> one \n> two", ">> one \n> two"),
        (" stuffed\n >no quote", "stuffed\n>no quote"),
        ("end \n-- \nAnn", "end \n-- \nAnn"),
        ("one \n\ntwo", "one \ntwo"),
        ("", ""),
    ],
)
def test_soft_line_breaks_are_taken_out(flowed: str, text: str) -> None:
    """Lines that end in a blank go on with the next one of the same depth (RFC 3676, 4)."""
    assert unflow(flowed) == text


def test_blanks_that_only_mark_a_break_are_deleted() -> None:
    """DelSp=yes serves scripts without blanks between words (RFC 3676, 4.1)."""
    assert unflow("你 \n好", delete_space=True) == "你好"


def test_a_boundary_may_hold_blanks() -> None:
    """A boundary is taken to the letter (RFC 2046, 5.1.1)."""
    head = b'Content-Type: multipart/mixed; boundary="a  b=_?c"\r\n\r\n'

    assert (
        _visible(head + b"--a  b=_?c\r\n\r\none\r\n--a  b=_?c\r\n\r\ntwo\r\n--a  b=_?c--\r\n") == "one\ntwo"
    )


@pytest.mark.parametrize(
    ("parts", "visible", "files"),
    [
        ((NAMED + b"words", TEXT + b"footer"), "words\nfooter", ["message.txt"]),
        ((TEXT + b"words", NAMED + b"log"), "words", ["message.txt"]),
        ((NAMED + b"words", NAMED + b"log"), "words", ["message.txt", "message.txt"]),
        (
            (b"Content-Disposition: attachment\r\n" + NAMED + b"log", TEXT + b"words"),
            "words",
            ["message.txt"],
        ),
    ],
)
def test_a_text_that_stands_first_is_read_whatever_its_name(
    parts: tuple[bytes, ...], visible: str, files: list[str]
) -> None:
    """RFC 8621, 4.1.4; some programs name a text, and lists add theirs. It stays a file as well."""
    mail = read(b"From: ann@corp.example\r\n" + _multi(b"mixed", *parts))

    assert (mail.visible_text, [one.name for one in mail.attachments]) == (visible, files)
