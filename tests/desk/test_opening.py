"""A mail that continues nothing: the ticket it opens, who is told, who takes part."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.desks import Echo
from desk.facts import Facts
from desk.letters import Audience, Template
from desk.mail import Language, Mail
from desk.office import Office
from desk.people import Organisation
from desk.request import RequestKind
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from tests.desk.acts import IVAN
from tests.desk.builders import (
    ANN,
    BOB,
    CHIEF,
    COLLEAGUE,
    CUSTOMER,
    OFFICE,
    STRANGER,
    a_case,
    a_mail,
    an_office,
    believed,
    letter_of,
    sent,
)

TO_BOTH = ["new_ticket ann@staff.example", "new_ticket bob@staff.example"]


def test_a_request_becomes_a_ticket_acknowledged_to_its_requester_alone() -> None:
    """Mail that continues nothing gets a number, an acknowledgement, and is told to each agent."""
    decision = decide(a_case(a_mail()))
    assert decision.verdict is Verdict.TICKET
    assert decision.opening is not None
    assert decision.opening.requester == CUSTOMER
    assert sent(decision) == [f"acknowledgement {IVAN}", *TO_BOTH]
    assert decision.change is not None
    assert decision.change.acknowledged
    assert (decision.chain, decision.silence) == ("", "")
    assert decision.opening.organisation == "Romashka"
    assert [(event.what, event.by) for event in decision.events] == [("opened", IVAN)]
    [message] = decision.messages
    assert (message.author, message.circle, message.mark) == (Author.CUSTOMER, Circle.PUBLIC, "")


@pytest.mark.parametrize(
    ("passed", "echo", "whole"),
    [
        (True, Echo.PASSED, True),
        (False, Echo.PASSED, False),
        (True, Echo.ALWAYS, True),
        (False, Echo.ALWAYS, True),
    ],
)
def test_only_a_believed_senders_words_are_repeated(*, passed: bool, echo: Echo, whole: bool) -> None:
    """Without a pass the acknowledgement holds nothing of the sender's, not even the display name."""
    decision = decide(a_case(a_mail(passed=passed), office=an_office(echo=echo)))
    letter = letter_of(decision, Template.ACKNOWLEDGEMENT)
    assert letter.whole is whole
    assert letter.to == ((CUSTOMER,) if whole else (Address(IVAN),))
    assert (letter.audience, letter.person, letter.text) == (Audience.CUSTOMER, IVAN, "")


def test_an_acknowledgement_tells_nobody_in_cc() -> None:
    """Fifty people in Cc get nothing, a colleague in Cc neither."""
    crowd = tuple(Address(f"p{number}@evil.example") for number in range(50))
    decision = decide(a_case(replace(a_mail(), cc=(*crowd, COLLEAGUE))))
    assert sent(decision)[0] == f"acknowledgement {IVAN}"
    assert len(decision.letters) == 3


def test_a_silent_ticket_says_why_and_is_told_to_staff_all_the_same() -> None:
    """A no-reply sender gets a ticket and no answer."""
    decision = decide(a_case(replace(a_mail(), automatic=("no-reply sender",))))
    assert sent(decision) == TO_BOTH
    assert "no-reply" in decision.silence
    assert decision.change is None


def test_a_forged_sender_gets_a_ticket_and_no_answer() -> None:
    """Where our host says that From is forged, the victim hears nothing."""
    forged = replace(believed(IVAN), dmarc=(("fail", "customer.example"),))
    decision = decide(a_case(replace(a_mail(), authentication=(forged,))))
    assert sent(decision) == TO_BOTH


def test_default_assignees_get_the_ticket_and_the_news() -> None:
    """A desk's default assignees alone are told of new tickets."""
    decision = decide(a_case(a_mail(), office=an_office(assignees=(BOB.name,))))
    assert decision.opening is not None
    assert decision.opening.assignees == (BOB.name,)
    assert sent(decision)[1:] == [f"new_ticket {BOB.address}"]


@pytest.mark.parametrize(
    ("confidence", "kind"),
    [(0.7, RequestKind.INCIDENT), (0.69, RequestKind.UNSORTED), (0.0, RequestKind.UNSORTED)],
)
def test_a_doubtful_kind_stays_unsorted(confidence: float, kind: RequestKind) -> None:
    """What the reader cannot tell with confidence an agent will say."""
    guess = replace(a_mail(), request_kind=RequestKind.INCIDENT, request_kind_confidence=confidence)
    opening = decide(a_case(guess)).opening
    assert opening is not None
    assert opening.kind is kind


@pytest.mark.parametrize(
    ("spoken", "languages", "language"),
    [
        (Language.RU, (Language.RU, Language.EN), Language.RU),
        (Language.EN, (Language.RU, Language.EN), Language.EN),
        (None, (Language.RU, Language.EN), Language.EN),
        (Language.RU, (Language.EN,), Language.EN),
    ],
)
def test_the_ticket_speaks_the_mails_language_where_the_desk_does(
    spoken: Language | None, languages: tuple[Language, ...], language: Language
) -> None:
    """Else it speaks the desk's own; agents are written to in theirs."""
    decision = decide(a_case(replace(a_mail(), language=spoken), office=an_office(languages=languages)))
    assert decision.opening is not None
    assert decision.opening.language is language
    assert [letter.language for letter in decision.letters] == [language, ANN.language, BOB.language]


@pytest.mark.parametrize(
    ("spoken", "before", "language"),
    [
        (None, Language.RU, Language.RU),
        (None, None, Language.EN),
        (Language.EN, Language.RU, Language.EN),
    ],
)
def test_a_mail_that_tells_no_language_speaks_its_senders_earlier_one(
    spoken: Language | None, before: Language | None, language: Language
) -> None:
    """Such words as "ok" belong to every language."""
    facts = Facts(spoken_before=before)
    decision = decide(a_case(replace(a_mail(text="ok"), language=spoken), facts))
    assert decision.opening is not None
    assert decision.opening.language is language


def test_colleagues_in_to_and_cc_of_the_first_mail_take_part() -> None:
    """The requester's organisation joins: no agent, no desk, no stranger, nobody twice."""
    mail = replace(
        a_mail(),
        to=(*a_mail().to, COLLEAGUE, CUSTOMER),
        cc=(STRANGER, Address(COLLEAGUE.addr.upper()), CHIEF, Address(ANN.address)),
    )
    assert joined(mail) == [COLLEAGUE.addr, CHIEF.addr]
    # Not even where the organisation's domain is ours, too.
    ours = Organisation(name="We", domains=("customer.example", "example.org", "staff.example"))
    office = replace(OFFICE, directory=replace(OFFICE.directory, organisations=(ours,)))
    assert joined(mail, office) == [COLLEAGUE.addr, CHIEF.addr]
    assert joined(replace(mail, cc=())) == [COLLEAGUE.addr]
    assert joined(replace(mail, to=())) == [COLLEAGUE.addr, CHIEF.addr]


def joined(mail: Mail, office: Office = OFFICE) -> list[str]:
    """Return who takes part in the ticket that this mail opens, besides the requester."""
    opening = decide(a_case(mail, office=office)).opening
    assert opening is not None
    return [person.addr.lower() for person in opening.participants]


def test_strangers_to_each_other_do_not_join() -> None:
    """Without a common organisation nobody joins by standing in Cc."""
    mail = replace(a_mail(Address("a@gmail.example")), cc=(Address("b@gmail.example"), COLLEAGUE))
    opening = decide(a_case(mail)).opening
    assert opening is not None
    assert (opening.participants, opening.organisation) == ((), "")


def test_a_request_with_neither_subject_nor_text_is_a_ticket() -> None:
    """An empty mail is still somebody's mail."""
    decision = decide(a_case(replace(a_mail(text="", subject=""), message_id="")))
    assert decision.verdict is Verdict.TICKET


def test_a_reply_to_elsewhere_changes_no_address() -> None:
    """Author and addressee are From, whatever Reply-To says (T14)."""
    mail = replace(a_mail(passed=True), reply_to=STRANGER)
    decision = decide(a_case(mail))
    assert decision.opening is not None
    assert decision.opening.requester == CUSTOMER
    assert STRANGER.addr not in str(decision.letters)


def test_an_address_in_the_display_name_is_no_identity() -> None:
    """Who writes an agent's address into the name is a customer (T05)."""
    sender = Address("x@evil.example", ANN.address)
    decision = decide(a_case(a_mail(sender, "#resolve", passed=True)))
    assert decision.opening is not None
    assert decision.opening.requester.addr == "x@evil.example"
