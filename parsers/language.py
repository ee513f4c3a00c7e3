"""Which language a text is written in: by its script, and by the small words every text has."""

import re

from desk.mail import Language

_MOST = 4000
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_FIRST_CYRILLIC, _LAST_CYRILLIC = "\u0400", "\u04ff"
# Letters that Russian has not: Ukrainian, Belarusian, Kazakh, Serbian, Macedonian.
_NOT_RUSSIAN = frozenset("іїєґўәғқңөұүһђјљњћџѓќѕ")
_NOT_ENGLISH = frozenset("äöüßéèêëàâîïôûùçñáíóúãõąęłśżźćńøåæœčřšžěůőűğışțăìò")
# Russian texts name programs and firms in Latin letters, so a third is enough.
_ENOUGH_CYRILLIC = 0.3

_OTHER_CYRILLIC_WORDS = """
    дякую добрий будь ласка немає працюе вітаю ще та але здравейте моля няма това съм благодаря дзякуй
    добры молба зошто
"""
_OTHER_CYRILLIC = frozenset(_OTHER_CYRILLIC_WORDS.split())
_ENGLISH_WORDS = """
    the is are was were be been not and or but of to in for with from this that these it its it's i i'm
    we you your my our me us he she they have has had do does did don't doesn't didn't can can't cannot
    could would should will won't please thanks thank hello hi hey dear regards yes no ok what when
    where why how who which any all still again now there here if after before works work working worked
    help need error issue problem ticket closed close status update user password printer screen cannot
    unable new add feature request on at by as an a so just fixed solved resolved confirmed cancel
    everyone
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_OTHER_LATIN_WORDS = """
    der die das und ist nicht ein eine ich wir sie mit auf von zu den dem im es für bitte danke hallo
    kann geht wird noch funktioniert le la les un une des du et est ne pas je nous vous pour avec sur
    bonjour merci que qui el los las en y por para con una gracias hola funciona il lo gli di che non è
    per sono grazie ciao de het een niet van dat met voor niet werkt ik w z na nie jest się do i
    dziękuję proszę det och är inte att på ikke og jeg er til os uma não obrigado com não kein keine
    drucker alle kiitos ei on ja se
"""
_OTHER_LATIN = frozenset(_OTHER_LATIN_WORDS.split())


def detect(text: str) -> Language | None:
    """Return the language of a text, or None: nothing to tell by, or another language."""
    words = _WORD.findall(text[:_MOST].lower().replace("’", "'"))
    cyrillic = [word for word in words if _is_cyrillic(word)]
    if cyrillic and len(cyrillic) >= _ENOUGH_CYRILLIC * len(words):
        return Language.RU if _is_russian(cyrillic) else None
    return Language.EN if _is_english([word for word in words if not _is_cyrillic(word)]) else None


def _is_cyrillic(word: str) -> bool:
    return _FIRST_CYRILLIC <= word[0] <= _LAST_CYRILLIC


def _is_russian(words: list[str]) -> bool:
    """Tell whether words in Cyrillic are Russian ones: a strange name among ten words may stand there."""
    strange = len([word for word in words if word in _OTHER_CYRILLIC or not _NOT_RUSSIAN.isdisjoint(word)])
    return strange * 10 <= len(words)


def _is_english(words: list[str]) -> bool:
    """Tell whether more words in Latin letters are surely English than surely not."""
    english = len([word for word in words if word in _ENGLISH])
    other = len([word for word in words if word in _OTHER_LATIN or not _NOT_ENGLISH.isdisjoint(word)])
    return english > other
