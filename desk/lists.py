"""Mailing lists that write in their own name: whose request a mail is that a list rewrote.

Anybody may call himself a list and name whom he likes. So only a mail that is proved to be the list's, or
that a person has freed, is another's; and that one is believed no more for it than a forger.
"""

from dataclasses import replace

from desk.address import is_addr_spec, is_no_reply
from desk.case import Case
from desk.trust import Mark


def through_list(case: Case) -> Case:
    """Return the case of a list's mail as one of the person behind it; any other as it is."""
    mail = case.mail
    if mail.sender is None or mail.behind is None or not _may_speak(case, mail.behind.addr):
        return case
    if case.mark is not Mark.PASS and not case.facts.released:
        return case
    rewritten = replace(mail, sender=mail.behind, sent_by=mail.sender, behind=None, authentication=())
    return replace(case, mail=rewritten, listed=mail.sender)


def _may_speak(case: Case, addr: str) -> bool:
    """Tell whether a list may name this one: nobody of ours, no form, and one who can be written to."""
    office = case.office
    ours = office.is_own(addr) or office.agent(addr) is not None
    formed = any(desk.has_form(addr) for desk in office.desks)
    return is_addr_spec(addr) and not is_no_reply(addr) and not ours and not formed
