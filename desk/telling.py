"""Telling people: the letters by which a decision speaks to staff and customers."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate

from desk.address import Address, fold
from desk.case import Case
from desk.letters import Audience, FileRef, Letter, Template
from desk.mail import Language, Mail
from desk.people import Agent, Role
from desk.ticket import Ticket
from desk.topics import Topic

# What is above this sum of bytes a notification only lists, and `#files` sends it.
CARRIED_BYTES = 10_000_000

# So many who got a mail as well are named; anybody can write any number of addresses into Cc.
_MOST_IN_COPY = 10


def to_agent(
    agent: Agent,
    template: Template,
    topic: Topic,
    *,
    facts: Mapping[str, str] | None = None,
    audience: Audience = Audience.INTERNAL,
) -> Letter:
    """Return a letter to one agent, in the agent's language; an answer to it reaches ``audience``.

    An observer's reaches no customer, whatever it says.
    """
    reads = agent.role is Role.OBSERVER
    return Letter(
        template=template,
        language=agent.language,
        to=(Address(agent.address, agent.name),),
        topic=topic,
        audience=Audience.INTERNAL if reads and audience is Audience.PUBLIC else audience,
        person=fold(agent.address),
        reads=reads,
        facts=dict(facts or {}),
    )


def to_staff(
    case: Case,
    topic: Topic,
    ticket: Ticket | None,
    *,
    assignees: tuple[str, ...] = (),
    facts: Mapping[str, str] | None = None,
) -> tuple[Letter, ...]:
    """Return the notifications of this mail: to whom it concerns, the assignees or everyone, and who watches.

    Each agent gets a letter of one's own, with one's own keys. The mail's author is not told.
    """
    office, sender = case.office, fold(case.sender.addr)
    concerned = office.assigned(assignees) if ticket is None else office.concerned(ticket)
    told = [agent for agent in concerned if not agent.has(sender)]
    return tuple(_notification(case, agent, topic, ticket, facts or {}) for agent in told)


def _notification(
    case: Case, agent: Agent, topic: Topic, ticket: Ticket | None, facts: Mapping[str, str]
) -> Letter:
    carried, listed = carried_or_listed(case.files)
    sender = case.sender.addr or case.mail.shown_sender
    told = {"sender": sender, **_of_mail(case.mail), **_in_copy(case, ticket), **facts}
    return replace(
        to_agent(agent, Template.NOTIFICATION, topic, facts=told, audience=Audience.PUBLIC),
        author=case.sender.name or case.sender.addr,
        text=case.text,
        thread=() if ticket is None else case.thread(ticket),
        files=carried,
        listed=listed,
    )


def _of_mail(mail: Mail) -> dict[str, str]:
    """Return what a mail says beside its words: who else had a hand in it, and how much it asks for."""
    told = {
        "behind": _person(mail.behind),
        "sent_by": _person(mail.sent_by),
        "problems": str(mail.problems) if mail.problems > 1 else "",
    }
    return {name: value for name, value in told.items() if value}


def _in_copy(case: Case, ticket: Ticket | None) -> dict[str, str]:
    """Return who got the mail as well and takes no part; a new request's colleagues do."""
    office, sender = case.office, fold(case.sender.addr)
    organisation = office.organisation(case.sender.addr) if ticket is None else None
    known = {sender} if ticket is None else {sender, *(fold(each.addr) for each in ticket.customers)}
    others = {
        fold(each.addr): _person(each)
        for each in (*case.mail.to, *case.mail.cc)
        if fold(each.addr) not in known
        and not (organisation is not None and organisation.includes(each.addr))
        and not office.is_own(each.addr)
        and office.agent(each.addr) is None
    }
    named = list(others.values())[:_MOST_IN_COPY]
    return {"in_copy": ", ".join((*named, "…") if len(others) > len(named) else named)} if named else {}


def _person(who: Address | None) -> str:
    if who is None:
        return ""
    return f"{who.name} <{who.addr}>" if who.name else who.addr


def carried_or_listed(files: tuple[FileRef, ...]) -> tuple[tuple[FileRef, ...], tuple[FileRef, ...]]:
    """Return the attachments a notification carries along, and those that it only names.

    The smallest come along as long as there is room, each group in the order of the mail.
    """
    by_size = sorted(range(len(files)), key=lambda at: files[at].attachment.size)
    sums = accumulate(files[at].attachment.size for at in by_size)
    room = {at for at, whole in zip(by_size, sums, strict=True) if whole <= CARRIED_BYTES}
    carried = tuple(ref for at, ref in enumerate(files) if at in room)
    return carried, tuple(ref for at, ref in enumerate(files) if at not in room)


def to_customers(
    ticket: Ticket,
    template: Template,
    *,
    but: frozenset[str] = frozenset(),
    facts: Mapping[str, str] | None = None,
) -> Letter:
    """Return one mail to the requester and the participants, without those in ``but``.

    One mail has one Reply-To: with several recipients its key belongs to all of them.
    """
    to = tuple(customer for customer in ticket.customers if fold(customer.addr) not in but)
    return Letter(
        template=template,
        language=ticket.language,
        to=to,
        audience=Audience.CUSTOMER,
        person=fold(to[0].addr) if len(to) == 1 else "",
        facts=dict(facts or {}),
    )


def to_customer(
    person: Address, language: Language, template: Template, *, facts: Mapping[str, str] | None = None
) -> Letter:
    """Return a mail to one customer, with that customer's own key."""
    return Letter(
        template=template,
        language=language,
        to=(person,),
        audience=Audience.CUSTOMER,
        person=fold(person.addr),
        facts=dict(facts or {}),
    )
