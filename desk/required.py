"""What a desk needs to know of a request: what is asked for, and what an answer completes."""

from collections.abc import Mapping

from desk.case import Case
from desk.decisions import Opening
from desk.fields import Field, kept, missing
from desk.mail import Intent
from desk.ticket import Ticket

# A short line that says one of these is no value of a field.
SPOKEN = frozenset({Intent.CONFIRM, Intent.DISPUTE, Intent.WITHDRAW, Intent.THANKS, Intent.STATUS})


def to_ask(case: Case, opening: Opening, previous: Ticket | None) -> tuple[Field, ...]:
    """Return what the requester of a new ticket is to be asked for.

    Not for what the mail itself tells, its sender's line included, nor for what the configuration knows, nor
    for what was asked for in the ticket before.
    """
    wanted = case.office.desk.required.get(opening.kind, ())
    told = {
        Field.NAME: opening.requester.name,
        Field.EMAIL: opening.requester.addr,
        Field.ORGANISATION: opening.organisation,
        **opening.fields,
    }
    before = previous.asked if previous is not None else ()
    return tuple(field for field in missing(wanted, told) if field not in before)


def completed(case: Case, ticket: Ticket) -> dict[Field, str]:
    """Return the fields of a ticket that an answer tells, or tells anew.

    Lines of a form say what they mean: they complete and replace. What is found elsewhere, such as in a
    signature or in our own list where it is quoted, only gives what was asked for. Where one thing was asked
    for, one line may be the whole answer.
    """
    mail = case.mail
    told, wanted = kept(mail.fields), missing(ticket.asked, ticket.fields)
    found = {field: value for field, value in kept(mail.filled).items() if field in wanted}
    found |= {field: value for field, value in told.items() if field in mail.formed or field in wanted}
    if not found and len(ticket.asked) == len(wanted) == 1 and mail.intent not in SPOKEN:
        found = _alone(mail.bare, wanted[0])
    return {field: value for field, value in found.items() if ticket.fields.get(field) != value}


def _alone(bare: Mapping[str, str], field: Field) -> dict[Field, str]:
    return {field: bare[field]} if field in bare else {}
