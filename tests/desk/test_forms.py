"""Web forms: whose request their mails are, and what they may not do."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.decisions import Decision
from desk.facts import Facts
from desk.forms import FORMS, through_form
from desk.letters import Audience, Template
from desk.mail import AuthenticationResult, Mail, MailKind
from desk.office import Office
from desk.verdicts import Verdict
from tests.desk.builders import (
    ANN,
    CUSTOMER,
    DESK,
    HOST,
    SALES,
    a_case,
    a_key,
    a_mail,
    a_pointer,
    a_ticket,
    an_office,
    before,
    believed,
    letter_of,
    sent,
)

FORM = Address("www@site.example", "Site")
OFFICE = an_office(form=(FORM.addr,))
TO_STAFF = [f"new_ticket {ANN.address}", "new_ticket bob@staff.example"]


def a_forms_mail(
    reply_to: Address | None = CUSTOMER,
    *,
    passed: bool = True,
    kind: MailKind = MailKind.REQUEST,
    **fields: str,
) -> Mail:
    """Return a mail of the form's with these fields."""
    mail = a_mail(FORM, passed=passed, kind=kind)
    return replace(mail, reply_to=reply_to, fields=fields, formed=tuple(fields))


def decided(
    mail: Mail, facts: Facts | None = None, office: Office = OFFICE, return_path: str | None = None
) -> Decision:
    """Return the decision for a mail as it comes in."""
    case = a_case(mail, facts, office, return_path=return_path)
    return decide(through_form(case))


def requester(decision: Decision) -> Address:
    """Return whose ticket it is."""
    assert decision.opening is not None
    return decision.opening.requester


def test_a_forms_request_is_that_of_its_reply_to() -> None:
    """Who filled it in is the requester, is acknowledged and stands in the thread; staff see the form."""
    decision = decided(a_forms_mail())
    assert decision.verdict is Verdict.TICKET
    assert requester(decision) == CUSTOMER
    assert sent(decision) == [f"acknowledgement {CUSTOMER.addr}", *TO_STAFF]
    assert decision.messages[0].addr == CUSTOMER.addr
    assert decision.letters[1].facts["sender"] == FORM.addr
    assert decision.rule == "from a web form"


def test_without_reply_to_its_field_tells_the_requester() -> None:
    """The fields give the address and the name; a name in the form is better than one in a header."""
    decision = decided(a_forms_mail(None, email="olga@customer.example", name="Ольга"))
    assert requester(decision) == Address("olga@customer.example", "Ольга")
    assert requester(decided(a_forms_mail(name="Пётр"))) == Address(CUSTOMER.addr, "Пётр")


def test_an_address_that_stands_in_no_form_line_is_not_the_requesters() -> None:
    """The site's own address stands below each of its mails."""
    mail = replace(a_forms_mail(None, email="info@site.example"), formed=())
    assert requester(decided(mail)).addr == FORM.addr


@pytest.mark.parametrize(
    "unusable",
    [
        "noreply@customer.example",
        "No-Reply@customer.example",
        FORM.addr.upper(),
        DESK.address,
        "support+x@example.org",
        SALES.address,
        ANN.address,
        "not an address",
    ],
)
def test_an_address_that_cannot_be_answered_is_passed_over(unusable: str) -> None:
    """No address of ours, of staff, of the form, or of nobody; then the field's, if that is any better."""
    mail = a_forms_mail(Address(unusable), email="olga@customer.example")
    assert requester(decided(mail)).addr == "olga@customer.example"
    decision = decided(a_forms_mail(Address(unusable), email=unusable, name="Ольга"))
    assert requester(decision) == Address(FORM.addr, "Ольга")
    assert sent(decision) == TO_STAFF
    assert decision.letters[0].facts["why"] == "form"
    assert decision.silence == "from a web form that names nobody who can be answered"


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_what_looks_machine_made_is_a_request_if_a_form_sends_it(kind: MailKind) -> None:
    """Programs send it, with the marks of programs; a person wrote it."""
    mail = replace(a_forms_mail(kind=kind), automatic=("Auto-Submitted: auto-generated", "no-reply sender"))
    mail = replace(mail, headers={"x-auto-response-suppress": "All"})
    decision = decided(mail, return_path="")
    assert sent(decision) == [f"acknowledgement {CUSTOMER.addr}", *TO_STAFF]


def test_the_same_from_elsewhere_is_held() -> None:
    """Only a configured form is read so."""
    other = an_office(form=("other@site.example",))
    assert decided(a_forms_mail(kind=MailKind.LIST), office=other).verdict is Verdict.HELD


@pytest.mark.parametrize("passed", [False, None])
def test_a_forged_mail_chooses_no_requester(passed: bool | None) -> None:
    """Unproved, it is a mail of its From, which is not acknowledged; denied, as well."""
    mail = a_forms_mail(passed=False)
    if passed is None:
        denied = AuthenticationResult(host=HOST, dmarc=(("fail", "site.example"),), above=HOST)
        mail = replace(mail, authentication=(denied,))
    decision = decided(mail)
    assert requester(decision).addr == FORM.addr
    assert sent(decision) == TO_STAFF
    assert decided(replace(mail, kind=MailKind.LIST)).verdict is Verdict.HELD


@pytest.mark.parametrize("passed", [True, False])
def test_a_forms_mail_continues_no_ticket(passed: bool) -> None:
    """Neither by a key nor by an id nor by a number: anybody may fill it in, in anybody's name."""
    ticket = a_ticket()
    own = replace(ticket, requester=FORM)
    for each in (ticket, own):
        facts = Facts(
            keys=(a_key(each, Audience.CUSTOMER, CUSTOMER.addr),),
            pointers=(a_pointer(each),),
            numbered=(each,),
        )
        decision = decided(replace(a_forms_mail(passed=passed), references=("old@example.org",)), facts)
        assert decision.opening is not None
        assert decision.ticket_id is None
        assert decision.letters[-1].facts["related"] == "SUP-1042"


def test_an_automatic_reply_of_a_form_is_filed() -> None:
    """What answers a mail is no filled-in form."""
    mail = replace(a_forms_mail(kind=MailKind.AUTO_REPLY), in_reply_to="ours@example.org")
    assert decided(mail).verdict is Verdict.AUTO_REPLY


def test_who_a_form_names_is_not_believed() -> None:
    """Nothing of what was filled in is sent to an address that anybody may have filled in (T36)."""
    assert not letter_of(decided(a_forms_mail()), Template.ACKNOWLEDGEMENT).whole
    # Not even where form and requester share a domain, for which the proof would do.
    neighbour = Address("chief@site.example")
    mail = replace(a_forms_mail(neighbour), authentication=(believed(FORM.addr),))
    decision = decided(mail)
    assert requester(decision) == neighbour
    assert not letter_of(decision, Template.ACKNOWLEDGEMENT).whole
    assert decision.revived == ""


def test_limits_hold_for_forms() -> None:
    """One who is named again and again is acknowledged no more often than one who writes."""
    decision = decided(a_forms_mail(), Facts(acknowledgements_last_hour=5))
    assert sent(decision) == TO_STAFF
    assert "hourly limit" in decision.silence


def test_spam_from_a_form_is_not_acknowledged() -> None:
    """The filter's word counts for forms, too."""
    office = an_office(form=(FORM.addr,), spam_header="X-Spam")
    mail = replace(a_forms_mail(), headers={"x-spam": "yes"})
    assert sent(decided(mail, office=office)) == TO_STAFF


def test_a_second_copy_of_a_forms_mail_is_acknowledged_once() -> None:
    """A relay changed it on the way: it is filed in the ticket that the first one opened."""
    decision = decided(a_forms_mail(), before(FORM.addr))
    assert (decision.verdict, decision.ticket_id) == (Verdict.REPLY, 7)
    assert f"acknowledgement {CUSTOMER.addr}" not in sent(decision)
