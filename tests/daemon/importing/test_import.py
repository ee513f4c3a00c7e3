"""``postdesk import`` as its user has it: what old mail becomes, and that it becomes so only once."""

import signal
import subprocess
from pathlib import Path

import pytest

from desk.states import Reason, State
from desk.ticket import Circle, Message, Ticket
from storage import inbox_records, outbox, threads, tickets
from storage.engine import Store
from tests.daemon.home import DESK, PATIENCE, ROOT, Home, furnished, wait_for
from tests.daemon.importing.mails import (
    ANSWER,
    BEGIN,
    FIRST,
    IVAN,
    OTHER,
    THANKS,
    a_maildir,
    an_old_mail,
    in_mbox,
)

# Of all mail and letters, whatever their number in these tests.
ALL = 10_000


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A configured Postdesk with an empty store."""
    return furnished(tmp_path)


def put(home: Home, *mails: bytes, name: str = "old.mbox") -> str:
    """Write an mbox and return its path."""
    path = home.folder / name
    path.write_bytes(in_mbox(*mails))
    return str(path)


def all_tickets(store: Store) -> list[Ticket]:
    """Return the tickets by their numbers."""
    found = store.read(lambda c: tickets.listing(c, BEGIN, limit=ALL))
    return sorted(found, key=lambda ticket: ticket.number)


def thread(store: Store, ticket: Ticket) -> list[Message]:
    """Return a ticket's messages."""
    return store.read(lambda c: threads.thread(c, ticket.id))


def verdicts(store: Store) -> list[str]:
    """Return the verdicts of all mails, oldest first."""
    return [str(one.verdict) for one in reversed(store.read(lambda c: inbox_records.listing(c, limit=ALL)))]


def counts(told: str) -> dict[str, int]:
    """Return the rows of a summary."""
    rows = (line.split("\t") for line in told.splitlines() if "\t" in line)
    return {what.partition(":")[0]: int(number) for number, what in rows}


def test_a_thread_becomes_one_closed_ticket_at_its_own_dates(home: Home) -> None:
    """In the order of the dates, whatever the order in the file."""
    told = home.told("import", "mbox", put(home, THANKS, OTHER, ANSWER, FIRST))
    assert counts(told) == {"began a ticket": 2, "went into the thread of a ticket": 2}
    with home.store() as store:
        first, other = all_tickets(store)
        assert [message.text for message in thread(store, first)] == [
            "The printer does not print.",
            "Is it switched on?",
            "It was not, thank you.",
        ]
        assert [(message.at - BEGIN).seconds // 3600 for message in thread(store, first)] == [0, 1, 2]
        assert (first.number, other.number) == ("SUP-1001", "SUP-1002")
        assert (first.state, first.reason, first.answered) == (State.CLOSED, Reason.UNCONFIRMED, True)
        assert first.created_at == BEGIN
        assert first.first_response_at == thread(store, first)[1].at
        assert first.closed_at == first.changed_at == thread(store, first)[2].at
        assert (first.remind_at, first.acknowledged) == (None, False)


def test_nothing_is_sent(home: Home) -> None:
    """No letter is written, not even one that waits."""
    home.told("import", "mbox", put(home, FIRST, ANSWER, THANKS, OTHER), "--open-since", "2024-01-01")
    with home.store() as store:
        assert store.read(lambda c: outbox.listing(c, limit=ALL)) == []
        assert [str(ticket.state) for ticket in all_tickets(store)] == ["open", "new"]


def test_a_day_divides_what_stays_open(home: Home) -> None:
    """The day of the last mail counts, by the clock of the desk."""
    late = an_old_mail("late", hours=100, text="Still no toner.")
    home.told("import", "mbox", put(home, FIRST, late), "--open-since", "2024-03-05")
    with home.store() as store:
        assert [str(ticket.state) for ticket in all_tickets(store)] == ["closed", "new"]


def test_a_second_import_changes_nothing(home: Home) -> None:
    """What is there is known by its content, whatever archive it comes out of."""
    home.told("import", "mbox", put(home, FIRST, ANSWER))
    a_maildir(home.folder / "Maildir", FIRST, ANSWER, THANKS)
    told = home.told("import", "maildir", str(home.folder / "Maildir"))
    assert counts(told) == {"went into the thread of a ticket": 1, "already there": 2}
    with home.store() as store:
        assert len(all_tickets(store)) == 1
        assert verdicts(store) == ["ticket", "reply", "reply"]


def test_one_mail_in_two_folders_is_one_mail(home: Home) -> None:
    """Within one import, too."""
    told = home.told("import", "mbox", put(home, FIRST, FIRST), put(home, FIRST, name="copy.mbox"))
    assert counts(told) == {"began a ticket": 1, "already there": 2}


def test_a_trial_tells_the_same_and_keeps_nothing(home: Home) -> None:
    """Not in the store, and no copy of it beside it."""
    archive = put(home, FIRST, ANSWER, OTHER)
    before = sorted(path.name for path in home.folder.iterdir())
    trial = home.told("import", "mbox", "--dry-run", archive)
    assert "nothing is kept" in trial
    assert sorted(path.name for path in home.folder.iterdir()) == before
    with home.store() as store:
        assert verdicts(store) == []
    assert counts(home.told("import", "mbox", archive)) == counts(trial)


def test_a_late_part_of_an_archive_is_put_into_its_place(home: Home) -> None:
    """The sent mails were found a week later: the thread is in the order of its dates all the same."""
    home.told(
        "import", "mbox", put(home, FIRST, an_old_mail("again", text="Hello?", hours=5, answers="first"))
    )
    home.told("import", "mbox", put(home, ANSWER))
    with home.store() as store:
        [ticket] = all_tickets(store)
        texts = [message.text for message in thread(store, ticket)]
        assert texts == ["The printer does not print.", "Is it switched on?", "Hello?"]
        assert ticket.closed_at == thread(store, ticket)[-1].at
        assert ticket.answered


def test_broken_mail_is_quarantined_and_counted(home: Home) -> None:
    """It is kept with its bytes, and stops nothing."""
    deep = b"From: a@b.example\r\nSubject: x\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\nbody\r\n"
    nameless = b"Subject: who?\r\n\r\nbody\r\n"
    told = home.told("import", "mbox", put(home, deep, nameless, b"A:\r\n\r\n\0\xff\r\n", FIRST))
    assert counts(told) == {"quarantined": 3, "began a ticket": 1}
    with home.store() as store:
        assert sorted(verdicts(store)) == ["quarantined"] * 3 + ["ticket"]


def test_what_machines_wrote_is_no_ticket(home: Home) -> None:
    """An out-of-office stands in its thread, for the staff; a newsletter nowhere."""
    absent = an_old_mail(
        "absent", hours=2, answers="answer", headers=(("Auto-Submitted", "auto-replied"),), text="I am away."
    )
    news = an_old_mail("news", "news@shop.example", headers=(("List-Id", "<news.shop.example>"),))
    told = home.told("import", "mbox", put(home, FIRST, ANSWER, absent, news))
    assert counts(told)["automatic replies, filed"] == 1
    assert counts(told)["ignored"] == 1
    with home.store() as store:
        [ticket] = all_tickets(store)
        assert thread(store, ticket)[-1].circle is Circle.INTERNAL


def test_a_stranger_in_a_thread_gains_nothing(home: Home) -> None:
    """The words are shown to the staff; the stranger takes no part in the ticket."""
    guess = an_old_mail("guess", "eve@evil.example", "Send it to me.", hours=2, answers="first")
    home.told("import", "mbox", put(home, FIRST, guess))
    with home.store() as store:
        [ticket] = all_tickets(store)
        assert thread(store, ticket)[-1].circle is Circle.INTERNAL
        assert [customer.addr for customer in ticket.customers] == [IVAN]


def test_an_answer_to_a_strangers_mail_stays_in_the_thread(home: Home) -> None:
    """Though the stranger's id stands in no chain."""
    aside = an_old_mail("aside", "helper@other.example", "Try the cable.", hours=1, answers="first")
    answer = an_old_mail("tried", hours=2, answers="aside", text="I tried it.")
    home.told("import", "mbox", put(home, FIRST, aside, answer))
    with home.store() as store:
        [ticket] = all_tickets(store)
        assert len(thread(store, ticket)) == 3


def test_a_mail_over_the_limit_is_left_out_and_counted(tmp_path: Path) -> None:
    """As it would have been refused."""
    home = furnished(tmp_path)
    home.config.write_text(home.config.read_text("utf-8") + '\n[limits]\nmessage_size = "100kB"\n', "utf-8")
    big = an_old_mail("big", text="x" * 60 * 2000)
    assert counts(home.told("import", "mbox", put(home, big, FIRST))) == {
        "left out": 1,
        "began a ticket": 1,
    }


def test_which_desk_is_meant_must_be_said_where_there_are_several(tmp_path: Path) -> None:
    """A mail in the wrong desk's history is hard to get out of it."""
    home = furnished(tmp_path)
    more = '\n[[desk]]\naddress = "sales@example.org"\nprefix = "SAL"\n'
    home.config.write_text(home.config.read_text("utf-8") + more, "utf-8")
    archive = put(home, FIRST)
    done = home.run("import", "mbox", archive)
    assert done.exit_code == 2
    assert f"{DESK}, sales@example.org" in done.output
    assert home.run("import", "mbox", archive, "--desk", "nobody@example.org").exit_code == 2
    home.told("import", "mbox", archive, "--desk", "sales@example.org")
    with home.store() as store:
        assert [ticket.number for ticket in all_tickets(store)] == ["SAL-1001"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mbox", "nowhere"), "No such file"),
        (("maildir", "nowhere"), "No such file"),
        (("mbox", "postdesk.toml"), "no mbox file"),
        (("maildir", "."), "no Maildir"),
    ],
)
def test_what_cannot_be_imported_is_told_in_a_sentence(home: Home, words: tuple[str, str], said: str) -> None:
    """And nothing is imported."""
    done = home.run("import", words[0], str(home.folder / words[1]))
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.sqlite
def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    """An import makes no store by itself: perhaps the configuration is the wrong one."""
    home = furnished(tmp_path)
    (tmp_path / "postdesk.sqlite3").unlink()
    done = home.run("import", "mbox", put(home, FIRST))
    assert done.exit_code == 1
    assert "postdesk migrate" in done.stderr


MANY = [
    an_old_mail(
        f"m{number}", hours=number, answers=f"m{number - 1}" if number % 5 else "", text=f"Mail {number}"
    )
    for number in range(1500)
]


@pytest.mark.parametrize(("signal_", "exit_code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_an_import_that_is_broken_off_goes_on(home: Home, signal_: signal.Signals, exit_code: int) -> None:
    """After Ctrl-C and after a kill: every mail is there once in the end, the threads as if unbroken."""
    archive = put(home, *MANY)
    with home.store() as store:
        command = home.command("import", "mbox", archive)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
        try:
            wait_for(lambda: len(verdicts(store)) > 0, "the import")
            process.send_signal(signal_)
            _, said = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
            process.wait()
        assert process.returncode == exit_code, said.decode()
        assert b"Traceback" not in said
        before = len(verdicts(store))
        assert before < len(MANY)
        told = home.told("import", "mbox", archive)
        assert counts(told)["already there"] == before
        assert len(verdicts(store)) == len(MANY)
        found = all_tickets(store)
        assert len(found) == len(MANY) // 5
        assert all(len(thread(store, ticket)) == 5 for ticket in found)
        assert [int(ticket.number.removeprefix("SUP-")) for ticket in found] == list(range(1001, 1301))


def test_an_old_mail_of_a_web_form_is_its_visitors(home: Home) -> None:
    """As a new one is; what was told is kept, and nobody is asked for anything."""
    path = home.folder / "postdesk.toml"
    form = 'authentication_hosts = ["mx.example.org"]\nrequired.unsorted = ["product"]\n'
    form += '[[desk.form]]\nfrom = "noreply@site.example"\n'
    address = f'address = "{DESK}"\noutgoing_hold = "0s"\n'
    assert address in path.read_text()
    path.write_text(path.read_text().replace(address, address + form))
    proved = b"Authentication-Results: mx.example.org; dmarc=pass header.from=site.example\r\n"
    proved += b"Received: from site.example by mx.example.org; Fri, 20 Nov 2026 12:00:00 +0000\r\n"
    sent = b"From: noreply@site.example\r\nSubject: x\r\nAuto-Submitted: auto-generated\r\n"
    sent += b"Date: Fri, 20 Nov 2026 12:00:00 +0000\r\nMessage-ID: <form-1@site.example>\r\n"
    home.told(
        "import", "mbox", put(home, proved + sent + b"\r\nE-mail: olga@customer.example\r\nRoom: 5\r\n")
    )
    with home.store() as store:
        [ticket] = all_tickets(store)
        assert ticket.requester.addr == "olga@customer.example"
        assert ticket.fields["room"] == "5"  # type: ignore[index]  # The field by its name.
        assert ticket.asked == ()
