"""What a mail's writer says now, apart from what is quoted and from the signature."""

from dataclasses import dataclass

from parsers.html.plain import layout
from parsers.html.reader import Layout
from parsers.text import footers, header_blocks, notifications, quotes, signatures
from parsers.text.announced import is_announced, is_named
from parsers.text.armour import taken_off
from parsers.text.lines import is_quoted, join, last_filled, next_filled, split, undoubled

# Beyond these lines no quote is looked for; they are kept with what stands above them.
_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in three parts; together they hold every line of it that is not blank.

    ``own`` holds the lines of all that is not quoted as they stand, the signature among them.
    """

    visible: str
    quoted: str
    signature: str
    own: tuple[str, ...] = ()


def cut(text: str, html: str | None, *, first_mail: bool, writer: str = "") -> Cut:
    """Cut a mail's text into its visible part, what it quotes, and the signature.

    ``html`` is read only where ``text`` is blank. Quotes of a first mail (and of a forward, which is one)
    stay in its visible part: they are its content. So do quotes above the answer, but for a mail of ours that
    stands there whole. ``writer`` is the name that may stand before answers.
    """
    text, armour = taken_off(text)
    page = Layout(tuple(split(text))) if text.strip() or not html else layout(html)
    lines = page.lines
    lead = 0 if first_mail else header_blocks.lone_sender(lines)
    start, end = (len(lines), len(lines)) if first_mail else _quote(page)
    if start < len(lines) and (is_announced(lines[:start]) or is_named(lines[start:end], writer)):
        # The answers are somewhere in the old mail, in red perhaps: better all of it than none of them.
        start, end = len(lines), len(lines)
    signature = _signature(page, start)
    if not first_mail:
        lead += notifications.quote_end(lines[lead:signature], join(lines[start:end]))
    return Cut(
        visible=_said(lines[lead:signature]),
        quoted=join((*lines[:lead], *lines[start:end])),
        signature=join((*lines[signature:start], *lines[end:], *armour)),
        own=(*lines[lead:start], *lines[end:]),
    )


def _said(lines: tuple[str, ...]) -> str:
    """Return the visible lines as a text; only where a quote has an empty line may lines be doubled."""
    text = join(lines)
    return join(undoubled(lines)) if ">" in text and ">\n" in text else text


def _quote(page: Layout) -> tuple[int, int]:
    """Return the span of the quoted lines, by the page's elements or by the lines themselves."""
    start, end = _spanned(page.lines)
    if page.own_quote is not None and next_filled(page.lines, page.own_quote) == start:
        # Nobody is named above the writer's own quote: it belongs to what is said.
        start = end = len(page.lines)
    framed = page.quote
    # Who writes within the frame stands above an attribution that is known.
    is_known = start < len(page.lines) and not is_quoted(page.lines[start])
    if framed is not None and framed < start and not is_known and quotes.only_quotes(page.lines, framed):
        start, end = framed, len(page.lines)
    old_mail = page.old_mail
    if old_mail is None or old_mail >= start or last_filled(page.lines, old_mail) < 0:
        return start, end
    if header_blocks.may_start_at(page.lines[:start], old_mail):
        return old_mail, len(page.lines)
    return start, end


def _spanned(lines: tuple[str, ...]) -> tuple[int, int]:
    """Return the span of the quoted lines, looked for in as many lines as mails have."""
    head = lines[:_MOST_LINES]
    start, end = quotes.span(head)
    if start == len(head):
        return len(lines), len(lines)
    return start, len(lines) if end == len(head) else end


def _signature(page: Layout, end: int) -> int:
    """Return the first line of the signature that ends where the quoted part begins."""
    if page.signature is not None:
        first, after = page.signature
        is_last = next_filled(page.lines, after) >= footers.start(page.lines, end)
        if first < end and is_last and _may_sign(page.lines, first, after):
            return signatures.start(page.lines[:first])
    return signatures.start(page.lines[:end])


def _may_sign(lines: tuple[str, ...], first: int, after: int) -> bool:
    """Tell whether a page's signature is one: on telephones people write into it, some nowhere else."""
    if last_filled(lines, first) < 0:
        return not signatures.says_something(lines[first:after])
    return not signatures.speaks_to_the_desk(lines[first:after])
