"""Disclaimers, scanners' notes and programs' lines come off a text; what a person wrote never does.

The words are written from memory of the programs: regressions, not proof.
"""

import pytest

from parsers.text.announced import is_announced
from parsers.text.foreign_markers import is_foreign_marker
from parsers.text.visible import cut

FOOTERS = [
    "This message is confidential and intended only for the addressee. If received in error, delete it.",
    "Настоящее письмо содержит конфиденциальную информацию. Если Вы не адресат, уведомите отправителя.",
    "УВЕДОМЛЕНИЕ О КОНФИДЕНЦИАЛЬНОСТИ: Это сообщение предназначено исключительно для тех, кому адресовано.",
    "Информация, содержащаяся в данном письме, является конфиденциальной и предназначена для адресата.",
    "The information transmitted is intended only for the person or entity to which it is addressed and may "
    "contain confidential material.",
    "The information contained herein is confidential and may not be disclosed to others.",
    "The information contained in this e-mail is confidential and intended for the addressee.",
    "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.",
    "Please consider the environment before printing this e-mail.",
    "Пожалуйста, подумайте об окружающей среде, прежде чем печатать это письмо.",
    "This email has been checked for viruses by Avast antivirus software.\nwww.avast.com",
    "Virus-free. www.avast.com <https://www.avast.com/sig-email?utm_medium=email>",
    "Вирусов не обнаружено.\nПроверено AVG - www.avg.com",
    "__________ Information from ESET NOD32 Antivirus, version of virus signature database 4 __________\n\n"
    "The message was checked by ESET NOD32 Antivirus.\n\nhttp://www.eset.com",
    "Проверено Kaspersky Security",
    "This email is protected by Avast",
]

PROGRAMS = [
    "Sent from my Verizon, Samsung Galaxy smartphone",
    "Sent from Mail for Windows 10",
    "Sent from my mobile device. Please excuse brevity.",
    "Sent from Mailspring",
    "Sent via the Samsung Galaxy S21, an AT&T 5G smartphone",
    "Sent from the all new AOL app for iOS",
    "Отправлено с моего Android-устройства",
    "Отправлено с iPhone",
    "Отправлено из мобильного приложения Яндекс.Почты",
    "Отправлено из Почты Mail.ru для Android",
    "Отправлено с защищённой почты Proton Mail.",
    "Простите за краткость, создано в K-9 Mail.",
    "Скачать Outlook для iOS",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Envoyé depuis mon iPhone",
    "Sent from my old Nokia 3310",
    "Sent from my HTC One on the Now Network",
    "Sent from my iPad, sorry for typos",
    "Sent via mobile device",
    "Sent via Superhuman ( https://superhuman.example/?vip=ann )",
    "\u2063Get BlueMail for Android \u200b",
    "Отправлено из мобильной Яндекс.Почты: http://m.ya.example/ymail",
    "Отправлено из VK WorkMail для Android",
    "Отправлено с помощью безопасной почты Proton Mail.",
    "Отправлено из мобильного приложения",
    "Отправлено с iPhone Анны",
]

WORDS_OF_A_PERSON = [
    "Hi.\n\nThis message is confidential, please do not show it to my boss.",
    "Здравствуйте.\n\nЭто сообщение получено по ошибке, прошу удалить заявку.",
    "Hi.\n\nThis message was sent by mistake, it was intended for another desk. Please delete the ticket.",
    "Hi.\n\nThis is not a disclaimer. Can the recipient delete confidential files?",
    "Добрый день.\n\nЭта информация конфиденциальна? Удалите, пожалуйста, данные адресата.",
    "Добрый день.\n\nПроверено на вирусы Касперским, но файл не открывается.",
    "Hello.\n\nThis email has been checked for viruses by our Kaspersky, still I cannot open it.",
    "This message is confidential and intended only for the addressee.",
    "Hi\n\nSent from my phone I cannot log in",
    "Hi\n\nSent from the new scanner",
    "Hi\n\nSent from my iPhone, PC still dead",
    "Hi\n\nSent from my phone PC dead",
    "Добрый день!\n\nОтправлено с телефона сканер молчит",
    "Добрый день!\n\nОтправлено с iPhone касса висит",
    "Hi\n\nОтправлено с телефона и не дошло",
    "Добрый день!\n\nИзвините за ошибки",
    "Question\n\nWhere do I reply above this line? I do not see any",
    "Добрый день!\n\nИнформация в отчёте конфиденциальна, а программа раскрывает её всем получателям",
    "Смотрите сами.\n\nИнформация в отчёте конфиденциальна, программа раскрывает её всем получателям",
    "Смотрите сами.\n\nДанные в выгрузке конфиденциальны, а уходят по ошибке всем адресатам.",
    "Look.\n\nThe information in the report is confidential but it is distributed to every recipient.",
    "Look.\n\nThe information contained in it is confidential, yet it is disclosed to unauthorised users.",
    "Добрый день.\n\nЭто сообщение адресат не получил, оно ошибочно удалено, копирование запрещено.",
    "Look.\n\nThis message was intended for Bob but the server deleted it by mistake, copying is prohibited.",
    "Здравствуйте.\n\nВнимание: письма получателям удаляются по ошибке, копирование запрещено.",
    "Внимание: пользователи не могут распространять файлы, удалите запрет и уведомите нас",
    "Добрый день.\n\nЦитирую Анну <ann@example.org>:\nпринтер сломан, почините",
    "Надо:\n\nTo\nFrom\nSubject\n05.01.2016 10:00\nвот поля",
]


@pytest.mark.parametrize("below", ["", "\n\n20.11.2026 10:15, Ann Lee пишет:\n> Old"])
@pytest.mark.parametrize("footer", [*FOOTERS, *PROGRAMS])
def test_a_footer_is_kept_apart_from_the_words(footer: str, below: str) -> None:
    """What a program or a firm puts below a mail is not visible, and stays on record."""
    parts = cut(f"It works.\n\n{footer}{below}", None, first_mail=False)
    assert parts.visible == "It works."
    assert parts.signature == footer


@pytest.mark.parametrize("footer", FOOTERS)
def test_what_stands_below_a_footer_keeps_it(footer: str) -> None:
    """A person who writes below a disclaimer is heard."""
    mail = f"It works.\n\n{footer}\n\nBut the scanner is still broken, please look at it."
    assert cut(mail, None, first_mail=False).visible == mail


@pytest.mark.parametrize("mail", WORDS_OF_A_PERSON)
def test_words_of_a_person_are_no_footer(mail: str) -> None:
    """Whoever only sounds like a disclaimer or a program loses no word."""
    assert cut(mail, None, first_mail=False).visible == mail


@pytest.mark.parametrize(
    "line",
    [
        "-- REPLY ABOVE THIS LINE --",
        "##- Please type your reply above this line -##",
        "=-=-= Please reply above this line =-=-=",
        "##- Введите ответ выше этой строки -##",
        "--- Пожалуйста, отвечайте выше этой линии ---",
        "##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein -##",
    ],
)
@pytest.mark.parametrize("mark", ["", "> "])
def test_other_desks_markers_cut_too(line: str, mark: str) -> None:
    """An answer to another desk's mail ends where that desk asked for it."""
    assert is_foreign_marker(mark + line)
    assert cut(f"It works.\n\n{mark}{line}\n{mark}Old", None, first_mail=False).visible == "It works."


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("My answers are below in red.", True),
        ("Comments inline", True),
        ("Ответы ниже красным", True),
        ("Ответил в тексте письма", True),
        ("Ответил(а) ниже", True),
        ("Мои комментарии — в вашем письме", True),
        ("Please see my answers after each question", True),
        ("Please see below.", True),
        ("Здравствуйте!\nСм. ниже\n\nАнна", True),
        ("Ниже по тексту", True),
        ("ответила в теле вашего письма", True),
        ("My comments are in capitals", True),
        ("See the screenshot below", False),
        ("См. скриншот ниже", False),
        ("The error is shown below.", False),
        ("Thanks for the answer. It works", False),
        ("> Ответы ниже красным", False),
    ],
)
def test_answers_within_the_old_mail_are_announced(text: str, announced: bool) -> None:
    """Who says that the answers stand below keeps the old mail visible."""
    assert is_announced(text.split("\n")) == announced
