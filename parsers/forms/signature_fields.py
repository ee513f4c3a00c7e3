"""What a signature tells of its writer: name, firm, telephone, address of mail."""

import re
from collections.abc import Iterator, Sequence

from parsers.forms import firms, form_lines, phones
from parsers.forms.field_values import email
from parsers.forms.form_lines import Pair
from parsers.text import footers
from parsers.text.lines import bare, split

_MOST_LINES = 15
_MOST_LINE = 240
_LONGEST_CLOSING = 80
_MOST_CARD_LINES = 7
_LONGEST_REST = 45
_MOST_SHORT = 9
_LONGEST_SHORT = 100
_LONGEST_CARD = 160
_OF_PERSONS = frozenset({"name", "position", "department", "organisation", "phone", "email", "address"})
# What a form's own footer says: it speaks of the site, not of who filled the form in.
_SENT_BY_A_FORM = re.compile(
    r"\b(?:sent|submitted) (?:from|via|through|using) .{0,40}\bform\b|форм\w{1,3} обратной связи",
    re.IGNORECASE,
)
_FAX = re.compile(r"(?<!\w)(?:факс|fax|ф|f)[.:\s]", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:с (?:большим )?уважением|с ув|с наилучшими пожеланиями|всего доброго|с благодарностью|спасибо|"
    r"thanks (?:&|and) (?:best )?regards|"
    r"(?:(?:best|kind|warm|with best|with kind) )?(?:regards|wishes)|"
    r"yours (?:sincerely|truly|faithfully)|"
    r"sincerely|cheers|best(?=,|$)|thanks|thank you|"
    r"(?:mit freundlichen|viele|beste) grüße?n?)(?!\w)[\s,.!]{0,4}",
    re.IGNORECASE,
)


def pairs(signature: str, *, russian: bool) -> Iterator[Pair]:
    """Yield what the signature says of the person who signs."""
    filled = _filled(signature)
    yield from (pair for pair in form_lines.pairs(filled) if pair[0] in _OF_PERSONS)
    signed = [("name", named)] if (named := _signed(filled)) else []
    for line in filled:
        if told := firms.firm(line):
            signed.append(("organisation", told))
        fax = _FAX.search(line)
        if number := phones.first(line[: fax.start()] if fax else line, russian=russian):
            signed.append(("phone", number))
    yield from signed
    if signed:
        # An address alone may be a mailing list's.
        yield from (("email", told) for line in filled if (told := email(line)))


def unmarked(text: str) -> str:
    """Return what signs a text though nothing cut it off: lines below a closing formula, or a visiting card.

    A card is a person's name above firm, telephone or address at the end, or a first or last line with two of
    them.
    """
    lines = split(text)
    last = lines[-_MOST_LINES:]
    for index in range(len(last) - 1, -1, -1):
        if _closes(bare(last[index])):
            return "\n".join(last[index:]) if _is_short(last[index:]) else ""
    for index in range(max(1, len(last) - _MOST_CARD_LINES), len(last) - 1):
        if (
            firms.person(bare(last[index]), surely=True)
            and _is_short(last[index:])
            and _tells(last[index + 1 :])
        ):
            return "\n".join(last[index:])
    ends = dict.fromkeys((*lines[:2], *lines[-1:]))
    return next((line for line in ends if _is_card(bare(line))), "")


def _filled(signature: str) -> list[str]:
    """Return a signature's lines, without the footer of a firm or a mailing list below it."""
    lines = [text[:_MOST_LINE] for line in split(signature) if (text := bare(line))][:_MOST_LINES]
    lines = [line for line in lines[: footers.start(lines, len(lines))] if not _SENT_BY_A_FORM.search(line)]
    rule = next((index for index, line in enumerate(lines) if index and line.startswith("_____")), len(lines))
    return lines[:rule]


def _closes(line: str) -> bool:
    """Tell whether a line is a closing formula, alone or with a name or a position."""
    match = _CLOSING.match(line) if len(line) < _LONGEST_CLOSING else None
    return match is not None and len(line) - match.end() < _LONGEST_REST and line[-1] not in "!?.:;"


def _is_short(lines: Sequence[str]) -> bool:
    """Tell whether lines are as few and short as a signature's."""
    filled = [line for line in lines if bare(line)]
    return len(filled) <= _MOST_SHORT and all(len(line) <= _LONGEST_SHORT for line in filled)


def _tells(lines: Sequence[str]) -> bool:
    """Tell whether one of these lines holds a firm, a telephone or an address of mail."""
    return any(firms.firm(line) or phones.first(line, russian=True) or email(line) for line in lines)


def _is_card(line: str) -> bool:
    """Tell whether a line holds two of name, firm, telephone and address, and little else."""
    if not 10 < len(line) <= _LONGEST_CARD or "," not in line:
        return False
    named = bool(firms.person(line, surely=True))
    told = (named, firms.firm(line), phones.first(line, russian=True), email(line))
    return named and sum(map(bool, told)) > 1


def _signed(filled: Sequence[str]) -> str:
    """Return the name behind the closing formula, on its line or the next, or a sure one farther below."""
    closed = False
    for line in filled[:6]:
        closing = _CLOSING.match(line)
        rest = line[closing.end() :] if closing else line
        closed = closed or closing is not None
        if any(sign.isalnum() for sign in rest):
            if named := firms.person(rest, surely=not closed):
                return named
            # What stands right below the formula is a name; farther below a title may look like one.
            closed = False
    return ""
