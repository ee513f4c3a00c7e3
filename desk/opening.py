"""Opening: a mail that continues nothing becomes a ticket, and its sender is told the number."""

from dataclasses import replace

from desk import gate
from desk.address import Address, fold
from desk.case import Case
from desk.decisions import Change, Decision, Opening
from desk.desks import Echo
from desk.fields import kept
from desk.letters import Letter, Template
from desk.matching import Match
from desk.request import RequestKind
from desk.required import to_ask
from desk.telling import to_customer, to_staff
from desk.ticket import Author, Circle, Message, Ticket
from desk.topics import Topic
from desk.trust import Mark
from desk.verdicts import Verdict

# Below this the reader's guess of the kind is none; an agent will say.
KIND_THRESHOLD = 0.7


def open_ticket(
    case: Case, match: Match, *, rule: str = "", previous: Ticket | None = None, warning: str = ""
) -> Decision:
    """Return the decision that registers this mail as a new ticket.

    ``previous`` is the ticket it goes on from, ``warning`` why staff should read it with care.
    """
    why = gate.silence(case)
    related = previous.number if previous else ", ".join(match.hints)
    facts = {"related": related, **_of_form(case)}
    told = to_staff(
        case,
        Topic.NEW_TICKET,
        None,
        assignees=case.office.desk.assignees,
        facts={name: value for name, value in facts.items() if value},
    )
    opening = opening_of(case, previous)
    request = case.message(Author.CUSTOMER, Circle.PUBLIC, case.text, warning)
    return Decision(
        verdict=Verdict.TICKET,
        rule="; ".join(filter(None, (rule or match.rule, warning))),
        opening=opening if why else replace(opening, asked=to_ask(case, opening, previous)),
        messages=(request, *_hint(case, match)),
        events=(case.event("opened"),),
        letters=(*(() if why else (_acknowledgement(case),)), *told),
        change=None if why else Change(acknowledged=True),
        chain="",
        silence=why,
        replaced_keys=match.replaced_keys,
    )


def opening_of(case: Case, previous: Ticket | None = None) -> Opening:
    """Return the ticket that this mail's author asks for."""
    mail = case.mail
    organisation = case.office.organisation(case.sender.addr)
    # What one customer told of himself is not another's.
    same = previous is not None and fold(previous.requester.addr) == fold(case.sender.addr)
    return Opening(
        subject=mail.subject,
        kind=mail.request_kind if mail.request_kind_confidence >= KIND_THRESHOLD else RequestKind.UNSORTED,
        requester=case.sender,
        language=case.language,
        participants=_colleagues(case),
        organisation=organisation.name if organisation else "",
        assignees=case.office.desk.assignees,
        previous=previous.id if previous else None,
        fields={**(previous.fields if previous and same else {}), **kept(mail.fields)},
    )


def _of_form(case: Case) -> dict[str, str]:
    """Return what staff are told of a web form's mail: its address, and whether answers go there."""
    sender = case.form or case.sender
    if not case.office.desk.has_form(sender.addr):
        return {}
    return {"sender": sender.addr, "why": "form" if fold(sender.addr) == fold(case.sender.addr) else ""}


def _colleagues(case: Case) -> tuple[Address, ...]:
    """Return the people of the requester's organisation in To and Cc; nobody else joins by being there."""
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


def _acknowledgement(case: Case) -> Letter:
    """Return the acknowledgement: whole where the sender is believed, else with nothing of the sender's.

    Whoever forges a From could otherwise send text of one's own to a victim in our name.
    """
    letter = to_customer(case.sender, case.language, Template.ACKNOWLEDGEMENT)
    if case.mark is Mark.PASS or case.office.desk.echo is Echo.ALWAYS:
        return letter
    return replace(letter, whole=False, to=(Address(case.sender.addr),))
