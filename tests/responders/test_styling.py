"""What stands out in an agent's words, found again in what is sent."""

import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest

from desk.letters import Draft, File, Style, Styled, Template
from desk.mail import Language
from responders.blocks import Words
from responders.page import page
from responders.plain import plain

Make = Callable[..., Draft]
Read = Callable[[Draft], EmailMessage]

BOLD, CODE = (Style.BOLD,), (Style.CODE,)


def html(text: str, *styled: Styled) -> str:
    """Return what a page says between its frame."""
    shown = page((Words(text, styled=styled),), Language.EN, linked=None)
    return shown.partition('1.5">\n')[2].partition("\n</div>")[0]


def test_words_stand_out_where_they_stand_in_the_text() -> None:
    """Each behind the one before; what is not there is passed over."""
    shown = html("Stop. Press Start, then\nstop.", Styled("stop.", BOLD), Styled("gone", BOLD))
    assert shown == '<p style="margin:0 0 14px">Stop. Press Start, then<br>\n<b>stop.</b></p>'
    both = html("a b c b", Styled("b", BOLD), Styled("b", CODE))
    assert "a <b>b</b> c <code>b</code>" in both


def test_a_link_shows_its_words_and_in_text_its_address() -> None:
    """Whoever reads text can follow it; words that are the address already stand alone."""
    link = Styled("the guide", (), "https://x.example/g?a=1&b=2")
    assert 'See <a href="https://x.example/g?a=1&amp;b=2">the guide</a>.' in html("See the guide.", link)
    assert plain((Words("See the guide.", styled=(link,)),)) == (
        "See the guide <https://x.example/g?a=1&b=2>.\n"
    )
    bare = Styled("https://x.example/g", (), "https://x.example/track")
    assert "track" not in html("See https://x.example/g now", bare)
    assert "track" not in plain((Words("See https://x.example/g now", styled=(bare,)),))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\ue100x\ue101", "a\n\n<b>b</b>", "[x](y)"])
def test_nothing_but_the_marks_is_added(text: str) -> None:
    """What a text says is escaped as ever, and its own private characters mean nothing."""
    words = text.split()[-1].strip("\ue100\ue101")
    shown = html(text, Styled(words, BOLD), Styled("nothing", (), "https://x.example/"))
    assert "<script" not in shown
    assert "\ue100" not in shown
    assert shown.count("<b>") == shown.count("</b>") == 1


def test_what_runs_over_paragraphs_does_not_stand_out() -> None:
    """Tags never cross each other."""
    assert "<b>" not in html("one\n\ntwo", Styled("one two", BOLD))


PICTURE = File("screen.png", "image/png", b"\x89PNG", inline=True)


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        (PICTURE, True),
        (replace(PICTURE, inline=False), False),
        (replace(PICTURE, type="image/svg+xml"), False),
        (replace(PICTURE, type="text/html"), False),
    ],
)
def test_a_picture_that_an_agent_set_into_the_text_is_shown_in_it(
    make: Make, read: Read, file: File, *, shown: bool
) -> None:
    """It comes with the page that shows it; what no mail program shows safely is a file."""
    mail = read(make(Template.REPLY, author="Ann Lee", text="See.", of_draft={"files": (file,)}))
    attached = [part.get_filename() for part in mail.iter_attachments()]
    assert attached == ([] if shown else ["screen.png"])
    page = mail.get_body(("html",))
    assert page is not None
    ids = re.findall(r'<img src="cid:([^"]+)"', page.get_content())
    found = [part["Content-ID"] for part in mail.walk() if part["Content-ID"]]
    assert [f"<{each}>" for each in ids] == found
    assert len(ids) == shown


def test_a_strangers_picture_is_shown_to_nobody_by_itself(make: Make, read: Read) -> None:
    """Staff get it as a file."""
    mail = read(make(Template.NOTIFICATION, author="Eve", text="See.", of_draft={"files": (PICTURE,)}))
    assert [part.get_filename() for part in mail.iter_attachments()] == ["screen.png"]
