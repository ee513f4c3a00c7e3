"""What stands out in a page: which words, how, and where links lead."""

import pytest

from desk.letters import Style, Styled
from parsers.html.styles import styled
from parsers.styles import styled as styled_in

BOLD, ITALIC, CODE, UNDERLINED = Style.BOLD, Style.ITALIC, Style.CODE, Style.UNDERLINED


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
    assert list(styled(html)) == pieces


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        " java\tscript:alert(1)",
        "data:text/html,x",
        "mailto:ann@staff.example",
        "https://x.example/?from=ann@staff.example",
        "https://x.example/\u202egnp",
        "https://x.example/" + "a" * 2000,
        "//x.example",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_link_leads_to_the_web_or_nowhere(target: str) -> None:
    """And tells nobody's address of mail."""
    assert styled(f'<a href="{target}">words</a>') == ()


@pytest.mark.parametrize("html", ["<b>" * 100_000, "<b>x</b>" * 100_000, "<a href=x" * 50_000, "<" * 100_000])
def test_a_hostile_page_yields_few_pieces_or_none(html: str) -> None:
    """Whatever nests or repeats without end."""
    assert len(styled(html)) <= 300


def test_a_mail_without_a_page_has_nothing_that_stands_out() -> None:
    """Of one with a page, the page tells."""
    head = b"From: a@b.example\r\nContent-Type: text/"
    assert styled_in(head + b"plain\r\n\r\n<b>x</b>") == ()
    assert styled_in(head + b"html\r\n\r\n<b>x</b>") == (Styled("x", (BOLD,)),)
