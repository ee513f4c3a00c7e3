"""Answers by number and by place: the items of a numbered list, and own words below quoted lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from desk.mail import Numbered
from parsers.text.lines import bare, is_quoted, join, split, unquoted
from parsers.text.marked_answers import is_wrapped

# Items of a list: their numbers and lines.
_Run = list[tuple[int, list[str]]]

# Nobody answers questions in more characters, or within more places of a quote.
_MOST = 20_000
_MOST_PAIRS = 50

_LABEL = (
    r"(?:проблема|вопросу?|задача|просьба|ошибка|вариант|ответ|пункту?|"
    r"problem|issue|question|request|task|bug|option|variant|answer|item|point|[qaвп]\.?)\s?"
)
# What a list's item begins with. A figure right behind it makes it an amount, a version or a time ("1.5",
# "1:30", "1 - 2 weeks"), letters perhaps a file ("1.png").
NUMBER = re.compile(
    rf"(?P<label>(?:по\s)?{_LABEL})?[№#(]?\s?0?(?P<number>[1-9][0-9]?)"
    r"(?!\.(?:x|txt|log|png|jpe?g|gif|bmp|pdf|docx?|xlsx?|csv|xml|html?|zip|rar|7z|msg|eml|exe)\b)"
    r"(?:\s?(?P<sign>[.):]|[-–—]\s)\s?(?=[^\d\s]|$)|[.):]{1,2}\s(?=\d)"
    r"|(?:(?<=№[0-9])|(?<=№[0-9][0-9]))\s(?=[^\d\s]))",
    re.IGNORECASE,
)
# The next item in the same line, and the first one behind what leads up to it ("Answers: 1) yes 2) no").
_WITHIN = re.compile(rf"(?<=\s){NUMBER.pattern}", re.IGNORECASE)
_LED = re.compile(r":\s(?=\(?1[.)]\s)")
# What stands between items of one line.
_BETWEEN = " \t,;"


def numbered(text: str) -> tuple[Numbered, ...]:
    """Return the items of the first numbered list in a text, in ascending order, without empty ones.

    A list begins at 1, or holds several numbers, or is the only item that there is; its numbers stand in any
    order where they leave out one at most. Lines go on with an item until a blank one is followed by one
    without a number. Quoted lines are nobody's answer.
    """
    lines = ["" if not line else bare(line) for line in split(text[:_MOST])]
    begun = {int(match["number"]) for line in lines if (match := NUMBER.match(line))}
    if not begun and not any(_LED.search(line) for line in lines if ": " in line):
        return ()
    runs = list(_runs(_broken(lines, begun)))
    lists = [run for run in runs if run[0][0] == 1 or len(run) > 1]
    found = _in_order(runs) or (lists or (runs if len(runs) == 1 else [[]]))[0]
    said = ((number, join(item).strip(f"{_BETWEEN}\n")) for number, item in found)
    return tuple(Numbered(number, words) for number, words in said if words)


def inline(text: str, rest: str = "") -> tuple[tuple[str, str], ...]:
    """Return pairs of quoted lines, without their marks, and the own words that stand right below them.

    Of a quote its last paragraph is answered. Words below several, and nowhere else, answer all of it, unless
    the quote goes on in the ``rest`` of the mail and holds no second item above them.
    """
    if ">" not in text:
        return ()
    lines = split(text[:_MOST])
    answered: list[tuple[str, str]] = []
    quoted: list[str] = []
    own: list[str] = []
    for index, line in enumerate(lines):
        if is_quoted(line) or is_wrapped(lines, index):
            if any(own):
                answered.append((join(quoted), join(own)))
                quoted, own = [], []
            quoted += [*own, unquoted(line)]
            own = []
        elif quoted:
            own.append(bare(line))
    if any(own):
        answered.append((join(quoted), join(own)))
        if len(answered) == 1 and "\n\n" in answered[0][0] and not _parted(answered[0][0], rest):
            return ()
    pairs = ((asked.rpartition("\n\n")[2].strip(), said) for asked, said in answered)
    return tuple(pair for pair in pairs if pair[0])[:_MOST_PAIRS]


def _in_order(runs: Sequence[_Run]) -> _Run:
    """Return the items up to the first number that comes again, by their numbers, where they are a list."""
    items: dict[int, list[str]] = {}
    for number, item in chain.from_iterable(runs):
        if number in items:
            break
        items[number] = item
    return sorted(items.items()) if 1 < len(items) >= max(items) - 1 else []


def _parted(above: str, rest: str) -> bool:
    """Tell whether words stand in the middle of a quote, below no more than one item."""
    return is_quoted(rest) and sum(NUMBER.match(line) is not None for line in split(above)) <= 1


def _broken(lines: Sequence[str], begun: set[int]) -> Iterator[str]:
    """Yield lines, broken before each item that goes on with the numbers of the same line.

    A number that begins a line somewhere begins none in the middle of another.
    """
    for line in lines:
        led = _LED.search(line) if ": " in line and not NUMBER.match(line) else None
        start = led.end() if led else 0
        first = NUMBER.match(line, start)
        if first is None:
            yield line
            continue
        following, cuts = int(first["number"]) + 1, [start]
        for match in _WITHIN.finditer(line, first.end()):
            if int(match["number"]) == following and following not in begun:
                cuts.append(match.start())
                following += 1
        if led and len(cuts) == 1:
            yield line
            continue
        yield from filter(None, [line[:start]])
        yield from (line[cut:end] for cut, end in zip(cuts, [*cuts[1:], len(line)], strict=True))


def _runs(lines: Iterator[str]) -> Iterator[_Run]:
    """Yield rows of ascending numbers, each with its lines.

    Within an item another list may stand, whose numbers are written in another way.
    """
    run: _Run = []
    way, others = "", set[str]()
    is_open = is_apart = False
    for line in lines:
        match = None if is_quoted(line) else NUMBER.match(line)
        if match:
            number, written = int(match["number"]), f"{match['label']}{match['sign']}".strip()
            if run and number <= run[-1][0] and written != way:
                others.add(written)
            elif run and number <= run[-1][0]:
                yield run
                run = []
            if not run:
                way, others = written, set()
            if written not in others:
                run.append((number, [line[match.end() :]]))
                is_open, is_apart = True, False
                continue
        is_apart = is_apart or not line
        if run and line:
            is_open = is_open and not is_quoted(line) and not (is_apart and any(run[-1][1]))
            if is_open:
                run[-1][1].append(line)
                is_apart = False
    if run:
        yield run
