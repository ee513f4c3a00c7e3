"""By which words mails about one matter are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.mail import read
from parsers.meaning.similarity import similarity
from parsers.meaning.stems import stem


@pytest.mark.parametrize(
    "words",
    [
        "принтер принтера принтеру принтером принтеры принтеров принтерах",
        "документ документы документов документами",
        "открыть открывать открывают открывается открываются",
        "работает работают работал работала работать",
        "подключение подключения подключиться подключается",
        "обновление обновить обновления",
        "система системы системе систему систем",
        "connect connects connected connecting connection connections",
        "printer printers printing printed",
        "fail fails failed failing failure",
        "stop stopped stopping",
        "company companies",
    ],
)
def test_forms_of_a_word_have_one_stem(words: str) -> None:
    """Case, number, person and tense make no other word."""
    assert len({stem(word) for word in words.split()}) == 1


def test_different_words_keep_different_stems() -> None:
    """A stem keeps enough of its word."""
    words = "принтер пароль портал почта отчет ошибка документ касса сервер доступ printer password error"
    assert len({stem(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Не работает принтер", "Добрый день! На втором этаже не печатает принтер HP."),
            ("Принтер не печатает", "Здравствуйте, принтера HP на 2 этаже не работают"),
        ),
        (
            ("Не открывается портал", "Портал поставщиков не открывается с 10:30, ошибка 502."),
            ("портал", "у нас не открывают портал поставщика, ошибка 502 Bad Gateway"),
        ),
        (
            ("VPN", "I cannot connect to the VPN since this morning"),
            ("VPN", "Hello team, VPN connecting is impossible. Thank you"),
        ),
    ],
)
def test_two_mails_about_one_matter_share_most(one: tuple[str, str], other: tuple[str, str]) -> None:
    """At least half of the stems of the shorter key are those of the other."""
    first, second = set(similarity(*one)), set(similarity(*other))
    assert len(first & second) * 2 >= min(len(first), len(second))


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте! Спасибо, пожалуйста. С уважением, Иван Петрович Сидоров",
        "Hello, thank you, best regards, John",
        "12345 10:30 +7 495 123-45-67 №42 info@client.example https://client.example/a?b=1",
        "А у нас это было, но не так",
        "Просим помочь, срочно: Ольга Кузнецова, Марии Кузнецовой",
        "",
    ],
)
def test_courtesies_names_and_numbers_tell_nothing(text: str) -> None:
    """What stands in every mail, and who writes it, makes none alike."""
    assert similarity("Re: [SUP-1042]", text) == ()


def test_the_key_is_sorted_and_bounded() -> None:
    """Each stem stands once, in order; at most forty, the first ones told."""
    key = similarity(
        "принтер", " ".join(f"слово{chr(1072 + n)}{chr(1072 + m)}" for n in range(30) for m in range(30))
    )
    assert list(key) == sorted(set(key))
    assert len(key) == 40
    assert "принтер" in key


def test_people_who_take_part_tell_nothing() -> None:
    """A name that the mail's own addresses bear is none of its words."""
    head = "From: Gromozeka Zelenskaya <g@corp.example>\r\nSubject: printer\r\n\r\n"
    mail = read((head + "gromozeka has a broken printer, zelenskaya").encode())
    assert mail.similarity == ("broken", "print")


@pytest.mark.parametrize("text", ["a", "a-", "[", "[1", "a@", "А ", "http://"])
@pytest.mark.cpu(5)
def test_no_text_holds_it_up(text: str) -> None:
    """The time is bounded, whatever the text."""
    similarity(text * 50_000, text * 50_000)


@given(st.text(), st.text())
def test_no_text_raises(subject: str, text: str) -> None:
    """Whatever is written, the key is the same each time."""
    assert similarity(subject, text) == similarity(subject, text)
