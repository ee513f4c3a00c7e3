"""Fields: what a request tells of its writer and its matter."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Field(StrEnum):
    """What is kept of a request, and may be required of it, by the names that the parsers give it."""

    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    NAME = "name"
    POSITION = "position"
    PHONE = "phone"
    EMAIL = "email"
    CUSTOMER_ID = "customer_id"
    CONTRACT = "contract"
    TAX_NUMBER = "tax_number"
    ADDRESS = "address"
    ROOM = "room"
    PRODUCT = "product"
    MODULE = "module"
    VERSION = "version"
    ENVIRONMENT = "environment"
    SERIAL_NUMBER = "serial_number"
    CATEGORY = "category"
    PRIORITY = "priority"
    DEADLINE = "deadline"
    REFERENCE = "reference"


def kept(found: Mapping[str, str]) -> dict[Field, str]:
    """Return what is kept with a ticket of the fields that a mail tells."""
    return {field: found[field] for field in Field if found.get(field)}


def missing(wanted: Sequence[Field], told: Mapping[Field, str]) -> tuple[Field, ...]:
    """Return those of the fields wanted that nobody has told, each once."""
    return tuple(field for field in dict.fromkeys(wanted) if not told.get(field))
