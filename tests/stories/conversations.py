"""Conversations that chance writes: who writes what to whom, and in which form a mail program sends it."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from html import escape

from hypothesis import strategies as st

from tests.clocks import Machine
from tests.road.road import Road, text, to
from tests.stories.cast import cast
from tests.stories.inside import is_inside
from tests.stories.story import File, Step
from tests.stories.writing import message_id, quote, written

STAFF = ("ann", "bob", "lea")
CUSTOMERS = ("ivan", "olga", "petra", "eve")

# What an agent writes above a note; some of it is misspelled, decorated, or stands below a greeting.
NOTES = (
    *("#note\n", "#заметка ", "#note: ", "##note\n", "*#note*\n", "# Заметка\n", "№заметка ", "＃note\n"),
    *("#ntoe\n", "Hello,\n#note\n", "Добрый день!\n\n#заметка\n", "#take\n#note\n", "#note\n#assign Bob\n"),
    *("1. #note\n", "/note ", "#️⃣note\n", "Смотрю. #note ", "[#заметка]\n", "@note\n", "- №заметка\n"),
)
ORDERS = (
    *("#assign Bob\n", "#take\n", "#ask ", "#вопрос\n", "#resolve\n", "#решено ", "#files\n"),
    *(
        "#reject other ",
        "#отклонить внешнее\n",
        "#resolv\n",
        "Hi,\n#ask\n",
        "#close ",
        "#в-работу\n",
        "#open\n",
    ),
    *(
        "#watch\n",
        "#status\n",
        "#show\n",
        "#list all\n",
        "#тип вопрос\n",
        "#cc olga@customer.example\n",
        "#undo\n",
    ),
)
# By these others hear of a ticket; {number} is that of one.
PEOPLE = (
    *("#cc eve@evil.example\n", "#uncc olga@customer.example\n", "#участник petra@other.example\n"),
    *("#requester ivan@customer.example\n", "#заявитель petra@other.example\n"),
    *("#merge {number}\n", "#слить {number}\n", "#ask\n1. {}?\n2. {}?\n", "#options\n1. {}\n2. {}\n"),
)
# What opens a ticket for a customer.
OPENINGS = ("", "#for olga@customer.example\n", "#для petra@other.example\n", "#for +7 999 123-45-67 {}\n")
# {} is a word that nobody wrote before, {me} the address of who writes, {colleague} that of an agent.
BY_AGENTS = (
    *("{} {}.", "Мы {} и {}.", "We {} the {}.\n\nBest\n{me}", "{}, см. #12\n\n-- \n{me}"),
    *("Пишите {colleague}, он {}.", "send", "Отправить."),
)
BY_CUSTOMERS = (
    *("Принтер {} не печатает.", "The {} is broken.", "Не помогло: {}.", "#note {}", "{}, {me}"),
    *("1. {}\n2. {}", "1. {}", "2"),
    *("статус", "Да", "Спасибо!", "Подтверждаю, всё работает.", "Заявка больше не нужна."),
)
_NUMBER = re.compile(r"SUP-\d+")
# So many mails after the first two make a conversation.
TURNS = 8
LAYOUTS = ("alone", "above", "below", "inline", "original", "outlook", "html", "gmail")


@dataclass(frozen=True, slots=True)
class Turn:
    """A mail that chance writes, so many ``minutes`` after the one before.

    ``back`` tells how old the answered mail is, ``at`` where it is cut, ``with_mail`` that it is attached.
    """

    who: str
    body: str
    layout: str
    way: str
    back: int
    at: int
    head: str = ""
    of: str = ""
    with_file: bool = False
    with_mail: bool = False
    minutes: int = 0


def turns() -> st.SearchStrategy[list[Turn]]:
    """Return what is said after two customers' requests, mostly by agents and mostly as answers."""
    form = {"layout": st.sampled_from(LAYOUTS), "back": st.integers(0, 3), "at": st.integers(0, 30)}
    by_agent = st.builds(
        Turn,
        who=st.sampled_from(STAFF),
        head=st.one_of(*map(st.sampled_from, (("",), NOTES, ORDERS, PEOPLE, PEOPLE))),
        body=st.sampled_from((*BY_AGENTS, "", "")),
        way=st.sampled_from(("reply", "reply", "reply", "reply", "internal", "ids", "number")),
        with_file=st.booleans(),
        with_mail=st.sampled_from((False, False, False, True)),
        minutes=st.sampled_from((0, 11)),
        **form,
    )
    by_customer = st.builds(
        Turn,
        who=st.sampled_from(CUSTOMERS),
        body=st.sampled_from(BY_CUSTOMERS),
        way=st.sampled_from(("reply", "reply", "ids", "key", "number")),
        of=st.sampled_from(("", "", "", "ivan", "ann")),
        **form,
    )
    opening = st.builds(
        Turn,
        who=st.sampled_from(("bob", "lea")),
        head=st.sampled_from(OPENINGS),
        body=st.sampled_from(BY_AGENTS),
        way=st.just("new"),
        **form,
    )
    agents = (by_agent,) * 6
    return st.lists(
        st.one_of(*agents, opening, by_customer, by_customer, by_customer), min_size=TURNS, max_size=TURNS
    )


@dataclass(slots=True)
class Conversation:
    """Conversations on one Postdesk, one after the other.

    ``mails`` are what came out of the present one, ``inside`` the ids of mails for colleagues only.
    """

    road: Road
    machine: Machine
    mails: list[EmailMessage] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)
    _number: int = 0
    _words: int = 0

    async def hold(self, turns: list[Turn]) -> None:
        """Let two customers write, and then everybody as chance wants it."""
        self.mails = []
        for who in ("ivan", "petra"):
            subject, text = self._said("{}"), self._said("Принтер {} {}.")
            await self._send(Step(sender=who, subject=subject, text=text), None)
        for turn in turns:
            await self._take(turn)

    async def _take(self, turn: Turn) -> None:
        got = to(self.mails, cast()[turn.of or turn.who].address)
        # No two things happen at the same moment.
        self.machine.pass_time(timedelta(minutes=turn.minutes, seconds=1))
        await self.road.service.ticks.end_holds()
        self.mails += await self.road.settled()
        answered = got[-1 - turn.back % len(got)] if got and turn.way != "new" else None
        body = turn.body.replace("{me}", cast()[turn.who].address).replace(
            "{colleague}", cast()["bob"].address
        )
        own = self._said((turn.head + body).replace("{number}", self._ticket(turn)))
        files = (File(name=self._said("{}.txt"), text=self._said("{}")),) if turn.with_file else ()
        if turn.with_mail and answered is not None:
            files = (*files, File(name="mail.eml", type="message/rfc822", text="{mail}"))
        # Only notifications show the address for notes.
        has_way = turn.way != "internal" or (answered is not None and "support+" in text(answered))
        way = turn.way if has_way else "reply"
        plain, html = (own, "") if answered is None else _laid_out(turn, own, answered)
        step = Step(sender=turn.who, way=way, text=plain, html=html, files=files)
        if answered is None:
            step = replace(step, way="reply", to=("desk",), subject=self._said("{}"))
        if turn.who in STAFF and (turn.head in NOTES or way == "number" or is_inside(step, answered, set())):
            self.inside.add(message_id(step, self._number + 1))
        await self._send(step, answered)

    async def _send(self, step: Step, answered: EmailMessage | None) -> None:
        self._number += 1
        raw = written(step, self._number, answered)
        self.mails += await self.road.send(raw, return_path=cast()[step.sender].address)

    def _ticket(self, turn: Turn) -> str:
        """Return the number of a ticket of this conversation."""
        found = sorted({number for mail in self.mails for number in _NUMBER.findall(str(mail["Subject"]))})
        return found[turn.at % len(found)] if found else ""

    def _said(self, form: str) -> str:
        """Return what is said in this form, in words that nobody has said yet."""
        while "{}" in form:
            self._words += 1
            form = form.replace("{}", _word(self._words), 1)
        return form


def _word(number: int) -> str:
    """Return a word for each number up to 160,000, of one language or the other."""
    letters = "бвгджзклмнпрстфхцчшщо" if number % 2 else "bcdfghjklmnpqrstvwxzo"
    return "".join(letters[number // 20**place % 20] + letters[-1] for place in range(4))


def _laid_out(turn: Turn, own: str, answered: EmailMessage) -> tuple[str, str]:
    """Return the text and the HTML of an answer, as mail programs put it beside what is answered."""
    quoted = quote(answered)
    attribution, *lines = quoted.splitlines()
    head = f"From: Support <support@example.org>\nSubject: {answered['Subject']}"
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in own.splitlines())
    cut = turn.at % (len(lines) + 1)
    plain = {
        "alone": own,
        "above": f"{own}\n\n{quoted}",
        "below": f"{quoted}\n\n{own}",
        "inline": "\n".join((attribution, *lines[:cut], "", own, "", *lines[cut:])),
        "original": f"{own}\n\n-----Original Message-----\n{head}\n\n{text(answered)}",
        "outlook": f"{own}\n\n________________________________\n{head}\n\n{text(answered)}",
    }
    html = {
        "html": paragraphs + "{quote}",
        "gmail": f'<div dir="ltr">{paragraphs}</div><div class="gmail_quote">{{quote}}</div>',
    }
    return plain.get(turn.layout, ""), html.get(turn.layout, "")
