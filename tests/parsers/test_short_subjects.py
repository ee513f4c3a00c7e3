"""Short Russian subjects and names come out right, whatever charset they are in and whatever it is called."""

import base64
import re
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path

import pytest

from desk.mail import Charset
from parsers.characters.charset import codec, decode
from parsers.mail import read
from tests.parsers.short_subjects import SUBJECTS

CHARSETS = ("utf-8", "windows-1251", "koi8-r", "cp866", "iso-8859-5", "x-mac-cyrillic")
LIES = ("us-ascii", "iso-8859-1", "unknown-8bit", "utf-8", "windows-1251", "koi8-r", "iso-8859-5")
# What a program took utf-8 for; it took Cyrillic charsets for Latin.
TAKEN_FOR = {
    "utf-8": ("cp1251", "latin-1", "koi8-r", "cp866"),
    "windows-1251": ("latin-1",),
    "koi8-r": ("latin-1",),
}

TABLES = Path(__file__).parents[2] / "parsers" / "data"
RARE = """
    ОБМЕН РЕЗЮМЕ ЭЦП НДС ЯНДЕКС ОНЛАЙН ГЛЮК РЕЦЕПТЫ ЕГАИС ФНС ЭДО ККТ УТМ ЕСФ ИНН КПП УПД МФУ ВПН ПО ОС
    усіх вітаю мені тільки в офісі немає виконує її відрядженні очікуйте љубав
"""
_WORD = re.compile(r"[а-яёіїєґ]{2,}", re.IGNORECASE)

# So many letters tell their charset.
ENOUGH = 6


def _bytes(text: str, name: str) -> bytes | None:
    try:
        return text.encode(codec(name) or name)
    except UnicodeEncodeError:
        return None


def _raw() -> Iterator[tuple[str, bytes]]:
    for subject, name in product(SUBJECTS, CHARSETS):
        if (data := _bytes(subject, name)) is not None:
            yield subject, data


def _words() -> Iterator[tuple[str, bytes]]:
    """Yield encoded words: each charset under each name, the true one among them."""
    for (subject, data), lie in product(_raw(), LIES):
        yield subject, b"=?%s?B?%s?=" % (lie.encode(), base64.b64encode(data))


def _twice() -> Iterator[tuple[str, bytes]]:
    """Yield texts of which a program took the bytes for another charset, and made utf-8 of what it saw."""
    pairs = [(name, reader) for name, readers in TAKEN_FOR.items() for reader in readers]
    for subject, (name, reader) in product(SUBJECTS, pairs):
        if (data := _bytes(subject, name)) is not None:
            try:
                yield subject, data.decode(reader).encode()
            except UnicodeDecodeError:
                continue


FORMS = {"raw": _raw, "encoded words": _words, "encoded twice": _twice}


@pytest.mark.parametrize(("form", "share"), [("raw", 1.0), ("encoded words", 0.95), ("encoded twice", 0.98)])
def test_a_short_subject_comes_out_right(form: str, share: float) -> None:
    """Six Cyrillic letters tell in which charset they are; what is missing shows none of its own letters."""
    told = [
        (subject, read(b"From: a@b.example\r\nSubject: " + value + b"\r\n\r\nx").subject)
        for subject, value in FORMS[form]()
        if sum(letter > "\u0400" for letter in subject) >= ENOUGH
    ]
    wrong = [pair for pair in told if pair[0] != pair[1]]

    assert len(wrong) <= (1 - share) * len(told), wrong


def _said() -> Iterator[str]:
    """Yield words and abbreviations of Russian, Ukrainian, Serbian, alone and in rows, in every case."""
    found = {
        word for path in TABLES.glob("*.toml") for word in _WORD.findall(path.read_text(encoding="utf-8"))
    }
    for word in (*sorted(found), *RARE.split()):
        yield from (word.lower(), word.upper(), word.title())
    yield from map(" ".join, permutations(RARE.split(), 2))


@pytest.mark.parametrize("name", ["utf-8", "windows-1251", "koi8-r", "koi8-u", "cp866"])
def test_what_is_declared_truly_is_never_rewritten(name: str) -> None:
    """However odd it looks: abbreviations in capitals are what another charset makes of small letters."""
    told = [(said, data) for said in _said() if (data := _bytes(said, name)) is not None]

    assert len(told) > 3000
    assert [(said, got) for said, data in told if (got := decode(data, name)[0]) != said] == []


def test_a_name_in_raw_bytes_comes_out_right() -> None:
    """Old programs write the names of people as they write the subject."""
    told = [
        (name, read(b'From: "' + data + b'" <a@b.example>\r\n\r\nx').sender)
        for name, data in _raw()
        if sum(letter > "\u0400" for letter in name) >= ENOUGH
    ]

    assert [name for name, sender in told if sender is None or sender.name != name] == []


@pytest.mark.parametrize("name", CHARSETS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_true_name_is_believed_however_short_the_text(subject: str, name: str) -> None:
    """No guess is made where the mail says the truth."""
    if (data := _bytes(subject, name)) is not None:
        assert decode(data, name) == (subject, "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Не працює принтер", ("windows-1251", "koi8-u", "iso-8859-5", "utf-8")),
        ("Її ґанок", ("windows-1251", "koi8-u", "utf-8")),
        ("Не работи принтерът", ("windows-1251", "iso-8859-5", "utf-8")),
        ("Ђорђе Шћепановић", ("windows-1251", "iso-8859-5", "utf-8")),
        ("Δεν λειτουργεί", ("windows-1253", "iso-8859-7", "utf-8")),
        ("בעיה במדפסת", ("windows-1255", "iso-8859-8-i", "utf-8")),
        ("Şifre sıfırlama", ("windows-1254", "iso-8859-9", "utf-8")),
        ("Źródło Łódź", ("windows-1250", "iso-8859-2", "utf-8")),
        ("Žluťoučký kůň", ("windows-1250", "iso-8859-2", "utf-8")),
        ("Äußere Übergröße", ("windows-1252", "iso-8859-15", "utf-8")),
        ("МБДОУ", ("windows-1251", "koi8-r", "utf-8")),
    ],
)
def test_other_languages_and_abbreviations_are_left_alone(text: str, names: tuple[str, ...]) -> None:
    """What looks little like Russian is not made Russian while its charset is told."""
    for name in names:
        assert decode(text.encode(codec(name) or name), name) == (text, ""), name


def test_a_guess_is_told_with_its_confidence() -> None:
    """Long words are surer than short ones, and what is declared is no guess."""
    raw = "From: a@b.example\r\nSubject: {}\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nДа"
    long, short = (
        read(raw.format(subject).encode("koi8-r")).charsets for subject in ("Не печатает принтер", "Юг")
    )

    assert long == (Charset("Subject", "koi8-r", 0.99, False), Charset("text", "koi8-r", 1.0, True))
    assert short[0].confidence < long[0].confidence


def test_a_lie_of_an_encoded_word_is_told() -> None:
    """The word is read by the letters, and says so."""
    word = base64.b64encode("Не печатает принтер".encode("koi8-r")).decode()

    mail = read(f"From: a@b.example\r\nSubject: =?windows-1251?B?{word}?=\r\n\r\nx".encode())

    assert mail.subject == "Не печатает принтер"
    assert mail.charsets == (Charset("Subject", "koi8-r", 0.99, False),)


def test_a_page_is_believed_where_its_header_is_wrong() -> None:
    """A gateway may name a charset that the bytes are not; the page was written with its own."""
    page = '<meta charset="shift_jis"><p>プリンター'.encode("shift_jis")

    mail = read(b"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page)

    assert mail.visible_text == "プリンター"
    assert [one.is_declared for one in mail.charsets] == [True]
