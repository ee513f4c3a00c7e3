"""Whether an agent's mail is believed, and what becomes of one that is."""

from dataclasses import replace

from desk.address import Address, domain, fold
from desk.answers import carry
from desk.case import Case
from desk.commands import NAMES, Command, command_of
from desk.customers import go_on
from desk.decisions import Change, Decision, Opening
from desk.enquiries import answers
from desk.facts import KnownKey
from desk.fields import kept
from desk.forwarding import open_for_customer
from desk.freeing import Said, below_quotation, takes_back
from desk.holding import given_back
from desk.letters import Audience, Template
from desk.matching import Standing, match
from desk.orders import Fault, Order, Orders, forbidden, read_orders
from desk.people import Agent
from desk.reaching import Reached, names_several_tickets, reach
from desk.receipts import refuse
from desk.releasing import answer_words, answered_words, belongs_to_ticket, says, stray_send
from desk.request import RequestKind
from desk.telling import to_agent, to_staff
from desk.ticket import Author, Circle
from desk.topics import Topic
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
    else's that shows up here is replaced, and so is every one that customers were shown.
    """
    own = [key for key in case.facts.keys if agent.has(key.person)]
    shown = any(_may_misuse(case, agent, person.addr) for person in (*case.mail.to, *case.mail.cc))
    seen = (key for key in case.facts.keys if key.person and (shown or not agent.has(key.person)))
    return replace(_decide_for_agent(case, agent, own), replaced_keys=tuple(key.key for key in seen))


def _may_misuse(case: Case, agent: Agent, addr: str) -> bool:
    """Tell whether this is a customer, or somebody of whom nothing says that it is a colleague."""
    if case.office.is_own(addr) or case.office.agent(addr) is not None:
        return False
    colleague = domain(addr) == domain(agent.address)
    return not colleague or any(key.ticket and key.ticket.takes_part(addr) for key in case.facts.keys)


def _decide_for_agent(case: Case, agent: Agent, own: list[KnownKey]) -> Decision:
    freeing = next((key for key in own if key.held is not None), None)
    other = says(case) is Said.OTHER
    if freeing is not None and not (other and belongs_to_ticket(case, agent, freeing)):
        return _release(case, agent, own, freeing)
    why = "" if case.facts.released else _why_held(case, agent, own)
    if why:
        return _hold(case, agent, own, why)
    namesake = decide_namesake(case)
    if namesake is not None:
        return namesake
    if names_several_tickets(case) and not case.facts.released:
        return Decision(verdict=Verdict.HELD, rule="keys of several tickets")
    held = answered_words(case, agent) if freeing is None else freeing.held
    if held is not None and not other:
        return answer_words(case, agent, held)
    decision = _as_customer(case, own) or stray_send(case, agent, own, held) or _as_agent(case, agent, own)
    # Other words to customers than those that were given back take their place, once they go on.
    taken = decision.is_public or decision.waits is not None
    replaced = (held,) if held is not None and taken else ()
    return replace(decision, takes_back=(*decision.takes_back, *replaced))


def _is_proved(case: Case, own: list[KnownKey]) -> bool:
    """Tell whether a mail in an agent's name is the agent's.

    A key that was replaced was seen under another's From or shown to a customer: who holds it need not be
    the agent.
    """
    if case.mark is Mark.FAIL:
        return False
    return case.mark is Mark.PASS or any(not key.replaced for key in own)


def _why_held(case: Case, agent: Agent, own: list[KnownKey]) -> str:
    """Return why this mail may not act as the agent's, or the empty string."""
    if case.mail.supposed:
        return "reads like an automatic answer"
    if not _is_proved(case, own):
        return "agent not proved: neither own key nor trusted authentication"
    return "agent's From and Reply-To disagree" if _answers_elsewhere(case, agent) else ""


def _as_customer(case: Case, own: list[KnownKey]) -> Decision | None:
    """Return what the mail does in a request of the agent's own, where no staff key or command says else."""
    if case.mail.commands or any(key.audience in STAFF_KEYS for key in own):
        return None
    found = match(case)
    if found.ticket is None or found.standing is Standing.STRANGER:
        return None
    return given_back(case, found.ticket, go_on(case, found, found.ticket))


def _as_agent(case: Case, agent: Agent, own: list[KnownKey]) -> Decision:
    reached = reach(case, agent, own)
    orders = _orders(case, agent, reached)
    if isinstance(orders, Fault):
        ticket, internal = (reached.ticket, reached.internal) if reached else (None, True)
        return refuse(case, agent, ticket, orders, internal=internal)
    if orders.ticketless or reached is None:
        return _without_ticket(case, agent, orders, reached)
    return carry(case, agent, reached, orders)


def _release(case: Case, agent: Agent, own: list[KnownKey], freeing: KnownKey) -> Decision:
    if not _is_proved(case, own) or freeing.held is None:
        return Decision(
            verdict=Verdict.HELD, rule="answer to a release request, not proved to be the agent's"
        )
    return answer_words(case, agent, freeing.held, freeing.held_in)


def _hold(case: Case, agent: Agent, own: list[KnownKey], rule: str) -> Decision:
    """Return the decision that asks the agent, in the ticket's thread whoever is surely its author.

    What else than the word send is answered there is a note: nobody asked for words to the customer.
    """
    facts = {"inbox": str(case.inbox_id), "subject": case.mail.subject}
    surely = _is_proved(case, own) and not _answers_elsewhere(case, agent)
    topic = Topic.SEEMS_AUTOMATIC if surely else Topic.HELD_MAIL
    letter = to_agent(agent, Template.HELD, topic, facts=facts, audience=Audience.RELEASE)
    reached = reach(case, agent, own) if surely else None
    if reached is not None:
        letter = replace(letter, ticket_id=reached.ticket.id, audience=Audience.INTERNAL, frees=case.inbox_id)
    quiet = case.facts.held_letters_last_day >= HELD_LETTERS_PER_DAY
    return Decision(
        verdict=Verdict.HELD,
        rule=rule,
        letters=() if quiet else (replace(letter, text=case.text),),
    )


def _answers_elsewhere(case: Case, agent: Agent) -> bool:
    other = case.mail.reply_to
    return other is not None and not agent.has(other.addr) and not case.office.is_own(other.addr)


def _orders(case: Case, agent: Agent, reached: Reached | None) -> Orders | Fault:
    """Return what an agent's mail orders.

    Whoever answers a receipt need not write the sign of a command; to stop what waits, the word is enough,
    whatever stands beside it: that hurts nobody.
    """
    waiting = () if reached is None else case.facts.waiting.get(reached.ticket.id, ())
    waits = any(one.agent == agent.name for one in waiting)
    ordered = [command_of(line.word) for line in case.mail.commands]
    inside = reached is not None and reached.internal
    text = below_quotation(case.mail.visible_text)
    alone = len(ordered) <= 1 and takes_back(text, waits=waits, inside=inside)
    if alone or (waits and ordered == [Command.UNDO]):
        return Orders(text="", others=(Order(Command.UNDO),))
    return read_orders(case.mail)


def _without_ticket(case: Case, agent: Agent, orders: Orders, reached: Reached | None) -> Decision:
    """Return what a mail does that needs no ticket: it asks something, or is the agent's own request."""
    if orders.ticketless:
        return _enquire(case, agent, orders, reached)
    fault = forbidden(orders, case.office, agent)
    opened = fault or open_for_customer(case, agent, orders)
    if opened is not None:
        return refuse(case, agent, None, opened) if isinstance(opened, Fault) else opened
    if case.mail.commands:
        return refuse(case, agent, None, Fault(Topic.NO_TICKET, f"#{orders.commands[0].value}"))
    if case.facts.answers_unread:
        # It was said before; a program that answers ours would never end.
        return Decision(verdict=Verdict.HELD, rule="answers what said that nobody reads answers to it")
    if case.facts.answers_ticketless:
        return refuse(case, agent, None, Fault(Topic.NOBODY_READS))
    misplaced = case.mail.misplaced_command
    if NAMES.get(misplaced.removeprefix("#")) is Command.FOR:
        return refuse(case, agent, None, Fault(Topic.MISPLACED_COMMAND, misplaced))
    return _own_request(case, agent)


def _enquire(case: Case, agent: Agent, orders: Orders, reached: Reached | None) -> Decision:
    """Return the answer to what an agent asks; a text beneath goes nowhere, and so is a fault."""
    if not orders.silent:
        fault = Fault(Topic.NEEDLESS_TEXT, f"#{orders.commands[0].value}")
        ticket, internal = (reached.ticket, reached.internal) if reached else (None, True)
        return refuse(case, agent, ticket, fault, internal=internal)
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
