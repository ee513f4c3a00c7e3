"""The Subject of a mail: the ticket's tag exactly once, at most one ``Re:``."""

import re
from collections.abc import Mapping
from functools import lru_cache

from desk.letters import Draft, Template
from desk.mail import Language
from desk.topics import Topic
from responders.clean import one_line
from responders.words import EN, NO_SUBJECT, RU

# What mail programs put before a subject when answering: English, German, Scandinavian, Russian; Outlook
# numbers it ("RE[2]:"), and the Russian "НА:" of Outlook exists in Latin letters too.
_ANSWERS = re.compile(
    r"^(?:\s*(?:re|aw|antw|sv|vs|ответ|отв|на|ha|re\^\d{1,3})\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?:)+\s*",
    re.IGNORECASE,
)

_REGISTERED: Mapping[Language, str] = {
    RU: "Ваше обращение зарегистрировано",
    EN: "Your request is registered",
}

# Subjects of mails that belong to no ticket: by what the mail is, and for notices by what they tell.
_TEMPLATES: Mapping[Language, Mapping[Template, str]] = {
    RU: {
        Template.HELD: "Подтвердите, что письмо отправили вы",
        Template.REFUSAL: "Команда не выполнена",
        Template.NOTICE: "Сообщение службы",
        Template.LISTING: "Список обращений",
        Template.MANUAL: "Команды",
    },
    EN: {
        Template.HELD: "Please confirm that you sent this mail",
        Template.REFUSAL: "Your command was not carried out",
        Template.NOTICE: "A message from the help desk",
        Template.LISTING: "List of tickets",
        Template.MANUAL: "Commands",
    },
}
_TOPICS: Mapping[Language, Mapping[Topic, str]] = {
    RU: {
        Topic.HELD_MAIL: "Письма ждут вашего решения",
        Topic.QUARANTINED: "Письмо не удалось прочитать",
        Topic.FAULTY_TEMPLATE: "Ошибка в шаблоне письма",
        Topic.CERTIFICATE_EXPIRES: "Истекает срок сертификата",
        Topic.SECRET_EXPIRES: "Истекает срок секрета для входа в почтовый ящик",
        Topic.TOKEN_EXPIRES: "Истекает срок доступа к почтовому ящику",
        Topic.MAILBOX_DOWN: "Почтовый ящик недоступен",
        Topic.LOGIN_REFUSED: "Почтовый ящик не впускает",
        Topic.LEFT_IN_MAILBOX: "Письмо осталось в почтовом ящике",
        Topic.LEDGER_DIFFERS: "Почтовый ящик расходится с принятой почтой",
        Topic.OUTBOX_OLD: "Письма не отправляются",
        Topic.DISK_LOW: "На диске мало места",
        Topic.LIMIT_REACHED: "Достигнут предел автоматических писем",
        Topic.UNDELIVERED: "Письмо не доставлено",
    },
    EN: {
        Topic.HELD_MAIL: "Mail is waiting for your decision",
        Topic.QUARANTINED: "A mail could not be read",
        Topic.FAULTY_TEMPLATE: "A mail template is faulty",
        Topic.CERTIFICATE_EXPIRES: "A certificate expires",
        Topic.SECRET_EXPIRES: "The secret of a mailbox's login expires",
        Topic.TOKEN_EXPIRES: "The access to a mailbox expires",
        Topic.MAILBOX_DOWN: "A mailbox cannot be read",
        Topic.LOGIN_REFUSED: "A mailbox does not let us in",
        Topic.LEFT_IN_MAILBOX: "A mail was left in its mailbox",
        Topic.LEDGER_DIFFERS: "A mailbox differs from what was taken out of it",
        Topic.OUTBOX_OLD: "Mail is not being sent",
        Topic.DISK_LOW: "The disk is nearly full",
        Topic.LIMIT_REACHED: "The limit of automatic mail is reached",
        Topic.UNDELIVERED: "A mail was not delivered",
    },
}


def subject(draft: Draft) -> str:
    """Return the subject: one line, ``Re: [SUP-1042] …`` where the mail goes on with a thread."""
    letter, ticket = draft.letter, draft.ticket
    if ticket is None:
        return _without_ticket(draft)
    tag = f"[{one_line(ticket.number)}]"
    if not letter.whole:
        return f"{tag} {_REGISTERED[letter.language]}"
    answer = "Re: " if draft.in_reply_to or draft.references else ""
    return f"{answer}{tag} {bare(ticket.subject, draft.desk.prefix) or NO_SUBJECT[letter.language]}"


def bare(text: str, prefix: str) -> str:
    """Return a subject without any tag of this desk and without ``Re:``, ``RE[2]:``, ``Ответ:``.

    Every tag of the desk goes, not only this ticket's: a second number would lead an answer astray.
    """
    return _ANSWERS.sub("", " ".join(_tags(prefix).sub(" ", one_line(text)).split()))


@lru_cache(maxsize=64)
def _tags(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"\[\s?{re.escape(prefix)}-[0-9]{{1,12}}\s?\]", re.IGNORECASE)


def _without_ticket(draft: Draft) -> str:
    letter = draft.letter
    topics, templates = _TOPICS[letter.language], _TEMPLATES[letter.language]
    if letter.template is Template.NOTICE and letter.topic is not None and letter.topic in topics:
        return topics[letter.topic]
    said = one_line(letter.facts.get("subject", ""))
    # What is corrected by an answer goes on under its own subject: customers may read it.
    if letter.template is Template.REFUSAL and letter.whole and said:
        return f"Re: {bare(said, draft.desk.prefix)}"
    return templates.get(letter.template) or one_line(draft.desk.name)
