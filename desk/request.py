"""What a customer may ask for."""

from collections.abc import Mapping
from enum import StrEnum


class RequestKind(StrEnum):
    """The kinds of request (ITIL: incident, major incident, service request, change)."""

    INCIDENT = "incident"
    MASS_INCIDENT = "mass_incident"
    CONSULTATION = "consultation"
    DEVELOPMENT = "development"
    UNSORTED = "unsorted"


class Priority(StrEnum):
    """How soon a request wants work."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


# What staff call them; a desk's own names of kinds are understood besides.
KIND_WORDS: Mapping[str, RequestKind] = {
    "incident": RequestKind.INCIDENT,
    "инцидент": RequestKind.INCIDENT,
    "mass": RequestKind.MASS_INCIDENT,
    "mass_incident": RequestKind.MASS_INCIDENT,
    "mass incident": RequestKind.MASS_INCIDENT,
    "major incident": RequestKind.MASS_INCIDENT,
    "массовый": RequestKind.MASS_INCIDENT,
    "массовый инцидент": RequestKind.MASS_INCIDENT,
    "проблема": RequestKind.MASS_INCIDENT,
    "авария": RequestKind.MASS_INCIDENT,
    "consultation": RequestKind.CONSULTATION,
    "question": RequestKind.CONSULTATION,
    "консультация": RequestKind.CONSULTATION,
    "вопрос": RequestKind.CONSULTATION,
    "development": RequestKind.DEVELOPMENT,
    "change": RequestKind.DEVELOPMENT,
    "развитие": RequestKind.DEVELOPMENT,
    "запрос на развитие": RequestKind.DEVELOPMENT,
    "доработка": RequestKind.DEVELOPMENT,
    "unsorted": RequestKind.UNSORTED,
    "не определен": RequestKind.UNSORTED,
}

PRIORITY_WORDS: Mapping[str, Priority] = {
    "low": Priority.LOW,
    "низкий": Priority.LOW,
    "низкая": Priority.LOW,
    "normal": Priority.NORMAL,
    "обычный": Priority.NORMAL,
    "обычная": Priority.NORMAL,
    "medium": Priority.NORMAL,
    "средний": Priority.NORMAL,
    "средняя": Priority.NORMAL,
    "high": Priority.HIGH,
    "высокий": Priority.HIGH,
    "высокая": Priority.HIGH,
    "urgent": Priority.URGENT,
    "срочно": Priority.URGENT,
    "срочный": Priority.URGENT,
    "срочная": Priority.URGENT,
}
