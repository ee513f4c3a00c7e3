"""What the elements of a mail's HTML mean: lines, quotes, signatures, things unseen."""

import re
from collections.abc import Mapping
from enum import Enum, auto

Attributes = Mapping[str, str | None]

_UNSEEN_TAGS = """
    head script style template noscript title svg math iframe audio video
"""
UNSEEN = frozenset(_UNSEEN_TAGS.split())

# How the writer treats an element: it ends lines, stands apart, quotes, lists. All others run on.
_KINDS = {
    "line": "address article aside caption center dd div dt fieldset figcaption figure footer form header "
    "hr legend main nav option section tr",
    "paragraph": "dl h1 h2 h3 h4 h5 h6 p table",
    "quote": "blockquote",
    "bullets": "ul",
    "numbers": "ol",
    "item": "li",
    "cell": "td th",
    "pre": "pre textarea",
}
KINDS = {tag: kind for kind, tags in _KINDS.items() for tag in tags.split()}

# Elements whose attributes decide nothing here; they are the most frequent ones.
_PLAIN_TAGS = "a b code em font i li ol s small strong sub sup tbody tt u ul wbr"
PLAIN = frozenset(_PLAIN_TAGS.split())

# Fields of a form that show what is typed into them.
_TYPED_TYPES = "text email tel url number search date time datetime-local month week"
_TYPED = frozenset(_TYPED_TYPES.split())


class Mark(Enum):
    """What an element says of the text in it: a quote's frame, an old mail to the end, a signature.

    An own quote is a ``blockquote`` that names no mail: people and Markdown quote so, no mail program does.
    """

    QUOTE = auto()
    OLD_MAIL = auto()
    SIGNATURE = auto()
    OWN_QUOTE = auto()


# Gmail, Thunderbird, Yahoo, Proton, Tuta, Zoho, Roundcube, Front, Spark, Fastmail, GMX, NetEase, Mail.ru, and
# programs that copy their names.
_QUOTE_NAMES = """
    gmail_quote gmail_quote_container gmail_attr gmail_extra moz-cite-prefix yahoo_quoted protonmail_quote
    tutanota_quote zmail_extra zmail_extra_hr mailru-blockquote mail-quote-collapse yandex_quote reply-intro
    front-blockquote messagereplysection qt quote isreplycontent
"""
# Outlook and its kin: on the web, on mobiles, on the Mac; Hotmail's rule.
_OLD_MAIL_NAMES = """
    divrplyfwdmsg appendonsend olk_src_body_section mail-editor-reference-message-container
    ms-outlook-mobile-reference-message stopspelling outlookmessageheader
"""
_SIGNATURE_NAMES = """
    gmail_signature moz-signature signature ms-outlook-mobile-signature protonmail_signature_block
    yandex_signature mobile-signature yahoo-signature ymail_android_signature ymail_ios_signature
    applemailsignature linebreakatbeginningofsignature composer_signature front-signature sh-signature
    k9mail-signature -x-evo-signature messagesignaturesection zmail_signature zmail_signature_below
    signature_old
"""
_MARKS = {
    name: mark
    for mark, names in (
        (Mark.OLD_MAIL, _OLD_MAIL_NAMES),
        (Mark.QUOTE, _QUOTE_NAMES),
        (Mark.SIGNATURE, _SIGNATURE_NAMES),
    )
    for name in names.split()
}
# Programs that nobody listed here name theirs alike: "mail-signature", "tutanota_signature".
_SIGNATURE_ENDS = ("-signature", "_signature")
# Outlook on Windows rules a line above the old mail's headers and gives it no name.
_OUTLOOK_RULE = re.compile(
    r"border:none;border-top:solid#(?:e1e1e1|b5c4df)|border-top:(?:1pt|1\.0pt|1px)?solid#?(?:e1e1e1|b5c4df)",
)
_HIDDEN = re.compile(r"display:none|mso-hide:all|visibility:hidden")
_MOST_STYLE = 1000
# What editors give to a paragraph of the writer's.
_LOOKS = frozenset({"style", "class", "dir", "lang", "align"})
_BAR_WIDTHS = frozenset("1234")


def is_hidden(attributes: Attributes) -> bool:
    """Tell whether no reader sees this element, as with the preheaders of newsletters."""
    return "hidden" in attributes or _HIDDEN.search(_style(attributes)) is not None


def filled_in(attributes: Attributes) -> str:
    """Return what is shown in a form's field that one types into."""
    return (attributes.get("value") or "") if (attributes.get("type") or "text").lower() in _TYPED else ""


def kind_of(tag: str, attributes: Attributes) -> str:
    """Return how an element is written, or the empty string."""
    kind = KINDS.get(tag, "")
    if kind == "paragraph" and "msonormal" in _names(attributes):
        # Outlook's paragraphs stand as close as lines.
        return "line"
    if kind == "quote" and "border:none" in _style(attributes) and attributes.get("type") != "cite":
        # Gmail's editor moves text to the right so.
        return "paragraph"
    return kind


def mark_of(attributes: Attributes) -> Mark | None:
    """Return what the names and styles of an element say of the text in it."""
    if _OUTLOOK_RULE.search(_style(attributes)):
        return Mark.OLD_MAIL
    if "data-signature-widget" in attributes or "data-smartmail" in attributes:
        return Mark.SIGNATURE
    names = _names(attributes)
    known = next((_MARKS[name] for name in names if name in _MARKS), None)
    if known is None and any(name.endswith(_SIGNATURE_ENDS) for name in names):
        return Mark.SIGNATURE
    return known


def is_own_quote(attributes: Attributes) -> bool:
    """Tell whether a ``blockquote`` is bare but for the page it comes from."""
    return not attributes.keys() - {"cite"} and (attributes.get("cite") or "http").lower().startswith("http")


def is_indented(attributes: Attributes) -> bool:
    """Tell whether a ``blockquote`` may be a paragraph that was moved to the right, as editors do it.

    A program's quote has a bar at its left, or names the mail or itself.
    """
    if not attributes or attributes.keys() - _LOOKS or "border" in _style(attributes):
        return False
    return mark_of(attributes) is None


def is_bar(attributes: Attributes) -> bool:
    """Tell whether a table's cell is the coloured bar that The Bat! draws to the left of a quote."""
    return (attributes.get("width") or "")[:4].removesuffix("px") in _BAR_WIDTHS and "bgcolor" in attributes


def _names(attributes: Attributes) -> tuple[str, ...]:
    """Return an element's id, classes and name, without the ``x_`` that web programs put before them."""
    given = " ".join(attributes.get(key) or "" for key in ("id", "class", "name"))[:_MOST_STYLE]
    return tuple(name.removeprefix("x_") for name in given.lower().split())


def _style(attributes: Attributes) -> str:
    """Return an element's style without blanks, lowered."""
    style = attributes.get("style")
    return "".join(style[:_MOST_STYLE].split()).lower() if style else ""
