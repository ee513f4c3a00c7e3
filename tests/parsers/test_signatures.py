"""Signatures come off a text; what a person wrote below his name never does.

The lines are written from memory of how people sign: regressions, not proof.
"""

import pytest

from parsers.text.visible import cut

CARDS = [
    "Иван Петров\nведущий инженер отдела эксплуатации\nООО «Вектор»\nтел. +7 (495) 123-45-67, доб. 215",
    "Мария\nГлавный бухгалтер",
    "зам. директора по АХЧ\nСидоров А.В.",
    "Петрова Анна\nспециалист по работе с клиентами\ne-mail: petrova@vector.example\nwww.vector.example",
    "Администрация гимназии № 12",
    "команда «Вектор»",
    "анна",
    "Кузнецов Д. И.\nинженер-программист 1 категории\nг. Москва, ул. Ленина, д. 5, стр. 1, оф. 305",
    "Ольга\nслужба технической поддержки\nвремя работы: пн-пт с 9:00 до 18:00 (МСК)",
    "Ольга Иванова\nи.о. начальника отдела информационных технологий\nSkype: olga.ivanova",
    "Ann Lee\nSenior Accountant\nAcme Ltd\nT: +44 20 7946 0958\nann.lee@acme.example",
    "Ann Lee\nhead of sales, EMEA",
    "Ann Lee (she/her)\nIT support\nAcme Ltd, 5 Main Street, London W1A 1AA, UK",
    "Bob\nfreelance web developer\nOffice hours: Mon-Fri 9am-5pm",
    "Bob\nFollow us on Twitter: @acme",
    "bob",
    "Hans Müller\nGeschäftsführer\nMüller GmbH\nMusterstraße 5, 12345 Berlin",
]
AFTERTHOUGHTS = [
    "Пока оставьте заявку открытой",
    "Перезвоните срочно, касса висит",
    "Позвоните 89161234567",
    "сканер молчит",
    "почту почините",
    "жду доступ для Петрова",
    "кроме кассы 3",
    "теперь сканер",
    "А почта?",
    "ошибка 500 осталась",
    "инженер не приехал",
    "Отдел ждёт",
    "офис без интернета",
    "СКАНЕР МОЛЧИТ",
    "Keep the ticket open until Friday",
    "Scanner dead though",
    "Calendar empty",
    "except the scanner",
    "Invoice please",
    "Manager needs access",
    "network down",
    "Now the scanner",
    "More to come",
]
LEADS = ["С уважением,\n", "Всего доброго\n", "Regards,\n", "--\n", "—\n", "_______________\n"]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("lead", LEADS)
def test_a_signature_comes_off(card: str, lead: str) -> None:
    """Who writes, as what, for which firm and where to find them is on record, and not said."""
    parts = cut(f"It works.\n\n{lead}{card}", None, first_mail=False)
    assert (parts.visible, parts.signature) == ("It works.", lead + card)


@pytest.mark.parametrize("said", AFTERTHOUGHTS)
@pytest.mark.parametrize("name", ["", "Анна Ли\n", "Ann\n\n"])
@pytest.mark.parametrize("lead", LEADS)
def test_an_afterthought_stays(said: str, name: str, lead: str) -> None:
    """What may be more than a signature is kept: it may be what the mail is about."""
    mail = f"It works.\n\n{lead}{name}{said}"
    assert cut(mail, None, first_mail=False).visible == mail


@pytest.mark.parametrize(
    "said",
    [
        "Пока не закрывайте, сканер не работает.",
        "Перезвоните мне",
        "А сканер сломался",
        "Please keep the ticket open",
        "It still does not print",
        "The scanner is dead",
    ],
)
def test_who_plainly_speaks_to_the_desk_is_heard_below_the_delimiter(said: str) -> None:
    """Some write below the signature that their program put there before they began."""
    mail = f"It works.\n\n-- \nAnn Lee\n\n{said}"
    assert cut(mail, None, first_mail=False).visible == mail.replace("-- \n", "--\n")
    page = f"<p>It works.</p><div class=gmail_signature>Ann Lee<p>{said}</p></div>"
    assert said in cut("", page, first_mail=False).visible


@pytest.mark.parametrize("words", ["we make printers that last", "Никогда не сдавайся", "Звоните нам!"])
def test_below_the_delimiter_nearly_all_is_a_signature(words: str) -> None:
    """RFC 3676, 4.3: people put mottos there, and programs whatever they like."""
    assert cut(f"It works.\n\n-- \nAnn Lee\n{words}", None, first_mail=False).visible == "It works."


@pytest.mark.parametrize("said", ["It works fine", "всё заработало"])
def test_a_page_of_a_signature_alone_is_what_is_said(said: str) -> None:
    """On telephones people write into the signature and nowhere else."""
    page = f"<div class=ms-outlook-mobile-signature>{said}<p>Sent from my iPhone</p></div>"
    assert said in cut("", page, first_mail=False).visible


@pytest.mark.parametrize("name", ["-Ann", "/Ann Lee", "/Анна", "—Анна Ли"])
def test_a_name_behind_a_dash_comes_off(name: str) -> None:
    """Some set their name off so."""
    assert cut(f"It works.\n\n{name}", None, first_mail=False).signature == name


def test_a_word_behind_a_dash_is_an_item_of_a_list() -> None:
    """Who is Russian does not sign so."""
    assert cut("Не работает:\n\n-Принтер\n\n-Сканер", None, first_mail=False).signature == ""
