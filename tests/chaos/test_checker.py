"""The checker sees each breach; sound evidence it lets pass."""

from dataclasses import replace

import pytest

from daemon.sending.delivery import MOST_UNDER_WAY
from desk.envelope import Source
from desk.letters import Template
from desk.verdicts import Verdict
from storage.outbox import DeliveryState
from tests.chaos.checker import RULES, copies_too_many, violations
from tests.chaos.evidence import Copy, Delivery, Evidence, Given, Kept, Letter, Row

KAY, LEV = "kay@customer.example", "lev@customer.example"

FIRST = Given(number=1, way=Source.SMTP, content_key="k1", expected=Verdict.TICKET, taken=True)
SECOND = Given(number=2, way=Source.IMAP, content_key="k2", expected=Verdict.TICKET, taken=True)
ROW = Row(id=1, content_key="k1", verdict=Verdict.TICKET)
LETTER = Letter(message_id="m1", template=Template.ACKNOWLEDGEMENT, ticket="SUP-1001")
DELIVERY = Delivery(message_id="m1", recipient=KAY, state=DeliveryState.SENT)
COPY = Copy(message_id="m1", recipient=KAY, digest="d1", life="one")

SOUND = Evidence(
    given=(FIRST, SECOND),
    kept=Kept(
        rows=(ROW, Row(id=2, content_key="k2", verdict=Verdict.TICKET)),
        tickets=("SUP-1001", "SUP-1002"),
        letters=(LETTER, replace(LETTER, message_id="m2", ticket="SUP-1002")),
        deliveries=(DELIVERY, replace(DELIVERY, message_id="m2", recipient=LEV)),
    ),
    copies=(COPY, replace(COPY, message_id="m2", recipient=LEV, digest="d2")),
)


def keeping(**changes: object) -> Evidence:
    """Return sound evidence but for this part of the store."""
    return replace(SOUND, kept=replace(SOUND.kept, **changes))  # type: ignore[arg-type] # Each part has its type.


def arriving(*copies: Copy, killed: frozenset[str] = frozenset()) -> Evidence:
    """Return sound evidence but for what came to the relay behind the rest."""
    return replace(SOUND, copies=(*SOUND.copies, *copies), killed=killed)


def with_row(row: Row) -> Evidence:
    """Return sound evidence with one more row of the inbox."""
    return keeping(rows=(*SOUND.kept.rows, row))


def retried(evidence: Evidence) -> Evidence:
    """Return the evidence with an attempt for the first mail that broke off."""
    return replace(evidence, given=(replace(FIRST, unsure=1), SECOND))


LETTERS = SOUND.kept.letters
TWIN = Row(id=3, content_key="k1", verdict=Verdict.DUPLICATE)
UNDECIDED = Row(id=2, content_key="k2", verdict=None)
REFUSED = Row(id=1, content_key="k1", verdict=Verdict.QUARANTINED)
WAITING = replace(DELIVERY, state=DeliveryState.WAITING)
FAILED = replace(DELIVERY, state=DeliveryState.FAILED)

BROKEN: list[tuple[str, Evidence]] = [
    ("lost", keeping(rows=[ROW])),
    ("undecided", keeping(rows=[ROW, UNDECIDED])),
    ("misjudged", keeping(rows=[REFUSED, *SOUND.kept.rows[1:]])),
    ("misjudged", retried(with_row(replace(ROW, id=3)))),
    ("multiplied", with_row(TWIN)),
    ("multiplied", with_row(replace(TWIN, content_key="k2"))),
    ("invented", with_row(replace(ROW, id=3, content_key="k3"))),
    ("misnumbered", keeping(tickets=["SUP-1001", "SUP-1003"])),
    ("misnumbered", keeping(tickets=["SUP-1001", "SUP-1001"])),
    ("misnumbered", keeping(tickets=["SUP-1002", "SUP-1003"])),
    ("misnumbered", keeping(tickets=["SUP-1001", "OPS-1001", "OPS-1003"])),
    ("opened_twice", keeping(tickets=["SUP-1001", "SUP-1002", "SUP-1003"])),
    ("unacknowledged", keeping(letters=LETTERS[:1])),
    ("unacknowledged", keeping(letters=[*LETTERS, replace(LETTER, message_id="m3")])),
    ("unended", keeping(deliveries=[WAITING, *SOUND.kept.deliveries[1:]])),
    ("unended", keeping(deliveries=[FAILED, *SOUND.kept.deliveries[1:]])),
    ("unended", keeping(deliveries=[DELIVERY])),
    ("unsent", replace(SOUND, copies=[COPY])),
    ("unknown", arriving(replace(COPY, message_id="m3"))),
    ("unknown", arriving(replace(COPY, recipient="eve@elsewhere.example"))),
    ("doubled", arriving(COPY)),
    ("doubled", arriving(replace(COPY, life="two"))),
    ("reworded", arriving(replace(COPY, digest="d3"))),
]


def test_sound_evidence_breaks_no_rule() -> None:
    """Where every promise was kept there is nothing to tell."""
    assert violations(SOUND) == {}
    assert copies_too_many(SOUND) == 0


@pytest.mark.parametrize(("rule", "evidence"), BROKEN)
def test_a_breach_is_seen(rule: str, evidence: Evidence) -> None:
    """Evidence that is broken in one place breaks the rule of that place."""
    assert rule in violations(evidence)


def test_every_rule_can_fail() -> None:
    """No rule passes whatever it is shown."""
    assert {rule for rule, _ in BROKEN} == RULES.keys()


def test_a_twin_after_an_attempt_that_nobody_heard_the_end_of_is_sound() -> None:
    """A sender that heard no answer gives its mail again, and the desk knows it."""
    assert violations(retried(with_row(TWIN))) == {}


def test_a_mail_that_was_never_taken_need_not_be_there() -> None:
    """What was never answered with 250 the desk may have or not."""
    given = (*SOUND.given, replace(FIRST, number=3, content_key="k3", taken=False, unsure=1))
    assert violations(replace(SOUND, given=given)) == {}


def test_a_copy_after_a_lost_answer_is_counted_and_no_breach() -> None:
    """Where the relay's answer was lost, on the line or by a kill, a mail may come again."""
    cut = replace(SOUND, copies=(replace(COPY, answered=False), *SOUND.copies))
    killed = arriving(replace(COPY, life="two"), killed=frozenset({"one"}))
    for evidence in (cut, killed):
        assert violations(evidence) == {}
        assert copies_too_many(evidence) == 1


def test_each_desk_has_numbers_of_its_own() -> None:
    """Of another prefix they begin anew."""
    tickets = ["SUP-1001", "BILL-1001"]
    letters = [replace(letter, ticket=number) for letter, number in zip(LETTERS, tickets, strict=True)]
    assert not violations(keeping(tickets=tickets, letters=letters))


def test_what_was_handed_over_when_a_daemon_was_cut_off_may_come_again() -> None:
    """What it hands over after that may not."""
    again = arriving(replace(COPY, life="two"))
    assert not violations(replace(again, cut_off=[("one", 1)]))
    assert "doubled" in violations(replace(again, cut_off=[("one", 0)]))


def test_a_kill_excuses_only_what_was_under_way() -> None:
    """What was handed over well before a kill was written down, and does not come again."""
    others = [replace(COPY, message_id=f"n{n}") for n in range(MOST_UNDER_WAY)]
    evidence = arriving(*others, replace(COPY, life="two"), killed=frozenset({"one"}))
    assert "doubled" in violations(evidence)
