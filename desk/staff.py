"""Who an agent's mail is believed to be from, and which ticket it reaches."""

from dataclasses import replace

from desk.address import Address, fold
from desk.answers import Reached, carry, direct
from desk.case import Case
from desk.commands import Command, command_of
from desk.customers import go_on
from desk.decisions import Change, Decision, Opening
from desk.enquiries import answers
from desk.facts import KnownKey
from desk.fields import kept
from desk.forwarding import open_for_customer
from desk.freeing import Said, first_line, said, takes_back
from desk.holding import given_back, returned
from desk.letters import Audience, Template, Topic
from desk.matching import Standing, match
from desk.orders import Fault, Order, Orders, forbidden, read_orders
from desk.people import Agent
from desk.receipts import refuse
from desk.request import RequestKind
from desk.telling import to_agent, to_staff
from desk.ticket import Author, Circle, Ticket
from desk.trust import Mark
from desk.twins import decide_namesake
from desk.verdicts import Verdict

# What is sent to these keys is an agent's; an agent's customer key belongs to a request of the agent's own.
STAFF_KEYS = frozenset({Audience.PUBLIC, Audience.INTERNAL})

# So many requests to release are sent to one agent in a day; a forger must not fill a mailbox through us.
HELD_LETTERS_PER_DAY = 5


def decide_for_agent(case: Case, agent: Agent) -> Decision:
    """Return what a mail from an agent's address does.

    It needs the agent's own key or the mark pass; otherwise it is held, and the agent is asked at the
    stored address. The agent's right is looked at now, not when the key was made. A key of somebody
    else's that shows up here is replaced.
    """
    own = [key for key in case.facts.keys if agent.has(key.person)]
    others = tuple(key.key for key in case.facts.keys if key.person and not agent.has(key.person))
    return replace(_decide_for_agent(case, agent, own), replaced_keys=others)


def _decide_for_agent(case: Case, agent: Agent, own: list[KnownKey]) -> Decision:
    freeing = next((key for key in own if key.held is not None), None)
    other = _said(case) is Said.OTHER
    if freeing is not None and not (other and _belongs_to_ticket(case, agent, freeing)):
        return _release(case, agent, own, freeing)
    why = "" if case.facts.released else _why_held(case, agent, own)
    if why:
        return _hold(case, agent, own, why)
    namesake = decide_namesake(case)
    if namesake is not None:
        return namesake
    if _names_several_tickets(case) and not case.facts.released:
        return Decision(verdict=Verdict.HELD, rule="keys of several tickets")
    held = _given_back(case, agent) if freeing is None else freeing.held
    if held is not None and not other:
        return _answer_words(case, agent, held)
    decision = _as_customer(case, own) or _as_sent(case, agent, own, held) or _as_agent(case, agent, own)
    # Other words to customers than those that were given back take their place, once they go on.
    taken = decision.is_public or decision.waits is not None
    replaced = (held,) if held is not None and taken else ()
    return replace(decision, takes_back=(*decision.takes_back, *replaced))


def _given_back(case: Case, agent: Agent) -> int | None:
    """Return the mail whose words were given back to this agent by the one that is answered, by its id."""
    chains = {fold(addr) for addr in agent.addresses}
    answered = (
        pointer.frees
        for pointer in case.facts.pointers
        if pointer.message_id == case.mail.in_reply_to and pointer.chain in chains
    )
    return next((held for held in answered if held is not None), None)


def _said(case: Case) -> Said:
    return said(case.mail.visible_text, more=bool(case.files))


def _belongs_to_ticket(case: Case, agent: Agent, freeing: KnownKey) -> bool:
    """Tell whether a mail answers one that gave words back; other requests want but the word send."""
    if freeing.held_in is not None:
        return True
    chains = {fold(addr) for addr in agent.addresses}
    answered = next((pointer for pointer in case.facts.pointers if pointer.chain in chains), None)
    return answered is not None and answered.frees is not None


def _why_held(case: Case, agent: Agent, own: list[KnownKey]) -> str:
    """Return why this mail may not act as the agent's, or the empty string."""
    if case.mail.supposed:
        return "reads like an automatic answer"
    if not _is_proved(case, own):
        return "agent not proved: neither own key nor trusted authentication"
    return "agent's From and Reply-To disagree" if _answers_elsewhere(case, agent) else ""


def _is_proved(case: Case, own: list[KnownKey]) -> bool:
    """Tell whether a mail in an agent's name is the agent's.

    A key that was replaced was seen under another's From: who holds it need not be the agent.
    """
    if case.mark is Mark.FAIL:
        return False
    return case.mark is Mark.PASS or any(not key.replaced for key in own)


def _names_several_tickets(case: Case) -> bool:
    return len({key.ticket.id for key in case.facts.keys if key.ticket is not None}) > 1


def _as_customer(case: Case, own: list[KnownKey]) -> Decision | None:
    """Return what the mail does in a request of the agent's own, where no staff key or command says else."""
    if case.mail.commands or any(key.audience in STAFF_KEYS for key in own):
        return None
    found = match(case)
    if found.ticket is None or found.standing is Standing.STRANGER:
        return None
    return given_back(case, found.ticket, go_on(case, found, found.ticket))


def _as_sent(case: Case, agent: Agent, own: list[KnownKey], held: int | None) -> Decision | None:
    """Return the refusal of a mail that says send where nothing waits for it: no customer is to read that."""
    reached = _reached(case, agent, own)
    if held is not None or reached is None or reached.internal or not _is_send(case):
        return None
    return refuse(case, agent, reached.ticket, Fault(Topic.NOTHING_WAITS))


def _is_send(case: Case) -> bool:
    text = case.mail.visible_text.strip()
    return not case.mail.commands and text == first_line(text) and _said(case) is Said.SEND


def _as_agent(case: Case, agent: Agent, own: list[KnownKey]) -> Decision:
    reached = _reached(case, agent, own)
    orders = _orders(case, agent, reached)
    if isinstance(orders, Fault):
        ticket, internal = (reached.ticket, reached.internal) if reached else (None, True)
        return refuse(case, agent, ticket, orders, internal=internal)
    if orders.ticketless or reached is None:
        return _without_ticket(case, agent, orders)
    return carry(case, agent, reached, orders)


def _release(case: Case, agent: Agent, own: list[KnownKey], freeing: KnownKey) -> Decision:
    if not _is_proved(case, own) or freeing.held is None:
        return Decision(
            verdict=Verdict.HELD, rule="answer to a release request, not proved to be the agent's"
        )
    return _answer_words(case, agent, freeing.held, freeing.held_in)


def _answer_words(case: Case, agent: Agent, held: int, held_in: Ticket | None = None) -> Decision:
    """Return what an answer does to words that were given back: frees them, or has its author asked again."""
    freed_in = (pointer.ticket for pointer in case.facts.pointers if pointer.frees == held)
    ticket = held_in or next(freed_in, None)
    if held not in case.facts.held:
        return refuse(case, agent, ticket, Fault(Topic.NOTHING_WAITS))
    says = _said(case)
    if says is Said.SEND:
        return Decision(verdict=Verdict.COMMAND, rule="release of a held mail", releases=held)
    return Decision(
        verdict=Verdict.HELD if says is Said.OTHER else Verdict.COMMAND,
        rule="answer to a release request that does not say send",
        ticket_id=None if ticket is None else ticket.id,
        letters=(returned(agent, Topic.UNCLEAR, "", held, word=first_line(case.mail.visible_text)),),
    )


def _hold(case: Case, agent: Agent, own: list[KnownKey], rule: str) -> Decision:
    """Return the decision that asks the agent, in the ticket's thread whoever is surely its author."""
    facts = {"inbox": str(case.inbox_id), "subject": case.mail.subject}
    surely = _is_proved(case, own) and not _answers_elsewhere(case, agent)
    topic = Topic.SEEMS_AUTOMATIC if surely else Topic.HELD_MAIL
    letter = to_agent(agent, Template.HELD, topic, facts=facts, audience=Audience.RELEASE)
    reached = _reached(case, agent, own) if surely else None
    letter = letter if reached is None else replace(letter, ticket_id=reached.ticket.id)
    quiet = case.facts.held_letters_last_day >= HELD_LETTERS_PER_DAY
    return Decision(
        verdict=Verdict.HELD,
        rule=rule,
        letters=() if quiet else (replace(letter, text=case.text),),
    )


def _answers_elsewhere(case: Case, agent: Agent) -> bool:
    other = case.mail.reply_to
    return other is not None and not agent.has(other.addr) and not case.office.is_own(other.addr)


def _reached(case: Case, agent: Agent, own: list[KnownKey]) -> Reached | None:
    """Return the ticket this mail reaches; what went to anyone's internal address stays inside.

    A note sent out cannot be called back.
    """
    if _names_several_tickets(case):
        return None
    reached = _by_key(own) or _by_reference(case, agent) or _by_hearsay(case)
    inside = any(key.audience is Audience.INTERNAL for key in case.facts.keys)
    return replace(reached, internal=True) if reached is not None and inside else reached


def _by_key(own: list[KnownKey]) -> Reached | None:
    for key in own:
        ticket = key.held_in if key.audience is Audience.RELEASE else key.ticket
        if ticket is not None and key.audience is not Audience.CUSTOMER:
            return Reached(ticket, f"agent's own {key.audience.value} key", internal=False)
    return None


def _by_reference(case: Case, agent: Agent) -> Reached | None:
    """Return the ticket of an id in References; what the customers got already, was said to them.

    Else what is passed on is for colleagues, and what is written to others than the desk.
    """
    chains = {"", *(fold(addr) for addr in agent.addresses)}
    pointer = next((one for one in case.facts.pointers if one.chain in chains), None)
    if pointer is None:
        return None
    to_desk = any(case.office.desk.owns(to.addr) for to in case.mail.to)
    inside = pointer.internal or case.mail.forwarded is not None or not to_desk
    internal = inside and not direct(case, pointer.ticket)
    return Reached(pointer.ticket, "agent, id in References", internal=internal)


def _by_hearsay(case: Case) -> Reached | None:
    """Return the ticket of another's key, else the one whose number stands in the subject.

    Nothing says that such a mail answers one that reaches the customer: where it went there already, it is
    a direct answer, else it is a note.
    """
    keyed = [(key.ticket, "agent, another's key in the address") for key in case.facts.keys if key.ticket]
    numbered = [(ticket, "agent, number in the subject") for ticket in case.facts.numbered]
    found = (*keyed, *numbered)
    if not found:
        return None
    ticket, rule = found[0]
    return Reached(ticket, rule, internal=not direct(case, ticket))


def _orders(case: Case, agent: Agent, reached: Reached | None) -> Orders | Fault:
    """Return what an agent's mail orders.

    Whoever answers a receipt need not write the sign of a command; to stop what waits, the word is enough,
    whatever stands beside it: that hurts nobody.
    """
    waiting = () if reached is None else case.facts.waiting.get(reached.ticket.id, ())
    waits = any(one.agent == agent.name for one in waiting)
    ordered = [command_of(line.word) for line in case.mail.commands]
    alone = len(ordered) <= 1 and takes_back(case.mail.visible_text, waits=waits)
    if alone or (waits and ordered == [Command.UNDO]):
        return Orders(text="", others=(Order(Command.UNDO),))
    return read_orders(case.mail)


def _without_ticket(case: Case, agent: Agent, orders: Orders) -> Decision:
    """Return what a mail does that belongs to no ticket: it asks something, or is the agent's own request."""
    if orders.ticketless:
        return _enquire(case, agent, orders)
    fault = forbidden(orders, case.office, agent)
    opened = fault or open_for_customer(case, agent, orders)
    if opened is not None:
        return refuse(case, agent, None, opened) if isinstance(opened, Fault) else opened
    if case.mail.commands:
        return refuse(case, agent, None, Fault(Topic.NO_TICKET, f"#{orders.commands[0].value}"))
    if case.facts.answers_ticketless:
        return refuse(case, agent, None, Fault(Topic.NOBODY_READS))
    return _own_request(case, agent)


def _enquire(case: Case, agent: Agent, orders: Orders) -> Decision:
    """Return the answer to what an agent asks; a text beneath goes nowhere, and so is a fault."""
    if not orders.silent:
        return refuse(case, agent, None, Fault(Topic.NEEDLESS_TEXT, f"#{orders.commands[0].value}"))
    shown = case.facts.shown if Command.SHOW in orders.commands else None
    told = answers(case, agent, shown, orders.others)
    if isinstance(told, Fault):
        return refuse(case, agent, None, told)
    return Decision(
        verdict=Verdict.COMMAND,
        rule="agent's enquiry",
        ticket_id=None if shown is None else shown.id,
        letters=told,
        chain=None if shown is None else fold(agent.address),
    )


def _own_request(case: Case, agent: Agent) -> Decision:
    assignees = case.office.desk.assignees
    opening = Opening(
        subject=case.mail.subject,
        kind=RequestKind.UNSORTED,
        requester=Address(agent.address, agent.name),
        language=agent.language,
        assignees=assignees,
        fields=kept(case.mail.fields),
    )
    receipt = to_agent(agent, Template.RECEIPT, Topic.OWN_TICKET, audience=Audience.CUSTOMER)
    return Decision(
        verdict=Verdict.TICKET,
        rule="agent's own request",
        opening=opening,
        messages=(case.message(Author.CUSTOMER, Circle.PUBLIC, case.text),),
        events=(case.event("opened", by=agent.name),),
        letters=(receipt, *to_staff(case, Topic.NEW_TICKET, None, assignees=assignees)),
        change=Change(acknowledged=True),
        chain="",
    )
