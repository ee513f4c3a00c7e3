"""Several problems in one mail: how many a text lists, told as a hint to those who may split it.

An item of a list counts only where it is a request by itself; a list of steps, tries or sufferers is none.
Who counts in words ("secondly") counts right: beside two such requests every item is one.
"""

import re
from collections.abc import Iterator, Sequence

from parsers.meaning.requests import request_kind
from parsers.text.lines import bare, is_quoted, split
from parsers.text.numbered import NUMBER

_MOST = 6000
_MOST_ITEMS = 20
_LONGEST_ITEM = 400
# Surer than one doubtful sign of a kind makes it.
_SURE = 0.7
_NOTHING: dict[str, str] = {}

_LETTERED = re.compile(r"(?P<letter>[а-жa-f])\)\s?(?=\S)", re.IGNORECASE)
_ALPHABETS = ("абвгдеж", "abcdef")
_BULLET = re.compile(r"[-–—*•·‣▪●]\s{0,3}(?=\S)")
_ORDINAL = re.compile(
    r"(?<!\w)(?:(?P<first>во-первых|первое[:,—-]|перв(?:ая|ый) (?:проблема|вопрос)|firstly|first of all|"
    r"first[:,]|(?:the )?first (?:problem|issue|question)|number one[:,])|"
    r"(?P<next>во-вторых|в-третьих|в-четв[её]ртых|в-пятых|(?:второе|третье)[:,—-]|"
    r"(?:втор|трет|четв[её]рт)(?:ая|ый|ий|ья) (?:проблема|вопрос)|secondly|second[:,]|thirdly|third[:,]|"
    r"(?:the )?(?:second|third|fourth) (?:problem|issue|question)))(?!\w)",
    re.IGNORECASE,
)
_BESIDES = re.compile(
    r"(?:и |а |также |and |also,? )?(?:(?:ещ[её] )?"
    r"(?:один|одна|другой|другая|отдельный|отдельная|второй|вторая)"
    r"(?: не связанн\w{2})? (?:вопрос|проблема|просьба|момент)|(?:another|one more|a separate|an unrelated|"
    r"a different|a second) (?:problem|issue|question|request|thing)|кроме того|помимо этого|separately|"
    r"additionally|in addition)(?!\w)",
    re.IGNORECASE,
)
# Where another question may begin.
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
# Lowered; without any of them a text is not looked through, which costs more.
_SECOND = ("втор", "second")
_OTHER = (
    *("один", "одна", "друг", "отдельн", "another", "one more", "separate", "unrelated", "different"),
    *("кроме того", "помимо этого", "additional", "in addition"),
    *_SECOND,
)
_BULLETS = "-–—*•·‣▪●"
# What a list stands below that is no list of requests.
_STEPS = re.compile(
    r"шаг|воспроизв|порядок действий|последовательность|инструкц|что (?:я |мы |было )?(?:с?делал|пробовал)|"
    r"пробовал|попробовал|проверил|сделал[аи]?:|выполнил|действия|отвеча[юе]|ответы|варианты|пользовател[ия]:|"
    r"steps|reproduce|tried|what i did|i did|did the following|instructions|answers|options|users:|affected",
    re.IGNORECASE,
)
# Above a list of infinitives this makes each of them a request.
_ASKED = re.compile(
    r"(?:.{0,60}[,.!] )?(?:прошу|просим|просьба|необходимо|нужно|надо|требуется)"
    r"(?: (?:вас|нам|мне|также)){0,2}\s?:",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(r"[^\W\d_]{2,20}(?:ть|ти|ться)\s")


def problems(text: str) -> int:
    """Return how many requests a text lists apart from each other; 0 where it does not list several."""
    lines = [bare(line) for line in split(text[:_MOST]) if not is_quoted(line)]
    count = max(
        _requests(_listed(lines, NUMBER)) if _has_figures(lines) else 0,
        _requests(_listed(lines, _LETTERED)) if _has_letters(lines) else 0,
        _requests(_listed(lines, _BULLET)) if sum(line[:1] in _BULLETS for line in lines if line) > 1 else 0,
        _spoken(lines),
    )
    return count if count > 1 else 0


def _has_figures(lines: Sequence[str]) -> bool:
    """Tell whether a line begins with the number two, of whatever a list counts."""
    return any("2" in line[:12] for line in lines)


def _has_letters(lines: Sequence[str]) -> bool:
    """Tell whether a line begins with the second letter of a list."""
    return any(line[:2].lower() in ("б)", "b)") for line in lines)


def _listed(lines: Sequence[str], mark: re.Pattern[str]) -> list[str]:
    """Return the items of the first list with this mark, each with the lines that go on with it."""
    items: list[str] = []
    above = asked = ""
    for line in lines:
        match = mark.match(line)
        if match and not _is_next(match, len(items)):
            # Another list begins, or a number that belongs to none.
            break
        if match:
            if not items and _STEPS.search(above):
                return []
            asked = asked if items else above
            item = line[match.end() :]
            items.append(f"прошу {item}" if _is_asked(asked, item) else item)
        elif items and line and len(items[-1]) < _LONGEST_ITEM:
            items[-1] += f"\n{line}"
        above = line or above
    return items[:_MOST_ITEMS]


def _is_next(match: re.Match[str], count: int) -> bool:
    """Tell whether a list's item comes next: numbers and letters count from the first one on."""
    if match.re is _LETTERED:
        return any(letters.find(match["letter"].lower()) == count for letters in _ALPHABETS)
    return match.re is not NUMBER or int(match["number"]) == count + 1


def _spoken(lines: Sequence[str]) -> int:
    """Return how many requests are told apart by words: firstly and secondly, or another question."""
    text = "\n".join(lines)
    low = text.lower().replace("ё", "е")
    found = list(_ORDINAL.finditer(text)) if any(word in low for word in _SECOND) else []
    ordinals = 0
    if any(match["first"] for match in found) and any(match["next"] for match in found):
        ends = [*(match.start() for match in found[1:]), len(text)]
        pieces = [text[match.end() : end] for match, end in zip(found, ends, strict=True)][:_MOST_ITEMS]
        ordinals = len(pieces) if _requests(pieces) > 1 else 0
    besides = any(word in low for word in _OTHER)
    return max(ordinals, _requests(list(_parted(_SENTENCE.split(text)))) if besides else 0)


def _parted(sentences: Sequence[str]) -> Iterator[str]:
    """Yield the pieces of a text that goes on with another question; nothing where it does not."""
    begins = [index for index, said in enumerate(sentences) if _BESIDES.match(said)]
    if begins and begins[0]:
        for start, end in zip([0, *begins], [*begins, len(sentences)], strict=True):
            yield "\n".join(sentences[start:end])


def _requests(items: Sequence[str]) -> int:
    """Return how many of these items are requests by themselves."""
    return sum(_is_request(item) for item in items) if len(items) > 1 else 0


def _is_asked(above: str, item: str) -> bool:
    """Tell whether the line above a list asks for what the item names: "Прошу: - сбросить пароль"."""
    return _ASKED.fullmatch(above[-_LONGEST_ITEM:]) is not None and _INFINITIVE.match(item) is not None


def _is_request(item: str) -> bool:
    if item.startswith("прошу ") and _INFINITIVE.match(item, 6):
        return True
    return request_kind("", item[:_LONGEST_ITEM], _NOTHING).confidence >= _SURE
