"""One story for each row of the table of transitions in the design: what happens, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desk.deciding import decide
from desk.decisions import Decision
from desk.letters import Audience
from desk.mail import CommandLine, Intent, MailKind, Numbered
from desk.reminding import decide_due
from desk.states import Reason, State
from desk.ticket import Question, Ticket
from tests.desk.builders import ANN, CUSTOMER, NOW, a_case, a_mail, a_ticket, an_office, key_facts, order

Outcome = tuple[State, Reason | None, str]
Act = Callable[[Ticket], Outcome]


@dataclass(frozen=True)
class Story:
    """In a state something happens; the ticket then stands in ``after``, closed for ``reason``.

    ``does`` names the letters that leave, each by its topic or its template.
    """

    name: str
    before: State
    act: Act
    after: State
    does: str = ""
    reason: Reason | None = None
    answered: bool = True
    closed_days_ago: int = 1

    def holds(self) -> bool:
        """Tell whether the rules end this story as written."""
        ticket = a_ticket(self.before, answered=self.answered, closed_days_ago=self.closed_days_ago)
        return self.act(ticket) == (self.after, self.reason, self.does)


def _outcome(ticket: Ticket, decision: Decision) -> Outcome:
    does = " ".join(sorted({(letter.topic or letter.template).value for letter in decision.letters}))
    if decision.opening is not None:
        return State.NEW, None, does
    change = decision.change
    if change is None or change.state is None:
        return ticket.state, None, does
    return change.state, change.reason, does


def customer(intent: Intent, text: str = "Как мы и говорили по телефону") -> Act:
    """Return the act of the customer answering with this intent, surely meant."""

    def act(ticket: Ticket) -> Outcome:
        mail = a_mail(text=text, intent=intent, confidence=0.95, kind=MailKind.REPLY)
        case = a_case(mail, key_facts(ticket, Audience.CUSTOMER, CUSTOMER.addr))
        return _outcome(ticket, decide(case))

    return act


def answering(number: int, text: str) -> Act:
    """Return the act of the customer answering one of two numbered questions."""

    def act(ticket: Ticket) -> Outcome:
        asked = replace(ticket, questions=(Question(1, "Модель?"), Question(2, "Кабинет?")))
        mail = replace(a_mail(text=text, kind=MailKind.REPLY), numbered=(Numbered(number, text),))
        return _outcome(ticket, decide(a_case(mail, key_facts(asked, Audience.CUSTOMER, CUSTOMER.addr))))

    return act


def agent(*commands: CommandLine, text: str = "Проверьте, пожалуйста.") -> Act:
    """Return the act of the agent answering with these commands."""

    def act(ticket: Ticket) -> Outcome:
        mail = a_mail(ANN_ADDRESS, text, commands=commands, kind=MailKind.REPLY)
        case = a_case(mail, key_facts(ticket, Audience.PUBLIC, ANN.address))
        return _outcome(ticket, decide(case))

    return act


def reminders_over(*, closes: bool) -> Act:
    """Return the act of the last due time at a desk that closes unconfirmed tickets, or does not."""

    def act(ticket: Ticket) -> Outcome:
        office = an_office(reminders=(), close_unconfirmed=closes)
        return _outcome(ticket, decide_due(ticket, office, NOW, 0))

    return act


def merging(ticket: Ticket) -> Outcome:
    """Merge the ticket into another of the same customer."""
    mail = a_mail(ANN_ADDRESS, "", commands=order("merge", "SUP-1043"), kind=MailKind.REPLY)
    target = replace(ticket, id=8, number="SUP-1043", state=State.OPEN, reason=None, closed_at=None)
    case = a_case(mail, key_facts(ticket, Audience.PUBLIC, ANN.address, target=target))
    return _outcome(ticket, decide(case))


ANN_ADDRESS = type(CUSTOMER)(ANN.address, ANN.name)
S = State
ALIVE = (S.NEW, S.OPEN, S.WAITING, S.ON_HOLD, S.RESOLVED)


def _told(
    name: str,
    befores: tuple[State, ...],
    act: Act,
    after: State | None,
    does: str = "",
    *,
    reason: Reason | None = None,
    answered: bool = True,
    days: int = 1,
) -> list[Story]:
    return [
        Story(f"{name} on {state.value}", state, act, after or state, does, reason, answered, days)
        for state in befores
    ]


TAKE = agent(*order("take"), text="")
REJECT = agent(*order("reject", "planned"))
HOLD = agent(*order("hold", "until Friday"), text="")
OPEN = agent(*order("open"), text="")
SPAM = agent(*order("spam"), text="")
REOPEN = agent(*order("reopen", "Опять не печатает."), text="")
MERGE = merging
CLOSE = agent(*order("close", "Ответа нет."), text="")
CONFIRM = customer(Intent.CONFIRM)
THANK = customer(Intent.THANKS, "Спасибо!")
DISAGREE = customer(Intent.DISPUTE)
WITHDRAW = customer(Intent.WITHDRAW)
ASK = customer(Intent.STATUS)
WRITE = customer(Intent.NONE)
PARTLY = answering(2, "Пятый")
REFUSED = "ticket_closed"
CONFIRMED, WITHDRAWN, UNCONFIRMED = Reason.CONFIRMED, Reason.WITHDRAWN, Reason.UNCONFIRMED

STORIES: tuple[Story, ...] = (
    *_told("agent takes", (S.NEW,), TAKE, S.OPEN, "done"),
    *_told("agent takes", ALIVE[1:], TAKE, None, "done"),
    *_told("agent takes", (S.CLOSED,), TAKE, None, REFUSED),
    *_told("agent answers", ALIVE[:3], agent(), S.OPEN, "reply"),
    *_told("agent answers", (S.ON_HOLD,), agent(), S.OPEN, "done reply"),
    *_told("agent answers", (S.RESOLVED, S.CLOSED), agent(), None, "reply sent_only"),
    *_told("agent asks", ALIVE, agent(*order("ask")), S.WAITING, "asked question"),
    *_told("agent asks", (S.CLOSED,), agent(*order("ask")), None, REFUSED),
    *_told("agent holds", ALIVE, HOLD, S.ON_HOLD, "done"),
    *_told("agent holds", (S.CLOSED,), HOLD, None, REFUSED),
    *_told("the hold is over", (S.ON_HOLD,), reminders_over(closes=False), S.OPEN, "hold_over"),
    *_told("agent offers", ALIVE, agent(*order("resolve")), S.RESOLVED, "offered solution"),
    *_told("agent offers", (S.CLOSED,), agent(*order("resolve")), None, REFUSED),
    *_told("agent rejects", ALIVE, REJECT, S.CLOSED, "closed rejected", reason=Reason.NOT_A_FAULT),
    *_told("agent rejects", (S.CLOSED,), REJECT, None, REFUSED),
    *_told("agent merges", ALIVE, MERGE, S.CLOSED, "closed done", reason=Reason.MERGED),
    *_told("agent merges", (S.CLOSED,), MERGE, None, REFUSED),
    *_told("agent goes on", ALIVE[:4], OPEN, S.OPEN, "done"),
    *_told("agent goes on", (S.RESOLVED,), OPEN, None, "wrong_state"),
    *_told("agent goes on", (S.CLOSED,), OPEN, None, REFUSED),
    *_told("agent discards", ALIVE, SPAM, S.CLOSED, "done", reason=Reason.SPAM),
    *_told("agent discards", (S.CLOSED,), SPAM, None, REFUSED),
    *_told("agent reopens", (S.RESOLVED, S.CLOSED), REOPEN, S.OPEN, "done reopened_by_agent"),
    *_told("agent reopens", ALIVE[:4], REOPEN, None, "wrong_state"),
    *_told("agent closes", ALIVE, CLOSE, S.CLOSED, "closed closed_by_agent", reason=UNCONFIRMED),
    *_told("agent closes", (S.CLOSED,), CLOSE, None, REFUSED),
    *_told("customer confirms", (S.RESOLVED,), CONFIRM, S.CLOSED, "closed confirmed", reason=CONFIRMED),
    *_told(
        "customer confirms an offer without an answer",
        (S.RESOLVED,),
        CONFIRM,
        S.CLOSED,
        "closed confirmed",
        reason=CONFIRMED,
        answered=False,
    ),
    *_told("customer confirms", ALIVE[1:4], CONFIRM, S.CLOSED, "closed confirmed", reason=CONFIRMED),
    *_told("customer confirms", (S.NEW,), CONFIRM, None, "answer"),
    *_told("customer confirms nothing", (S.OPEN, S.ON_HOLD), CONFIRM, None, "answer", answered=False),
    *_told("customer confirms nothing", (S.WAITING,), CONFIRM, S.OPEN, "answer", answered=False),
    *_told("customer confirms", (S.CLOSED,), CONFIRM, None),
    *_told("customer confirms late", (S.CLOSED,), CONFIRM, None, days=30),
    *_told("customer thanks", (S.NEW, S.OPEN, S.ON_HOLD), THANK, None, "answer"),
    *_told("customer thanks", (S.RESOLVED, S.CLOSED), THANK, None),
    *_told("customer thanks late", (S.CLOSED,), THANK, None, days=30),
    *_told("customer disagrees", (S.RESOLVED,), DISAGREE, S.OPEN, "disputed reopened"),
    *_told("customer disagrees", (S.NEW, S.OPEN, S.ON_HOLD), DISAGREE, None, "answer"),
    *_told("customer withdraws", ALIVE, WITHDRAW, S.CLOSED, "closed withdrawn", reason=WITHDRAWN),
    *_told("customer withdraws", (S.CLOSED,), WITHDRAW, None),
    *_told("customer asks for the status", (*ALIVE, S.CLOSED), ASK, None, "status"),
    *_told("customer asks late", (S.CLOSED,), ASK, None, "status", days=30),
    *_told("customer writes", (S.NEW, S.OPEN, S.ON_HOLD), WRITE, None, "answer"),
    *_told("customer writes", (S.WAITING, S.RESOLVED), WRITE, S.OPEN, "answer"),
    *_told("customer writes", (S.CLOSED,), WRITE, S.OPEN, "reopened"),
    *_told("customer answers in part", (S.WAITING,), PARTLY, None, "answered_partly asked_again"),
    *_told("customer answers in part", (S.OPEN,), PARTLY, None, "answer"),
    *_told("customer writes late", (S.CLOSED,), WRITE, S.NEW, "acknowledgement new_ticket", days=30),
    *_told("reminders over", (S.WAITING, S.RESOLVED), reminders_over(closes=False), None, "reminders_over"),
    *_told(
        "reminders over",
        (S.WAITING, S.RESOLVED),
        reminders_over(closes=True),
        S.CLOSED,
        "closed reminders_over",
        reason=UNCONFIRMED,
    ),
)
