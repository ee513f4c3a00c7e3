"""Words that stand out, found again in the text that is sent.

The text may have lost lines and addresses on its way: what is not found any more, in its order, stands out
nowhere. Nothing is ever added to a text by this but the marks themselves.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape

from desk.letters import Style, Styled

_TAGS = {Style.BOLD: "b", Style.ITALIC: "i", Style.UNDERLINED: "u", Style.CODE: "code"}

# Private characters stand for the marks until the text is escaped; a person's own are taken out.
_FIRST = 0xE100
_PRIVATE = re.compile("[\ue100-\ue7ff]")
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def marked(text: str, styled: Iterable[Styled]) -> tuple[str, Callable[[str], str]]:
    """Return the text with private marks around what stands out, and what makes tags of them in HTML."""
    tags: dict[str, str] = {}
    pieces, end = [], 0
    plain = _PRIVATE.sub("", text)
    for one, start, stop in _found(plain, styled):
        opening, closing = chr(_FIRST + len(tags)), chr(_FIRST + len(tags) + 1)
        tags[opening], tags[closing] = _tags(one)
        pieces += [plain[end:start], opening, plain[start:stop], closing]
        end = stop
    whole = "".join((*pieces, plain[end:]))
    return whole, lambda html: _PRIVATE.sub(lambda found: tags.get(found[0], ""), html)


def with_targets(text: str, styled: Iterable[Styled]) -> str:
    """Return the text with the address of each link behind its words: who reads text follows it there."""
    pieces, end = [], 0
    for one, _, stop in _found(text, styled):
        if one.target and not _WEB.fullmatch(one.text):
            pieces += [text[end:stop], f" <{one.target}>"]
            end = stop
    return "".join((*pieces, text[end:]))


def _found(text: str, styled: Iterable[Styled]) -> Iterator[tuple[Styled, int, int]]:
    """Yield what is found in the text, each behind the one before, with its place."""
    at = 0
    for one in styled:
        pattern = r"\s+".join(map(re.escape, one.text.split()))
        match = re.compile(pattern).search(text, at) if pattern else None
        # Across paragraphs nothing stands out as one.
        if match is not None and "\n\n" not in match[0]:
            yield one, match.start(), match.end()
            at = match.end()


def _tags(one: Styled) -> tuple[str, str]:
    names = [_TAGS[style] for style in one.styles]
    opening = "".join(f"<{name}>" for name in names)
    closing = "".join(f"</{name}>" for name in reversed(names))
    if one.target and not _WEB.fullmatch(one.text):
        return f'<a href="{escape(one.target)}">{opening}', f"{closing}</a>"
    return opening, closing
