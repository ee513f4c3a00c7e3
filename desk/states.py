"""The life of a ticket: states, what can happen, and the one table of transitions."""

from enum import StrEnum


class State(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a ticket is closed."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    NOT_A_FAULT = "not_a_fault"
    MERGED = "merged"
    NO_CONTRACT = "no_contract"
    UNCONFIRMED = "unconfirmed"
