"""What a customer may ask for."""

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
