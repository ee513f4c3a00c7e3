"""How mail programs pass a mail on, from memory of them: a regression, no proof.

Each passes on the same mail of Ann Lee, in English or in Russian, below the same comment.
"""

from dataclasses import dataclass

ANN = "Ann Lee <ann@client.example>"
_LINK = 'Ann Lee &lt;<a href="mailto:ann@client.example">ann@client.example</a>&gt;'
SAID = {"en": ("Printer", "It is broken."), "ru": ("Принтер", "Он сломан.")}
COMMENT = {"en": "Please look at this.", "ru": "Посмотрите, пожалуйста."}


@dataclass(frozen=True, slots=True)
class Passing:
    """One program's way to pass a mail on; ``{subject}`` and ``{text}`` stand for those of the mail.

    ``date`` is what is read of its date, in ISO 8601, empty where its zone or day is not told.
    """

    text: str
    date: str = ""
    prefix: str = "Fwd: "
    html: bool = False

    @property
    def language(self) -> str:
        """The language in which the program speaks, ``en`` or ``ru``, by the letters that it writes."""
        return "ru" if any("а" <= letter <= "я" for letter in self.text) else "en"


def _outlook(names: str, date: str, sender: str = ANN) -> str:
    told = (sender, date, "Bob <bob@desk.example>", "{subject}")
    pairs = zip(names.split(), told, strict=True)
    return "\n".join(f"{name}: {value}" for name, value in pairs) + "\n\n{text}"


_EN, _RU = "From Sent To Subject", "От Отправлено Кому Тема"
_LONG_EN, _LONG_RU = "Monday, March 3, 2025 10:15 AM", "понедельник, 3 марта 2025 г. 10:15"
_OF_APPLE = "> From: {ann}\n> Subject: {{subject}}\n> Date: {date}\n> To: bob@desk.example\n>\n> {{text}}"
_OF_APPLE_RU = "> От: {ann}\n> Тема: {{subject}}\n> Дата: {date}\n> Кому: bob@desk.example\n>\n> {{text}}"
_SAMSUNG = (
    "From: {}\nDate: 03/03/2025 10:15 (GMT+03:00)\nTo: bob@desk.example\nSubject: {{subject}}\n\n{{text}}"
)
_HEADER = "<p class=MsoNormal><b>{}:</b> {} <br><b>{}:</b> {}<br><b>{}:</b> Bob<br><b>{}:</b> {{subject}}</p>"
_DATED = "Mon, 3 Mar 2025 10:15:00 +0300"
_OF_YANDEX = '03.03.2025, 10:15, "Ann Lee" <ann@client.example>:\n\n{text}\n\n'
_MOMENT = "2025-03-03T10:15:00+03:00"

PASSINGS = {
    "Outlook, desktop": Passing(_outlook(_EN, _LONG_EN), prefix="FW: "),
    "Outlook, desktop, Russian": Passing(_outlook(_RU, "3 марта 2025 г. 10:15"), prefix="FW: "),
    "Outlook, desktop, old": Passing(
        "-----Original Message-----\n" + _outlook(_EN, _LONG_EN, "Ann Lee [mailto:ann@client.example]"),
        prefix="FW: ",
    ),
    "Outlook, desktop, old, Russian": Passing(
        "-----Исходное сообщение-----\n" + _outlook(_RU, _LONG_RU, "Ann Lee [mailto:ann@client.example]"),
        prefix="Пересл: ",
    ),
    "Exchange's text of a page": Passing(
        "_" * 32 + "\n" + _outlook(_EN, _LONG_EN, "Ann Lee <ann@client.example<mailto:ann@client.example>>"),
        prefix="Fw: ",
    ),
    "Outlook, desktop, page": Passing(
        "<div><div style='border-top:solid #E1E1E1 1.0pt'>"
        + _HEADER.format("From", _LINK, "Sent", _LONG_EN, "To", "Subject")
        + "</div></div><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>{text}</p>",
        prefix="FW: ",
        html=True,
    ),
    "Outlook, desktop, page, Russian": Passing(
        "<div><div style='border-top:solid #E1E1E1 1.0pt'>"
        + _HEADER.format("От", _LINK, "Отправлено", _LONG_RU, "Кому", "Тема")
        + "</div></div><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>{text}</p>",
        prefix="FW: ",
        html=True,
    ),
    "Outlook on the web": Passing("_" * 32 + "\n" + _outlook(_EN, _LONG_EN), prefix="Fw: "),
    "Outlook on the web, Russian": Passing("_" * 32 + "\n" + _outlook(_RU, _LONG_RU), prefix="Fw: "),
    "Outlook on the web, page": Passing(
        "<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><font><b>От:</b> "
        + f"{_LINK}<br><b>Отправлено:</b> {_LONG_RU}<br><b>Кому:</b> Bob<br>"
        + "<b>Тема:</b> {subject}</font><div>&nbsp;</div></div><div>{text}</div>",
        prefix="Fw: ",
        html=True,
    ),
    "Outlook, telephone": Passing(
        "Get Outlook for iOS<https://aka.ms/o0ukef>\n" + "_" * 32 + "\n" + _outlook(_EN, _LONG_EN),
        prefix="Fw: ",
    ),
    "Outlook, telephone, Russian": Passing(
        "Получить Outlook для Android<https://aka.ms/x>\n" + "_" * 32 + "\n" + _outlook(_RU, _LONG_RU),
        prefix="Fw: ",
    ),
    "Gmail": Passing(
        f"---------- Forwarded message ---------\nFrom: {ANN}\nDate: Mon, Mar 3, 2025 at 10:15\u202fAM\n"
        "Subject: {subject}\nTo: Bob <bob@desk.example>,\n  <carl@desk.example>\n\n\n{text}"
    ),
    "Gmail, Russian": Passing(
        "---------- Forwarded message ---------\nОт: *Ann Lee* <ann@client.example>\n"
        "Date: пн, 3 мар. 2025 г. в 10:15\nSubject: {subject}\nTo: <bob@desk.example>\n\n\n{text}"
    ),
    "Gmail, page": Passing(
        '<div class="gmail_quote"><div class="gmail_attr">---------- Пересылаемое сообщение ----------'
        '<br>От: <strong class="gmail_sendername">Ann Lee</strong> <span>&lt;'
        '<a href="mailto:ann@client.example">ann@client.example</a>&gt;</span><br>'
        "Date: пн, 3 мар. 2025 г. в 10:15<br>Subject: {subject}<br>To: Bob<br></div><br><br>"
        "<div>{text}</div></div>",
        html=True,
    ),
    "Apple Mail": Passing(
        "Begin forwarded message:\n\n"
        + _OF_APPLE.format(ann=ANN, date="March 3, 2025 at 10:15:00\u202fAM GMT+3"),
        _MOMENT,
    ),
    "Apple Mail, Russian": Passing(
        "Начало переадресованного сообщения:\n\n"
        + _OF_APPLE_RU.format(ann=ANN, date="3 марта 2025 г. в 10:15:00 GMT+3"),
        _MOMENT,
    ),
    "Apple Mail, page": Passing(
        '<blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>'
        f"{_LINK}</div><div><b>Subject: </b><b>{{subject}}</b></div>"
        "<div><b>Date: </b>3 March 2025 at 10:15:00 GMT+3</div>"
        "<div><b>To: </b>bob@desk.example</div><br><div>{text}</div></blockquote>",
        _MOMENT,
        html=True,
    ),
    "iPhone": Passing(
        "Sent from my iPhone\n\nBegin forwarded message:\n\n"
        + _OF_APPLE.format(ann=ANN, date="March 3, 2025 at 10:15:00 GMT+3"),
        _MOMENT,
    ),
    "iPhone, Russian": Passing(
        "Отправлено с iPhone\n\nНачало переадресованного сообщения:\n\n"
        + _OF_APPLE_RU.format(ann=ANN, date="3 марта 2025 г. в 10:15:00 GMT+3"),
        _MOMENT,
    ),
    "Thunderbird": Passing(
        f"-------- Forwarded Message --------\nSubject: \t{{subject}}\nDate: \t{_DATED}\n"
        f"From: \t{ANN}\nTo: \tbob@desk.example\n\n\n{{text}}",
        _MOMENT,
    ),
    "Thunderbird, Russian": Passing(
        f"-------- Перенаправленное сообщение --------\nТема: \t{{subject}}\nДата: \t{_DATED}\n"
        f"От: \t{ANN}\nКому: \tbob@desk.example\n\n\n{{text}}",
        _MOMENT,
    ),
    "Thunderbird, page": Passing(
        '<div class="moz-forward-container">-------- Forwarded Message --------<table><tbody>'
        f"<tr><th>Subject: </th><td>{{subject}}</td></tr><tr><th>Date: </th><td>{_DATED}</td></tr>"
        f"<tr><th>From: </th><td>{_LINK}</td></tr><tr><th>To: </th><td>bob@desk.example</td></tr>"
        "</tbody></table><br><p>{text}</p></div>",
        _MOMENT,
        html=True,
    ),
    "Yandex": Passing(
        f"-------- Forwarded message --------\n{_OF_YANDEX}-------- End of forwarded message --------"
    ),
    "Yandex, Russian": Passing(
        f"-------- Пересылаемое сообщение --------\n{_OF_YANDEX}"
        "-------- Конец пересылаемого сообщения --------"
    ),
    "Yandex, page": Passing(
        '<div>-------- Пересылаемое сообщение --------</div><div>03.03.2025, 10:15, "Ann Lee" '
        "&lt;ann@client.example&gt;:</div><blockquote><p>{text}</p></blockquote>"
        "<div>-------- Завершение пересылаемого сообщения --------</div>",
        html=True,
    ),
    "Yandex, new": Passing(
        "----------------\nКому: bob@desk.example;\nТема: {subject};\n"
        '03.03.2025, 10:15, "Ann Lee" <ann@client.example>:\n\n{text}'
    ),
    "Yandex, telephone": Passing(
        "-------- Пересылаемое сообщение --------\nОт: Ann Lee (ann@client.example)\nКому: bob@desk.example\n"
        "Тема: {subject}\nДата: 3 марта 2025, 10:15\n\n{text}"
    ),
    "Mail.ru": Passing(
        f"-------- Forwarded message --------\nFrom: {ANN}\nTo: bob@desk.example\n"
        "Date: Monday, 3 March 2025, 10:15 +03:00\nSubject: {subject}\n\n{text}",
        _MOMENT,
    ),
    "Mail.ru, Russian": Passing(
        f"-------- Пересылаемое сообщение --------\nОт кого: {ANN}\nКому: bob@desk.example\n"
        "Дата: Понедельник, 3 марта 2025, 10:15 +03:00\nТема: {subject}\n\n{text}",
        _MOMENT,
    ),
    "Mail.ru, page": Passing(
        f"<blockquote>-------- Пересылаемое сообщение --------<br>От: {_LINK}<br>Кому: bob@desk.example"
        "<br>Дата: Понедельник, 3 марта 2025, 10:15 +03:00<br>Тема: {subject}<br><br>"
        "<div>{text}</div></blockquote>",
        _MOMENT,
        html=True,
    ),
    "Evolution": Passing(
        f"-------- Forwarded Message --------\nFrom: {ANN}\nTo: bob@desk.example\nSubject: {{subject}}\n"
        "Date: Mon, 03 Mar 2025 10:15:00 +0300\n\n{text}",
        _MOMENT,
        prefix="[Fwd: ",
    ),
    "Evolution, Russian": Passing(
        f"-------- Пересланное сообщение --------\nОт: {ANN}\nКому: bob@desk.example\nТема: {{subject}}\n"
        "Дата: Mon, 03 Mar 2025 10:15:00 +0300\n\n{text}",
        _MOMENT,
        prefix="Пер: ",
    ),
    "mutt": Passing(
        f"----- Forwarded message from {ANN} -----\n\nDate: {_DATED}\nFrom: {ANN}\nTo: bob@desk.example\n"
        "Subject: {subject}\n\n{text}\n\n----- End forwarded message -----",
        _MOMENT,
        prefix="[ann@client.example: ",
    ),
    "Samsung": Passing("-------- Original message --------\n" + _SAMSUNG.format(ANN), _MOMENT),
    "Samsung, Russian": Passing(
        f"-------- Исходное сообщение --------\nОт: {ANN}\nДата: 03.03.2025 10:15 (GMT+03:00)\n"
        "Кому: bob@desk.example\nТема: {subject}\n\n{text}",
        _MOMENT,
    ),
}
