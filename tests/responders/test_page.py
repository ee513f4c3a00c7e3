"""The HTML part: ours alone, whatever stands in it."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.address import Address
from desk.letters import Draft, File, FileRef, Template
from desk.mail import Attachment, Language
from desk.ticket import Message
from desk.topics import Topic
from responders.blocks import Bullets, Marker, Paragraph, Quote, Rows, Words
from responders.page import page

Make = Callable[..., Draft]
Text = Callable[[Draft], str]

TAGS = {
    "html", "head", "meta", "body", "div", "p", "br", "ul", "li", "table", "tr", "td", "blockquote", "a",
}  # fmt: skip
ATTRIBUTES = {"style", "lang", "charset", "cellpadding", "cellspacing", "border", "href"}

VECTORS = [
    '<img src="https://t.example/p.gif" width=1 height=1>',
    '<img src="cid:abc">',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<p style="background:url(https://t/x)">x</p>',
    "<style>@import url(https://t/x)</style>hi",
    "<form action=https://e><input name=a></form>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe src=//e></iframe>",
    '<base href="https://e/">',
    '<meta http-equiv=refresh content="0;url=//e">',
    "<link rel=stylesheet href=//e>",
    '<a href="https://e" target=_blank>x</a>',
    "<div id=location name=cookie class=btn>x</div>",
    "<script>alert(1)</script>ok",
    '<table background="https://t/x"><td>1</td></table>',
    "<!--[if mso]><b>x</b><![endif]-->y",
    "<video src=//e poster=//t/p></video>",
    '<a href="//e/x">rel</a>',
    '<a href="https://g\u043e\u043egle.com">homograph</a>',
    "<bdo dir=rtl>txt.exe</bdo>\u202egnp.exe",
    "<img src=x onerror=alert(1)>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<template><img src=x onerror=alert(1)></template>",
    "<plaintext>x",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<span hidden>hidden</span><font color=white>white</font>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    'https://e.example/"onmouseover="alert(1)',
    "https://e.example/<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7*7 }}{% for x in range(10**9) %}x{% endfor %}",
    "{}{0}{language}{blocks}%s%(x)s",
]


class _Reader(HTMLParser):
    """Collects what a browser would obey."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def _obeyed(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _check(html: str) -> _Reader:
    reader = _obeyed(html)
    assert set(reader.tags) <= TAGS
    assert {name for name, _ in reader.attributes} <= ATTRIBUTES
    assert not reader.comments
    for name, value in reader.attributes:
        assert name != "href" or str(value).startswith(("https://", "http://", "mailto:"))
        assert "url(" not in str(value) or name == "href"
    return reader


@pytest.mark.parametrize("template", list(Template))
def test_no_vector_becomes_a_tag(make: Make, html: Text, question: Message, template: Template) -> None:
    """In words, quote, subject, names, files and facts alike, HTML is shown and never obeyed (T42)."""
    for vector in VECTORS:
        reference = FileRef(1, Attachment(vector, "text/html", 5, "0" * 64, 1))
        draft = make(
            template,
            topic=Topic.UNKNOWN_COMMAND,
            text=f"{vector}\n\n{vector}",
            author=vector,
            quote=replace(question, text=vector, name=vector),
            to=(Address("ivan@firma.example", vector),),
            listed=(reference,),
            facts=dict.fromkeys(("word", "fault", "count", "related", "why", "reason"), vector),
            of_ticket={
                "subject": vector,
                "organisation": vector,
                "assignees": (vector,),
                "requester": Address("ivan@firma.example", vector),
            },
            of_desk={"name": vector},
            of_draft={"files": (File(vector, "text/html", b"x"),)},
        )
        plain = make(template, topic=Topic.UNKNOWN_COMMAND, text="x\n\nx")
        reader = _check(html(draft))
        assert len(reader.tags) < len(_obeyed(html(plain)).tags) + 30


def test_every_block_is_escaped() -> None:
    """Each kind of block escapes each of its texts: not one is let through."""
    bad = "<img onerror=x>\"'&"
    blocks = (
        Marker(bad),
        Paragraph((bad, bad)),
        Paragraph((bad,), small=True),
        Bullets((bad,)),
        Rows(((bad, bad),)),
        Words(bad),
        Words(bad, framed=True),
        Quote(bad, bad),
    )
    written = page(blocks, Language.EN, linked=None)
    assert "<img" not in written
    assert written.count("&lt;img onerror=x&gt;&quot;&#x27;&amp;") == 11
    _check(written)


def test_nothing_is_fetched(make: Make, html: Text) -> None:
    """A mail opened calls nobody: no image, no style sheet, no font, no script (T50)."""
    for template in Template:
        written = html(make(template))
        for word in ("src=", "url(", "<link", "<img", "@import", "<script", "http"):
            assert word not in written


def test_an_agents_links_lead_where_they_say(make: Make, html: Text) -> None:
    """Addresses in an agent's words become links to exactly the text shown."""
    words = "See https://kb.example.org/a?b=1&c=2, (https://kb.example.org/x) or help@example.org."
    hrefs = [
        value for name, value in _check(html(make(Template.REPLY, text=words))).attributes if name == "href"
    ]
    assert hrefs == [
        "https://kb.example.org/a?b=1&c=2",
        "https://kb.example.org/x",
        "mailto:help@example.org",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "javascript:alert(1)",
        "https://gооgle.com",
        "https://google.сom",
        "me@gооgle.com",
        "ftp://e.example/",
        "//e.example",
        "data:x,y",
    ],
)
def test_nothing_else_becomes_a_link(make: Make, html: Text, words: str) -> None:
    """Look-alike letters and other schemes stay text."""
    assert "a" not in _check(html(make(Template.REPLY, text=words))).tags


def test_strangers_words_hold_no_links(make: Make, html: Text, question: Message) -> None:
    """In mails to staff, and in quotes, only our own address can be clicked."""
    trap = "https://evil.example/login and staff@corp.example"
    draft = make(Template.NOTIFICATION, topic=Topic.ANSWER, text=trap, of_ticket={"subject": trap})
    hrefs = [value for name, value in _check(html(draft)).attributes if name == "href"]
    assert hrefs == [f"mailto:support+{'n' * 26}@example.org"]
    quoted = make(Template.REPLY, quote=replace(question, text=trap))
    assert "a" not in _check(html(quoted)).tags


def test_both_parts_say_the_same(make: Make, html: Text, text: Text, question: Message) -> None:
    """Text and HTML come from one source: every word of one is in the other."""
    for language in Language:
        for template in Template:
            draft = make(template, language, topic=Topic.ANSWER, text="One\n  two", quote=question)
            shown = _Visible()
            shown.feed(html(draft))
            words = [word for word in text(draft).split() if word not in {"-", ">"}]
            assert [w.strip(":") for w in " ".join(shown.data).split()] == [w.strip(":") for w in words]


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.data: list[str] = []

    def handle_data(self, data: str) -> None:
        self.data.append(data)


@pytest.mark.timeout(20)
def test_huge_words_take_no_time(make: Make, html: Text) -> None:
    """Half a megabyte of what links or spaces look like is written in moments."""
    for piece in ("https://a ", "a@", "a.", "x" * 70 + " ", " ", "\n", "<", "a@b."):
        assert html(make(Template.REPLY, text="s" + piece * (400_000 // len(piece))))


@given(words=st.text(max_size=400), subject=st.text(max_size=100))
@settings(deadline=None, max_examples=150)
def test_any_words_leave_the_page_ours(make: Make, html: Text, words: str, subject: str) -> None:
    """No text at all brings a tag or an attribute of its own."""
    _check(html(make(Template.REPLY, text=words, of_ticket={"subject": subject}, author=subject)))


def test_a_list_in_words_is_a_list() -> None:
    """Several lines that begin with a dash; one alone is a line."""
    words = Words("Please:\n- pull the plug\n- wait <b>\nThen\n- Ann\n\n- one")
    shown = page((words,), Language.EN, linked=None)
    _check(shown)
    assert shown.count("<li ") == 2
    assert shown.index("Please:") < shown.index("<ul") < shown.index("wait &lt;b&gt;</li>")
    assert shown.index("</ul>") < shown.index("Then<br>\n- Ann</p>") < shown.index(">- one</p>")
