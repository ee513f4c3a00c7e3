"""Where a text's signature begins: the delimiter, a mobile program's line, a short closing block."""

import re
from collections.abc import Sequence

from parsers.text import attributions, footers, header_blocks, programs, signature_words
from parsers.text.lines import bare, is_quoted, last_filled

# Below the exact delimiter of RFC 3676, 4.3 stands a signature; below its look-alikes only a short one.
_MOST_LINES = 30
_MOST_SHORT_LINES = 10
_MOST_CHARACTERS = 120
_DELIMITERS = frozenset({"--", "—", "––", "——"})
_RULE = re.compile(r"[_]{10,120}|[-–—]{30,120}")

_LINK = re.compile(
    r"\s?<https?://[^\s<>]{1,200}>|\s?\(\s?https?://[^\s()]{1,200}\s?\)|\s?\[https?://[^\s\[\]]{1,200}\]|"
    r":? https?://[^\s<>()]{1,200}$"
)

_CLOSINGS = (
    "с уважением|с наилучшими пожеланиями|всего доброго|всего наилучшего|с почтением|искренне ваш|с ув|"
    "хорошего дня|с благодарностью|удачного дня|"
    "best regards|kind regards|regards|best wishes|warm regards|many regards|with regards|yours sincerely|"
    "sincerely|yours faithfully|yours truly|cheers|with best regards|with kind regards|br|kr|"
    "mit freundlichen grüßen|mit freundlichem gruß|viele grüße|beste grüße|liebe grüße|cordialement|"
    "pozdrawiam|z poważaniem|z powazaniem|med vänlig hälsning|med venlig hilsen|venlig hilsen|hilsen|mvh|kh|"
    "vh|з повагою|saludos|cordiali saluti|met vriendelijke groet"
)
_CLOSING = re.compile(rf"(?:{_CLOSINGS})(?![\w])[,.!:;]{{0,2}}(?P<rest>.{{0,60}})", re.IGNORECASE)
# A closing's own line may go on with a name or a firm, not with a sentence.
_NAME = re.compile(r"(?:\s{0,3}[A-ZА-ЯЁ\"«(][\w.\-\"«»()&@]{0,30}+,?){0,6}(?:, [\w .\-]{1,40})?\s{0,3}")
_AFTERTHOUGHT = re.compile(r"p\.?\s?s\b|з\.?ы\b|п\.?с\b|ps:|upd\b", re.IGNORECASE)
# In Russian a dash and one word are an item of a list.
_DASHED_NAME = re.compile(
    r"(?:[-–—/][A-Z]|/[А-ЯЁ])[\w.]{1,20}(?: [A-ZА-ЯЁ][\w.]{0,20}){0,2}|"
    r"[-–—][А-ЯЁ][\w.]{1,20}(?: [А-ЯЁ][\w.]{0,20}){1,2}"
)


def start(lines: Sequence[str]) -> int:
    """Return the index of the signature's first line, or the number of lines where there is none."""
    found = len(lines)
    asked: dict[object, int] = {}
    for look in _LOOKS:
        # Asked again of the same lines it would find the same.
        if asked.get(look) != found:
            asked[look] = found
            found = look(lines, found)
    return found


def says_something(lines: Sequence[str]) -> bool:
    """Tell whether these lines are more than a signature, less a program's line below them and a footer."""
    end = footers.start(lines, _mobile(lines, len(lines)))
    return not _is_card(lines[:end])


def speaks_to_the_desk(lines: Sequence[str]) -> bool:
    """Tell whether a line of these plainly speaks to those who get the mail."""
    return any(signature_words.speaks_to_the_desk(line) for line in lines)


def _delimited(lines: Sequence[str], end: int) -> int:
    """Return where the first delimiter within reach stands, if a signature is below it."""
    for index in range(max(0, end - _MOST_LINES), end):
        if _delimits(lines, index) and _is_signature(lines[index + 1 : end], exact=_is_exact(lines[index])):
            return index
    return end


def _delimits(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line is a delimiter: dashes, or a rule as lists draw them.

    A rule of dashes right below a line frames what a person shows, a log perhaps.
    """
    text = bare(lines[index])
    if text[:1] not in ("-", "—", "–", "_") or not text:
        return False
    if text in _DELIMITERS:
        return True
    is_drawn = text[0] == "_" or index == 0 or not bare(lines[index - 1])
    return is_drawn and _RULE.fullmatch(text) is not None


def _is_exact(line: str) -> bool:
    """Tell whether a line is the delimiter of RFC 3676, 4.3; in HTML its blank is a no-break space."""
    return line in ("-- ", "--\u00a0")


def _mobile(lines: Sequence[str], end: int) -> int:
    """Return where a last line such as "Sent from my iPhone" stands."""
    last = last_filled(lines, end)
    return last if last >= 0 and _is_program(lines[last]) else end


def _is_program(line: str) -> bool:
    """Tell whether a line is a program's, its links aside."""
    if len(line) > _MOST_CHARACTERS:
        return False
    name, links = _LINK.subn("", bare(line))
    # Markdown leaves the name of a link in brackets.
    name = name.replace("[", "").replace("]", "").strip(" .*_()|-–—")
    return programs.is_line(name, linked=bool(links))


def _closing(lines: Sequence[str], end: int) -> int:
    """Return where a block such as "Kind regards, Ann" begins, if no more than names and addresses follow."""
    found, filled = end, 0
    for index in range(end - 1, -1, -1):
        text = bare(lines[index])
        filled += bool(text)
        if filled > _MOST_SHORT_LINES or _is_of_old_mail(lines, index):
            break
        if text and _is_closing(text):
            found = index
    if last_filled(lines, found) < 0:
        return end
    return found if _is_signature(lines[found + 1 : end], exact=False) else end


def _is_closing(text: str) -> bool:
    """Tell whether a line is a closing formula, alone or with a name."""
    if len(text) > _MOST_CHARACTERS:
        return False
    match = _CLOSING.fullmatch(text)
    return match is not None and _NAME.fullmatch(match["rest"]) is not None


def _dashed_name(lines: Sequence[str], end: int) -> int:
    """Return where a last line such as "-Ann Lee" or "/Ann" stands, set off by a blank line."""
    last = last_filled(lines, end)
    if last < 1 or bare(lines[last - 1]) or len(lines[last]) > _MOST_CHARACTERS:
        return end
    if bare(lines[last_filled(lines, last)]).endswith(":"):
        # The line above led to it.
        return end
    return last if _DASHED_NAME.fullmatch(bare(lines[last])) else end


def _is_signature(lines: Sequence[str], *, exact: bool) -> bool:
    """Tell whether lines below a delimiter or closing are a signature; below the exact one nearly all are."""
    if any(_AFTERTHOUGHT.match(bare(line)) for line in lines):
        return False
    if any(_is_of_old_mail(lines, index) for index in range(len(lines))):
        # Programs put the signature above the quote; below it and within stand answers.
        return False
    return not speaks_to_the_desk(lines) if exact else _is_card(lines)


def _is_card(lines: Sequence[str]) -> bool:
    """Tell whether lines are a short signature's: what nobody knows for one may be an afterthought."""
    filled = [text for line in lines if (text := bare(line))]
    if len(filled) > _MOST_SHORT_LINES:
        return False
    others = [text for text in filled if not _is_closing(text) and not _is_program(text)]
    return signature_words.are_a_card(others)


def _is_of_old_mail(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line is quoted, or an old mail begins at it."""
    text = bare(lines[index])
    if not text:
        return False
    if is_quoted(text) or header_blocks.is_separator(text):
        return True
    if text[-1] in attributions.ENDS and attributions.start(lines, index) is not None:
        return True
    return ":" in text and header_blocks.starts_at(lines, index)


# A mobile program's line may stand below a closing, a closing above a delimiter, a disclaimer below all:
# each looks above what was found before.
_LOOKS = (_mobile, footers.start, _mobile, _delimited, _mobile, _closing, _dashed_name, _mobile)
