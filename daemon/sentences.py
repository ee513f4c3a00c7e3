"""What a ticket's history says in words: events, reasons and letters."""

from desk.letters import Template
from desk.states import Happening, Reason
from desk.ticket import Event

# An event's name as a sentence. One with braces tells its own change; behind the others stands what
# changed: "the customer confirmed: resolved -> closed".
EVENTS: dict[str, str] = {
    "opened": "the request was registered",
    "imported": "the request came in here, and was imported later",
    "reminder": "reminder number {after} to the customer",
    "undelivered": "a mail to {before} could not be delivered: {after}",
    "delayed": "a mail to {before} is delayed, its mail system goes on trying: {after}",
    "dead_address": "{before} is a dead address: nothing more is sent there",
    "unsent": "a mail to {before} was not sent, the address is dead: {after}",
    "told": "the customer told {after}",
    "moved": "the state changed",
    "merged": "{after} was merged into it",
    "goes_on_in": "it goes on in {after}",
    "chose": "the customer chose {after}",
    "reason": "the reason: {after}",
    "finding": "the reason: {after}",
    "muted": "{after} is heard no more",
    "spared": "{after} is of a known organisation, and heard as before",
    "heard": "{after} is heard again",
    "until": "the day on which it comes back",
    "watchers": "watched by {after}",
    "kind": "another kind",
    "priority": "another priority",
    "subject": "another subject",
    "organisation": "another organisation",
    "requester": "another requester",
    "participants": "others take part",
    "revived": "{before} is not a dead address any more",
    Happening.AGENT_TAKES.value: "assigned to {after}",
    Happening.AGENT_ANSWERS.value: "the staff answered",
    Happening.AGENT_ASKS.value: "the staff asked the customer for information",
    Happening.AGENT_HOLDS.value: "the staff put it on hold",
    Happening.AGENT_OFFERS.value: "the staff offered a solution",
    Happening.AGENT_REJECTS.value: "the staff found that it is not a fault",
    Happening.AGENT_MERGES.value: "the staff merged it with another ticket",
    Happening.AGENT_RESUMES.value: "the staff went on with it",
    Happening.AGENT_DISCARDS.value: "the staff found that it is no request",
    Happening.AGENT_REOPENS.value: "the staff opened it again",
    Happening.AGENT_CLOSES.value: "the staff closed it without the customer's word",
    Happening.CONFIRMS.value: "the customer confirmed",
    Happening.THANKS.value: "the customer only said thanks",
    Happening.DISAGREES.value: "the customer disagreed",
    Happening.WITHDRAWS.value: "the customer withdrew the request",
    Happening.ASKS_STATUS.value: "the customer asked for the status",
    Happening.ANSWERS_PARTLY.value: "the customer answered a part of what was asked",
    Happening.WRITES.value: "the customer wrote",
    Happening.HOLD_OVER.value: "its day has come, it is not on hold any more",
    Happening.REMINDERS_OVER.value: "the customer did not answer the reminders",
}

REASONS: dict[Reason, str] = {
    Reason.CONFIRMED: "confirmed by the customer",
    Reason.WITHDRAWN: "withdrawn by the customer",
    Reason.NOT_A_FAULT: "not a fault",
    Reason.MERGED: "merged with another ticket",
    Reason.NO_CONTRACT: "no contract",
    Reason.UNCONFIRMED: "without the customer's word",
    Reason.SPAM: "no request",
}

LETTERS: dict[Template, str] = {
    Template.ACKNOWLEDGEMENT: "acknowledgement",
    Template.NOTIFICATION: "notification",
    Template.REPLY: "answer",
    Template.QUESTION: "question",
    Template.SOLUTION: "solution",
    Template.CLOSED: "closing note",
    Template.REOPENED: "word that it is open again",
    Template.REMINDER: "reminder",
    Template.ASKED_AGAIN: "question that was left open",
    Template.STATUS: "status",
    Template.RECEIPT: "receipt of a command",
    Template.HELD: "question whether to release a held mail",
    Template.REFUSAL: "refusal of a command",
    Template.NOTICE: "notice to the operator",
    Template.RETURNED: "words given back to their author",
    Template.LISTING: "list of tickets",
    Template.MANUAL: "list of commands",
}


def sentence(event: Event) -> str:
    """Return what happened and what it changed; an event of another version is told by its own name."""
    said = EVENTS.get(event.what)
    if said is not None and "{" in said:
        return _formed(said, event)
    change = _change(event.before.replace("_", " "), event.after.replace("_", " "))
    return f"{said or event.what}: {change}" if change else said or event.what


def _formed(said: str, event: Event) -> str:
    told = said.format(before=event.before, after=event.after or "no reason is known")
    reassigned = event.what == Happening.AGENT_TAKES.value and event.before
    return f"{told} (before: {event.before})" if reassigned else told


def _change(before: str, after: str) -> str:
    if before and before == after:
        return f"still {after}"
    return " -> ".join(filter(None, (before, after)))
