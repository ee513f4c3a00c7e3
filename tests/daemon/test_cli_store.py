"""``postdesk ticket``, ``inbox`` and ``outbox``: the store as its operator sees and steers it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.commands.output import table
from daemon.inbox_story import UNACKNOWLEDGED
from desk.decisions import Decision
from desk.letters import Template
from desk.verdicts import Verdict
from storage import dead_addresses, outbox
from storage.engine import Store
from tests.daemon.home import Home, furnished
from tests.storage.builders import (
    IVAN,
    NOW,
    OLGA,
    a_letter,
    a_mail,
    arrive,
    carry,
    do,
    going_on,
    open_ticket,
    opening,
)

RAW = b"Subject: \xff\x00raw\r\n\r\nbody\r\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a configured Postdesk with an empty store."""
    return furnished(tmp_path)


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    """Return its open store, beside which the command line works."""
    with home.store() as opened:
        yield opened


def held(store: Store, verdict: Verdict = Verdict.HELD, raw: bytes = RAW) -> int:
    """Let a mail come in that waits for a person, and return its number."""
    inbox_id = arrive(store, raw)
    decision = Decision(verdict=verdict, rule="from a machine")
    carry(store, decision, mail=a_mail(subject="Alarm"), inbox_id=inbox_id)
    return inbox_id


def test_tickets_are_lines_with_tabs_in_a_pipe(home: Home, store: Store) -> None:
    """Programs read one ticket a line, its cells separated by tabs; the last changed comes first."""
    open_ticket(store)
    open_ticket(store)
    lines = [line.split("\t") for line in home.told("ticket", "list").splitlines()]
    assert [cells[:2] for cells in lines] == [["SUP-1002", "new"], ["SUP-1001", "new"]]
    assert {len(cells) for cells in lines} == {7}


def test_a_subject_cannot_break_a_line(home: Home, store: Store) -> None:
    """Tabs, line ends and escapes of a subject do not make cells, lines or colours."""
    made = opening().opening
    assert made is not None
    open_ticket(store, opening=replace(made, subject="a\tb\nc\x1b[31m\x9b2J\u202e"))
    told = home.told("ticket", "list")
    assert told.count("\n") == 1
    assert told.count("\t") == 6
    assert told.rstrip("\n").replace("\t", " ").isprintable()


def test_lists_are_tables_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person gets headings and columns; what looks like markup is text."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    table(("number", "subject"), [("SUP-1", "[bold]x[/bold]\x1b")])
    told = capsys.readouterr().out
    assert "number" in told
    assert "[bold]x[/bold]" in told
    assert "SUP-1" in told


def test_tickets_can_be_chosen(home: Home, store: Store) -> None:
    """By state, by desk, by who takes part and who works on it, by how many."""
    for _ in range(3):
        open_ticket(store)
    assert home.told("ticket", "list", "--limit", "2").count("\n") == 2
    assert home.told("ticket", "list", "--state", "closed") == ""
    assert home.told("ticket", "list", "--state", "closed", "--state", "new").count("\n") == 3
    assert home.told("ticket", "list", "--desk", "other@example.org") == ""
    assert home.told("ticket", "list", "--customer", IVAN.addr.upper()).count("\n") == 3
    assert home.told("ticket", "list", "--customer", "nobody@customer.example") == ""
    assert home.told("ticket", "list", "--assignee", "Ann Lee") == ""


def test_tickets_are_found_by_words_of_their_subjects(home: Home, store: Store) -> None:
    """All words count, with whatever else is asked; signs mean nothing."""
    made = opening().opening
    assert made is not None
    open_ticket(store)
    open_ticket(store, opening=replace(made, subject="Printer is on fire"))
    assert home.told("ticket", "list", "--text", "PRINT fire").startswith("SUP-1002")
    assert home.told("ticket", "list", "--text", '"прин*').startswith("SUP-1001")
    assert home.told("ticket", "list", "--text", "printer принтер") == ""
    assert home.told("ticket", "list", "--text", "printer", "--state", "closed") == ""


@pytest.mark.parametrize("said", ["", "-", '"*"'])
def test_a_text_without_a_word_is_refused(home: Home, said: str) -> None:
    """Who asks for nothing is told what is missing, and gets no list of everything."""
    done = home.run("ticket", "list", "--text", said)
    assert done.exit_code == 2
    assert "--text needs a word: a letter or a digit" in done.stderr


@pytest.mark.parametrize("words", [("ticket", "list"), ("inbox", "list"), ("outbox", "list")], ids=" ".join)
def test_lists_are_json_on_request(home: Home, store: Store, words: tuple[str, ...]) -> None:
    """``--json`` is a list of objects, and an empty list where there is nothing."""
    assert json.loads(home.told(*words, "--json")) == []
    assert home.told(*words) == ""
    open_ticket(store, letters=(a_letter(),))
    [found] = json.loads(home.told(*words, "--json"))
    assert found["desk"] == "support@example.org"


def test_a_ticket_is_shown_in_words_and_as_json(home: Home, store: Store) -> None:
    """Small letters do as well; the JSON holds the ticket, its thread, its history and its mails."""
    open_ticket(store, letters=(a_letter(),))
    assert home.told("ticket", "show", "sup-1001") == home.told("ticket", "show", "SUP-1001")
    told = json.loads(home.told("ticket", "show", "SUP-1001", "--json"))
    assert list(told) == ["ticket", "links", "thread", "history", "inbox", "outbox"]
    assert told["ticket"]["number"] == "SUP-1001"
    assert told["thread"][0]["text"] == "Помогите"


def test_an_unknown_ticket_is_a_sentence(home: Home) -> None:
    """It says where to look."""
    done = home.run("ticket", "show", "SUP-9")
    assert (done.exit_code, done.stderr) == (1, "There is no ticket SUP-9; see: postdesk ticket list\n")


def test_the_inbox_lists_what_waits(home: Home, store: Store) -> None:
    """A mail that is not decided yet has no verdict, and can be asked for."""
    arrive(store)
    held(store)
    assert home.told("inbox", "list", "--waiting").split("\t")[:3:2] == ["1", "(waiting)"]
    assert home.told("inbox", "list", "--verdict", "held").split("\t")[:3:2] == ["2", "held"]
    assert home.run("inbox", "list", "--verdict", "held", "--waiting").exit_code == 2


def test_a_mails_bytes_come_out_as_they_came_in(home: Home, store: Store) -> None:
    """``--raw`` gives the bytes, whatever they are."""
    number = held(store)
    assert home.run("inbox", "show", str(number), "--raw").stdout_bytes == RAW


def test_the_inbox_tells_which_rule_decided(home: Home, store: Store) -> None:
    """The rule stands beside the verdict."""
    told = home.told("inbox", "show", str(held(store)))
    assert "verdict              held" in told
    assert "decided by the rule  from a machine" in told


def test_the_inbox_tells_why_nothing_was_acknowledged(home: Home, store: Store) -> None:
    """The reason of the rules, else the one that lies in the verdict; and that it was, where it was."""
    silent = arrive(store, b"1")
    carry(store, opening(silence="null return path"), mail=a_mail("1@x.example"), inbox_id=silent)
    greeted = arrive(store, b"2")
    carry(store, opening(letters=(a_letter(),)), mail=a_mail("2@x.example"), inbox_id=greeted)
    bounced = arrive(store, b"3")
    carry(store, going_on(1, verdict=Verdict.BOUNCE), mail=a_mail("3@x.example"), inbox_id=bounced)
    told = [home.told("inbox", "show", str(number)).splitlines()[-1] for number in (silent, greeted, bounced)]
    assert [line.split(maxsplit=1)[1] for line in told] == [
        "none: null return path",
        "yes; see: postdesk ticket show",
        "none: nothing automatic is ever answered",
    ]


def test_every_verdict_without_an_acknowledgement_has_its_reason() -> None:
    """Nobody is left without a why."""
    assert UNACKNOWLEDGED.keys() == set(Verdict) - {Verdict.TICKET}


def test_held_mail_goes_on_when_it_is_accepted(home: Home, store: Store) -> None:
    """It waits for its decision again, as freed by who accepted it."""
    numbers = [str(held(store, raw=b"1")), str(held(store, Verdict.QUARANTINED, raw=b"2"))]
    assert home.told("inbox", "accept", *numbers).splitlines() == [
        f"mail {number} is decided anew by the running daemon" for number in numbers
    ]
    for number in numbers:
        assert "let go on by" in home.told("inbox", "show", number)
    assert home.told("inbox", "list", "--waiting").count("\n") == 2


def test_held_mail_can_be_dropped_and_decided_anew(home: Home, store: Store) -> None:
    """Dropped mail is ignored, and its bytes are kept; what is ignored can be replayed."""
    number = str(held(store))
    assert home.told("inbox", "drop", number) == f"mail {number} is ignored\n"
    assert "dropped by" in home.told("inbox", "show", number)
    assert home.run("inbox", "show", number, "--raw").stdout_bytes == RAW
    assert home.told("inbox", "replay", number) == f"mail {number} is decided anew by the running daemon\n"
    assert "(waits for its decision)" in home.told("inbox", "show", number)


@pytest.mark.parametrize("command", ["show", "accept", "drop", "replay"])
def test_an_unknown_mail_is_a_sentence(home: Home, command: str) -> None:
    """The number that is not there is named."""
    done = home.run("inbox", command, "99")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("The inbox holds no mail 99")


@pytest.mark.parametrize("command", ["accept", "drop", "replay"])
def test_mails_are_steered_all_together_or_not_at_all(home: Home, store: Store, command: str) -> None:
    """A wrong number among right ones changes nothing."""
    verdict = Verdict.QUARANTINED
    number = held(store, verdict)
    assert home.run("inbox", command, str(number), "99").exit_code == 1
    assert "quarantined" in home.told("inbox", "show", str(number))


@pytest.mark.parametrize("command", ["accept", "drop", "replay"])
def test_what_has_had_its_effect_is_left_alone(home: Home, store: Store, command: str) -> None:
    """A mail that became a ticket cannot be held, dropped or played again."""
    open_ticket(store)
    done = home.run("inbox", command, "1")
    assert done.exit_code == 1
    assert done.stderr.startswith("Mail 1 is ticket; this works only where it is ")


def test_deliveries_are_listed_with_their_last_answer(home: Home, store: Store) -> None:
    """Who waits for what, since how many attempts, and what the relay said."""
    open_ticket(store, letters=(a_letter(), a_letter(Template.REPLY, to=(IVAN, OLGA))))
    do(store, lambda c: outbox.failed(c, 1, "550 5.1.1 no such user", NOW))
    assert [line.split("\t")[0] for line in home.told("outbox", "list").splitlines()] == ["3", "2", "1"]
    [failed] = home.told("outbox", "list", "--state", "failed").splitlines()
    assert failed.split("\t") == [
        "1",
        "failed",
        "SUP-1001",
        "acknowledgement",
        IVAN.addr,
        "0",
        "2026-11-20 12:00:00",
        "550 5.1.1 no such user",
    ]


def test_failed_deliveries_can_be_tried_again(home: Home, store: Store) -> None:
    """A delivery that is named is due at once; ``--all`` means those that wait."""
    open_ticket(store, letters=(a_letter(), a_letter(Template.REPLY)))
    do(store, lambda c: outbox.failed(c, 1, "550", NOW))
    assert home.told("outbox", "retry", "--all") == "1 delivery is due now\n"
    assert home.told("outbox", "retry", "1") == "1 delivery is due now\n"
    assert home.told("outbox", "retry", "--all") == "2 deliveries are due now\n"


def test_what_cannot_be_sent_again_is_a_sentence(home: Home, store: Store) -> None:
    """Neither an unknown delivery nor one that was sent; and then none of those that were named."""
    open_ticket(store, letters=(a_letter(), a_letter(Template.REPLY)))
    do(store, lambda c: outbox.sent(c, 1, "250 ok", NOW))
    do(store, lambda c: outbox.failed(c, 2, "550", NOW))
    for words, said in ((("2", "99"), "no delivery 99"), (("2", "1"), "was sent to")):
        done = home.run("outbox", "retry", *words)
        assert (done.exit_code, said in done.stderr) == (1, True)
    assert home.told("outbox", "list", "--state", "failed").count("\n") == 1


def test_a_mail_to_a_dead_address_is_not_tried_again(home: Home, store: Store) -> None:
    """It would only end once more; who wants it sent is told what to say first."""
    open_ticket(store, letters=(a_letter(),))
    do(store, lambda c: outbox.failed(c, 1, "550 5.1.1", NOW))
    do(store, lambda c: dead_addresses.add(c, IVAN.addr, "550 5.1.1", NOW))
    done = home.run("outbox", "retry", "1")
    assert done.exit_code == 1
    assert f"run: postdesk address revive {IVAN.addr}" in done.stderr
    home.told("address", "revive", IVAN.addr)
    assert home.told("outbox", "retry", "1") == "1 delivery is due now\n"


def test_retrying_wants_to_know_what(home: Home) -> None:
    """No number and no ``--all``, or both, is a mistake."""
    assert home.run("outbox", "retry").exit_code == 2
    assert home.run("outbox", "retry", "1", "--all").exit_code == 2
