"""What stands out in what a mail's writer says: not in commands, nor in what is quoted or passed on."""

from collections.abc import Sequence
from itertools import takewhile

from desk.letters import Styled
from parsers import commands
from parsers.forwards import inline
from parsers.head import ids, people
from parsers.head.headers import Head
from parsers.html import styles
from parsers.machines import kinds
from parsers.opening import open_mail
from parsers.parts import body
from parsers.text import visible
from parsers.text.lines import is_quoted, split


def styled(raw: bytes) -> tuple[Styled, ...]:
    """Return what stands out in the text of a mail that has HTML, in order. Raises TooBig."""
    opened = open_mail(raw)
    html = body.read(opened.tree()).html
    if not html:
        return ()
    page = styles.read(html)
    own = _own_lines(page.lines, html, opened.head)
    return tuple(piece for line, piece in page.pieces if line in own)


def _own_lines(lines: Sequence[str], html: str, head: Head) -> frozenset[int]:
    """Return the numbers of the lines that a page's writer says, below the commands."""
    subject, sender = head.text("subject"), people.true_sender(head)[0]
    has_parent = bool(ids.first(head, "in-reply-to") or ids.every(head, "references"))
    first_mail = not kinds.is_reply(subject, has_parent=has_parent)
    cut = visible.cut("", html, first_mail=first_mail, writer=sender.name if sender else "")
    shown = inline.find(cut.own, first_mail=first_mail, forwards=kinds.passed_on(subject) is not None)
    said = split(cut.visible)
    _, text = commands.split(cut.visible)
    above, end = len(said) - _common(said, split(text)), len(lines) if shown is None else len(shown.above)
    own: list[int] = []
    at = 0
    for number, line in enumerate(said):
        words = line.split()
        while words and at < end and lines[at].split() != words:
            at += 1
        if words and at < end and number >= above and not is_quoted(line):
            own.append(at)
        at += bool(words)
    return frozenset(own)


def _common(said: Sequence[str], text: Sequence[str]) -> int:
    """Return how many of the last lines are the same; a greeting above commands stays above them."""
    pairs = zip(reversed(said), reversed(text), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].split() == pair[1].split(), pairs))
