"""What a customer's mail does in a ticket it has reached."""

from dataclasses import replace

from desk import happenings, questions
from desk.case import Case
from desk.decisions import Change, Decision
from desk.fields import Field
from desk.letters import Letter, Template
from desk.mail import Numbered
from desk.matching import Match, Standing
from desk.opening import open_ticket
from desk.reminding import moved_by
from desk.required import completed
from desk.states import Happening, State, Transition, transition
from desk.telling import to_customer, to_customers, to_staff
from desk.ticket import Author, Circle, Event, Question, Ticket
from desk.topics import Topic
from desk.verdicts import Verdict

# What the staff is told of; None: nobody is woken.
TOPICS: dict[Happening, Topic | None] = {
    Happening.CONFIRMS: Topic.CONFIRMED,
    Happening.DISAGREES: Topic.DISPUTED,
    Happening.WITHDRAWS: Topic.WITHDRAWN,
    Happening.THANKS: None,
    Happening.ASKS_STATUS: None,
    Happening.ANSWERS_PARTLY: Topic.ANSWERED_PARTLY,
    Happening.WRITES: Topic.ANSWER,
}

# Of words that change nothing: the reason told to staff, and the warning in the thread.
WARNINGS: dict[str, str] = {
    "stranger": "takes no part in this ticket",
    "unproved": "the sender is not proved",
    "automatic": "reads like an automatic answer",
    "machine": "bears a mark of machine mail",
    "unsure": "perhaps only thanks",
}


def go_on(case: Case, match: Match, ticket: Ticket) -> Decision:
    """Return the decision for a mail that reached a ticket."""
    if match.standing is Standing.STRANGER:
        return _add_text(case, match, ticket, Topic.UNKNOWN_AUTHOR, "stranger")
    happening, row = happenings.happening(case, ticket)
    if match.standing is not Standing.FULL and happening is not Happening.ASKS_STATUS:
        return _add_text(case, match, ticket, Topic.ANSWER, _doubt(case, match))
    if happenings.is_unsure_thanks(case, ticket):
        return _add_text(case, match, ticket, Topic.THANKED, "unsure")
    if row is None:
        return open_ticket(case, match, rule=f"{match.rule}; closed too long ago", previous=ticket)
    return _apply(case, match, ticket, happening, row)


def _doubt(case: Case, match: Match) -> str:
    """Return why the words of one who takes part change nothing."""
    if match.standing is Standing.TEXT:
        return "unproved"
    return "automatic" if case.mail.supposed else "machine"


def _cause(case: Case, why: str) -> dict[str, str]:
    """Return what a mail is that no person may have written, such as a recall, or the words that seem so."""
    told, _, words = case.mail.kind_evidence.partition(": ")
    return {"fault": words or told} if why == "automatic" and told else {}


def _add_text(case: Case, match: Match, ticket: Ticket, topic: Topic, why: str) -> Decision:
    """Return the decision that adds the words and tells the assignees, and changes nothing."""
    stranger = match.standing is Standing.STRANGER
    author = Author.UNKNOWN if stranger else Author.CUSTOMER
    warning = WARNINGS[why]
    circle = Circle.INTERNAL if stranger else Circle.PUBLIC
    return Decision(
        verdict=Verdict.REPLY,
        rule=match.rule,
        ticket_id=ticket.id,
        messages=(case.message(author, circle, case.text, warning),),
        letters=to_staff(case, topic, ticket, facts={"why": why, **_cause(case, why)}),
        chain=None if stranger else "",
        silence=f"the sender {warning}" if stranger else "",
        replaced_keys=match.replaced_keys,
    )


def _apply(case: Case, match: Match, ticket: Ticket, happening: Happening, row: Transition) -> Decision:
    answered = questions.answered(ticket, case.mail) if happening is Happening.WRITES else ticket.questions
    open_still = questions.are_to_be_asked_again(ticket.questions, answered)
    if ticket.state is State.WAITING and open_still and happenings.answered(case, ticket) is not None:
        happening, answered = Happening.ANSWERS_PARTLY, questions.asked_again(answered)
        row = transition(happening, ticket.state, frozenset()) or row
    change = moved_by(row, case.office.desk, case.now) if row.after is not None else None
    if answered != ticket.questions:
        change = replace(change or Change(), questions=answered)
    variant = questions.chosen(ticket, case.mail, happenings.INTENT_THRESHOLD)
    told = completed(case, ticket)
    return Decision(
        verdict=Verdict.REPLY,
        rule=match.rule,
        ticket_id=ticket.id,
        messages=(case.message(Author.CUSTOMER, Circle.PUBLIC, case.text),),
        events=(*_events(case, ticket, happening, row), *_chose(case, variant), *_told(case, told)),
        change=replace(change or Change(), fields=told) if told else change,
        letters=(
            *_to_customers(case, ticket, happening, row),
            *_asked_again(case, ticket, happening, answered),
            *_to_staff(case, ticket, happening, row, answered, variant),
        ),
        chain="",
        replaced_keys=match.replaced_keys,
    )


def _events(case: Case, ticket: Ticket, happening: Happening, row: Transition) -> tuple[Event, ...]:
    if row.after is not None:
        return (case.event(happening.value, ticket.state.value, row.after.value),)
    return () if happening is Happening.WRITES else (case.event(happening.value),)


def _chose(case: Case, variant: Numbered | None) -> tuple[Event, ...]:
    return () if variant is None else (case.event("chose", after=_written(variant)),)


def _written(variant: Numbered) -> str:
    return f"{variant.number}. {variant.text}"


def _told(case: Case, fields: dict[Field, str]) -> tuple[Event, ...]:
    """Return the line of history that tells which fields this mail completes."""
    after = "; ".join(f"{field.value.replace('_', ' ')}: {value}" for field, value in fields.items())
    return (case.event("told", after=after),) if fields else ()


def _to_customers(case: Case, ticket: Ticket, happening: Happening, row: Transition) -> tuple[Letter, ...]:
    if row.reason is not None:
        return (to_customers(ticket, Template.CLOSED, facts={"reason": row.reason.value}),)
    answered = happenings.answered(case, ticket)
    if answered is None:
        return ()
    if happening is Happening.ASKS_STATUS:
        return (to_customer(answered, ticket.language, Template.STATUS),)
    if happening is Happening.DISAGREES:
        facts = {"ask_reason": "1"} if happenings.is_bare(case) else {}
        return (to_customer(answered, ticket.language, Template.REOPENED, facts=facts),)
    if ticket.state is State.CLOSED and row.after is State.OPEN:
        return (to_customer(answered, ticket.language, Template.REOPENED),)
    return ()


def _asked_again(
    case: Case, ticket: Ticket, happening: Happening, asked: tuple[Question, ...]
) -> tuple[Letter, ...]:
    """Return the mail that asks once more what an answer left open."""
    answered = happenings.answered(case, ticket)
    if happening is not Happening.ANSWERS_PARTLY or answered is None:
        return ()
    letter = to_customer(answered, ticket.language, Template.ASKED_AGAIN)
    return (replace(letter, questions=questions.still_open(asked)),)


def _to_staff(
    case: Case,
    ticket: Ticket,
    happening: Happening,
    row: Transition,
    asked: tuple[Question, ...],
    variant: Numbered | None,
) -> tuple[Letter, ...]:
    topic = TOPICS[happening]
    if topic is None or (ticket.state is State.CLOSED and happening in happenings.FILED_WHEN_CLOSED):
        return ()
    if ticket.state is State.CLOSED and row.after is State.OPEN:
        topic = Topic.REOPENED
    facts = {}
    if variant is not None:
        topic, facts = Topic.CHOSEN, {"word": _written(variant)}
    if asked != ticket.questions and case.mail.problems <= len(asked):
        # They are the answers.
        facts["problems"] = ""
    waits = ticket.state is State.WAITING and questions.still_open(asked)
    shown = asked if waits or asked != ticket.questions else ()
    return tuple(replace(one, questions=shown) for one in to_staff(case, topic, ticket, facts=facts))
