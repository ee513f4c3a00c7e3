"""Automatic answers known by their words alone, and the people who write nearly the same.

The texts are written from memory of what programs and people send: they guard against regressions.
"""

import pytest

from desk.mail import Mail, MailKind
from parsers.mail import read


def _mail(subject: str, text: str, *header: str) -> Mail:
    lines = (
        "From: ann@corp.example",
        "To: help@desk.example",
        f"Subject: {subject}",
        "Content-Type: text/plain; charset=utf-8",
        *header,
        "",
        text,
    )
    return read("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: [SUP-7] Printer", "This is an automatic reply.\n\nI am back on Monday."),
        ("Re: Printer", "*** Automatic reply ***\nI read no mail this week."),
        ("Re: Printer", "Thank you for your email. I am currently out of the office until 12 March."),
        (
            "Re: Printer",
            "Hello,\n\nI am out of the office with limited access to email.\nI will reply when I return.",
        ),
        ("Re: Printer", "Hi, I'm on annual leave.\nIn urgent cases please contact bob@corp.example."),
        ("Vacation", "I will be on vacation from 1 to 14 July. For urgent matters contact Bob."),
        (
            "Your message",
            "Thank you for contacting us. We have received your request and will get back to you shortly.",
        ),
        (
            "Request received",
            "Your request has been received. Your ticket number is 4711. Please do not reply to this e-mail.",
        ),
        ("Re: Принтер", "Это автоматический ответ на ваше письмо."),
        ("Re: Принтер", "Здравствуйте! Вам отвечает автоответчик. Меня не будет до 5 мая."),
        ("Re: Принтер", "Добрый день!\nЯ в отпуске до 12 марта. По срочным вопросам: bob@corp.example"),
        (
            "Re: Принтер",
            "Здравствуйте!\nС 1 по 14 июля я нахожусь в отпуске. По срочным вопросам пишите Петрову.",
        ),
        ("Re: Принтер", "Спасибо за письмо! Сейчас я нахожусь в командировке, отвечу по возвращении."),
        (
            "Re: Принтер",
            "Меня нет в офисе до понедельника.\nНа время моего отсутствия меня замещает Иванова.",
        ),
        ("Отпуск", "Буду отсутствовать до 20.08. Отвечу на ваше письмо, когда вернусь."),
        ("Отпуск", "В настоящее время нахожусь в отпуске.\nПо всем вопросам прошу обращаться к И. Петрову."),
        ("Заявка", "Ваше обращение получено. Номер обращения 123. Не отвечайте на это письмо."),
        (
            "Ваш запрос",
            "Спасибо за обращение! Ваша заявка принята, мы ответим в ближайшее время.",
        ),
        ("Re: Принтер", "Це автоматична відповідь."),
        ("Re: Принтер", "Я у відпустці до 5 травня. У термінових випадках звертайтеся до Петренка."),
        ("Re: Принтер", "Дякую за ваш лист. Мене не буде в офісі до понеділка."),
        ("Re: Drucker", "Vielen Dank für Ihre E-Mail. Ich bin derzeit nicht im Büro."),
        (
            "AW: Drucker",
            "Guten Tag,\n\nich bin bis zum 12. März im Urlaub. Ihre E-Mail wird nicht weitergeleitet.",
        ),
        ("AW: Drucker", "Dies ist eine automatische Antwort."),
        ("Re: Imprimante", "Bonjour,\n\nJe suis actuellement en congés. En cas d'urgence, appelez Paul."),
        ("Re: Imprimante", "Ceci est une réponse automatique."),
        ("Re: Imprimante", "Merci pour votre message. Je suis absente jusqu'au 5 mai."),
        ("Re: Impresora", "Gracias por su correo. Estoy fuera de la oficina hasta el lunes."),
        ("Re: Impresora", "Esta es una respuesta automática."),
        ("Re: Stampante", "Grazie per la sua mail. Sono in ferie fino al 20 agosto."),
        ("Re: Stampante", "Questa è una risposta automatica."),
        ("Odp: Drukarka", "Dziękuję za wiadomość. Jestem na urlopie do 5 maja."),
        ("Odp: Drukarka", "To jest automatyczna odpowiedź."),
        (
            "Re: X",
            "Hi there,\n\nThanks for your message. I'm currently travelling "
            "with limited email access and will be back on Monday.",
        ),
        (
            "Re: X",
            "Hello, I am away until 3 June. For anything urgent please email team@corp.example.",
        ),
        (
            "Re: X",
            "I will be out of the office starting 01.02.2026 and will not return "
            "until 05.02.2026. I will respond to your message when I return.",
        ),
        (
            "Re: X",
            "Thank you for your message. I no longer work at Acme. Please contact Bob.",
        ),
        (
            "Re: X",
            "Please note that Ann Lee is no longer with Acme. Please direct your email to bob@corp.example.",
        ),
        ("Re: X", "This mailbox is not monitored. Please do not reply to this email."),
        (
            "Re: X",
            "Thanks for reaching out! Our team will get back to "
            "you within 24 hours. This is an automated message.",
        ),
        (
            "We got your email",
            "Hi! We've received your message and one of our agents "
            "will respond as soon as possible. Ticket ID: 123.",
        ),
        (
            "Re: X",
            "Our office is closed for the holidays until January "
            "2. We will answer your email when we return.",
        ),
        (
            "Re: X",
            "Our offices are closed from 24 December to 2 January. For emergencies call 555.",
        ),
        (
            "Re: X",
            "Здравствуйте. В данный момент я в отпуске до 15.08. "
            "По срочным вопросам обращайтесь к Смирнову А.А.",
        ),
        (
            "Re: X",
            "Добрый день! Нахожусь в отпуске с 01.07 по 14.07 включительно. Замещает меня Кузнецова Ольга.",
        ),
        (
            "Re: X",
            "Коллеги, добрый день! Меня не будет на рабочем месте до 10 "
            "июня. По вопросам поставок пишите на supply@corp.example",
        ),
        (
            "Re: X",
            "Спасибо за Ваше письмо! К сожалению, сейчас меня нет "
            "на месте. Я отвечу Вам сразу после возвращения.",
        ),
        (
            "Re: X",
            "Я больше не работаю в компании. По всем вопросам обращайтесь к Ивановой.",
        ),
        (
            "Re: X",
            "Данный сотрудник больше не работает в компании. Просьба направлять письма на info@corp.example.",
        ),
        (
            "Re: X",
            "Уважаемый отправитель! Ваше письмо получено. Это сообщение "
            "отправлено автоматически, отвечать на него не нужно.",
        ),
        (
            "Обращение",
            "Спасибо за обращение в службу поддержки! Ваш запрос зарегистрирован "
            "под номером 15. Специалист свяжется с вами.",
        ),
        (
            "Re: X",
            "Вы получили это письмо автоматически. Я в командировке, доступ к почте ограничен.",
        ),
        (
            "Re: X",
            "Дякуємо за звернення! Ваш лист отримано. Ми відповімо найближчим часом.",
        ),
        (
            "Re: X",
            "Доброго дня! Перебуваю у відпустці до 10.08. З термінових питань звертайтесь до Олени.",
        ),
        (
            "AW: X",
            "Sehr geehrte Damen und Herren,\nich bin vom 1. bis 14. Juli im Urlaub. "
            "In dringenden Fällen wenden Sie sich bitte an Frau Meier.",
        ),
        (
            "AW: X",
            "Guten Tag, ich bin zurzeit außer Haus. Ihre Mail wird nicht "
            "weitergeleitet. Ab 5.5. bin ich wieder für Sie da.",
        ),
        (
            "AW: X",
            "Vielen Dank für Ihre Nachricht. Wir haben Ihre Anfrage "
            "erhalten und melden uns schnellstmöglich.",
        ),
        (
            "AW: X",
            "Vielen Dank für Ihre Nachricht. Ihre Anfrage wurde unter der Ticketnummer 12 erfasst.",
        ),
        (
            "RE: X",
            "Bonjour, je suis absent du bureau jusqu'au 12 mai inclus. "
            "Pour toute urgence, merci de contacter Paul.",
        ),
        (
            "RE: X",
            "Merci de votre message. Actuellement en congés, je vous répondrai à mon retour.",
        ),
        (
            "RE: X",
            "Hola, estaré fuera de la oficina hasta el 5 de mayo. En caso de urgencia contacte con Juan.",
        ),
        (
            "RE: X",
            "Gracias por contactar con nosotros. Hemos recibido "
            "su mensaje y le responderemos lo antes posible.",
        ),
        (
            "R: X",
            "Buongiorno, sarò assente fino al 20 agosto. Per urgenze contattare Mario.",
        ),
        (
            "R: X",
            "Grazie per averci contattato. Abbiamo ricevuto la "
            "sua richiesta e risponderemo il prima possibile.",
        ),
        (
            "Odp: X",
            "Dzień dobry, przebywam na urlopie do 15 sierpnia. W pilnych sprawach proszę o kontakt z Anną.",
        ),
        (
            "Odp: X",
            "Dziękujemy za kontakt. Otrzymaliśmy Państwa wiadomość i odpowiemy jak najszybciej.",
        ),
        ("Out of office: X", "back Monday"),
        ("Автоответ", "Меня нет"),
        ("Я в отпуске", "До 5 мая"),
        (
            "Re: X",
            "I am out of the office attending a conference. I will have limited access "
            "to my email. Please contact Jane Roe at jane@corp.example for assistance.",
        ),
        (
            "Re: X",
            "Hello and thanks for your email. I'm on parental leave "
            "until September. Please reach out to my colleague Jim.",
        ),
        (
            "Re: X",
            "Dear sender,\nI am currently on sick leave. Your email "
            "will not be read. Contact hr@corp.example.",
        ),
        (
            "Support",
            "Thank you for contacting Acme Support.\n\nYour request (#5512) has "
            "been received and is being reviewed by our support staff.",
        ),
        (
            "Re: X",
            "Hi,\nyour email has been received. We will respond within 2 business "
            "days.\n\nThis is an automated response, please do not reply.",
        ),
        (
            "Re: X",
            "Уважаемые коллеги!\nВ период с 01.08.2026 по 14.08.2026 нахожусь в "
            "ежегодном отпуске.\nПо рабочим вопросам: Сидоров С.С., тел. 12-34.",
        ),
        (
            "Re: X",
            "Добрый день.\nВаше письмо получено и будет рассмотрено в "
            "ближайшее время.\n\nСообщение сформировано автоматически.",
        ),
        (
            "Re: X",
            "Добрый день! Я в декретном отпуске. По всем вопросам, пожалуйста, обращайтесь к Марии.",
        ),
        (
            "Re: X",
            "Здравствуйте! Офис закрыт до 9 января. Ответим на ваше "
            "письмо после праздников. По срочным вопросам звоните.",
        ),
        (
            "AW: X",
            "Ich bin ab dem 12.05. wieder im Büro. In dringenden Fällen wenden Sie sich an Herrn Müller.",
        ),
        ("AW: X", "Danke für Ihre Nachricht. Ich bin bis 12.05. nicht erreichbar."),
        (
            "RE: X",
            "Je suis en déplacement jusqu'à vendredi avec un accès limité à mes mails.",
        ),
        (
            "RE: X",
            "Estoy de vacaciones. Para asuntos urgentes, escriban a soporte@corp.example",
        ),
        ("RE: X", "Sono fuori sede. Per questioni urgenti contattare l'ufficio."),
        ("Re: X", "Jestem poza biurem do piątku. W sprawach pilnych proszę dzwonić."),
        ("Re: X", "Дякую за лист! Я у відрядженні до п'ятниці."),
    ],
)
def test_an_automatic_answer_is_known_by_its_words(subject: str, text: str) -> None:
    """Old programs write no header; what only robots say, or say together, tells them, and is named."""
    mail = _mail(subject, text)

    assert mail.kind is MailKind.AUTO_REPLY
    assert mail.kind_evidence.startswith(("words of an automatic answer: ", "a subject of automatic"))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("VPN", "I am out of the office until Monday and cannot log in to the VPN. Please help."),
        ("VPN", "I'm on vacation and need my password."),
        ("Re: VPN", "I am on vacation until Monday, I'll try then."),
        ("Re: VPN", "Thanks, it works now."),
        ("Auto reply", "How do I set an automatic reply for my holiday?"),
        ("Outlook", "This is an automatic reply that my colleagues get over and over. Turn it off."),
        ("Outlook", '"This is an automatic reply." That is what comes back to me each time.'),
        ("Re: VPN", "Thank you for your message. When will it be done?"),
        ("Re: VPN", "Thank you for contacting me. I have received the new key and it works."),
        ("VPN", "Я в отпуске, но почта не работает, помогите"),
        ("Re: VPN", "Я в отпуске до понедельника, проверю потом."),
        ("Re: VPN", "Спасибо за письмо, всё получил."),
        ("Re: VPN", "Спасибо за обращение! Всё работает."),
        ("Автоответ", "Как настроить автоответ на время отпуска"),
        ("Почта", "Это автоматический ответ приходит на каждое письмо, уберите его"),
        ("Почта", "«Это автоматический ответ» приходит каждый день"),
        ("Заявка", "Ваше письмо получено, но ссылка в нём не открывается"),
        ("Re: Заявка", "Мы получили ваше письмо и проверили: не работает."),
        ("Отпуск", "Прошу закрыть доступ Иванову: он в отпуске до 5 мая, в срочных случаях звоните мне."),
        ("Re: Drucker", "Vielen Dank für Ihre E-Mail, der Drucker geht wieder."),
        ("Re: Drucker", "Ich bin im Urlaub, der Drucker funktioniert nicht."),
        ("Re: VPN", "It does not work.\n\n> This is an automatic reply.\n> I am out of the office."),
        ("Fwd: VPN", "See below.\n\n-----Original Message-----\nFrom: Bob\n\nI am out of the office."),
        ("Re: X", "I was on vacation, sorry for the delay. It still fails."),
        ("Re: X", "Sorry for late answer, I was out of office. Please close it."),
        (
            "VPN",
            "I am on a business trip and VPN is slow. Please look into it urgently.",
        ),
        ("Re: X", "Был в отпуске, только вернулся. Всё работает, спасибо."),
        ("X", "В отпуске не могу зайти в почту"),
        (
            "X",
            "Мы получили ваше письмо, но счёт в нём неверный. Исправьте в ближайшее время.",
        ),
        (
            "Re: X",
            "Thank you for your email. The report is attached. I will be on leave next week.",
        ),
        ("X", "Больше не работает в компании сотрудник Иванов, отключите учётку"),
        (
            "X",
            "Сотрудник Петров больше не работает в компании. Просьба "
            "заблокировать доступ и по всем вопросам звонить мне.",
        ),
        ("X", "Your request has been received but nothing happens, ticket number 12"),
        (
            "Re: X",
            "Завтра я в командировке, давайте в четверг. По срочным вопросам звоните на мобильный.",
        ),
        ("Re: X", "Я в отпуске до понедельника. Отвечу, когда вернусь."),
        (
            "X",
            "New employee Ann Lee is on leave from Monday, in her absence please forward mail to Bob.",
        ),
        (
            "Почта",
            "Настройте, пожалуйста, автоответ: «Я в отпуске до 5 мая, по срочным вопросам пишите Иванову»",
        ),
        ("Автоответ", "Настройте мне автоответ на время отпуска."),
        (
            "Out of office",
            "Please set my out of office: I am on leave until Monday. In urgent cases contact Bob.",
        ),
        ("Автоответчик", "Прошу включить автоответчик на ящике info@"),
        ("Re: X", "Hi Bob, I'm out of the office tomorrow, can we do it on Thursday?"),
        (
            "Re: X",
            "Подтверждаю, всё работает. Я в отпуске с понедельника, поэтому закройте заявку.",
        ),
        ("Re: X", "Спасибо за ответ. Я пока в командировке, проверю в пятницу."),
        ("Re: X", "Thanks for your email. I'm away from my desk, will test it later."),
        (
            "Re: X",
            "Thank you for your message. I am on vacation but my deputy confirmed that it works.",
        ),
        ("Re: X", "Доступ к почте ограничен, хотя я в офисе. Верните как было."),
        (
            "X",
            "Нужен доступ к почте на время отпуска. Меня замещает Иванова, по всем вопросам к ней.",
        ),
        (
            "X",
            "I'm on leave from Monday. Please redirect my calls to Ann, in urgent cases she can call me.",
        ),
        ("Re: X", "Меня не будет на месте до обеда, приходите после двух."),
        ("Re: X", "Ваша заявка зарегистрирована? Номер обращения не пришёл."),
        ("X", "Ваше письмо получено, номер заявки 5 вижу, но ответа нет."),
        (
            "Re: X",
            "We have received your message, thank you. The new router works, ticket number 12 can be closed.",
        ),
    ],
)
def test_a_person_who_writes_nearly_the_same_stays_a_person(subject: str, text: str) -> None:
    """A person's mail taken for a machine's is the worst fault: a question or a wish decides."""
    assert _mail(subject, text).kind in {MailKind.REQUEST, MailKind.REPLY}


def test_a_form_that_says_it_is_automatic_is_a_persons() -> None:
    """Web forms write so of themselves; what stands in their fields is a customer's."""
    form = "Ваша заявка принята. Номер заявки 12. Не отвечайте на это письмо.\nИмя: Анна\nТекст: нет света"

    assert _mail("Форма", form).kind is MailKind.REQUEST


_ABSENCE = "I am out of the office until 4 May with limited access to email. I will reply when I return."


def test_the_words_that_gave_a_robot_away_are_shown_as_one_plain_line() -> None:
    """What turns a line round (U+202E) or is not seen never reaches a terminal."""
    mail = _mail("Re: X", f"\u202e{_ABSENCE}")

    assert mail.kind is MailKind.AUTO_REPLY
    assert all(line.isprintable() for line in mail.automatic)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Нет интернета", "Во всём корпусе с 9:40 нет сети, ни по проводу, ни по вайфаю. Люди ждут."),
        ("Нет связи", "С 9:15 нет интернета ни у кого, ни по проводу, ни по вайфаю. Сидим без работы."),
    ],
)
def test_what_is_surely_a_request_is_a_persons(subject: str, text: str) -> None:
    """Who tells since when nothing is reached asks for help: no robot begins a conversation so."""
    assert _mail(subject, text).kind is MailKind.REQUEST


def test_a_robot_has_a_subject() -> None:
    """What answers nothing and has no subject was written by hand; with one the same words are a robot's."""
    assert _mail("Out of office", _ABSENCE).kind is MailKind.AUTO_REPLY
    assert _mail("", _ABSENCE).kind is MailKind.REQUEST


def test_no_automatic_answer_draws_a_table() -> None:
    """Who pastes a table below the words of a robot asks about it."""
    table = f"Plan      Ends\n{'-' * 24}\nBasic     4 May"
    assert _mail("Re: Plans", _ABSENCE).kind is MailKind.AUTO_REPLY
    assert _mail("Re: Plans", f"{_ABSENCE}\n\n{table}").kind is MailKind.REPLY


def test_a_head_above_a_line_of_signs_and_rows_below_are_a_table() -> None:
    """However few blanks part its columns."""
    table = f"Service Expires\n{'-' * 30}\nMail Jun 27\nSite Jun 28"
    assert _mail("Re: Plans", f"{_ABSENCE}\n\n{table}").kind is MailKind.REPLY


def test_a_line_of_signs_is_no_table() -> None:
    """Where no columns stand at it, it is decoration."""
    told = "Thank you for contacting us. Your request has been received and ticket 4412 was created."
    drawn = f"{'=' * 25}\n{told} An agent will reply within 24 hours.\n{'=' * 25}"
    assert _mail("Re: Plans", drawn).kind is MailKind.AUTO_REPLY


def test_a_mail_below_another_desks_line_is_that_desks() -> None:
    """Who answers writes above that line; what has nothing above it was written by the desk itself."""
    desks = "##- Please type your reply above this line -##\n\nHey Ann,\nyour note is with Rita now."

    mail = _mail("Re: Printer", desks)

    assert mail.kind is MailKind.AUTO_REPLY
    assert mail.supposed
    assert _mail("Re: Printer", f"It prints again.\n\n{desks}").kind is MailKind.REPLY


@pytest.mark.parametrize(
    "text",
    [
        "#take\n#priority high\nHi,\nI am on it.",
        "#reject outside\nThis is your provider's.",
        "#note\nI am out of the office until Monday.",
        "#взять\nМеня не будет до понедельника.",
    ],
)
def test_whoever_commands_is_a_person(text: str) -> None:
    """No machine writes commands: neither they nor the words below them tell of one."""
    mail = _mail("Re: [SUP-7] Printer", text)
    assert (mail.kind, mail.supposed, mail.automatic) == (MailKind.REPLY, False, ())


def test_a_mistyped_command_tells_nothing_of_a_machine() -> None:
    """It is refused to its author, and so is no evidence of anything."""
    text = "This is your provider's."
    plain, mistyped = (_mail("Re: [SUP-7] Printer", said) for said in (text, f"#rejct outside\n{text}"))
    assert (mistyped.kind, mistyped.supposed) == (plain.kind, plain.supposed) == (MailKind.REPLY, False)


def test_a_machine_s_header_outweighs_commands() -> None:
    """What a header proves, no words take away."""
    mail = _mail("Re: [SUP-7] Printer", "#take\nHi", "Auto-Submitted: auto-replied")
    assert mail.kind is MailKind.AUTO_REPLY
    assert not mail.supposed


def test_what_is_no_command_makes_no_person() -> None:
    """A line with a number sign alone changes nothing."""
    mail = _mail("Re: Printer", "#4711 has come.\nThis is an automatic reply.")
    assert mail.kind is MailKind.AUTO_REPLY
