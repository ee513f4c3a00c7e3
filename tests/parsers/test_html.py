"""HTML as readable plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.html.plain import text

MUCH = 256 * 1024


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<div>One<br>\n Two <i>three</i><br>&nbsp; Four</div>", "One\nTwo three\nFour"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("<p class=MsoNormal>One</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two</p>", "One\n\nTwo"),
        ("<p class=MsoNormal>One</p><p class=MsoNormal>Two</p>", "One\nTwo"),
        ("a <b>bold</b>\n word and <i>more</i>.", "a bold word and more."),
        ("see <a href='https://x.example'>the page</a>", "see the page"),
        ("<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>", "- one\n- two\n  - three"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<table><tr><td>Type:</td><td>incident</td></tr></table>", "Type: incident"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1 </td><td> 2</td></tr></table>", "a | b\n1 | 2"),
        ("<pre>a\n   b\n\nc</pre>", "a\n   b\n\nc"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
        ("<blockquote style='margin:0 0 0 40px; border: none'>moved</blockquote>", "moved"),
        ("You wrote:<table><td width=2 bgcolor=blue><br></td><td>a</td></table>b", "You wrote:\n\n> a\n\nb"),
        ("You wrote:<table><td width=2 bgcolor=blue>a</td><td>b</td></table>", "You wrote:\n\na | b"),
        ("Ann Lee<table><td width=2 bgcolor=blue></td><td>Acme</td></table>", "Ann Lee\n\nAcme"),
        ("&lt;b&gt; &amp; &#1046;", "<b> & Ж"),
        ("<head><title>t</title><style>p{}</style></head><script>1</script><template>2</template>x", "x"),
        ("<div style='display: none; max-height:0'>preheader</div>Hello", "Hello"),
        ("<span hidden>preheader</span>Hello", "Hello"),
        ("<p>Name: <input value='Ann Lee'></p><textarea>a\n b</textarea>c", "Name: Ann Lee\n\na\n b\n\nc"),
        ("<table><td>Name:</td><td><input type=text value=Ann></td></table>", "Name: Ann"),
        ("<input type=hidden value=a><input type=submit value=b><input type=password value=c>d", "d"),
        ("<select><option>low<option selected>high<option>none</select>", "high"),
        ("<p>one</p><object data='x'>two</object>", "one\n\ntwo"),
        ("<body style='visibility:hidden'><p style='visibility:visible'>shown</p></body>", "shown"),
        ("<title>t</title><style>p{}</style><script>1</script><img>", ""),
        ("<head><title>One<body><p>Two</p></body>", "One\n\nTwo"),
        ("<!-- comment --><!--[if mso]><b>x</b><![endif]-->y", "y"),
        ("<img src='data:image/png;base64," + "A" * MUCH + "'>after", "after"),
        ("a\x00b \ud800", "ab ?"),
    ],
)
def test_a_page_reads_as_text(page: str, wanted: str) -> None:
    """Each element becomes what a reader sees of it."""
    assert text(page) == wanted


@pytest.mark.parametrize("depth", [300, 2_000, 20_000])
@pytest.mark.cpu(5)
def test_deeply_nested_text_is_found(depth: int) -> None:
    """No nesting hides a text."""
    assert text("<div>" * depth + "deep" + "</div>" * depth) == "deep"
    assert text("<div>" * depth + "deep") == "deep"


def test_a_page_too_long_says_that_it_was_cut() -> None:
    """What is not read leaves a mark behind."""
    page = text("<p>" + "word " * MUCH)
    assert len(page) < MUCH + 10
    assert page.endswith("[…]")


BOMBS = {
    "div": "<div>" * 50_000 + "x",
    "ul li": "<ul><li>" * 32_000 + "x",
    "a": "<a " * 80_000,
    "comments": "<!--" * 60_000,
    "attributes": "<div " + " ".join(f"a{i}=1" for i in range(30_000)) + ">x",
    "adoption": "<a><div>" * 30_000 + "x",
    "fonts": "".join(f"<font size={i}>" for i in range(5_000)) + "<p>x" * 10_000,
    "false ends": "<ul><li></x></x>" * 15_000 + "x",
    "blockquotes": "<blockquote>x" * 19_000,
    "tables": "<table><tr><td>" * 17_000 + "x",
    "table text": "<table>x" * 30_000,
    "lines": "<pre>" + "\n" * 200_000,
    "brackets": "<" * MUCH,
    "data": "data:" * 50_000,
    "megabytes": "<p>x</p>" * 500_000,
}


@pytest.mark.cpu(5)
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_no_page_holds_the_reader_up(bomb: str) -> None:
    """Pages made to hang a parser are read in time that grows with their length."""
    assert ("x" in text(bomb)) == (">x" in bomb)


@pytest.mark.cpu(1)
@pytest.mark.parametrize("page", ["<b></p>", "<i></p>", "<s></p>x", "<font></div>", "<p><b></p>"])
def test_ends_of_other_elements_hide_no_nesting(page: str) -> None:
    """A closing tag ends an element of its own name alone."""
    assert text(page * (MUCH // len(page))).count("x") == page.count("x") * (MUCH // len(page))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/=\"' abdiltrpu!-&;\n\u00a0", max_size=200))
def test_no_markup_raises(page: str) -> None:
    """Whatever the markup, a text comes out, and it is read alike a second time."""
    assert text(page) == text(page)
