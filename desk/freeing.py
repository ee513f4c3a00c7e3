"""The words that free what was given back to an agent, and those that take back what waits."""

import re
from difflib import get_close_matches
from enum import Enum, auto

# Any of these in the first line frees, if nothing stands beside it but what adds nothing.
_SENDING = frozenset({
    "send", "отправить", "отправь", "отправьте", "отправляй", "отправляйте", "отправлять", "пошли", "послать",
})  # fmt: skip
_ADDING_NOTHING = frozenset({
    "it", "this", "please", "yes", "ok", "okay", "as", "is", "now", "anyway", "just", "go", "ahead",
    "да", "ок", "хорошо", "его", "это", "как", "есть", "так", "пожалуйста", "сейчас", "все", "равно",
})  # fmt: skip
_NOT = frozenset({"not", "don", "dont", "never", "не", "no", "нет"})
# A few of these alone decline; a customer must not read them, whatever else they may mean.
_DECLINING = _NOT | {
    "cancel", "stop", "wait", "forget", "drop", "delete", "nothing", "nevermind", "never", "mind", "abort",
    "undo", "that", "t", "need", "отмена", "отменить", "отмени", "стоп", "стой", "подожди", "забудь",
    "забудьте", "удали", "удалить", "надо", "нужно", "ничего", "отправляй", "отправлять",
}  # fmt: skip

# These begin a line that takes back; the others say it only where they stand alone.
_UNDOING = frozenset({"undo", "отмена", "отменить", "отмени", "отмените"})
_STOPPING = frozenset({"cancel", "stop", "стоп", "стой", "подожди", "wait"})

# A line of so many words may be meant for us; with a word of denial it may be a little longer.
_FEW = 3
_FEW_DENYING = 5
# Below a bare "yes" there stands no more than a name, and below "send" a whole signature.
_FEW_BELOW = 8
# Lines at most by which a program tells whose words it quotes.
_INTRODUCING = 3
_SIGNATURE = 25
# Of a sign-off no more than so many words are neither a name nor these.
_SIGN_OFF = 2
_POLITE = frozenset({
    "thank", "thanks", "you", "and", "many", "best", "kind", "warm", "regards", "wishes", "cheers",
    "sincerely", "yours", "спасибо", "большое", "заранее", "с", "и", "уважением", "всего", "доброго",
    "хорошего", "дня",
})  # fmt: skip
_NEAR = 0.75


class Said(Enum):
    """What an answer to words that were given back says: to send them, perhaps so, or other words."""

    SEND = auto()
    UNCLEAR = auto()
    OTHER = auto()


def said(text: str, *, more: bool = False) -> Said:
    """Return what this answer says of the words it answers; unclear is asked again, and sent to nobody.

    ``more`` tells that it brings something besides, such as a file.
    """
    first, every = _first(text), _words(text)
    if (_SENDING | _ADDING_NOTHING).issuperset(first) and not _SENDING.isdisjoint(first):
        return Said.UNCLEAR if more or len(every) > len(first) + _SIGNATURE else Said.SEND
    few = _FEW if _NOT.isdisjoint(first) else _FEW_DENYING
    near = any(get_close_matches(word, _SENDING, cutoff=_NEAR) for word in first[:_FEW_DENYING])
    if len(first) <= few and near:
        return Said.UNCLEAR
    known = bool(first) and (_DECLINING | _ADDING_NOTHING).issuperset(first)
    return Said.UNCLEAR if known and len(every) <= len(first) + _FEW_BELOW else Said.OTHER


def takes_back(text: str, *, waits: bool, inside: bool = False) -> bool:
    """Tell whether a mail wants back what waits; where nothing ``waits``, by the one word alone.

    One that no customer would read, ``inside``, may say why on the same line.
    """
    first = _first(text)
    if not waits:
        return len(first) == 1 and _UNDOING.issuperset(_words(text))
    begins = bool(first) and first[0] in _UNDOING and (inside or len(first) <= _FEW)
    return begins or (len(first) == 1 and first[0] in _STOPPING)


def below_quotation(text: str) -> str:
    """Return what stands below a quotation where nothing is said above it; else the text as it is.

    Of mails to staff that are quoted so by mutt or Thunderbird, the readers know notifications alone.
    """
    lines = text.splitlines()
    quoted = [at for at, line in enumerate(lines) if line.lstrip().startswith(">")]
    if not quoted:
        return text
    above = [line for line in lines[: quoted[0]] if line.strip()]
    below = "\n".join(lines[quoted[-1] + 1 :]).strip()
    introduced = not above or (len(above) <= _INTRODUCING and above[-1].rstrip().endswith(":"))
    return below if below and introduced else text


def says_more(text: str, name: str) -> bool:
    """Tell whether more stands below the first line than a sign-off with this name."""
    below = text.strip().removeprefix(first_line(text))
    return len([word for word in _words(below) if word not in {*_POLITE, *_words(name)}]) > _SIGN_OFF


def first_line(text: str) -> str:
    """Return the first line that says anything, or the empty string."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _first(text: str) -> list[str]:
    return _words(first_line(text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("ё", "е"))
