"""What staff write over the road: what is for colleagues only never reaches a customer."""

from email.message import EmailMessage

import pytest

from desk.states import State
from tests.road.road import ANN, IVAN, Road, a_mail, an_answer, text, to

NOTES = (
    "#Заметка:",
    "##note",
    "*#note*",
    "＃note",
    "# note",
    "№заметка",
    "Добрый день,\n\n#note",
    "Hi,\n#ntoe",
    "Чиним.\n\n#note",
)


@pytest.mark.parametrize("note", NOTES)
async def test_a_note_reaches_no_customer(road: Road, note: str) -> None:
    """In any decoration it is taken as a note, and below other words refused to its author."""
    out = await road.send(a_mail())
    out = await road.send(an_answer(to(out, ANN)[0], ANN, f"{note}\nКлиент спорит, звоните осторожно."))
    assert to(out, IVAN) == []
    assert len(to(out, ANN)) == 1
    assert road.ticket().state is State.NEW


async def test_a_solution_is_one_in_any_decoration(road: Road) -> None:
    """The customer gets the text without the command."""
    out = await road.send(a_mail())
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "# решено.\nЗаменили кабель, как в #12."))
    assert road.ticket().state is State.RESOLVED
    assert "Заменили кабель, как в #12." in text(to(out, IVAN)[0])
    assert "решено." not in text(to(out, IVAN)[0])


def _quoting(card: EmailMessage, answer: str, *above: str) -> EmailMessage:
    """Return Ann's answer below the quote of a notification, and ``above`` some lines of it more of hers."""
    quote = [f"> {line}".rstrip() for line in text(card).splitlines()]
    for line in above:
        at = next(at for at, quoted in enumerate(quote) if line in quoted)
        quote[at:at] = ["", answer, ""]
    wrote = "On Fri, 20 Nov 2026 at 10:15, Support <support@example.org> wrote:"
    return an_answer(card, ANN, "\n".join((wrote, *quote, "", answer, "")))


async def test_an_answer_below_the_quote_reaches_the_customer_without_our_notification(road: Road) -> None:
    """Commands stand first below the quote as they do above it."""
    out = await road.send(a_mail())
    out = await road.send(_quoting(to(out, ANN)[0], "#resolve\nЗамените картридж."))
    assert road.ticket().state is State.RESOLVED
    written = text(to(out, IVAN)[0])
    assert "Замените картридж." in written
    assert not any(ours in written for ours in ("Assigned to", "#note", "colleagues", "New ticket"))


async def test_answers_within_our_notification_are_refused(road: Road) -> None:
    """Which lines are the customer's is not sure: nothing is sent, and the agent told what to do."""
    out = await road.send(a_mail())
    out = await road.send(_quoting(to(out, ANN)[0], "Замените картридж.", "To answer the customer"))
    assert to(out, IVAN) == []
    assert "above the notification" in text(to(out, ANN)[0])
    assert road.ticket().state is State.NEW
