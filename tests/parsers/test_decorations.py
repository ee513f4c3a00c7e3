"""Logos of signatures told from images that say something; where it is not sure, an image says something."""

import pytest

from parsers.mail import read

HEAD = b"From: ann@corp.example\r\nSubject: %s\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
PAGE = b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s\r\n"
IMAGE = b"--b\r\nContent-Type: image/png; name=%s.png\r\nContent-ID: <%s@x>\r\n\r\n%s\r\n"

SIGNATURE = "<p>С уважением,</p><p>Анна Петрова<br>ООО «Ромашка»</p>"
LOGO, SHOT = '<p><img src="cid:logo@x"></p>', '<p><img src="cid:shot@x"></p>'
WORDS = "<p>Добрый день! Принтер не печатает, вот окно:</p>"


def _decorations(page: str, *, size: int = 300, subject: bytes = b"x", look: bool = False) -> list[str]:
    """Return the names of the images that only decorate a mail of this page, or only ``look`` so."""
    images = b"".join(IMAGE % (name, name, b"x" * size) for name in (b"logo", b"shot"))
    raw = HEAD % subject + PAGE % page.encode() + images + b"--b--\r\n"
    mail = read(raw)

    assert len(mail.attachments) == 2
    return [one.name for one in mail.attachments if (one.logo if look else one.decoration)]


def test_a_logo_stands_below_the_words_of_a_signature() -> None:
    """What the page shows above the signature is what the writer speaks of."""
    assert _decorations(WORDS + SHOT + SIGNATURE + LOGO) == ["logo.png"]


def test_an_image_before_the_signature_is_no_logo() -> None:
    """It stands beside the writer's words, though it is small."""
    assert _decorations(WORDS + SHOT + LOGO + SIGNATURE) == []


def test_a_big_image_is_no_logo() -> None:
    """Some put their screenshots below everything."""
    assert _decorations(WORDS + SIGNATURE + LOGO + SHOT, size=30_000) == []


def test_an_image_shown_twice_is_no_logo_where_one_place_says_something() -> None:
    """An image that stands in the text belongs to it."""
    assert _decorations(WORDS + LOGO + SIGNATURE + LOGO) == []


def test_the_logos_of_a_quoted_mail_are_decoration_too() -> None:
    """They come along with every answer."""
    quote = f"<blockquote type=cite><p>Попробуйте перезагрузить.</p><p>Пётр</p>{LOGO}</blockquote>"
    said = "<p>Не помогло.</p>"

    assert _decorations(
        f"{said}{SHOT}<p>20.11.2026, Пётр &lt;d@desk.example&gt; пишет:</p>{quote}", subject=b"Re: x"
    ) == ["logo.png"]


@pytest.mark.parametrize("page", [LOGO + SHOT, SIGNATURE, WORDS + "<p>Анна</p>" + LOGO, LOGO, "cid:logo@x"])
def test_where_nothing_tells_an_image_is_kept(page: str) -> None:
    """No signature was found, no words stand above, or nothing shows the image."""
    assert _decorations(page) == []


def test_an_image_with_a_name_of_its_own_is_no_logo() -> None:
    """Some put a small screenshot below their signature."""
    assert _decorations(WORDS + SIGNATURE + SHOT) == []


@pytest.mark.parametrize(
    "said",
    [
        "The error is in the screenshot below my signature.",
        "Скрин внизу письма",
        "При печати выходит такое окно",
        "Не помогло, вот такая ошибка.",
        "It shows this strange window",
    ],
)
def test_in_a_mail_that_speaks_of_a_picture_none_is_a_logo(said: str) -> None:
    """Programs number what people paste as they number logos."""
    assert _decorations(f"<p>{said}</p>{SIGNATURE}{LOGO}") == []


def test_what_looks_like_a_logo_may_be_what_was_attached() -> None:
    """It does not decorate then, and looks like one all the same."""
    assert _decorations(f"<p>Счёт прилагаю.</p>{SIGNATURE}{LOGO}") == []
    assert _decorations(f"<p>Счёт прилагаю.</p>{SIGNATURE}{LOGO}", look=True) == ["logo.png"]
    assert _decorations(f"<p>Прилагаю скрин.</p>{SIGNATURE}{LOGO}", look=True) == []


def test_who_points_at_what_stands_in_the_text_shows_that() -> None:
    """The logo below the signature stays one."""
    assert _decorations(f"<p>Выходит такое окно:</p>{SHOT}{SIGNATURE}{LOGO}") == ["logo.png"]
