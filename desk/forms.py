"""Web forms: whose request a mail is that a form of the desk's wrote from its own address.

Whoever fills in a form may name whom they like. So only a mail that is proved to be the form's is anybody
else's, it opens a ticket and nothing more, and the one it names is not believed for it.
"""

from dataclasses import replace

from desk.address import Address, fold, is_addr_spec, is_no_reply
from desk.case import Case
from desk.mail import Mail, MailKind
from desk.trust import Mark

# What programs send looks like these, if it is no answer; so does what a form sends.
# What a visitor writes can read like a bounce; mail systems send those from addresses of their own.
FORMS = frozenset({MailKind.REQUEST, MailKind.REPLY, MailKind.LIST, MailKind.AUTO_REPLY, MailKind.BOUNCE})


def through_form(case: Case) -> Case:
    """Return the case of a form's mail as one of the person who filled it in; any other as it is.

    The request is Reply-To's, else that of the form's field for an address. Where neither can be written to,
    it stays the form's own, under the name that the form gives.
    """
    mail = case.mail
    if mail.sender is None or not case.office.desk.has_form(mail.sender.addr) or not _is_request(mail):
        return case
    if case.mark is not Mark.PASS:
        return case
    requester = next(filter(None, (_usable(case, named) for named in _named(mail))), mail.sender)
    asked = replace(
        mail,
        kind=MailKind.REQUEST,
        sender=Address(requester.addr, mail.fields.get("name") or requester.name),
        reply_to=None,
        in_reply_to="",
        references=(),
        authentication=(),
        automatic=(),
        supposed=False,
    )
    return replace(case, mail=asked, form=mail.sender)


def _is_request(mail: Mail) -> bool:
    answers = bool(mail.in_reply_to or mail.references)
    return mail.kind in FORMS and not (mail.kind is MailKind.AUTO_REPLY and answers)


def _named(mail: Mail) -> tuple[Address | None, ...]:
    """Return who may be meant, surest first; an address that a signature holds is the site's own."""
    told = mail.fields.get("email", "") if "email" in mail.formed else ""
    return (mail.reply_to, Address(told))


def _usable(case: Case, named: Address | None) -> Address | None:
    """Return whom we can answer: no address of ours, of staff or of a form, and none that nobody reads."""
    if named is None or not is_addr_spec(named.addr) or is_no_reply(named.addr):
        return None
    office, addr = case.office, fold(named.addr)
    ours = office.is_own(addr) or office.agent(addr) is not None
    return None if ours or any(desk.has_form(addr) for desk in office.desks) else named
