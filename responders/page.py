"""The HTML part of a mail: the same blocks, everything escaped, nothing fetched from anywhere.

Styles stand at each element and tables hold the facts: Outlook for Windows shows mail with the engine of
Word, and Gmail drops style sheets of longer mails. No colour is set for running text or background, so
that a reader's dark mode works.
"""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from desk.mail import Language
from responders.blocks import Block, Bullets, Marker, Paragraph, Quote, Rows, Thread, Words
from responders.styling import marked

_PAGE = (
    "<!DOCTYPE html>\n"
    '<html lang="{language}"><head><meta charset="utf-8"></head>\n'
    '<body style="margin:0;padding:16px">\n'
    '<div style="max-width:640px;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">\n'
    "{blocks}\n</div>\n</body></html>\n"
)
_MARKER = '<p style="margin:0 0 16px;font-size:12px;color:#8a8f98">{}</p>'
_PARAGRAPH = '<p style="margin:0 0 14px">{}</p>'
_SMALL = '<p style="margin:0 0 14px;font-size:13px;color:#6b717c">{}</p>'
_LIST = '<ul style="margin:0 0 14px;padding-left:22px">\n{}\n</ul>'
_ITEM = '<li style="margin:0 0 4px">{}</li>'
_TABLE = '<table cellpadding="0" cellspacing="0" border="0" style="margin:0 0 14px">\n{}\n</table>'
_ROW = (
    '<tr><td style="padding:2px 16px 2px 0;color:#6b717c;vertical-align:top;white-space:nowrap">{}</td>'
    '<td style="padding:2px 0;vertical-align:top">{}</td></tr>'
)
_FRAME = '<div style="margin:0 0 14px;padding:2px 0 2px 14px;border-left:3px solid #3b7dd8">{}</div>'
_IMAGE = '<p style="margin:0 0 14px"><img src="cid:{}" alt="{}" style="max-width:100%"></p>'
_QUOTE = (
    '<p style="margin:14px 0 6px;font-size:13px;color:#6b717c">{}</p>\n'
    '<blockquote style="margin:0 0 14px;padding:0 0 0 14px;border-left:2px solid #c8ccd2;color:#6b717c">'
    "{}</blockquote>"
)
# Gmail and Outlook show what they cannot fold.
_FOLDED = (
    '<details style="margin:0 0 14px"><summary style="font-size:13px;color:#6b717c">{}</summary>\n'
    "{}\n</details>"
)
_LINK = '<a href="{scheme}{target}">{target}</a>'

# Only plain ASCII becomes a link, as a whole, and it leads exactly where it says.
_LINKS = re.compile(
    r"(?<![\w.+%/@-])(?P<web>https?://[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]{1,2000}+(?!\w))"
    r"|(?<![\w.+%/@-])(?P<mail>[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}+(?!\w))"
)
_SPACES = re.compile(r"^ +| {2,}", re.MULTILINE)


def page(blocks: Sequence[Block], language: Language, *, linked: frozenset[str] | None) -> str:
    """Return the blocks as an HTML page.

    ``linked`` are the only texts that become links; None links every address that we or an agent wrote.
    """
    parts = "\n".join(_part(block, linked) for block in blocks)
    return _PAGE.format(language=language.value, blocks=parts)


def _part(block: Block, linked: frozenset[str] | None) -> str:
    match block:
        case Marker(text):
            return _MARKER.format(escape(text))
        case Paragraph(lines, small):
            joined = "<br>\n".join(_inline(line, linked) for line in lines)
            return (_SMALL if small else _PARAGRAPH).format(joined)
        case Bullets(items):
            return _LIST.format("\n".join(_ITEM.format(_inline(item, linked)) for item in items))
        case Rows(rows):
            return _TABLE.format(
                "\n".join(_ROW.format(escape(label), escape(value)) for label, value in rows)
            )
        case Words(text, framed, styled, images):
            marks, with_tags = marked(text, styled)
            pictures = (_IMAGE.format(escape(each.content_id), escape(each.name)) for each in images)
            words = "\n".join((with_tags(_words(marks, linked)), *pictures))
            return _FRAME.format(words) if framed else words
        case Quote(attribution, text):
            # What is quoted is a stranger's as often as not: it gets no links.
            return _QUOTE.format(escape(attribution), _lines(text, frozenset()))
        case Thread(heading, quotes):
            return _FOLDED.format(escape(heading), "\n".join(_part(quote, linked) for quote in quotes))


def _words(text: str, linked: frozenset[str] | None) -> str:
    paragraphs = (piece for paragraph in re.split(r"\n{2,}", text) for piece in _pieces(paragraph))
    return "\n".join(
        _LIST.format("\n".join(_ITEM.format(_lines(line[2:], linked)) for line in lines))
        if len(lines) > 1 and _is_item(lines[0])
        else _PARAGRAPH.format(_lines("\n".join(lines), linked))
        for lines in paragraphs
    )


def _pieces(paragraph: str) -> list[list[str]]:
    """Return the lines of a paragraph with each list in it apart: several lines that begin with "- "."""
    pieces: list[list[str]] = []
    for is_list, group in groupby(paragraph.split("\n"), _is_item):
        lines = list(group)
        if (is_list and len(lines) > 1) or not pieces or (len(pieces[-1]) > 1 and _is_item(pieces[-1][0])):
            pieces.append(lines)
        else:
            pieces[-1] += lines
    return pieces


def _is_item(line: str) -> bool:
    return line.startswith("- ")


def _lines(text: str, linked: frozenset[str] | None) -> str:
    spaced = _SPACES.sub(lambda found: "\xa0" * (len(found[0]) - 1) + " ", text)
    return "<br>\n".join(_inline(line, linked) for line in spaced.split("\n"))


def _inline(text: str, linked: frozenset[str] | None) -> str:
    """Return the text escaped, with links where they are allowed."""
    parts, end = [], 0
    for found in _LINKS.finditer(text):
        target = _target(found[0])
        if linked is None or target in linked:
            scheme = "mailto:" if found["mail"] else ""
            link = _LINK.format(scheme=scheme, target=escape(target))
            parts += [escape(text[end : found.start()]), link]
            end = found.start() + len(target)
    return "".join((*parts, escape(text[end:])))


def _target(address: str) -> str:
    """Return a link without what ends the sentence around it."""
    target = address.rstrip(".,:;!?'")
    return target if "(" in target else target.rstrip(")").rstrip(".,:;!?'")
