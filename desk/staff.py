"""Who an agent's mail is believed to be from, and which ticket it reaches."""

import re
from dataclasses import replace

from desk.address import fold
from desk.answers import Reached, carry, direct, refuse
from desk.case import Case
from desk.decisions import Change, Decision, Opening
from desk.facts import KnownKey
from desk.letters import Audience, Template, Topic
from desk.orders import Fault, read_orders
from desk.people import Agent
from desk.request import RequestKind
from desk.telling import to_agent, to_staff
from desk.ticket import Author, Circle
from desk.trust import Mark
from desk.verdicts import Verdict

# The release of a held mail wants exactly this word.
RELEASE_WORDS = frozenset({"send", "отправить", "отправь"})

# So many requests to release are sent to one agent in a day; a forger must not fill a mailbox through us.
HELD_LETTERS_PER_DAY = 5


def decide_for_agent(case: Case, agent: Agent) -> Decision:
    """Return what a mail from an agent's address does.

    It needs the agent's own key or the mark pass; otherwise it is held, and the agent is asked at the
    stored address. The agent's right is looked at now, not when the key was made.
    """
    keys = [key for key in case.facts.keys if key.person and agent.has(key.person)]
    release = next((key for key in keys if key.audience is Audience.RELEASE), None)
    if release is not None:
        return _release(case, release)
    own = [key for key in keys if key.ticket is not None and key.audience is not Audience.CUSTOMER]
    believed = bool(own) or case.mark is Mark.PASS or bool(case.facts.released)
    if not believed or (case.mark is Mark.FAIL and not case.facts.released):
        return _hold(case, agent, "agent not proved: neither own key nor trusted authentication")
    if _answers_elsewhere(case, agent):
        return _hold(case, agent, "agent's From and Reply-To disagree")
    if len({key.ticket.id for key in own if key.ticket is not None}) > 1:
        return Decision(verdict=Verdict.HELD, rule="keys of several tickets")
    reached = _by_key(own) or _by_reference(case, agent) or _by_number(case)
    orders = read_orders(case.mail, case.office.directory, case.office.desk)
    if isinstance(orders, Fault):
        return refuse(case, agent, reached, orders)
    if reached is None:
        return _without_ticket(case, agent)
    return carry(case, agent, reached, orders)


def _release(case: Case, key: KnownKey) -> Decision:
    words = re.findall(r"[^\W\d_]+", case.mail.visible_text.lower())
    if not words or words[0] not in RELEASE_WORDS:
        return Decision(verdict=Verdict.HELD, rule="answer to a release request that does not say send")
    return Decision(verdict=Verdict.COMMAND, rule="release of a held mail", releases=key.held)


def _hold(case: Case, agent: Agent, rule: str) -> Decision:
    facts = {"inbox": str(case.inbox_id), "subject": case.mail.subject}
    letter = to_agent(agent, Template.HELD, Topic.HELD_MAIL, facts=facts, audience=Audience.RELEASE)
    quiet = case.facts.held_letters_last_day >= HELD_LETTERS_PER_DAY
    return Decision(
        verdict=Verdict.HELD,
        rule=rule,
        letters=() if quiet else (replace(letter, text=case.mail.visible_text),),
    )


def _answers_elsewhere(case: Case, agent: Agent) -> bool:
    other = case.mail.reply_to
    return other is not None and not agent.has(other.addr) and not case.office.is_own(other.addr)


def _by_key(own: list[KnownKey]) -> Reached | None:
    for key in own:
        if key.ticket is not None:
            # A mail to both of an agent's addresses stays inside: a note sent out cannot be called back.
            internal = any(other.audience is Audience.INTERNAL for other in own)
            return Reached(key.ticket, f"agent's own {'internal' if internal else 'public'} key", internal)
    return None


def _by_reference(case: Case, agent: Agent) -> Reached | None:
    chains = {"", *(fold(addr) for addr in agent.addresses)}
    for pointer in case.facts.pointers:
        if pointer.chain in chains:
            return Reached(pointer.ticket, "agent, id in References", internal=False)
    return None


def _by_number(case: Case) -> Reached | None:
    if not case.facts.numbered:
        return None
    ticket = case.facts.numbered[0]
    # Nothing says that this mail answers one that reaches the customer; where it went there already,
    # it is a direct answer, else it is a note.
    return Reached(ticket, "agent, number in the subject", internal=not direct(case, ticket))


def _without_ticket(case: Case, agent: Agent) -> Decision:
    if case.mail.commands:
        return refuse(case, agent, None, Fault(Topic.NO_TICKET, f"#{case.mail.commands[0].word}"))
    own = replace(case.sender, addr=agent.address, name=agent.name)
    opening = Opening(
        subject=case.mail.subject, kind=RequestKind.UNSORTED, requester=own, language=agent.language
    )
    receipt = to_agent(agent, Template.RECEIPT, Topic.OWN_TICKET, audience=Audience.CUSTOMER)
    return Decision(
        verdict=Verdict.TICKET,
        rule="agent's own request",
        opening=opening,
        messages=(case.message(Author.CUSTOMER, Circle.PUBLIC, case.mail.visible_text),),
        events=(case.event("opened", by=agent.name),),
        letters=(receipt, *to_staff(case, Topic.NEW_TICKET, None, but=agent)),
        change=Change(acknowledged=True),
        chain="",
    )
