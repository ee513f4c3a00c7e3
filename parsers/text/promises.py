"""The words by which a writer says that a file comes with the mail."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.text.lines import is_quoted, split

_MOST = 10_000
# So many words before and behind a phrase may change what it means.
_NEAR = 6
_BESIDE = 3
# No six words are longer.
_AROUND = 150

_FILE = (
    r"(?:(?:log|file|screen ?shot|screen ?grab|photo|picture|image|pic|document|doc|report|scan|invoice|pdf|"
    r"dump|trace|video|recording|form|contract|spreadsheet|sheet|archive|output|message|certificate|export|example|"
    r"sample|list|config|letter|statement|receipt|template|drawing|script|excel|zip|print-?out|manual|guide|"
    r"instruction|offer|quote|quotation|presentation|diagram|scheme|plan|licen[cs]e|patch|installer|table|"
    r"summary|bill|estimate|agreement|protocol|note|minutes)s?|cop(?:y|ies)|"
    r"details|info(?:rmation)?|data|evidence|\w{1,40}\.(?:\w{3,4}|7z))\b"
)
_FILE_RU = (
    r"(?:(?:файл|скрин|фото|картинк|изображени|документ|отч[её]т|скан|сч[её]т|архив|видео|запис|дамп|копи|договор|"
    r"таблиц|анкет|инструкци|руководств|мануал|регламент|схем|черт[её]ж|презентаци|предложени|справк|смет|патч|"
    r"пример|выгрузк|реестр|сертификат|протокол)\w{0,12}|сним(?:ок|к[иа]|ков)|лог(?:и|а|ов)?|акты?|планы?|"
    r"спис(?:ок|ки)|pdf|\w{1,40}\.(?:\w{3,4}|7z))\b"
)
# At most so many words between two of a phrase.
_FEW = r"(?:[\w'-]{1,20}\s){0,4}?"


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to say it; one that ``points`` at the file asks and denies nothing, whatever is said around it.

    ``placed`` tells that it may be a thing that was put somewhere: "attached to the wall".
    """

    pattern: re.Pattern[str]
    points: bool = False
    placed: bool = False


def _way(pattern: str, *, points: bool = False, placed: bool = False) -> _Way:
    return _Way(re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE), points, placed)


_WAYS = (
    _way(
        r"(?:see|check|find|review|look at|refer to|consult) (?:in |on )?(?:the |my |our )?"
        rf"(?:(?:also )?(?:attached|enclosed)(?: {_FILE})?|attachments?|{_FILE} (?:attached|enclosed)|"
        r"screen ?shots?)",
        points=True,
    ),
    _way(
        rf"(?:i|we|i am|i'm|we are|we're|i have|i've|ive|we have|we've)(?: also| just| now| hereby)? "
        rf"(?:attach(?:ed|ing)?|enclos(?:ed?|ing))\s(?:(?:here|below|herewith)\b|{_FEW}{_FILE}|it$|them$)",
        placed=True,
    ),
    _way(
        rf"^(?:please )?(?:attach(?:ed|ing)|enclos(?:ed|ing))(?: (?:is|are|please find|you(?:'ll| will) find|"
        rf"(?!to\b){_FEW}{_FILE})|$)",
        placed=True,
    ),
    _way(
        rf"{_FILE} (?:(?:of|for|from|with) {_FEW})?(?:(?:is|are|also) ){{0,2}}(?:attached|enclosed)",
        placed=True,
    ),
    # Whatever it is: a thing is attached to something, and that is said.
    _way(
        r"^(?:the|my|our|a|an|all|both) (?:[\w'-]{1,20} ){1,4}?(?:is|are)(?: also| now)? "
        r"(?:attached|enclosed)$"
    ),
    _way(rf"please find {_FEW}attached"),
    _way(r"(?:attached|enclosed) (?:hereto|herewith|to (?:this|my) (?:e-?mail|mail|message|letter|ticket))"),
    _way(
        rf"(?:in|from|on|per) (?:(?:the|my|this) attachments?|(?:the )?(?:attached|enclosed) {_FEW}{_FILE})"
    ),
    _way(rf"sending (?:you |over )?(?:the |a |my |our |some )?{_FILE}", placed=True),
    _way(
        r"(?:см\.?|смотри(?:те)?|посмотрите)\s(?:[\w-]{1,20}\s){0,2}?"
        rf"(?:(?:во? )?вложени\w{{1,2}}|скрин\w{{0,8}}|(?:прикрепл[её]нн|приложенн)\w{{2,3}} {_FILE_RU})",
        points=True,
    ),
    _way(r"см\.? (?:в )?приложени[еия]х?", points=True),
    _way(r"во? вложени(?:и|е|ях)|в атт?ач[еу]"),
    _way(r"в приложени(?:и|ях) к (?:(?:этому|данному|моему|настоящему) )?(?:письму|сообщению|обращению)"),
    _way(r"прилага(?:ю|ем|ется|ются)"),
    _way(r"(?:прикладыва|прикрепля|вкладыва)(?:ю|ем)", placed=True),
    _way(r"(?:приложил|прикрепил|вложил|приаттачил)[аи]?", placed=True),
    _way(r"приложен[аоы]?", placed=True),
    _way(rf"{_FILE_RU}\s{_FEW}(?:прикрепл[её]н|вложен)[аоы]?", placed=True),
    _way(rf"прикрепл[её]н[аоы]? {_FILE_RU}", placed=True),
    _way(rf"(?:во?|на|из) (?:прикрепл[её]нн|приложенн|вложенн|прилагаем)\w{{2,3}} {_FILE_RU}"),
    # An instruction is no part of a program.
    _way(rf"^{_FILE_RU} (?:[а-яё-]{{1,20}} ){{0,3}}?в приложении$"),
    _way("pfa"),
    _way(
        r"(?:высыла|отправля|направля|присыла|посыла|пересыла|скидыва|шл)(?:ю|[её]м)\s(?:вам )?"
        rf"{_FEW}{_FILE_RU}",
        placed=True,
    ),
)
# Without one of these, lowered, nothing of this is said.
_HINTS = (
    *("attach", "enclos", "screenshot", "screen shot", "sending", "pfa"),
    *("влож", "прилаг", "прилож", "приклад", "прикреп", "аттач", "атач", "скрин", "вклад"),
    *("высыла", "отправля", "направля", "присыла", "посыла", "пересыла", "скидыва", "шлю", "шлем"),
)
# Right before a phrase, or right behind it, these deny it; these also with a word between.
_DENYING_WORDS = """
    not no don't can't cannot didn't haven't isn't aren't doesn't won't couldn't wasn't nothing
    не нет ничего пусто отсутствует
"""
_DENYING = frozenset(_DENYING_WORDS.split())
_LACKING = frozenset(
    {"no", "without", "never", "nothing", "forgot", "did", "без", "ничего", "забыл", "забыла"}
)
# Before a phrase these make it a condition, a request, a wish, what was before, or what somebody else sent.
_UNSURE_WORDS = """
    if when whenever once unless until how why where can could should shall would will must need needs try
    tried every each after before already earlier previously send attach provide received receive got had came
    какие какой если когда пока куда где чтобы при перед после можно могу можем можете нужно надо
    необходимо должен должны уже ранее раньше бы ли пробую пытаюсь пытался пыталась пробовал каждый раз
    пришлите вышлите отправьте направьте приложите прикрепите вложите присылайте высылайте отправляйте
    прислать выслать отправить направить приложить прикрепить вложить получить присылать высылать отправлять
    пришло пришел пришёл пришли получил получила получили прислали прислал присылают приходит приходят
"""
_UNSURE = frozenset(_UNSURE_WORDS.split())
# Whoever sent it, it was not the writer, or not now.
_THEIRS = ("ваш", "вами")
_OTHERS = frozenset({"you", "you've", "they", "he", "she", "вы", "он", "она", "они"})
_DONE_BY_YOU = frozenset({"sent", "attached", "mailed", "provided", "gave", "posted", "forwarded", "shared"})
_PAST_WORDS = """
    earlier before yesterday previous last ago later
    ранее раньше вчера прошлом прошлый позже приходит приходят
"""
_PAST = frozenset(_PAST_WORDS.split())
_SINCE = frozenset({"from", "of", "the", "за", "от", "с", "со"})
# What a thing is put into or onto, if it is none of these: a mail, a format, or what the file is for.
_PLACING = frozenset({"to", "into", "onto", "in", "via", "к", "ко", "в", "во", "на", "через"})
_MAILED = (
    *("this", "mail", "email", "e-mail", "message", "ticket", "letter", "reply", "you", "case", "request"),
    *("show", "help", "illustrat", "demonstrat", "explain", "give", "zip", "pdf", "word", "excel", "one"),
    *("этом", "данном", "письм", "сообщени", "обращени", "заявк", "тикет", "ответ", "нему", "ней", "вам"),
    *("формат", "вид", "архив", "качеств", "приложени", "вложени", "всякий", "котор", "одном"),
)
_NO_FILE_WORDS = """
    section folder tab list field settings
    усилия усилий силы карту пропуск палец телефон ключ брелок кабель провод
"""
_NO_FILES = frozenset(_NO_FILE_WORDS.split())
# What cannot be done with a file is told of one that came from elsewhere.
_READ = (
    *("откры", "откро", "скач", "загру", "вид", "найд", "наш", "чита", "приход", "доход", "достав"),
    *("open", "download", "find", "read", "view", "arriv", "deliver"),
)
# Who sees or finds something tells of a program; "as you can see" points.
_SEEING = frozenset({"i", "we", "they", "he", "she", "users", "to", "can"})

# A line goes on in the next one where that begins small; "см." ends no sentence.
_WRAPPED = re.compile(r"\n(?=[a-zа-яё])")
_SENTENCE = re.compile(r"(?<!см)([.!?…]{1,3})(?=\s|$)|\n", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()—–]|\s-\s")
# Commas around these words part nothing.
_POLITE = re.compile(r",(?= (?:please|пожалуйста)\b)|(?<=\bplease),|(?<=\bпожалуйста),", re.IGNORECASE)
_GENDERS = re.compile(r"(?<=л)\(-?[аи]\)")


def promised(text: str) -> str:
    """Return the words by which a text says that a file is attached to it, or the empty string.

    What is quoted, denied, asked for or supposed promises nothing, nor does another's file or earlier mail.
    """
    text = text[:_MOST]
    if not _is_hinted(text):
        return ""
    for clause, is_asked in _clauses(text):
        for way in _WAYS if _is_hinted(clause) else ():
            for match in way.pattern.finditer(clause):
                before = _words(clause[max(0, match.start() - _AROUND) : match.start()])[-_NEAR:]
                after = _words(clause[match.end() : match.end() + _AROUND])[:_NEAR]
                if _is_meant(way, before, after) and (way.points or not is_asked):
                    return " ".join(match[0].split())
    return ""


def _is_hinted(text: str) -> bool:
    low = text.lower()
    return any(hint in low for hint in _HINTS)


def _clauses(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the clauses of what is not quoted, and whether they stand in a question."""
    own = "\n".join(line for line in split(text) if not is_quoted(line))
    own = _GENDERS.sub("", own).replace("\u00a0", " ").replace("’", "'")
    pieces = _SENTENCE.split(_POLITE.sub("", _WRAPPED.sub(" ", own)))
    for sentence, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        for clause in _CLAUSE.split(sentence):
            yield clause.strip(), "?" in (end or "")


def _words(text: str) -> list[str]:
    return [word.strip("\"'«»*_.") for word in text.lower().split()]


def _is_meant(way: _Way, before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether the words around a phrase leave it a promise."""
    if (
        not _DENYING.isdisjoint(before[-1:])
        or not _LACKING.isdisjoint(before[-2:])
        or _is_anothers(before, after)
    ):
        return False
    if any(word in _PAST and last not in _SINCE for last, word in zip(["", *after], after, strict=False)):
        return False
    if way.points:
        return _SEEING.isdisjoint(before[-1:]) or before[-2:] == ["you", "can"]
    if (
        not _DENYING.isdisjoint(after[:1])
        or not _UNSURE.isdisjoint(before)
        or not _NO_FILES.isdisjoint(after)
    ):
        return False
    around = (*before, *after)
    if any(word in _DENYING for word in around) and any(word.startswith(_READ) for word in around):
        return False
    return not way.placed or (_OTHERS.isdisjoint(before[-2:]) and not _is_elsewhere(after))


def _is_anothers(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether it is the reader's file: "your log attached", "attached log that you sent"."""
    near = (*before[-_BESIDE:], *after[:_BESIDE])
    sent = any(one == "you" and word in _DONE_BY_YOU for one, word in pairwise(after))
    return sent or "your" in before[-1:] or any(word.startswith(_THEIRS) for word in near)


def _is_elsewhere(after: Sequence[str]) -> bool:
    """Tell whether something is put to a place that is no mail."""
    places = (after[at + 1 : at + 3] for at, word in enumerate(after) if word in _PLACING)
    return any(not any(word.startswith(_MAILED) for word in place) for place in places)
