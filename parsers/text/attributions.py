"""The line above a quote: "On Friday Ann wrote:", in the forms and languages of the mail programs."""

import re
from collections.abc import Sequence

from parsers.text.lines import bare

# No attribution is longer, and no regex here sees more.
_MOST = 600
_WRAPPED = 3

# "wrote" as mail programs say it. Before it stands anything but a letter: some write "<a@b>wrote:".
_WROTE = re.compile(
    r"(?<![^\W_])(?:wrote|writes|написал(?:\(а\)|а|и)?|писал(?:\(а\)|а|и)?|пишет|сообщил(?:\(а\)|а)?|"
    r"написав(?:\(-ла\)|ла)?|пише|schrieb|schrieben|a écrit|écrit|escribió|ha escrit|escreveu|ha scritto|"
    r"napisał\(?a?\)?|pisze|napsal\(?a?\)?|napísal\(?a?\)?|skrev|schreef|kirjoitti|ha scris|a scris|"
    r"yazdı|írta|έγραψε|napisao(?: je)?|napisala je|menulis|đã viết|написа|"
    r"님이 작성)(?![^\W_])|写道|寫道|작성|のメッセージ",
    re.IGNORECASE,
)
# The Bat! addresses the writer: "You wrote on Friday, November 20, 2026, 10:15:00 AM:".
_YOU_WROTE = re.compile(r"(?:вы писали|you wrote|в письме от|в ответ на (?:ваше )?письмо)\b", re.IGNORECASE)
_STARTS = re.compile(
    r"[\"'«“<>(\[*_\s]{0,5}(?:\d|on\b|am\b|le\b|el\b|il\b|op\b|den\b|em\b|dnia\b|w dniu\b|in data\b|"
    r"від\b|на\b|på\b|dne\b|dana\b|pada\b|vào\b|στις\b|вкл\b|в\b|во\b|вы писали\b|you wrote\b|"
    r"[^\W\d]{2,12}\.?,? ?\d{1,4}\b|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|пн|вт|ср|чт|пт|сб|вс|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\w{0,9}\b)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{1,4}[./\-]\s?\d{1,2}[./\-]\s?\d{1,4}|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}:\d\d|\d年",
)
_BEHIND_DATE = re.compile(r"^.*\d(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
_DAY = re.compile(r"\d{1,4}[./\-]\s?\d{1,2}[./\-]\s?\d{1,4}|(?<!\d)(?:19|20)\d\d(?!\d)|\d年")
_TIME = re.compile(r"\d{1,2}[:.]\d\d")
_MAIL = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,200}")
# Horde, IMP and Roundcube's kin: "Quoting Ann <ann@example.org>:".
_QUOTING = re.compile(r"(?:quoting|citando|zitat von|citation de|цитирую|citerar|цитата)\s", re.IGNORECASE)
# Zoho and Notes draw dashes on both sides: "---- On Friday Ann wrote ----", "-----Ann wrote: -----".
_DASHES = "-–—"
# Some write no colon: enough where quotes follow.
_ENDS_UNMARKED = re.compile(
    r"\s(?:wrote|schrieb|написал(?:\(а\)|а)?|пишет|a écrit|escribió|ha scritto)$", re.IGNORECASE
)
# Yahoo's programs indent the whole old mail by two blanks, and write it in one line.
_RUN_ON = re.compile(
    r" {2}\S.{5,300}?(?:wrote|schrieb|написал(?:\(а\)|а)?|пише|пишет|a écrit|escribió|ha scritto) ?: ",
    re.IGNORECASE,
)
_COLONS = (":", "：", ":*", ": *")
# How the last line of one ends, whatever it is drawn with.
ENDS = ":：*_" + _DASHES


def start(lines: Sequence[str], end: int) -> int | None:
    """Return where the attribution begins whose last line is ``lines[end]``, or None.

    An attribution has one to three lines and ends with a colon. It names a date or an address besides its
    "wrote", or date, time and address alone (Gmail in Russian, Yandex, Mail.ru).
    """
    text = _plain(lines[end])
    if text.startswith("---") and text.endswith("---") and _WROTE.search(text[-40:]):
        text = text.strip(_DASHES + " :") + ":"
        return end if len(text) <= _MOST and _is_ruled(text) else None
    if not text.endswith(_COLONS) or len(text) > _MOST:
        return None
    found = end if _MAIL.search(text) and _is_attribution(text) else None
    for first in range(end, max(-1, end - _WRAPPED), -1):
        if first < end:
            above = _plain(lines[first])
            text = f"{above} {text}"
            if not above or len(text) > _MOST:
                break
        if _STARTS.match(text) and _is_attribution(text):
            found = first
            if not text[0].islower():
                return first
            # "at 10:18," may go on from "On Nov 21, 2014," above it.
    return found


def indexes(lines: Sequence[str]) -> set[int]:
    """Return the indexes of the lines that only say who wrote what is quoted."""
    starts = ((start(lines, end), end) for end in range(len(lines)))
    return {index for first, end in starts if first is not None for index in range(first, end + 1)}


def is_sure(lines: Sequence[str], first: int, end: int) -> bool:
    """Tell whether an attribution is a program's even where no quote mark stands below it.

    "At 10:15 the robot wrote:" a person writes; a program names an address, or a day, a time and a name. Who
    is told that "you wrote" on a day is told so by a program where the line stands apart.
    """
    text = " ".join(_plain(line) for line in lines[first : end + 1])[:_MOST]
    wrote = _WROTE.search(text)
    if wrote is None or text.startswith("---") or _MAIL.search(text) or _YOU_WROTE.match(text):
        return True
    if not _DAY.search(text):
        return False
    who = _BEHIND_DATE.sub("", text[: wrote.start()]).split()
    if who[-1:] == ["you"]:
        return first == 0 or not bare(lines[first - 1])
    is_named = not who or any(not word.strip("\"'«»“”()<>,")[:1].islower() for word in who)
    return is_named and _TIME.search(_DAY.sub(" ", text)) is not None


def is_loose(line: str) -> bool:
    """Tell whether a line names a writer in any way; enough right above marked quotes."""
    text = _plain(line)
    if len(text) > _MOST:
        return False
    if text.endswith(_COLONS) and (_WROTE.search(text) or (_QUOTING.match(text) and _MAIL.search(text))):
        return True
    mail, dated = _MAIL.search(text), _DATE.search(text)
    if (mail or dated) and _STARTS.match(text) and _ENDS_UNMARKED.search(text[-20:]):
        return True
    return bool(mail and dated) and text[-1] in ">:)"


def runs_on(line: str) -> bool:
    """Tell whether an old mail follows its attribution in the same line, as Yahoo's programs write it."""
    if not line.startswith("  "):
        return False
    found = _RUN_ON.match(line)
    if found is None:
        return False
    text = found[0].strip()
    return all(sign.search(text) for sign in (_MAIL, _DATE, _TIME)) and _STARTS.match(text) is not None


def _is_ruled(text: str) -> bool:
    """Tell whether what stands between dashes is short, or names a date or an address."""
    return len(text) <= 60 or _is_attribution(text)


def _plain(line: str) -> str:
    """Return a line as an attribution is compared: without the marks of bold and a quote of a quote."""
    return bare(line).strip("*_ ")


def _is_attribution(text: str) -> bool:
    """Tell whether a text that ends with a colon names who wrote, and when or from which address."""
    mail, dated = _MAIL.search(text), _DATE.search(text)
    if _WROTE.search(text):
        return bool(mail or dated)
    if _YOU_WROTE.match(text):
        return bool(dated)
    # A bare date, time and address: "12.03.2026, 10:15, Ann <ann@example.org>:". A log's lines are alike.
    ended = text.rstrip(":：* ").endswith((">", ")")) or " от " in text
    return bool(mail and dated and _TIME.search(text) and ended)
