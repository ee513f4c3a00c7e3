"""Which ticket a customer's mail belongs to, and what its author may do there."""

from dataclasses import dataclass, replace
from enum import StrEnum

from desk.address import fold
from desk.case import Case
from desk.facts import KnownKey
from desk.ticket import Ticket
from desk.trust import Mark


class Standing(StrEnum):
    """What a mail may do in the ticket it reaches.

    ``full``: whatever the table of transitions says. ``text``: its words are added and the assignees told;
    it neither closes nor reopens. ``machine``: the same, since perhaps no person wrote it. ``stranger``: the
    same, shown as the words of one who takes no part.
    """

    FULL = "full"
    TEXT = "text"
    MACHINE = "machine"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The ticket a mail continues, the rule that said so, and what the mail may do there.

    ``conflict`` tells that keys of several tickets were found. ``hints`` are the numbers of tickets that
    ids or a number pointed at without the right to them: staff see them, the sender never.
    ``replaced_keys`` are others' keys that this mail shows: they are not handed out again.
    """

    rule: str
    ticket: Ticket | None = None
    standing: Standing = Standing.FULL
    conflict: bool = False
    hints: tuple[str, ...] = ()
    replaced_keys: tuple[str, ...] = ()


def match(case: Case) -> Match:
    """Return where this mail belongs; a web form's continues nothing.

    Evidence, strongest first; the first rule that decides, decides.

    * a key in an address it was sent to
    * an id in In-Reply-To or References (RFC 5322, 3.6.4) that stands in a ticket the sender takes part in
    * the number in the subject, from someone who takes part in that ticket
    """
    return replace(_match(case), replaced_keys=_others_keys(case))


def _match(case: Case) -> Match:
    # Anybody may fill in a form in another's name, and find its address.
    if case.form is not None or case.office.desk.has_form(case.sender.addr):
        return Match(rule="from a web form", hints=_hints(case))
    keys = [key for key in case.facts.keys if key.ticket is not None]
    if len({key.ticket.id for key in keys if key.ticket is not None}) > 1:
        return Match(rule="keys of several tickets", conflict=True, hints=_hints(case))
    by_key = next((found for key in keys if (found := _by_key(case, key)) is not None), None)
    return (
        by_key
        or _by_reference(case)
        or _by_number(case)
        or Match(rule="continues no ticket", hints=_hints(case))
    )


def takes_part(case: Case, ticket: Ticket) -> bool:
    """Tell whether the sender is a customer of this ticket, or represents its organisation."""
    if not case.sender.addr:
        return False
    organisation = case.office.organisation(ticket.requester.addr)
    represents = organisation is not None and organisation.represented_by(case.sender.addr)
    return ticket.takes_part(case.sender.addr) or represents


def _standing(case: Case, *, guessed: bool = False) -> Standing:
    """Return what a mail of one who takes part may do; ``guessed``: it knows nothing that others do not.

    A number can be guessed, the id of a customer's mail is known to whoever got a copy of it, and From can
    be forged: only with a pass do they act.
    """
    doubted = case.mark is Mark.FAIL or case.listed is not None or (guessed and case.mark is not Mark.PASS)
    if doubted:
        return Standing.TEXT
    return Standing.FULL if case.by_a_person else Standing.MACHINE


def _by_key(case: Case, key: KnownKey) -> Match | None:
    if key.ticket is None:
        return None
    if takes_part(case, key.ticket):
        return Match(rule="key in the address", ticket=key.ticket, standing=_standing(case))
    # A key that was already replaced was seen under another's From before: it is known too widely.
    if key.replaced:
        return None
    return Match(rule="key in the address, unknown sender", ticket=key.ticket, standing=Standing.STRANGER)


def _others_keys(case: Case) -> tuple[str, ...]:
    """Return every key in this mail that is somebody else's, an agent's for a release too.

    The key of all customers is theirs who take part. What was replaced before is so still.
    """
    return tuple(key.key for key in case.facts.keys if not key.replaced and not _is_own(case, key))


def _is_own(case: Case, key: KnownKey) -> bool:
    mine = key.person in {"", fold(case.sender.addr)}
    return mine and key.ticket is not None and takes_part(case, key.ticket)


def _by_reference(case: Case) -> Match | None:
    for pointer in case.facts.pointers:
        if takes_part(case, pointer.ticket):
            ours = _answers_us(case, pointer.ticket)
            rule = "id in References" if ours else "id of a received mail in References"
            return Match(rule=rule, ticket=pointer.ticket, standing=_standing(case, guessed=not ours))
    return None


def _answers_us(case: Case, ticket: Ticket) -> bool:
    """Tell whether the mail names one that we sent in this ticket, however far up."""
    return any(pointer.ours and pointer.ticket.id == ticket.id for pointer in case.facts.pointers)


def _by_number(case: Case) -> Match | None:
    for ticket in case.facts.numbered:
        if takes_part(case, ticket):
            standing = _standing(case, guessed=True)
            return Match(rule="number in the subject", ticket=ticket, standing=standing)
    return None


def _hints(case: Case) -> tuple[str, ...]:
    pointed = (pointer.ticket.number for pointer in case.facts.pointers)
    keyed = (key.ticket.number for key in case.facts.keys if key.ticket is not None)
    return tuple(dict.fromkeys((*keyed, *pointed, *(ticket.number for ticket in case.facts.numbered))))
