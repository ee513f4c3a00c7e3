"""What a customer's mail does: it opens a ticket, or goes on with one."""

from dataclasses import replace

from desk import gate
from desk.address import Address, fold
from desk.case import Case
from desk.decisions import Change, Decision, Opening
from desk.letters import Letter, Template, Topic
from desk.mail import Intent, Language
from desk.matching import Match, Standing
from desk.reminding import first_reminder
from desk.request import RequestKind
from desk.states import Condition, Happening, State, Transition, transition
from desk.telling import to_customer, to_customers, to_staff
from desk.ticket import Author, Circle, Event, Message, Ticket
from desk.trust import Mark
from desk.verdicts import Verdict

# A reader's guess below its threshold counts as "writes anything else".
INTENT_THRESHOLD = 0.8
KIND_THRESHOLD = 0.7

HAPPENINGS: dict[Intent, Happening] = {
    Intent.CONFIRM: Happening.CONFIRMS,
    Intent.DISPUTE: Happening.DISAGREES,
    Intent.WITHDRAW: Happening.WITHDRAWS,
    Intent.THANKS: Happening.THANKS,
    Intent.STATUS: Happening.ASKS_STATUS,
    Intent.NONE: Happening.WRITES,
}

# What the staff is told of; None: nobody is woken.
TOPICS: dict[Happening, Topic | None] = {
    Happening.CONFIRMS: Topic.CONFIRMED,
    Happening.DISAGREES: Topic.DISPUTED,
    Happening.WITHDRAWS: Topic.WITHDRAWN,
    Happening.THANKS: None,
    Happening.ASKS_STATUS: None,
    Happening.WRITES: Topic.ANSWER,
}

# Of words that change nothing: the warning in the thread, and the reason told to staff.
WARNINGS: dict[Topic, tuple[str, str]] = {
    Topic.UNKNOWN_AUTHOR: ("takes no part in this ticket", "stranger"),
    Topic.ANSWER: ("the sender is not proved", "unproved"),
    Topic.THANKED: ("perhaps only thanks", "unsure"),
}

# What happens to a closed ticket without waking anyone.
FILED_WHEN_CLOSED = frozenset({Happening.CONFIRMS, Happening.THANKS, Happening.WITHDRAWS})

# A disagreement of so few words holds no reason.
BARE_WORDS = 2


def open_ticket(case: Case, match: Match, *, rule: str = "", previous: Ticket | None = None) -> Decision:
    """Return the decision that registers this mail as a new ticket."""
    desk, mail = case.office.desk, case.mail
    organisation = case.office.organisation(case.sender.addr)
    opening = Opening(
        subject=mail.subject,
        kind=mail.request_kind if mail.request_kind_confidence >= KIND_THRESHOLD else RequestKind.UNSORTED,
        requester=case.sender,
        language=case.language,
        participants=_colleagues(case),
        organisation=organisation.name if organisation else "",
        assignees=desk.assignees,
        previous=previous.id if previous else None,
    )
    why = gate.silence(case)
    related = previous.number if previous else ", ".join(match.hints)
    told = to_staff(
        case,
        Topic.NEW_TICKET,
        None,
        assignees=desk.assignees,
        facts={"related": related} if related else {},
    )
    return Decision(
        verdict=Verdict.TICKET,
        rule=rule or match.rule,
        opening=opening,
        messages=(case.message(Author.CUSTOMER, Circle.PUBLIC, mail.visible_text), *_hint(case, match)),
        events=(case.event("opened"),),
        letters=(*(() if why else (acknowledgement(case),)), *told),
        change=None if why else Change(acknowledged=True),
        chain="",
        silence=why,
        replaced_keys=match.replaced_keys,
    )


def acknowledgement(case: Case) -> Letter:
    """Return the acknowledgement: whole where the sender is believed, else with nothing of the sender's.

    Whoever forges a From could otherwise send text of one's own to a victim in our name.
    """
    letter = to_customer(case.sender, case.language, Template.ACKNOWLEDGEMENT)
    whole = case.mark is Mark.PASS or case.office.desk.echo.value == "always"
    return replace(letter, whole=whole, to=letter.to if whole else (Address(case.sender.addr),))


def _colleagues(case: Case) -> tuple[Address, ...]:
    organisation = case.office.organisation(case.sender.addr)
    if organisation is None:
        return ()
    found = {
        fold(person.addr): person
        for person in (*case.mail.to, *case.mail.cc)
        if organisation.includes(person.addr)
        and not case.office.is_own(person.addr)
        and case.office.agent(person.addr) is None
        and fold(person.addr) != fold(case.sender.addr)
    }
    return tuple(found.values())


def _hint(case: Case, match: Match) -> tuple[Message, ...]:
    if not match.hints:
        return ()
    text = "may continue " + ", ".join(match.hints)
    return (Message(author=Author.SYSTEM, circle=Circle.INTERNAL, name="", addr="", text=text, at=case.now),)


def go_on(case: Case, match: Match, ticket: Ticket) -> Decision:
    """Return the decision for a mail that reached a ticket."""
    if match.standing is Standing.STRANGER:
        return _add_text(case, match, ticket, Author.UNKNOWN, Topic.UNKNOWN_AUTHOR)
    happening, row = _happening(case, ticket)
    if match.standing is Standing.TEXT and happening is not Happening.ASKS_STATUS:
        return _add_text(case, match, ticket, Author.CUSTOMER, Topic.ANSWER)
    if _unsure_thanks(case, ticket):
        return _add_text(case, match, ticket, Author.CUSTOMER, Topic.THANKED)
    if row is None:
        return open_ticket(case, match, rule=f"{match.rule}; closed too long ago", previous=ticket)
    return _apply(case, match, ticket, happening, row)


def _happening(case: Case, ticket: Ticket) -> tuple[Happening, Transition | None]:
    """Return what this mail means in this state; unsure never closes."""
    sure = case.mail.intent_confidence >= INTENT_THRESHOLD
    happening = HAPPENINGS[case.mail.intent] if sure else Happening.WRITES
    if case.mail.attachments and happening in {Happening.THANKS, Happening.CONFIRMS}:
        # Who sends a file has more to say than "thanks" or "yes"; a signature's picture is no file.
        happening = Happening.WRITES if _has_real_file(case) else happening
    holding = _conditions(case, ticket)
    row = transition(happening, ticket.state, holding)
    if row is None:
        happening = Happening.WRITES
        row = transition(happening, ticket.state, holding)
    return happening, row


def _has_real_file(case: Case) -> bool:
    return any(not attachment.type.startswith("image/") for attachment in case.mail.attachments)


def _conditions(case: Case, ticket: Ticket) -> frozenset[Condition]:
    closed_at = ticket.closed_at or ticket.changed_at
    reopenable = case.now - closed_at <= case.office.desk.reopen_period
    return frozenset(
        condition
        for condition, holds in ((Condition.ANSWERED, ticket.answered), (Condition.REOPENABLE, reopenable))
        if holds
    )


def _unsure_thanks(case: Case, ticket: Ticket) -> bool:
    thanks = case.mail.intent is Intent.THANKS and case.mail.intent_confidence < INTENT_THRESHOLD
    return thanks and ticket.state in {State.RESOLVED, State.CLOSED}


def _add_text(case: Case, match: Match, ticket: Ticket, author: Author, topic: Topic) -> Decision:
    """Return the decision that adds the words and tells the assignees, and changes nothing."""
    stranger = author is Author.UNKNOWN
    warning, why = WARNINGS[topic]
    circle = Circle.INTERNAL if stranger else Circle.PUBLIC
    return Decision(
        verdict=Verdict.REPLY,
        rule=match.rule,
        ticket_id=ticket.id,
        messages=(case.message(author, circle, case.mail.visible_text, warning),),
        letters=to_staff(case, topic, ticket, facts={"why": why}),
        chain=None if stranger else "",
        replaced_keys=match.replaced_keys,
    )


def _apply(case: Case, match: Match, ticket: Ticket, happening: Happening, row: Transition) -> Decision:
    if happening is Happening.WRITES and _unsure_thanks(case, ticket):
        return replace(
            _add_text(case, match, ticket, Author.CUSTOMER, Topic.THANKED),
            rule=f"{match.rule}; unsure thanks",
        )
    moved = row.after is not None and row.after is not ticket.state
    return Decision(
        verdict=Verdict.REPLY,
        rule=match.rule,
        ticket_id=ticket.id,
        messages=(case.message(Author.CUSTOMER, Circle.PUBLIC, case.mail.visible_text),),
        events=_events(case, ticket, happening, row),
        change=_change(case, row) if moved else None,
        letters=(*_to_customers(case, ticket, happening, row), *_to_staff(case, ticket, happening, row)),
        chain="",
        replaced_keys=match.replaced_keys,
    )


def _change(case: Case, row: Transition) -> Change:
    remind_at = first_reminder(row.after, case.office.desk, case.now)
    return Change(state=row.after, reason=row.reason, remind_at=remind_at)


def _events(case: Case, ticket: Ticket, happening: Happening, row: Transition) -> tuple[Event, ...]:
    if row.after is None or row.after is ticket.state:
        return () if happening is Happening.WRITES else (case.event(happening.value),)
    return (case.event(happening.value, ticket.state.value, row.after.value),)


def _to_customers(case: Case, ticket: Ticket, happening: Happening, row: Transition) -> tuple[Letter, ...]:
    if happening is Happening.ASKS_STATUS:
        return (to_customer(_stored(case, ticket), _language(case, ticket), Template.STATUS),)
    if row.after is State.CLOSED and row.reason is not None:
        return (to_customers(ticket, Template.CLOSED, facts={"reason": row.reason.value}),)
    if happening is Happening.DISAGREES:
        bare = len(case.mail.visible_text.split()) <= BARE_WORDS
        facts = {"ask_reason": "1"} if bare else {}
        return (to_customer(_stored(case, ticket), ticket.language, Template.REOPENED, facts=facts),)
    if ticket.state is State.CLOSED and row.after is State.OPEN:
        return (to_customer(_stored(case, ticket), ticket.language, Template.REOPENED),)
    return ()


def _to_staff(case: Case, ticket: Ticket, happening: Happening, row: Transition) -> tuple[Letter, ...]:
    topic = TOPICS[happening]
    if topic is None or (ticket.state is State.CLOSED and happening in FILED_WHEN_CLOSED):
        return ()
    reopened = ticket.state is State.CLOSED and row.after is State.OPEN
    return to_staff(case, Topic.REOPENED if reopened else topic, ticket)


def _stored(case: Case, ticket: Ticket) -> Address:
    """Return the address as the ticket knows it, never as this mail writes it."""
    sender = fold(case.sender.addr)
    return next((who for who in ticket.customers if fold(who.addr) == sender), ticket.requester)


def _language(case: Case, ticket: Ticket) -> Language:
    return case.language if case.mail.language is not None else ticket.language
