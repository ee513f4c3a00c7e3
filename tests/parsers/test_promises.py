"""What announces an attachment, and what only sounds so."""

import pytest

from parsers.mail import read
from parsers.text.promises import promised

PROMISES = (
    ("Please find attached the log.", "find attached"),
    ("Please see attached.", "see attached"),
    ("See the attached screenshot for details", "See the attached screenshot"),
    ("please find enclosed our contract", "find enclosed"),
    ("Please find the log attached", "find the log attached"),
    ("Could you please check the attached log?", "check the attached log"),
    ("It does not work see attachment", "see attachment"),
    ("As you can see in the attached log, it crashes", "see in the attached log"),
    ("I attach the log.", "I attach the log"),
    ("I attach the manual. Please try again.", "I attach the manual"),
    ("Высылаю вам инструкцию.", "Высылаю вам инструкцию"),
    ("I'm attaching a screenshot of the error.", "I'm attaching a screenshot"),
    ("I’ve attached the error message to this mail.", "I've attached the error message"),
    ("Hi,\n\nI have attached two photos.\n\nAnn", "I have attached two photos"),
    ("I attached the log you asked for", "I attached the log"),
    ("I have attached the log from yesterday", "I have attached the log"),
    ("We are enclosing the signed form", "We are enclosing the signed form"),
    ("We enclose a copy of the invoice", "We enclose a copy"),
    ("Attached is the report", "Attached is"),
    ("Attached: error.png", "Attached"),
    ("Attached screenshot", "Attached screenshot"),
    ("Attaching the log file", "Attaching the log"),
    ("Attached please find the dump", "Attached please find"),
    ("The log is attached.", "log is attached"),
    ("Screenshots attached", "Screenshots attached"),
    ("It still fails (log attached)", "log attached"),
    ("Photo of the label attached", "Photo of the label attached"),
    ("The bill is attached.", "bill is attached"),
    ("Hello,\n\nthe signed acceptance act is attached.", "the signed acceptance act is attached"),
    ("Please find our invoice 4711 attached", "Please find our invoice 4711 attached"),
    ("Письмо от министерства прикладываю", "прикладываю"),
    ("Скриншот прикреплён", "Скриншот прикреплён"),
    ("trace.zip attached", "trace.zip attached"),
    ("The document is attached to this email", "document is attached"),
    ("The error is in the attached file.", "in the attached file"),
    ("The list is in the attachment", "in the attachment"),
    ("I am sending you the screenshot", "sending you the screenshot"),
    ("When I print, it crashes. Please see the\nattached screenshot.", "see the attached screenshot"),
    ("Скриншот во вложении.", "во вложении"),
    ("Во вложении лог", "Во вложении"),
    ("Логи во вложении, сервер не отвечает", "во вложении"),
    ("Файлы во вложениях", "во вложениях"),
    ("См. вложение", "См. вложение"),
    ("ошибка, см вложение", "см вложение"),
    ("Смотрите, пожалуйста, скриншот во вложении", "Смотрите пожалуйста скриншот"),
    ("Посмотрите скриншот во вложении", "Посмотрите скриншот"),
    ("Прилагаю лог.", "Прилагаю"),
    ("Как просили, прилагаем акт", "прилагаем"),
    ("Скан договора прилагается", "прилагается"),
    ("Прикладываю скриншот", "Прикладываю"),
    ("Не печатает прикладываю фото", "прикладываю"),
    ("Прикрепляю файл к письму", "Прикрепляю"),
    ("Прикрепил скриншоты", "Прикрепил"),
    ("Лог прикрепила", "прикрепила"),
    ("Прикрепил(а) фото ошибки", "Прикрепил"),
    ("Я приложила скан в формате pdf", "приложила"),
    ("приложил логи за вчера", "приложил"),
    ("Скриншот приложен", "приложен"),
    ("Приложен файл error.log", "Приложен"),
    ("Подробности в приложении к письму", "в приложении к письму"),
    ("в приложении к этому письму акт сверки", "в приложении к этому письму"),
    ("См. приложение", "См. приложение"),
    ("Здравствуйте! Инструкция в приложении.", "Инструкция в приложении"),
    ("Инструкция по настройке в приложении", "Инструкция по настройке в приложении"),
    ("Во вложенном файле инструкция.", "Во вложенном файле"),
    ("Hi Petra,\nPFA the manual.", "PFA"),
    ("Высылаю файл", "Высылаю файл"),
    ("Отправляю скриншот ошибки", "Отправляю скриншот"),
    ("Отправляю вам логи сервера", "Отправляю вам логи"),
    ("Скидываю скрин", "Скидываю скрин"),
    ("Ошибка на приложенном скриншоте", "на приложенном скриншоте"),
    ("Данные в прикреплённом файле", "в прикреплённом файле"),
    ("лог в аттаче", "в аттаче"),
)


@pytest.mark.parametrize(("text", "words"), PROMISES)
def test_who_announces_a_file_promises_it(text: str, words: str) -> None:
    """The words that say so come out as they were written."""
    assert promised(text) == words


NO_PROMISES = (
    "",
    "The printer does not print.",
    "Please attach the log.",
    "Could you attach a screenshot?",
    "No need to attach anything",
    "If you attach a file, it crashes.",
    "When I attach a file it crashes",
    "Every time I attach a document the program hangs",
    "I cannot attach the screenshot",
    "I have not attached the log",
    "I didn't attach the file",
    "Sorry, I forgot to attach the log",
    "There is no log attached",
    "There is no file attached to your mail",
    "I'll attach the log tomorrow",
    "Is the cable attached?",
    "Is the log attached?",
    "The printer is attached to the wall",
    "The PC is attached to the domain",
    "I attached the monitor to the dock",
    "I attached the file to the order and it vanished",
    "The document is attached to the wrong contract",
    "I got your attached file",
    "Thanks for the file you attached",
    "I can't open the attached file",
    "The error is in the attached file you sent",
    "I attached the log yesterday",
    "I already attached the log",
    "Thanks for the attached file",
    "I printed the attached document",
    "Attached to the wall is a telephone",
    "I attached the log in my previous mail",
    "Please send me the form in the attachment",
    "I received an email with a virus in the attachment",
    "Did you see the attached log?",
    "The attachments do not open",
    "Where can I find the attachment?",
    "How to see attachments in the portal",
    "Users can see attachments of others",
    "Nothing is in the attachments section",
    "Viruses in attachments are not found",
    "The file in the attachment does not arrive",
    "The mail had a PDF attached",
    "I am sending the document to the printer and nothing happens",
    "> I attached the log\nThanks",
    "Mails without attachment work",
    "I feel attached to this old printer",
    "Приложите, пожалуйста, лог",
    "Прикрепите скриншот",
    "Пришлите во вложении лог",
    "Пришлите, пожалуйста, скриншот ошибки во вложении.",
    "Send us, please, the report with the log attached",
    "Просим прислать договор во вложении",
    "Можно во вложении?",
    "Что во вложении?",
    "Лог не прикладываю",
    "Ничего не прилагаю",
    "Файла нет во вложении",
    "Во вложении ничего нет",
    "Во вложении файл не открывается",
    "Не открывается файл во вложении",
    'В приложении "Касса" нажмите «Продажа»',
    "Ошибка в приложении",
    "Не открывается отчёт в приложении",
    "Отчёт в приложении не открывается",
    "В приложении не работает вход",
    "Вы прилагали скриншот",
    "Вы приложили не тот файл",
    "Файл, приложенный вами, пустой",
    "Во вложении вашего письма пусто",
    "Я открыл файл во вложении к вашему письму",
    "Если прикладываю файл, программа вылетает",
    "Когда прикрепляю документ программа вылетает",
    "Не могу прикрепить файл",
    "Не прикрепляется скриншот",
    "Как прикрепить файл?",
    "Приложу лог завтра",
    "Я уже прикладывал скриншот",
    "Скриншот приложил вчера",
    "Прилагаю все усилия",
    "Приложил карту к терминалу",
    "Приложил телефон, не срабатывает",
    "Прикрепил пользователя к группе",
    "Прикрепил документ в карточку клиента",
    "Отправляю документ на печать, не печатает",
    "Отправляю отчёт в налоговую",
    "Мне пришло письмо с вирусом во вложении",
    "Забыл приложить лог",
    "Скачать вложение не получается",
    "Письма с вложениями не приходят",
    "Приложение не запускается",
)


@pytest.mark.parametrize("text", NO_PROMISES)
def test_other_words_promise_nothing(text: str) -> None:
    """Requests, conditions, denials, the reader's files, earlier mails, and things that are no files."""
    assert promised(text) == ""


def test_a_mail_carries_the_words() -> None:
    """A person's mail does; below commands, too, and behind one that takes a text."""
    head = b"From: ann@corp.example\r\nSubject: help\r\n\r\n"

    assert (
        read(head + b"#note\r\nIt crashes, see the attached log.\r\n").promised_file == "see the attached log"
    )
    assert read(head + b"#resolve See the attached log.\r\n").promised_file == "See the attached log"
    assert read(head + b"It crashes.\r\n").promised_file == ""
    assert read(b"Auto-Submitted: auto-replied\r\n" + head + b"See attached\r\n").promised_file == ""


@pytest.mark.parametrize(
    "text", ["attached ", "I attach the ", "во вложении? ", "см. ", "...", "\na", "не прилагаю "]
)
@pytest.mark.cpu(5)
def test_no_text_holds_it_up(text: str) -> None:
    """The time is bounded, whatever the text."""
    assert len(promised(text * 50_000)) < 100
