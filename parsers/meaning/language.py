"""Which language a text is written in: by its script, and by the small words every text has."""

import re
from collections.abc import Collection, Sequence

from desk.mail import Language, TextLanguage
from parsers.meaning import language_words as known
from parsers.text.lines import is_quoted, split

# The beginning tells; what follows costs time and says the same.
_MOST = 1500
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_FIRST_CYRILLIC, _LAST_CYRILLIC = "\u0400", "\u04ff"
_LAST_LATIN = "\u024f"
# What is written in no language, or in another's: addresses, names, what programs say in quotation marks.
_NOISE = re.compile(
    r"(?<!\S)(?:https?://|www\.)\S{1,2000}|(?<!\S)\S{1,64}@\S{1,100}|"
    r"«[^«»\n]{1,300}»|\"[^\"\n]{1,300}\"|“[^“”\n]{1,300}”|`[^`\n]{1,300}`|"
    r"(?<=[а-яёіїєґ] )[А-ЯЁІЇЄҐ][\w'’-]{1,40}"
)
_PLAIN = re.compile(r"[(\"'«“-]?[^\W\d_]+(?:['’-][^\W\d_]+){0,3}[.,:;!?…)\"'»”-]{0,3}")

# Letters that Russian has not.
_UKRAINIAN = frozenset("їєґ")
# Ukrainian, Belarusian and Kazakh have it: the other letters tell whose it is.
_SHARED = frozenset("і")
# Belarusian, Kazakh, Serbian, Macedonian, Mongolian.
_OTHER_CYRILLIC = frozenset("ўәғқңөұүһђјљњћџѓќѕ")
# Bulgarian writes its hard sign before consonants and at the end.
_HARD = re.compile(r"ъ(?![еёюя])")
_RUSSIAN = frozenset("ыэъ")
_OTHER_LATIN = frozenset("éèêëàâîïôûùçñáíóúãõąęłśżźćńøåæœčřšžěůőűğışțăìò")
_GERMAN = frozenset("äöüß")

# Russian texts name programs and firms in Latin letters, so a third is enough.
_ENOUGH_CYRILLIC = 0.3
_NEARLY_ALL = 0.9
# Of a person who speaks, not of a program.
_SPOKEN_WORDS = "i i'm we my our us hello hi hey dear please thanks you can could"
_SPOKEN = frozenset(_SPOKEN_WORDS.split())


def detect(text: str) -> Language | None:
    """Return the language to answer a text in, or None: nothing to tell by, or one that no answer is in."""
    return answered_in(spoken(text))


def answered_in(told: TextLanguage | None) -> Language | None:
    """Return the language to answer a language in, or None where no answer is in it."""
    return Language(told) if told in (TextLanguage.RU, TextLanguage.EN) else None


def spoken(text: str) -> TextLanguage | None:
    """Return the language that a text is written in, or None where nothing tells.

    Russian in Latin letters is Russian. Lines of logs and code, addresses and what stands in quotation marks
    count only where there is nothing else.
    """
    text = text[:_MOST]
    words = _words(text)
    cyrillic = [] if text.isascii() else list(filter(_is_cyrillic, words))
    if len(cyrillic) >= _NEARLY_ALL * len(words) and _cyrillic(cyrillic) is TextLanguage.RU:
        return TextLanguage.RU if words else None
    if not cyrillic and (told := _latin(words)) is TextLanguage.EN:
        return told
    return _looked_closer(text, words)


def _looked_closer(text: str, words: Sequence[str]) -> TextLanguage | None:
    """Return the language of what a person may have worded in a text of several scripts or languages."""
    lines = _prose(text)
    words = _words(" ".join(lines)) or words
    cyrillic = list(filter(_is_cyrillic, words))
    if cyrillic and (len(cyrillic) >= _ENOUGH_CYRILLIC * len(words) or _begins_cyrillic(lines, cyrillic)):
        return TextLanguage.EN if _quotes_cyrillic(lines, words, cyrillic) else _cyrillic(cyrillic)
    foreign = [word for word in words if word[0] > _LAST_LATIN and not _is_cyrillic(word)]
    if len(foreign) * 2 > len(words):
        return TextLanguage.OTHER
    return _latin([word for word in words if word[0] <= _LAST_LATIN])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'").replace("ё", "е"))


def _prose(text: str) -> list[str]:
    """Return the lines that a person may have worded, without addresses, quotations and names."""
    lines = (_NOISE.sub(" ", line).strip() for line in split(text) if not is_quoted(line))
    return [line for line in lines if line and not _is_code(line)]


def _is_code(line: str) -> bool:
    """Tell whether half the words of a line are none: a log's line, a path, a table of figures."""
    words = line.split()
    odd = sum(_PLAIN.fullmatch(word) is None for word in words)
    return len(words) > 1 and odd * 2 > len(words)


def _is_cyrillic(word: str) -> bool:
    return _FIRST_CYRILLIC <= word[0] <= _LAST_CYRILLIC


def _begins_cyrillic(lines: Sequence[str], cyrillic: Sequence[str]) -> bool:
    """Tell whether a text in Latin letters is something pasted below words in Cyrillic."""
    first = _words(lines[0])[:4] if lines else []
    return len(cyrillic) > 1 and sum(map(_is_cyrillic, first)) * 2 > len(first)


def _quotes_cyrillic(lines: Sequence[str], words: Sequence[str], cyrillic: Sequence[str]) -> bool:
    """Tell whether words in Cyrillic are something pasted below a person's English."""
    first = set(_words(lines[0])) if lines else set()
    return bool(
        len(cyrillic) * 2 <= len(words)
        and first & _SPOKEN
        and len(first & known.ENGLISH) > 1
        and not any(map(_is_cyrillic, first))
    )


def _cyrillic(words: Sequence[str]) -> TextLanguage:
    """Return the language of words in Cyrillic: a strange name among ten words may stand in Russian ones."""
    hard = sum("ъ" in word and _HARD.search(word) is not None for word in words)
    other = _counted(words, known.OTHER_CYRILLIC, _OTHER_CYRILLIC) + hard
    ukrainian = _counted(words, known.UKRAINIAN, _UKRAINIAN)
    if other > ukrainian:
        other = _counted(words, known.OTHER_CYRILLIC, _OTHER_CYRILLIC | _SHARED) + hard
    else:
        ukrainian = _counted(words, known.UKRAINIAN, _UKRAINIAN | _SHARED)
    strange = other + ukrainian
    if strange * 10 <= len(words) or _counted(words, known.RUSSIAN, _RUSSIAN) > 2 * strange:
        return TextLanguage.RU
    return TextLanguage.UK if ukrainian > other else TextLanguage.OTHER


def _latin(words: Sequence[str]) -> TextLanguage | None:
    """Return the language of words in Latin letters that most of the known ones belong to."""
    english = _counted(words, known.ENGLISH)
    other = _counted(words, known.OTHER_LATIN, _OTHER_LATIN)
    german = _counted(words, known.GERMAN, _GERMAN)
    russian = _counted(words, known.TRANSLITERATED)
    if english > max(other, german, russian):
        return TextLanguage.EN
    sure = russian > 1 or not known.SURELY_TRANSLITERATED.isdisjoint(words)
    if sure and russian > max(other, german):
        return TextLanguage.RU
    if german > max(other, english):
        return TextLanguage.DE
    return TextLanguage.OTHER if max(other, german) > english else None


def _counted(words: Sequence[str], listed: Collection[str], letters: frozenset[str] = frozenset()) -> int:
    """Return how many words are listed, or hold one of these letters."""
    told = sum(map(listed.__contains__, words))
    text = "".join(words) if letters else ""
    if any(letter in text for letter in letters):
        told += sum(word not in listed and not letters.isdisjoint(word) for word in words)
    return told
