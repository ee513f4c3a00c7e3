"""What customers' mails do: tickets are opened, gone on with, closed and reopened."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.decisions import Decision
from desk.desks import Echo
from desk.facts import Facts
from desk.letters import Audience, Template, Topic
from desk.mail import Intent, Language, Mail, MailKind
from desk.office import Office
from desk.people import Organisation
from desk.request import RequestKind
from desk.states import Reason, State
from desk.ticket import Author, Circle, Ticket
from desk.verdicts import Verdict
from tests.desk.builders import (
    ANN,
    BOB,
    CHIEF,
    COLLEAGUE,
    CUSTOMER,
    KEY,
    NOW,
    OFFICE,
    STRANGER,
    a_case,
    a_file,
    a_mail,
    a_pointer,
    a_ticket,
    an_office,
    believed,
    key_facts,
    letter_of,
    sent,
)

TO_BOTH = ["new_ticket ann@staff.example", "new_ticket bob@staff.example"]
TO_ANN = "ann@staff.example"
IVAN = CUSTOMER.addr


def reply(intent: Intent = Intent.NONE, text: str = "Как и говорили", confidence: float = 0.95) -> Mail:
    """Return the customer's answer, surely meant unless said otherwise."""
    return a_mail(text=text, intent=intent, confidence=confidence, kind=MailKind.REPLY)


def answered(ticket: Ticket, mail: Mail, office: Office = OFFICE) -> Decision:
    """Return the decision for an answer to the customer's own key."""
    return decide(a_case(mail, key_facts(ticket, Audience.CUSTOMER, IVAN), office))


def change_of(decision: Decision) -> tuple[State | None, Reason | None]:
    """Return the state and the reason a decision sets."""
    change = decision.change
    return (None, None) if change is None else (change.state, change.reason)


# A new ticket.


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


# Strangers.


def test_a_strangers_number_opens_a_new_ticket_and_only_staff_see_the_hint() -> None:
    """Knowing a ticket's number does not let you into it, nor tells you that it exists."""
    mail = a_mail(STRANGER, subject="Re: [SUP-1042] Принтер", passed=True)
    with_number = decide(a_case(mail, Facts(numbered=(a_ticket(),))))
    without = decide(a_case(mail))
    assert with_number.verdict is Verdict.TICKET
    assert with_number.ticket_id is None
    assert "may continue SUP-1042" in [message.text for message in with_number.messages]
    assert {message.circle for message in with_number.messages[1:]} == {Circle.INTERNAL}
    notices = [letter for letter in with_number.letters if letter.template is Template.NOTIFICATION]
    assert [letter.facts["related"] for letter in notices] == ["SUP-1042"] * 2
    assert letter_of(with_number, Template.ACKNOWLEDGEMENT) == letter_of(without, Template.ACKNOWLEDGEMENT)


def test_a_stranger_with_a_genuine_id_opens_a_new_ticket() -> None:
    """A Message-ID of ours in References proves nothing of its sender."""
    decision = decide(a_case(a_mail(STRANGER), Facts(pointers=(a_pointer(a_ticket()),))))
    assert (decision.verdict, decision.ticket_id) == (Verdict.TICKET, None)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("intent", Intent)
def test_a_forwarded_key_adds_words_for_staff_and_no_more(intent: Intent, state: State) -> None:
    """Under an unknown From a key confirms, withdraws, disputes, reopens and learns nothing."""
    mail = a_mail(STRANGER, "Закройте", intent=intent, confidence=1.0, passed=True)
    decision = decide(a_case(mail, key_facts(a_ticket(state), Audience.CUSTOMER, IVAN)))
    assert (decision.verdict, decision.ticket_id, decision.change) == (Verdict.REPLY, 7, None)
    assert sent(decision) == [f"unknown_author {TO_ANN}"]
    [message] = decision.messages
    assert (message.author, message.circle) == (Author.UNKNOWN, Circle.INTERNAL)
    assert message.addr == STRANGER.addr
    assert message.mark != ""
    assert (decision.replaced_keys, decision.chain, decision.events) == ((KEY,), None, ())


def test_a_replaced_key_under_a_strangers_from_opens_a_new_ticket() -> None:
    """Once a key was seen in strange hands it brings no stranger's words in any more; staff see a hint."""
    facts = key_facts(a_ticket(), Audience.CUSTOMER, IVAN)
    facts = replace(facts, keys=(replace(facts.keys[0], replaced=True),))
    decision = decide(a_case(a_mail(STRANGER), facts))
    assert decision.verdict is Verdict.TICKET
    assert [message.text for message in decision.messages][1:] == ["may continue SUP-1042"]
    assert decide(a_case(a_mail(), facts)).ticket_id == 7


# Unproved words of one who takes part.


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("intent", sorted(set(Intent) - {Intent.STATUS}))
def test_a_forged_customer_cannot_close_or_reopen_by_number(intent: Intent, state: State) -> None:
    """With the mark none a number adds text and tells the assignees; nothing goes to a customer."""
    mail = a_mail(intent=intent, confidence=1.0, subject="Re: [SUP-1042]")
    decision = decide(a_case(mail, Facts(numbered=(a_ticket(state),))))
    assert (decision.ticket_id, decision.change) == (7, None)
    assert sent(decision) == [f"answer {TO_ANN}"]
    assert decision.letters[0].facts["why"] == "unproved"
    assert decision.messages[0].mark == "the sender is not proved"


@pytest.mark.parametrize("state", State)
def test_the_status_asked_by_number_goes_to_the_stored_address(state: State) -> None:
    """It tells a forger nothing, and the customer what the customer may know."""
    mail = a_mail(text="статус", intent=Intent.STATUS, confidence=1.0)
    decision = decide(a_case(mail, Facts(numbered=(a_ticket(state),))))
    assert (sent(decision), decision.change) == ([f"status {IVAN}"], None)


def test_a_believed_customer_closes_by_number() -> None:
    """With a pass of our own host the number does what a key does."""
    mail = a_mail(intent=Intent.CONFIRM, confidence=1.0, passed=True)
    decision = decide(a_case(mail, Facts(numbered=(a_ticket(State.RESOLVED),))))
    assert change_of(decision) == (State.CLOSED, Reason.CONFIRMED)


def test_a_mail_that_our_host_calls_forged_closes_nothing_even_by_key() -> None:
    """A forged From line closes nothing, speaks to nobody: not even the status is told for it."""
    forged = (replace(believed(IVAN), dmarc=(("fail", "customer.example"),)),)
    for intent in Intent:
        decision = answered(a_ticket(State.RESOLVED), replace(reply(intent), authentication=forged))
        assert decision.change is None
        assert sent(decision) == [f"answer {TO_ANN}"]


def test_unproved_words_are_never_quoted_to_the_customer() -> None:
    """What a forger wrote does not come back to the victim beneath an agent's answer."""
    ticket = a_ticket()
    [unproved] = decide(a_case(a_mail(text="evil"), Facts(numbered=(ticket,)))).messages
    [proved] = answered(ticket, reply()).messages
    case = a_case(a_mail(), Facts(history={7: (proved, unproved)}))
    assert case.last_word(ticket, Author.CUSTOMER) is None
    case = a_case(a_mail(), Facts(history={7: (unproved, proved)}))
    assert case.last_word(ticket, Author.CUSTOMER) == proved


# The word of one who takes part.


def test_who_may_confirm() -> None:
    """Requester, participant and representative close with a yes; another of the organisation does not."""
    ticket = replace(a_ticket(State.RESOLVED), participants=(COLLEAGUE,))
    other = Address("other@customer.example")
    for sender, closes in ((CUSTOMER, True), (COLLEAGUE, True), (CHIEF, True), (other, False)):
        mail = a_mail(sender, "Да", intent=Intent.CONFIRM, confidence=0.95)
        decision = decide(a_case(mail, Facts(pointers=(a_pointer(ticket),))))
        assert (change_of(decision) == (State.CLOSED, Reason.CONFIRMED)) is closes, sender


def test_the_closing_note_goes_to_all_customers_as_one_mail() -> None:
    """Requester and participants hear of the end together, and the assignees too."""
    ticket = replace(a_ticket(State.RESOLVED), participants=(COLLEAGUE,))
    decision = answered(ticket, reply(Intent.CONFIRM))
    assert sent(decision) == [f"closed {IVAN}, {COLLEAGUE.addr}", f"confirmed {TO_ANN}"]
    note = letter_of(decision, Template.CLOSED)
    assert note.facts["reason"] == "confirmed"
    assert (note.person, note.audience, note.language) == ("", Audience.CUSTOMER, Language.RU)


@pytest.mark.parametrize("intent", [Intent.CONFIRM, Intent.WITHDRAW, Intent.DISPUTE, Intent.STATUS])
@pytest.mark.parametrize("state", [State.WAITING, State.RESOLVED])
def test_an_unsure_guess_counts_as_anything_else(state: State, intent: Intent) -> None:
    """Unsure never closes: below the threshold a mail is an answer like any other."""
    decision = answered(a_ticket(state), reply(intent, confidence=0.79))
    assert change_of(decision) == (State.OPEN, None)
    assert sent(decision) == [f"answer {TO_ANN}"]


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_thanks_at_the_threshold_are_sure(state: State) -> None:
    """The threshold itself is sure enough."""
    assert sent(answered(a_ticket(state), reply(Intent.THANKS, confidence=0.8))) == []


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_unsure_thanks_change_nothing_and_are_told(state: State) -> None:
    """Perhaps only thanks: the state stays, the assignees look."""
    decision = answered(a_ticket(state), reply(Intent.THANKS, confidence=0.5))
    assert decision.change is None
    assert sent(decision) == [f"thanked {TO_ANN}"]


def test_unsure_thanks_to_a_question_are_an_answer() -> None:
    """While a question waits, what is perhaps thanks is perhaps its answer."""
    decision = answered(a_ticket(State.WAITING), reply(Intent.THANKS, confidence=0.5))
    assert change_of(decision) == (State.OPEN, None)


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_thanks_wake_nobody(state: State) -> None:
    """Sure thanks are filed: no mail to anyone, no change."""
    decision = answered(a_ticket(state), reply(Intent.THANKS, "Спасибо!"))
    assert (decision.letters, decision.change) == ((), None)
    assert decision.messages[0].circle is Circle.PUBLIC


@pytest.mark.parametrize("intent", [Intent.THANKS, Intent.CONFIRM])
@pytest.mark.parametrize(("type_", "words"), [("application/pdf", True), ("image/png", False)])
def test_a_file_says_more_than_thanks(intent: Intent, type_: str, *, words: bool) -> None:
    """Who sends a file has more to say; a picture may be part of a signature."""
    mail = replace(reply(intent), attachments=(a_file(type_=type_),))
    decision = answered(a_ticket(State.RESOLVED), mail)
    assert (sent(decision) == [f"answer {TO_ANN}"]) is words


def test_a_file_takes_nothing_from_a_no() -> None:
    """Who withdraws or disagrees with a file does so."""
    for intent, state in ((Intent.WITHDRAW, State.CLOSED), (Intent.DISPUTE, State.OPEN)):
        mail = replace(reply(intent), attachments=(a_file(),))
        assert change_of(answered(a_ticket(State.RESOLVED), mail))[0] is state


@pytest.mark.parametrize(
    ("text", "asked"),
    [("Нет", True), ("No.", True), ("Не помогло", True), ("Нет, бумагу всё ещё мнёт", False)],
)
def test_a_bare_no_is_asked_for_its_reason(text: str, *, asked: bool) -> None:
    """A disagreement reopens; where it holds no argument, the customer is asked for one."""
    decision = answered(a_ticket(State.RESOLVED), reply(Intent.DISPUTE, text))
    assert change_of(decision) == (State.OPEN, None)
    assert ("ask_reason" in letter_of(decision, Template.REOPENED).facts) is asked
    assert decision.messages[0].text == text
    assert [event.what for event in decision.events] == ["disagrees"]


def test_the_status_is_told_to_the_stored_address_of_the_one_who_asks() -> None:
    """The answer goes to the participant as the ticket knows them, not as this mail writes them."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    shouting = Address(COLLEAGUE.addr.upper(), "Eve")
    mail = a_mail(shouting, "статус", intent=Intent.STATUS, confidence=1.0)
    decision = decide(a_case(mail, key_facts(ticket, Audience.CUSTOMER, COLLEAGUE.addr)))
    letter = letter_of(decision, Template.STATUS)
    assert (letter.to, letter.person) == ((COLLEAGUE,), COLLEAGUE.addr)
    assert (decision.change, len(decision.letters)) == (None, 1)


def test_the_status_is_told_in_the_tickets_language() -> None:
    """One foreign word is no wish for another language."""
    mail = replace(reply(Intent.STATUS, "status"), language=Language.EN)
    assert letter_of(answered(a_ticket(), mail), Template.STATUS).language is Language.RU


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED])
def test_a_representative_who_takes_no_part_learns_no_status(state: State) -> None:
    """Representatives may confirm; what they ask is read by staff, and nobody else is bothered."""
    mail = a_mail(CHIEF, "статус", intent=Intent.STATUS, confidence=1.0)
    decision = decide(a_case(mail, Facts(pointers=(a_pointer(a_ticket(state)),))))
    assert {line.split()[1] for line in sent(decision)} == {TO_ANN}


@pytest.mark.parametrize("intent", [Intent.STATUS, Intent.DISPUTE, Intent.NONE])
@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
@pytest.mark.parametrize(
    "mute",
    [
        {"headers": {"x-auto-response-suppress": "All"}},
        {"sender": Address("ivan..p@customer.example")},
    ],
)
def test_who_wants_no_automatic_answer_gets_none(
    intent: Intent, state: State, mute: dict[str, object]
) -> None:
    """Neither the status nor the note of a reopening answers a mail that must not be answered."""
    mail = replace(reply(intent), **mute)  # type: ignore[arg-type]  # Names of fields, spelled above.
    assert mail.sender is not None
    ticket = replace(a_ticket(state), requester=mail.sender)
    decision = decide(a_case(mail, key_facts(ticket, Audience.CUSTOMER, "")))
    assert {line.split()[1] for line in sent(decision)} == {TO_ANN}


def test_a_machine_never_reopens() -> None:
    """A participant's mail through a list, where the desk lets lists in, adds its words and no more."""
    mail = replace(reply(), kind=MailKind.LIST, automatic=("List-Id: x",))
    facts = key_facts(a_ticket(State.CLOSED), Audience.CUSTOMER, IVAN, released="op")
    decision = decide(a_case(mail, facts))
    assert decision.change is None
    assert sent(decision) == [f"answer {TO_ANN}"]


@pytest.mark.parametrize(("days", "reopens"), [(1, True), (14, True), (15, False)])
def test_a_closed_ticket_is_reopened_only_within_the_period(days: int, *, reopens: bool) -> None:
    """After the reopen period the mail becomes a new ticket that is linked to the old one."""
    ticket = a_ticket(State.CLOSED, closed_days_ago=days)
    decision = answered(ticket, reply())
    if reopens:
        assert change_of(decision) == (State.OPEN, None)
        assert sent(decision) == [f"reopened {IVAN}", f"reopened {TO_ANN}"]
        return
    assert decision.opening is not None
    assert decision.opening.previous == ticket.id
    assert decision.ticket_id is None
    assert letter_of(decision, Template.ACKNOWLEDGEMENT).to == (Address(IVAN),)
    assert decision.letters[1].facts["related"] == "SUP-1042"


def test_late_thanks_and_confirmations_open_nothing() -> None:
    """Long after the closing a thank-you is still only filed."""
    for intent in (Intent.THANKS, Intent.CONFIRM):
        decision = answered(a_ticket(State.CLOSED, closed_days_ago=300), reply(intent))
        assert (decision.opening, decision.letters, decision.ticket_id) == (None, (), 7)


@pytest.mark.parametrize("closed_at", [NOW - timedelta(days=30), None])
def test_the_reopen_period_counts_from_the_closing(closed_at: datetime | None) -> None:
    """Thanks that were filed since do not prolong it; where it is unknown, the last change counts."""
    ticket = replace(a_ticket(State.CLOSED), closed_at=closed_at, changed_at=NOW - timedelta(days=1))
    decision = answered(ticket, reply())
    assert (decision.opening is None) is (closed_at is None)
    if decision.opening is not None:
        assert decision.rule == "key in the address; closed too long ago"


def test_reopening_clears_the_reason() -> None:
    """A ticket that is open again is closed for nothing."""
    decision = answered(a_ticket(State.CLOSED), reply())
    assert change_of(decision) == (State.OPEN, None)


def test_each_move_is_told_in_the_history_with_its_author() -> None:
    """From what to what, by whom, because of which mail."""
    [event] = answered(a_ticket(State.RESOLVED), reply(Intent.CONFIRM)).events
    assert (event.before, event.after, event.by) == ("resolved", "closed", IVAN)
    assert (event.inbox_id, event.at) == (1, NOW)
    [thanks] = answered(a_ticket(State.RESOLVED), reply(Intent.THANKS)).events
    assert (thanks.what, thanks.before, thanks.after) == ("only says thanks", "", "")
    assert answered(a_ticket(State.OPEN), reply()).events == ()


def test_only_the_words_of_those_who_take_part_stand_in_the_customers_chain() -> None:
    """Later mails of ours refer to their Message-IDs, never to a stranger's."""
    assert answered(a_ticket(), reply()).chain == ""
    assert decide(a_case(a_mail(), Facts(numbered=(a_ticket(),)))).chain == ""
    stranger = a_case(a_mail(STRANGER), key_facts(a_ticket(), Audience.CUSTOMER, IVAN))
    assert decide(stranger).chain is None
    assert "no part" in decide(stranger).silence


@pytest.mark.parametrize("intent", [Intent.NONE, Intent.CONFIRM])
@pytest.mark.parametrize("confidence", [1.0, 0.5])
def test_anothers_key_in_a_customers_mail_is_replaced_whatever_it_says(
    confidence: float, intent: Intent
) -> None:
    """A key that shows up under another person's From is not handed out again."""
    facts = key_facts(a_ticket(State.RESOLVED), Audience.CUSTOMER, COLLEAGUE.addr)
    assert decide(a_case(reply(intent, confidence=confidence), facts)).replaced_keys == (KEY,)
    late = key_facts(a_ticket(State.CLOSED, closed_days_ago=90), Audience.CUSTOMER, COLLEAGUE.addr)
    assert decide(a_case(reply(intent, confidence=confidence), late)).replaced_keys == (KEY,)


def test_a_late_answer_ends_the_reminders() -> None:
    """Once the customer has answered, nobody is reminded."""
    change = answered(a_ticket(State.WAITING), reply()).change
    assert change is not None
    assert (change.remind_at, change.reminders_sent) == (None, 0)


def test_a_customers_words_go_to_staff_and_to_no_other_customer() -> None:
    """What one participant writes is not relayed to the others."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    assert sent(answered(ticket, reply())) == [f"answer {TO_ANN}"]


def test_a_colleagues_reply_all_before_the_number_exists_joins_the_ticket() -> None:
    """The id of the requester's own first mail is enough for one who took part in it."""
    ticket = replace(a_ticket(State.NEW), participants=(COLLEAGUE,))
    mail = a_mail(COLLEAGUE, "И у меня.", kind=MailKind.REPLY)
    pointer = replace(a_pointer(ticket), message_id="id-1@customer.example")
    decision = decide(a_case(mail, Facts(pointers=(pointer,))))
    assert (decision.verdict, decision.ticket_id) == (Verdict.REPLY, ticket.id)
    assert sent(decision) == [f"answer {TO_ANN}"]


def test_a_forged_requester_with_a_stranger_in_cc_adds_nobody() -> None:
    """Standing in the Cc of an answer makes nobody a participant, now or later (T20)."""
    mail = replace(reply(), cc=(STRANGER, COLLEAGUE))
    decision = answered(a_ticket(), mail)
    assert decision.opening is None
    assert STRANGER.addr not in str(decision.letters)
    assert COLLEAGUE.addr not in str(decision.letters)


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


def test_a_withdrawn_request_is_told_to_both_sides() -> None:
    """No longer needed: closed, the customers get the note, the assignees the news."""
    decision = answered(a_ticket(), reply(Intent.WITHDRAW))
    assert change_of(decision) == (State.CLOSED, Reason.WITHDRAWN)
    assert sent(decision) == [f"closed {IVAN}", f"withdrawn {TO_ANN}"]


def test_the_limit_of_a_ticket_stops_automatic_mail_and_not_the_ticket() -> None:
    """A robot that asks for the status again and again is read, and answered no more."""
    ticket = replace(a_ticket(), automatic_last_day=20)
    decision = answered(ticket, reply(Intent.STATUS))
    assert decision.letters == ()
    assert len(decision.messages) == 1


def test_a_notification_quotes_the_staffs_last_word() -> None:
    """An agent sees what the customer answers."""
    ticket = a_ticket(State.WAITING)
    [question] = answered(ticket, reply()).messages
    question = replace(question, author=Author.AGENT, at=NOW - timedelta(days=1))
    facts = key_facts(ticket, Audience.CUSTOMER, IVAN, history={ticket.id: (question,)})
    [letter] = decide(a_case(reply(), facts)).letters
    assert (letter.topic, letter.quote) == (Topic.ANSWER, question)
