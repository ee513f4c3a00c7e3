"""What Postdesk calls things, in each language: states, kinds, changes, fixed lines."""

from collections.abc import Mapping

from desk.desks import Desk
from desk.enquiries import WAITS
from desk.fields import Field
from desk.findings import Finding
from desk.letters import Audience
from desk.mail import Language
from desk.merging import CAME_IN, GOES_ON
from desk.reasons import HEARD, MUTED, SPARED
from desk.request import Priority, RequestKind
from desk.states import Happening, State

RU, EN = Language.RU, Language.EN

# The parsers cut an answer at exactly these lines.
MARKERS: Mapping[Language, str] = {
    RU: "## Пишите ответ выше этой строки ##",
    EN: "## Please write your answer above this line ##",
}

STATES: Mapping[Language, Mapping[State, str]] = {
    RU: {
        State.NEW: "Новое",
        State.OPEN: "В работе",
        State.WAITING: "Ожидает уточнения",
        State.ON_HOLD: "Отложено",
        State.RESOLVED: "Решение предоставлено",
        State.CLOSED: "Закрыто",
    },
    EN: {
        State.NEW: "New",
        State.OPEN: "In progress",
        State.WAITING: "Waiting for information",
        State.ON_HOLD: "On hold",
        State.RESOLVED: "Solution provided",
        State.CLOSED: "Closed",
    },
}

KINDS: Mapping[Language, Mapping[RequestKind, str]] = {
    RU: {
        RequestKind.INCIDENT: "Инцидент",
        RequestKind.MASS_INCIDENT: "Массовый инцидент",
        RequestKind.CONSULTATION: "Консультация",
        RequestKind.DEVELOPMENT: "Запрос на развитие",
        RequestKind.UNSORTED: "Пока не определён",
    },
    EN: {
        RequestKind.INCIDENT: "Incident",
        RequestKind.MASS_INCIDENT: "Major incident",
        RequestKind.CONSULTATION: "Consultation",
        RequestKind.DEVELOPMENT: "Development request",
        RequestKind.UNSORTED: "Not sorted yet",
    },
}

# An answer may repeat these words with what was asked for behind them: the parsers know each.
FIELDS: Mapping[Language, Mapping[Field, str]] = {
    RU: {
        Field.ORGANISATION: "Организация",
        Field.DEPARTMENT: "Подразделение",
        Field.NAME: "ФИО",
        Field.POSITION: "Должность",
        Field.PHONE: "Телефон",
        Field.EMAIL: "Электронная почта",
        Field.CUSTOMER_ID: "Идентификатор клиента",
        Field.CONTRACT: "Номер договора",
        Field.TAX_NUMBER: "ИНН",
        Field.ADDRESS: "Адрес",
        Field.ROOM: "Кабинет",
        Field.PRODUCT: "Продукт или система",
        Field.MODULE: "Модуль",
        Field.VERSION: "Версия",
        Field.ENVIRONMENT: "Операционная система",
        Field.SERIAL_NUMBER: "Серийный номер",
        Field.CATEGORY: "Категория",
        Field.PRIORITY: "Срочность",
        Field.DEADLINE: "Желаемый срок",
        Field.REFERENCE: "Внешний номер",
    },
    EN: {
        Field.ORGANISATION: "Organisation",
        Field.DEPARTMENT: "Department",
        Field.NAME: "Full name",
        Field.POSITION: "Position",
        Field.PHONE: "Phone number",
        Field.EMAIL: "E-mail address",
        Field.CUSTOMER_ID: "Customer number",
        Field.CONTRACT: "Contract number",
        Field.TAX_NUMBER: "VAT number",
        Field.ADDRESS: "Address",
        Field.ROOM: "Room",
        Field.PRODUCT: "Product or system",
        Field.MODULE: "Module",
        Field.VERSION: "Version",
        Field.ENVIRONMENT: "Operating system",
        Field.SERIAL_NUMBER: "Serial number",
        Field.CATEGORY: "Category",
        Field.PRIORITY: "Urgency",
        Field.DEADLINE: "Deadline",
        Field.REFERENCE: "Reference",
    },
}

PRIORITIES: Mapping[Language, Mapping[Priority, str]] = {
    RU: {
        Priority.LOW: "Низкий",
        Priority.NORMAL: "Обычный",
        Priority.HIGH: "Высокий",
        Priority.URGENT: "Срочный",
    },
    EN: {
        Priority.LOW: "Low",
        Priority.NORMAL: "Normal",
        Priority.HIGH: "High",
        Priority.URGENT: "Urgent",
    },
}

# What changed in a ticket, by the name of the event; the others tell of its state.
CHANGES: Mapping[Language, Mapping[str, str]] = {
    RU: {
        Happening.AGENT_ANSWERS.value: "Состояние",
        Happening.AGENT_TAKES.value: "Исполнители",
        "until": "Отложено до",
        "watchers": "Наблюдают",
        "kind": "Тип",
        "priority": "Приоритет",
        "subject": "Тема",
        "organisation": "Организация",
        "requester": "Заявитель",
        "participants": "Участники",
        GOES_ON: "Продолжается в",
        CAME_IN: "Присоединено",
        "reason": "Причина",
        "finding": "Причина",
        WAITS: "Ждёт отправки",
        MUTED: "Спам",
        SPARED: "Спам",
        HEARD: "Спам",
    },
    EN: {
        Happening.AGENT_ANSWERS.value: "State",
        Happening.AGENT_TAKES.value: "Assigned to",
        "until": "On hold until",
        "watchers": "Watched by",
        "kind": "Kind",
        "priority": "Priority",
        "subject": "Subject",
        "organisation": "Organisation",
        "requester": "Requester",
        "participants": "Taking part",
        GOES_ON: "Goes on in",
        CAME_IN: "Merged in",
        "reason": "Reason",
        "finding": "Reason",
        WAITS: "Waits to be sent",
        MUTED: "Spam",
        SPARED: "Spam",
        HEARD: "Spam",
    },
}

# Why a request is no fault of the product.
FINDINGS: Mapping[Language, Mapping[Finding, str]] = {
    RU: {
        Finding.PLANNED: "плановые работы",
        Finding.OUTSIDE: "вне нашей зоны ответственности",
        Finding.INCOMPATIBLE: "несовместимость оборудования или программ",
        Finding.OTHER: "другое",
    },
    EN: {
        Finding.PLANNED: "planned maintenance",
        Finding.OUTSIDE: "outside what we are responsible for",
        Finding.INCOMPATIBLE: "incompatible hardware or software",
        Finding.OTHER: "other",
    },
}

# Whether the sender of what is no request is heard.
SENDERS: Mapping[Language, Mapping[str, str]] = {
    RU: {
        MUTED: "письма от {} больше не принимаем; #переоткрыть это снимает",
        SPARED: "письма от {} принимаем по-прежнему: это известная организация",
        HEARD: "письма от {} снова принимаем",
    },
    EN: {
        MUTED: "{} is heard no more; #reopen lifts that",
        SPARED: "{} is heard as before, being of a known organisation",
        HEARD: "{} is heard again",
    },
}

# Whose answer still waits before it goes to the customer.
WAITING: Mapping[Language, str] = {
    RU: "ответ клиенту, автор — {who}; уйдёт {until}",
    EN: "an answer of {who}'s to the customer; it goes on {until}",
}

# Where an agent's answer goes.
ANSWERS: Mapping[Language, Mapping[Audience, str]] = {
    RU: {
        Audience.PUBLIC: "Ответ клиенту",
        Audience.INTERNAL: "Внутреннее",
        Audience.RELEASE: "Ответ клиенту",
    },
    EN: {
        Audience.PUBLIC: "Reply to customer",
        Audience.INTERNAL: "Internal",
        Audience.RELEASE: "Reply to customer",
    },
}
NOTHING: Mapping[Language, str] = {RU: "—", EN: "—"}
EARLIER: Mapping[Language, str] = {RU: "Раньше в этом обращении", EN: "Earlier in this ticket"}
ATTACHED: Mapping[Language, str] = {RU: "Приложено", EN: "Attached"}
INTERNAL: Mapping[Language, str] = {RU: "заметка", EN: "note"}
# What falls due: a reminder to the customer, and for a ticket on hold its return.
DUE: Mapping[Language, Mapping[bool, str]] = {
    RU: {False: "напоминание клиенту {}", True: "вернётся в работу {}"},
    EN: {False: "reminder to the customer on {}", True: "back on {}"},
}
NO_SUBJECT: Mapping[Language, str] = {RU: "(без темы)", EN: "(no subject)"}


def state_name(state: State, desk: Desk, language: Language) -> str:
    """Return what this desk calls a state."""
    return desk.state_names.get(language, {}).get(state) or STATES[language][state]


def kind_name(kind: RequestKind, desk: Desk, language: Language) -> str:
    """Return what this desk calls a kind of request."""
    return desk.kind_names.get(language, {}).get(kind) or KINDS[language][kind]
