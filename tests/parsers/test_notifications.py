"""Our mails to staff, found in an agent's own text and taken off it."""

import pytest

from parsers.mail import read
from parsers.text.notifications import SENTENCES, Shown, shown, taken_off

CARD = """## Please write your answer above this line ##

New ticket SUP-1002 from Ivan.

It may continue SUP-1001.

Number: SUP-1002
State: New
Assigned to: nobody

The printer does not print.

To answer the customer, just answer this mail."""
QUOTED = "\n".join(f"> {line}".rstrip() for line in CARD.split("\n"))
ABOVE = "On Fri, 20 Nov 2026 at 10:15, Support <support@example.org> wrote:"


@pytest.mark.parametrize("form", ["{}", "> {}", "  *{}*", "Yes.\n> > {}\nNo."])
@pytest.mark.parametrize(
    "sentence",
    [*SENTENCES, "It may continue SUP-7.", "State: New\n> Requester: Ivan\n> Kind: Incident\n> Due: today"],
)
def test_each_of_our_sentences_is_known(sentence: str, form: str) -> None:
    """One is enough, quoted or not, and broken anywhere between two words."""
    assert shown(form.format(sentence)) is Shown.SURELY
    broken = form.format(sentence.replace(" ", "\n> ", 1))
    assert shown(broken) is Shown.SURELY or ":" in sentence


@pytest.mark.parametrize(
    "text",
    [
        "Replace the cartridge.",
        "> The printer does not print.\nReplace the cartridge.",
        "State: California\nThe number is 7.",
        "Take care: it is hot.",
        "Исполнители: ООО «Ромашка»",
        "",
    ],
)
def test_a_persons_words_are_not_ours(text: str) -> None:
    """Nothing that people write to customers is taken for a mail of ours."""
    assert shown(text) is Shown.HARDLY
    assert taken_off(text) == text


@pytest.mark.parametrize(
    "text", ["State: New\n> Requester: Ivan", "Номер: SUP-7", "Тип: HP 1020\nСостояние: исправен"]
)
def test_what_may_be_ours_is_no_more_than_likely(text: str) -> None:
    """A person may write two such lines, or a number of another kind: the person is asked."""
    assert shown(text) is Shown.LIKELY


@pytest.mark.parametrize("above", ["", f"{ABOVE}\n", "20.11.2026 10:15, Support пишет:\n"])
def test_a_quote_above_the_answer_is_taken_off(above: str) -> None:
    """Who writes below the quote answers as surely as who writes above it."""
    assert taken_off(f"{above}{QUOTED}\n\n#resolve\nReplaced.") == "#resolve\nReplaced."


@pytest.mark.parametrize(
    "text",
    [
        f"{QUOTED[:200]}\nReplaced.\n{QUOTED[200:]}",
        f"Replaced.\n{QUOTED}\nRegards",
        f"{CARD}\nReplaced.",
        QUOTED,
    ],
)
def test_what_is_not_sure_stays_and_is_seen(text: str) -> None:
    """An answer within the quote, or without marks: nothing is cut, and that it is ours is known."""
    assert taken_off(text) == text
    assert shown(text)


@pytest.mark.parametrize("below", ["", "> Thank you."])
def test_a_quote_that_goes_on_below_the_answer_stays(below: str) -> None:
    """One answer within the quote: what stands below it is cut away, but the answer is not below it all."""
    head = "From: ann@example.org\nSubject: Re: help\nIn-Reply-To: <1@desk.example>\n"
    mail = read(f"{head}\n{ABOVE}\n{QUOTED}\nReplaced.\n\n{below}\n".encode())

    assert mail.shows_notification is bool(below)
    assert ("> State: New" in mail.text_after_commands) is bool(below)
