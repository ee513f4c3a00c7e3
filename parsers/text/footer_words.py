"""What the footers of firms and scanners say, and whether a paragraph says it."""

import re
from collections.abc import Sequence

_MOST_NOTE = 500

# Of what a disclaimer's first words speak: the mail, and no report of a program.
_OF_THE_MAIL = (
    r"(?=.{0,60}(?:e-?mail|message|mail\b|transmission|communication|attach|письм|сообщени|переписк|почт|"
    r"вложени|приложени|послани|документ))"
)
_OPENING = re.compile(
    r"[*_\[(\"«|\s]{0,8}(?:"
    r"(?:this|the|any) (?:e-?mail|message|communication|transmission|information|content|contents)\b|"
    r"the information (?:transmitted|(?:contained )?herein)\b|"
    rf"the information (?:contained |included )?(?:in|with|by)\b{_OF_THE_MAIL}|"
    r"(?:confidentiality|legal|privacy) (?:notice|note)\b|"
    r"disclaimer\b|confidential(?:ity)?:|important notice\b|notice:|"
    r"(?:это|данное|настоящее) (?:электронное )?(?:сообщение|письмо|послание)\b|"
    r"(?:эта|данная|настоящая) (?:электронная )?(?:переписка|почта|информация)\b|"
    rf"(?:информация|сведения|содержание|содержимое|данные),? (?:\w{{4,20}} )?"
    rf"(?:в|этого|данного|настоящего)\b{_OF_THE_MAIL}|"
    r"(?:уведомление|предупреждение|заявление) (?:о|об) (?:конфиденциальности|ограничении)\b|"
    r"(?:конфиденциально|конфиденциальность|внимание|важно|дисклеймер)\s?[:!.]|"
    r"(?:diese|die in dieser) (?:e-?mail|nachricht|mitteilung)\b|"
    r"(?:це|дане) (?:електронне )?(?:повідомлення|лист)\b"
    r")",
    re.IGNORECASE,
)
# A person may write one of these words; a disclaimer uses several kinds of them.
_LEGAL = tuple(
    tuple(words.split("|"))
    for words in (
        "confidential|privileged|proprietary|конфиденциальн|конфіденційн|коммерческой тайн|коммерческую тайн|"
        "коммерческая тайн|коммерческие тайн|коммерческих тайн|vertraulich",
        "intended|addressee|recipient|addressed to|предназначен|призначен|адресат|адресован|"
        "получател|bestimmt|empfänger|adressat",
        "in error|by mistake|delete|destroy|notify|по ошибке|ошибочно|удалит|уничтож|уведомит|"
        "помилков|irrtümlich|löschen|vernichten|informieren",
        "disclos|distribut|disseminat|copying|unauthorised|unauthorized|prohibited|распростран|копирован|"
        "разглаш|раскрыт|запрещ|rechtlich geschützt|unbefugt|nicht gestattet",
        " liab|responsib|warrant|not necessarily|represent|ответственност|оферт|не гарантир|haft",
    )
)
# A plea begins within so many characters.
_PLEA_WITHIN = 40
_PLEA_WORDS = (
    "consider the environment|environment before printing|think before print|think before you print|"
    "think of the environment before print|think of the environment before you print|об окружающей среде|"
    "берегите природу|сохраните деревья|прежде чем распечатать|прежде чем печатать|denken sie an die umwelt"
)
_PLEAS = _PLEA_WORDS.split("|")
_SCANNED = re.compile(
    r"[-_=*|\s]{0,40}(?:(?:this|the|outgoing|incoming) (?:e-?mail|message|mail)\b.{0,40}"
    r"(?:checked|scanned|certified|protected|virus)|(?:checked|scanned|protected) by\b|virus[- ]free|"
    r"no virus(?:es)? (?:found|detected)|information from eset|"
    r"(?:это |данное |исходящее |входящее )?(?:письмо |сообщение )?(?:было )?проверено\b|без вирусов|"
    r"не содержит вирусов|вирусов не (?:обнаружено|найдено)|вирусов нет|информация от eset|"
    r"diese e-?mail.{0,40} viren|virenfrei|l.absence de virus|sans virus|"
    r"este correo.{0,60} virus|libre de virus|(?:цей лист )?перевірено)",
    re.IGNORECASE,
)
_SCANNER = re.compile(
    r"avast|\bavg\b|\beset\b|nod32|kaspersky|касперск|dr\.? ?web|mcafee|norton|symantec|sophos|comodo|"
    r"bitdefender|avira|f-secure|clamav|mailscanner|messagelabs|barracuda|spamassassin|amavis",
    re.IGNORECASE,
)
# Where a firm is entered, as the law wants it told.
_ENTRY_WORDS = (
    "registered in|registered office|registered number|company number|company registration|огрн|"
    "geschäftsführer|handelsregister|sitz der gesellschaft|amtsgericht"
)
_ENTERED = _ENTRY_WORDS.split("|")
# Words of someone who speaks of himself, and of what goes on in spite of a scanner.
_SPOKEN = re.compile(
    r"(?<![\w'])(?:i|i'm|me|my|я|мне|меня|мой|моя|мою|моё|мои|у нас|ich|mir)(?![\w'])|\?",
    re.IGNORECASE,
)
_OBJECTED = re.compile(r"(?<!\w)(?:but|however|still|our|we|но|однако|мы|наш\w{0,3})(?!\w)", re.IGNORECASE)
# A short disclaimer has no such turn, and speaks of no program's work.
_MOST_SHORT = 300
_TURNED = re.compile(
    r"(?<!\w)(?:but|yet|still|но|однако|зато|а (?!также|равно)|программ\w{1,3}|отч[её]т\w{0,3}|"
    r"выгрузк\w{1,3}|сервер\w{0,3}|лог(?:и|ов|ах)|report|reports|program|server|logs?)(?!\w)",
    re.IGNORECASE,
)
# Without one of these near the end there is no footer; most mails have none.
_HINT_WORDS = (
    "confiden privileg propriet конфиденц конфіденц тайн vertraul intend address recipient значен адрес "
    "получател bestimmt empfänger environment print природу деревья печатать umwelt check scan certif vir "
    "protected eset провер вирус перевірено"
)
_HINTS = _HINT_WORDS.split()
# Nor where the last paragraph has none of these besides: then it cannot even stand below one.
_LAST_WORDS = (
    "http www. disclos distribut disseminat copying unauthor prohibit распростран копирован разглаш раскрыт "
    "запрещ rechtlich unbefugt gestattet liab responsib warrant necessarily represent ответственност оферт "
    "гарантир haft registered company огрн geschäftsführer handelsregister sitz amtsgericht"
)
_LAST_HINTS = _LAST_WORDS.split()
_LINK = re.compile(r"https?://[^\s<>]{1,300}")
# A link ends at a blank or bracket and gives nothing back: "www.www.www." is one, not every way to part it.
_LINKS = re.compile(r"(?:[<(\[]?(?:https?://|www\.)[^\s<>]{1,300}+>?[\s|.]{0,9}+){1,4}")


def may_be(tail: str) -> bool:
    """Tell whether a footer may be in this text in lower case."""
    return _says(tail, _HINTS)


def may_be_last(paragraph: str) -> bool:
    """Tell whether this paragraph in lower case may be a footer, or stand below one."""
    return _says(paragraph, _HINTS) or _says(paragraph, _LAST_HINTS)


def opens_scan(text: str) -> bool:
    """Tell whether a line begins as a scanner's note does."""
    return _SCANNED.match(text) is not None


def opens(text: str) -> bool:
    """Tell whether a line may be a footer's first."""
    return _OPENING.match(text) is not None or _pleads(text) or _is_scan(text)


def is_footer(text: str) -> bool:
    """Tell whether a paragraph is a disclaimer, a plea for trees or a scanner's note."""
    if len(text) <= _MOST_NOTE and (_pleads(text) or _is_scan(text)):
        return True
    return _OPENING.match(text) is not None and _is_legal(text)


def _pleads(text: str) -> bool:
    """Tell whether a text pleads for trees."""
    head = text[: 2 * _PLEA_WITHIN].lower()
    return any(0 <= head.find(plea) <= _PLEA_WITHIN for plea in _PLEAS)


def _is_scan(text: str) -> bool:
    """Tell whether a text says which scanner found nothing, and no more."""
    if len(text) > _MOST_NOTE or not _SCANNED.match(text) or not _SCANNER.search(text):
        return False
    said = _LINK.sub("", text)
    return not _SPOKEN.search(said) and not _OBJECTED.search(said)


def goes_with_footers(text: str) -> bool:
    """Tell whether a paragraph may stand below a footer: more of it, a firm's entry, a link."""
    if len(text) <= _MOST_NOTE and _LINKS.fullmatch(text):
        return True
    lowered = f" {text.lower()}"
    disclaims = any(_says(lowered, _LEGAL[kind]) for kind in (3, 4)) and sum(_kinds(lowered)) >= 2
    return (disclaims or _says(lowered, _ENTERED)) and not _SPOKEN.search(_LINK.sub("", text))


def _is_legal(text: str) -> bool:
    """Tell whether a text has a disclaimer's words of two kinds, of three where nothing is confidential."""
    kinds = _kinds(f" {text.lower()}")
    enough = sum(kinds) >= (2 if kinds[0] else 3) and (kinds[0] or kinds[1])
    if len(text) <= _MOST_SHORT and _TURNED.search(text):
        return False
    return enough and not _SPOKEN.search(_LINK.sub("", text))


def _kinds(lowered: str) -> list[bool]:
    """Return of which kinds of a disclaimer's words a text has any."""
    return [_says(lowered, words) for words in _LEGAL]


def _says(lowered: str, words: Sequence[str]) -> bool:
    """Tell whether any of these words stands in a text; a loop is faster here than a generator."""
    for word in words:  # noqa: SIM110
        if word in lowered:
            return True
    return False
