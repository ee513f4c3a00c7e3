"""What a writer tells of himself in running text: only where the words around leave no doubt."""

import re
from collections.abc import Iterable, Iterator

from parsers.forms import firms, phones
from parsers.forms.field_values import email
from parsers.forms.form_lines import Pair

# People tell who they are, and of what they write, at the beginning.
_MOST = 2000
_BEFORE = 60

_CALL = re.compile(
    r"(?:контактн\w{2,3} (?:номер|телефон)|(?<!\w)тел(?!\w)\.?:?|"
    r"мо[йегм]\w{0,2} (?:\w{1,12} )?(?:номер|телефон|тел)|(?:пере|по)звоните|звоните|свяжитесь со мной|"
    r"связаться со мной|со мной можно|для связи|меня можно (?:на|за)\w+|прошу (?:пере|по)звонить|"
    r"мне можно (?:пере|по)?звонить|"
    r"call me|call back|reach me|ring me|contact me|my (?:\w{1,12} )?(?:number|phone|mobile|cell))"
    r"(?:[^.!?\n\d+]|(?<=тел)\.|(?<=моб)\.|(?<= т)\.|(?<=tel)\.){0,40}$",
    re.IGNORECASE,
)
_WRITE = re.compile(
    r"(?:мо[йяею]\w{0,2} (?:\w{1,16} )?(?:e-?mail|почт\w|адрес|имейл)|"
    r"(?:или|либо) (?:на|по) (?:почт\w|e-?mail|адрес\w{0,2})|or by e-?mail(?: at| to)?|"
    r"(?:ответ\w{0,3}|отвечайте|пишите|напишите|пришлите) (?:\w{1,16} ){0,2}(?:на|по)|"
    r"my (?:\w{1,12} )?(?:e-?mail|address)|(?:answer|reply|write|respond|email) (?:to )?(?:me )?(?:to|at|on))"
    r"[^.!?\n@]{0,30}$",
    re.IGNORECASE,
)
_VALUE = (
    r"(?: (?:организации|компании|учреждения|клиента))?\s{0,2}"
    r"(?:[:=№#—–-]|номер|number|no\.?|n|is|это)?\s{0,2}[:№#]?\s?(?P<value>[\w/.\-]{2,40})"
)
_CUSTOMER = re.compile(
    r"(?<!\w)(?:уин|лицевой сч[её]т|л/с|(?:id|ид|код|номер) (?:клиента|абонента)|идентификатор(?: клиента)?|"
    r"(?:customer|client|account) (?:id|number|code))" + _VALUE,
    re.IGNORECASE,
)
_CONTRACT = re.compile(
    r"(?<!\w)(?:договор\w{0,3}|контракт\w{0,3}|contract|agreement)\s{1,2}"
    r"(?:№|номер|n\b|no\.?|number|#)\s?(?P<value>[\w/.\-]{1,40})",
    re.IGNORECASE,
)
_TAX = re.compile(r"(?<!\w)инн\s{0,2}[:№]?\s{0,2}(?P<value>\d{12}|\d{10})(?!\d)", re.IGNORECASE)
_VERSION = re.compile(
    r"(?<![\w-])(?:верси[ияейю]{1,2}|version|релиз\w{0,2}|release|сборк[аеиу]|build)[.:]?\s?"
    r"(?P<value>\d{1,5}(?:\.\d{1,6}){1,4})(?![\w])",
    re.IGNORECASE,
)
_NAME = r"(?P<name>[A-ZА-ЯЁ][\w'’-]{1,30}(?: [A-ZА-ЯЁ][\w'’.-]{0,30}){0,2})"
_CALLED = re.compile(rf"(?<!\w)(?i:меня зовут|мо[её] имя|my name is|my name's)[:,]? {_NAME}")
_IS = re.compile(
    rf"(?<!\w)(?i:это|я|this is|i am|i'm|i’m|(?:вас )?беспокоит|вам пишет)[,:]? [—–-]?\s?{_NAME}"
)
_FROM = re.compile(
    r"(?:^|[\s,])(?:из|от имени|компания|организация|представляю|from|at|of|with|for|on behalf of|"
    r"сотрудни\w{1,3}|беспокоит|пишет|обращается|мы|бухгалтер|менеджер|директор|специалист)\s?[—–-]?\s?$",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"(?<!\w)(?:вас беспокоит|вам пишет|от имени|мы из|я из|я сотрудник|я представляю|мы представляем|"
    r"мы\s[—–-]|"
    r"on behalf of|we are from|we're from|i'm from|i am from|i work (?:at|for)|i represent|we represent)"
    r"(?!\w)",
    re.IGNORECASE,
)
_REACH = 70
_MOST_OPENING = 500
# Lowered; without any of them a text is not looked through, which costs more.
_WORDS = {
    "call": ("звон", "связ", "мной можно", "тел", "номер", "call", "reach", "ring", "contact", "my "),
    "name": ("зовут", "мое имя", "my name"),
    "who": (
        *("беспокоит", "пишет", "от имени", "из ", "сотрудник", "представля", "мы "),
        *("behalf", "from", "work", "represent"),
    ),
    "customer_id": (
        "уин",
        "счет",
        "л/с",
        "клиент",
        "абонент",
        "идентификатор",
        "customer",
        "client",
        "account",
    ),
    "contract": ("договор", "контракт", "contract", "agreement"),
    "tax_number": ("инн",),
    "version": ("верси", "version", "релиз", "release", "сборк", "build"),
}
_MOST_ADDRESSES = 20
_NUMBERED = (("customer_id", _CUSTOMER), ("contract", _CONTRACT), ("tax_number", _TAX), ("version", _VERSION))


def pairs(text: str, *, russian: bool) -> Iterator[Pair]:
    """Yield what the writer says of himself; a value counts only where the text tells one and no other."""
    text = text[:_MOST]
    low = text.lower().replace("ё", "е")
    yield from _introduced(text[:_MOST_OPENING], low[:_MOST_OPENING])
    if _says(low, "call"):
        own = (number for at, number in phones.numbers(text, russian=russian) if _cued(_CALL, text, at))
        yield from _only("phone", own)
    if "@" in text:
        yield from _only("email", _addresses(text))
    for key, look in _NUMBERED:
        if _says(low, key):
            found = (match["value"].rstrip(".-/") for match in look.finditer(text))
            yield from _only(key, (value for value in found if any(sign.isdigit() for sign in value)))


def _says(low: str, about: str) -> bool:
    """Tell whether a lowered text holds any of the words without which there is nothing to look for."""
    return any(word in low for word in _WORDS[about])


def _introduced(text: str, low: str) -> Iterator[Pair]:
    """Yield the name and the firm of a writer who says who writes."""
    called = _CALLED.search(text) if _says(low, "name") else None
    if called is None:
        called = next((one for one in _IS.finditer(text) if _is_person(one["name"])), None)
    if called:
        yield "name", called["name"].rstrip(".'’-")
    who = _WHO.search(text) if _says(low, "who") else None
    for after in (match.end() for match in (called, who) if match):
        line_end = text.find("\n", after, after + _REACH)
        end = line_end if line_end >= 0 else after + _REACH
        told = firms.firm(text, after, end)
        at = text.find(told.split()[0], after, end) if told else -1
        beside = called is not None and at - called.end() in (1, 2) and after == called.end()
        if told and (beside or _FROM.search(text[max(0, at - _BEFORE) : at].rstrip('«"'))):
            # A sentence's full stop goes, an initial's stays.
            yield "organisation", told if told[-3:-2] in {".", " "} else told.removesuffix(".")


def _is_person(name: str) -> bool:
    return any(firms.is_first_name(word) for word in name.split())


def _addresses(text: str) -> Iterator[str]:
    """Yield the addresses of mail that the words before call the writer's own."""
    at = -1
    for _ in range(_MOST_ADDRESSES):
        at = text.find("@", at + 1)
        if at < 0:
            return
        start = max((text.rfind(sign, max(0, at - 65), at) for sign in " \n\t<(:;,"), default=-1) + 1
        if (found := email(text[start : at + 100])) and _cued(_WRITE, text, start):
            yield found


def _cued(cue: re.Pattern[str], text: str, at: int) -> bool:
    """Tell whether the words that end here call what follows the writer's own."""
    return cue.search(text[max(0, at - _BEFORE) : at]) is not None


def _only(key: str, found: Iterable[str]) -> Iterator[Pair]:
    """Yield a value that stands alone; of two different ones nobody knows which is meant."""
    values = set(found)
    if len(values) == 1:
        yield key, values.pop()
