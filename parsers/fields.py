"""Form lines at the top of a request, such as ``Type: incident``, under one name for each meaning."""

from parsers.lines import bare, split

# A form stands at the top; what is further down is talk.
_MOST_LINES = 40
_MOST_FIELDS = 30
_LONGEST_NAME = 40
_LONGEST_VALUE = 200

_NAMES = {
    "type": "type, request type, ticket type, type of request, kind, kind of request, request kind, тип, "
    "тип обращения, тип заявки, тип запроса, вид, вид обращения, вид заявки, вид запроса",
    "category": "category, service category, категория, категория обращения",
    "priority": "priority, urgency, severity, приоритет, срочность, критичность",
    "organisation": "organisation, organization, company, customer, client, организация, компания, "
    "предприятие, заказчик, клиент, учреждение, наименование организации",
    "department": "department, division, отдел, подразделение, департамент",
    "name": "name, full name, contact, contact person, имя, фио, ф.и.о, ф.и.о., контактное лицо, заявитель",
    "position": "position, job title, должность",
    "phone": "phone, telephone, tel, phone number, mobile, телефон, тел, тел., контактный телефон, моб, "
    "моб., номер телефона, мобильный телефон",
    "email": "email, e-mail, mail, почта, эл. почта, электронная почта, адрес электронной почты",
    "address": "address, location, site, адрес, местоположение, площадка",
    "room": "room, office, кабинет, помещение, офис, комната",
    "product": "product, system, service, application, software, продукт, система, услуга, сервис, "
    "информационная система, программа, приложение",
    "module": "module, component, модуль, компонент, подсистема, раздел",
    "version": "version, release, build, версия, версия продукта, релиз, сборка",
    "environment": "environment, platform, operating system, os, среда, окружение, контур, операционная "
    "система, ос",
    "serial_number": "serial number, serial, s/n, серийный номер, инвентарный номер",
    "contract": "contract, contract number, agreement, договор, номер договора, контракт",
    "reference": "reference, your reference, external number, внешний номер, номер заявки",
    "subject": "subject, summary, тема, краткое описание",
    "description": "description, details, описание, описание проблемы, суть обращения",
    "deadline": "deadline, due date, due, срок, желаемый срок",
}
_KEYS = {name: key for key, names in _NAMES.items() for name in names.split(", ")}


def form_fields(text: str) -> dict[str, str]:
    """Return the form lines among the first forty lines of a text, by their names in English snake_case.

    Only known names count; the first line of a name wins; values are one line of at most 200 characters.
    """
    fields: dict[str, str] = {}
    for line in split(text)[:_MOST_LINES]:
        name, colon, value = bare(line)[: _LONGEST_NAME + _LONGEST_VALUE].replace("：", ":").partition(":")
        key = _KEYS.get(_folded(name)) if colon and len(name) <= _LONGEST_NAME else None
        shown = " ".join(value.strip(" *_\t\u00a0").split())[:_LONGEST_VALUE]
        if key and shown and key not in fields and len(fields) < _MOST_FIELDS:
            fields[key] = shown
    return fields


def _folded(name: str) -> str:
    """Return a form line's name as the table holds it: lowered, without the marks of lists and bold type."""
    return " ".join(name.strip(" *_-–—•·|\t\u00a0").lower().replace("ё", "е").split())
