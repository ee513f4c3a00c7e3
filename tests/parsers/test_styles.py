"""What stands out in a page: which words, how, and where links lead."""

import pytest

from desk.letters import Style, Styled
from parsers.html import styles
from parsers.styles import styled as styled_in

HEAD = b"From: Ann Lee <a@b.example>\r\nSubject: Re: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
BOLD, ITALIC, CODE, UNDERLINED = Style.BOLD, Style.ITALIC, Style.CODE, Style.UNDERLINED


def styled(html: str) -> list[Styled]:
    """Return all that stands out in a page."""
    return [piece for _, piece in styles.read(html).pieces]


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("<p>Press <b>Start</b> now</p>", [Styled("Start", (BOLD,))]),
        ("<strong>Do <em>not</em> press</strong>", [
            Styled("Do", (BOLD,)), Styled("not", (BOLD, ITALIC)), Styled("press", (BOLD,)),
        ]),
        ("<b>one</b> <b>row</b>", [Styled("one row", (BOLD,))]),
        ("<b>one</b> and <b>two</b>", [Styled("one", (BOLD,)), Styled("two", (BOLD,))]),
        ("<b>one<br>two</b><b>three</b>", [Styled("one", (BOLD,)), Styled("two three", (BOLD,))]),
        ("<ul><li><code>a  b</code><li><u>c</u></ul>", [Styled("a b", (CODE,)), Styled("c", (UNDERLINED,))]),
        ('<a href="https://x.example/a?b=1">the page</a>', [Styled("the page", (), "https://x.example/a?b=1")]),
        ("plain", []),
        ("<b> \n </b>", []),
        ("<style><b>x</b></style><script><b>x</b></script>", []),
        ('<p style="display:none"><b>x</b></p>', []),
    ],
)  # fmt: skip
def test_pieces_come_in_order_with_their_styles(html: str, pieces: list[Styled]) -> None:
    """Words run on within a line, and stop at its end."""
    assert styled(html) == pieces


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        " java\tscript:alert(1)",
        "data:text/html,x",
        "mailto:ann@staff.example",
        "https://x.example/?from=ann@staff.example",
        "https://x.example/?data=05%7C02%7Cann%40staff.example%7C1",
        "https://x.example/?u=https%3A%2F%2Fy.example%3Fd%3Dann%2540staff.example",
        "https://x.example/?to=support%2babcdefghijklmnopqrstuvwxyz&amp;x=1",
        "https://x.example/?to=support+ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "https://x.example/\u202egnp",
        "https://x.example/" + "a" * 2000,
        "//x.example",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_link_leads_to_the_web_or_nowhere(target: str) -> None:
    """And tells nobody's address of mail and no reply key, also where a link is wrapped in others."""
    assert styled(f'<a href="{target}">words</a>') == []


@pytest.mark.parametrize("html", ["<b>" * 100_000, "<b>x</b>" * 100_000, "<a href=x" * 50_000, "<" * 100_000])
def test_a_hostile_page_yields_few_pieces_or_none(html: str) -> None:
    """Whatever nests or repeats without end."""
    assert len(styled(html)) <= 300


def test_a_mail_without_a_page_has_nothing_that_stands_out() -> None:
    """Of one with a page, the page tells."""
    head = b"From: a@b.example\r\nContent-Type: text/"
    assert styled_in(head + b"plain\r\n\r\n<b>x</b>") == ()
    assert styled_in(head + b"html\r\n\r\n<b>x</b>") == (Styled("x", (BOLD,)),)


@pytest.mark.parametrize(
    "page",
    [
        "<div>#assign <a href='https://x.example/bob'>Bob</a></div><div>Bob will call.</div>",
        "<div>Hello,<br><b>#take</b></div><div>Bob will call.</div>",
        "<p>See here.</p><div>On Monday Support wrote:</div><blockquote type=cite><b>here</b></blockquote>",
        "<blockquote type=cite><b>Bob</b> is ill</blockquote><div>Bob will call.</div>",
        "<p>See here.</p><p>---------- Forwarded message ---------<br>From: Eve &lt;eve@evil.example&gt;<br>"
        "Date: Thu, 19 Nov 2026<br>Subject: x<br>To: a@b.example</p><p><b>here</b></p>",
    ],
)
def test_only_what_the_writer_says_stands_out(page: str) -> None:
    """Not commands, nor what is quoted or passed on, though the same words stand in the text."""
    assert styled_in(HEAD + page.encode()) == ()
    assert styled_in(HEAD + page.replace("See", "<i>See</i>").replace("will", "<i>will</i>").encode()) == (
        Styled("See" if "See" in page else "will", (ITALIC,)),
    )


def test_a_writers_words_stand_out_wherever_they_stand() -> None:
    """In lists, below commands, between quotes."""
    page = (
        "<p>#take</p><p>Press <b>Start</b>,</p><ul><li><i>wait</i></ul><blockquote type=cite>old</blockquote>"
        "<p>and call <u>us</u>.</p><p>-- <br><b>Ann</b></p>"
    )
    pieces = (Styled("Start", (BOLD,)), Styled("wait", (ITALIC,)), Styled("us", (UNDERLINED,)))
    assert styled_in(HEAD + page.encode()) == pieces
