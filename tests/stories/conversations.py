"""Conversations that chance writes: who writes what to whom, and in which form a mail program sends it."""

from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from html import escape

from hypothesis import strategies as st

from tests.road.road import Road, text, to
from tests.stories.cast import cast
from tests.stories.story import File, Step
from tests.stories.writing import note_address, quote, written

STAFF = ("ann", "bob")
CUSTOMERS = ("ivan", "olga", "petra", "eve")

# What an agent writes above a note; some of it is misspelled, decorated, or stands below a greeting.
NOTES = (
    *("#note\n", "#заметка ", "#note: ", "##note\n", "*#note*\n", "# Заметка\n", "№заметка ", "＃note\n"),
    *("#ntoe\n", "Hello,\n#note\n", "Добрый день!\n\n#заметка\n", "#take\n#note\n", "#note\n#assign Bob\n"),
)
ORDERS = (
    *("#assign Bob\n", "#take\n", "#ask ", "#вопрос\n", "#resolve\n", "#решено ", "#files\n"),
    *("#reject other ", "#отклонить внешнее\n", "#resolv\n", "Hi,\n#ask\n"),
)
# {} is a word that nobody wrote before, {me} the address of who writes.
BY_AGENTS = ("{} {}.", "Мы {} и {}.", "We {} the {}.\n\nBest\n{me}", "{}, см. #12\n\n-- \n{me}, {}")
BY_CUSTOMERS = (
    *("Принтер {} не печатает.", "The {} is broken.", "Не помогло: {}.", "#note {}", "{}, {me}"),
    *("статус", "Да", "Спасибо!", "Подтверждаю, всё работает.", "Заявка больше не нужна."),
)
# So many mails after the first two make a conversation.
TURNS = 8
LAYOUTS = ("alone", "above", "below", "inline", "original", "outlook", "html", "gmail")


@dataclass(frozen=True, slots=True)
class Turn:
    """A mail that chance writes. ``back`` tells how old the answered mail is, ``at`` where it is cut."""

    who: str
    body: str
    layout: str
    way: str
    back: int
    at: int
    head: str = ""
    of: str = ""
    with_file: bool = False


def turns() -> st.SearchStrategy[list[Turn]]:
    """Return what is said after two customers' requests, mostly by agents and mostly as answers."""
    form = {"layout": st.sampled_from(LAYOUTS), "back": st.integers(0, 2), "at": st.integers(0, 30)}
    by_agent = st.builds(
        Turn,
        who=st.sampled_from(STAFF),
        head=st.one_of(st.just(""), st.sampled_from(NOTES), st.sampled_from(ORDERS)),
        body=st.sampled_from(BY_AGENTS),
        way=st.sampled_from(("reply", "reply", "reply", "reply", "internal", "ids", "number")),
        with_file=st.booleans(),
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
    return st.lists(st.one_of(by_agent, by_agent, by_customer), min_size=TURNS, max_size=TURNS)


@dataclass(slots=True)
class Conversation:
    """Conversations on one Postdesk, one after the other.

    ``mails`` are what came out of the present one, ``inside`` the words that were said for colleagues only.
    """

    road: Road
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
        # Only notifications show an agent both ways to answer.
        got = [mail for mail in got if turn.who not in STAFF or "support+" in text(mail)]
        answered = got[-1 - turn.back % len(got)] if got else None
        before = self._words
        own = turn.head + self._said(turn.body.replace("{me}", cast()[turn.who].address))
        files = (File(name=self._said("{}.txt"), text=self._said("{}")),) if turn.with_file else ()
        way = turn.way
        if turn.who in STAFF and _is_note(turn, answered):
            self.inside |= {_word(number) for number in range(before + 1, self._words + 1)}
            way = "reply" if way == "ids" else way
        plain, html = (own, "") if answered is None else _laid_out(turn, own, answered)
        step = Step(sender=turn.who, way=way, text=plain, html=html, files=files)
        if answered is None:
            step = replace(step, way="reply", subject=self._said("{}"))
        await self._send(step, answered)

    async def _send(self, step: Step, answered: EmailMessage | None) -> None:
        self._number += 1
        raw = written(step, self._number, answered)
        self.mails += await self.road.send(raw, return_path=cast()[step.sender].address)

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


def _is_note(turn: Turn, answered: EmailMessage | None) -> bool:
    """Tell whether an agent's words are for colleagues: by their head, their way, or what they answer."""
    if turn.head in NOTES or turn.way == "internal":
        return True
    return answered is not None and note_address(answered) in str(answered["Reply-To"])


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
