"""An agent's answer to what was held or given back: it frees that, or its author is asked again."""

from desk.address import fold
from desk.case import Case
from desk.decisions import Decision
from desk.facts import KnownKey
from desk.freeing import Said, below_quotation, first_line, said
from desk.holding import returned
from desk.orders import Fault
from desk.people import Agent
from desk.reaching import reach
from desk.receipts import refuse
from desk.ticket import Ticket
from desk.topics import Topic
from desk.verdicts import Verdict


def says(case: Case) -> Said:
    """Return what a mail says of words that were given back, if it answers any."""
    return said(below_quotation(case.mail.visible_text), more=bool(case.files))


def answered_words(case: Case, agent: Agent) -> int | None:
    """Return the mail whose words were given back to this agent by the one that is answered, by its id."""
    chains = {fold(addr) for addr in agent.addresses}
    answered = (
        pointer.frees
        for pointer in case.facts.pointers
        if pointer.message_id == case.mail.in_reply_to and pointer.chain in chains
    )
    return next((held for held in answered if held is not None), None)


def belongs_to_ticket(case: Case, agent: Agent, freeing: KnownKey) -> bool:
    """Tell whether a mail answers one that gave words back; other requests want but the word send."""
    if freeing.held_in is not None:
        return True
    chains = {fold(addr) for addr in agent.addresses}
    answered = next((pointer for pointer in case.facts.pointers if pointer.chain in chains), None)
    return answered is not None and answered.frees is not None


def answer_words(case: Case, agent: Agent, held: int, held_in: Ticket | None = None) -> Decision:
    """Return what an answer does to words that were given back: frees them, or has its author asked again."""
    freed_by = next((pointer for pointer in case.facts.pointers if pointer.frees == held), None)
    ticket = held_in or (None if freed_by is None else freed_by.ticket)
    if held not in case.facts.held:
        return refuse(case, agent, ticket, Fault(Topic.NOTHING_WAITS))
    meant, rule = says(case), "answer to a release request that does not say send"
    if meant is Said.SEND:
        return Decision(verdict=Verdict.COMMAND, rule="release of a held mail", releases=held)
    if meant is Said.OTHER:
        # Without a word in answer: a program that answers ours would never end.
        return Decision(verdict=Verdict.HELD, rule=rule)
    inside = freed_by is not None and freed_by.internal
    word = first_line(below_quotation(case.mail.visible_text))
    letter = returned(agent, Topic.UNCLEAR, "", held, word=word, inside=inside)
    ticket_id = None if ticket is None else ticket.id
    return Decision(verdict=Verdict.COMMAND, rule=rule, ticket_id=ticket_id, letters=(letter,))


def stray_send(case: Case, agent: Agent, own: list[KnownKey], held: int | None) -> Decision | None:
    """Return the refusal of a mail that says send where nothing waits for it: no customer is to read that."""
    reached = reach(case, agent, own)
    if held is not None or reached is None or reached.internal or not _is_send(case):
        return None
    return refuse(case, agent, reached.ticket, Fault(Topic.NOTHING_WAITS))


def _is_send(case: Case) -> bool:
    text = below_quotation(case.mail.visible_text).strip()
    return not case.mail.commands and text == first_line(text) and says(case) is Said.SEND
