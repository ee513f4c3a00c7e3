"""Every query on the road is served by an index, and deciding needs a fixed number of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from desk.address import Address, with_tag
from desk.decisions import Change, Decision
from desk.desks import Desk
from desk.letters import Audience, Template
from desk.mail import BounceReport, Mail, MailKind
from desk.states import State
from desk.verdicts import Verdict
from storage import dead_addresses, gauges, history, inbox, inbox_records, outbox, reminders, threads, tickets
from storage.carrying import carry_out
from storage.engine import Connection, Store
from storage.facts import facts_of
from storage.notices import first_time
from storage.prepared import prepare
from tests.storage.builders import (
    DESK,
    ENVELOPE,
    NOW,
    a_letter,
    a_mail,
    a_message,
    arrive,
    carry,
    do,
    going_on,
    open_ticket,
    opening,
    to_ann,
)
from tests.storage.plans import scans, statements

LEASE = timedelta(minutes=1)


def _speaking_mail(store: Store, count: int) -> tuple[Mail, Any]:
    """Return a mail that names tickets in every way there is: keys, ids, numbers, return path, our id."""
    for n in range(count):
        open_ticket(store, letters=(a_letter(), to_ann()), messages=(a_message(str(n)),))
        carry(store, going_on(n + 1, chain=""), mail=a_mail(f"{n}@x"), inbox_id=arrive(store, b"%d" % n))
    drafts = [
        store.read(partial(outbox.draft, outbox_id=n, desk=DESK, now=NOW)) for n in range(1, 2 * count, 2)
    ]
    due = do(store, lambda c: outbox.claim(c, NOW, count, LEASE))
    keyed = tuple(with_tag(DESK.address, draft.keys[Audience.CUSTOMER]) for draft in drafts)
    back = tuple(with_tag(DESK.address, delivery.return_path_key) for delivery in due)
    mail = a_mail(
        "0@x",
        kind=MailKind.BOUNCE,
        bounce=BounceReport(None, None, None, drafts[0].message_id),
        to=tuple(Address(addr) for addr in keyed),
        references=tuple(f"{n}@x" for n in range(count)),
        subject=" ".join(f"SUP-{1001 + n}" for n in range(count)),
    )
    return mail, replace(ENVELOPE, recipients=back)


def _facts_job(mail: Mail, envelope: Any, inbox_id: int, desk: Desk = DESK) -> Callable[[Connection], object]:
    return lambda c: facts_of(c, desk, inbox_id, envelope, mail, NOW)


def test_deciding_needs_a_fixed_number_of_queries(store: Store) -> None:
    """A mail that names forty tickets in every way costs as many queries as one that names one."""
    counts = []
    for count in (1, 40):
        mail, envelope = _speaking_mail(store, count)
        number = arrive(store, b"0")
        counts.append(len(statements(store, _facts_job(mail, envelope, number))))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_a_first_mail_costs_few_queries(store: Store) -> None:
    """A mail that names nothing is looked for by content and id alone."""
    number = arrive(store)
    assert len(statements(store, _facts_job(a_mail(), ENVELOPE, number))) == 3


def test_the_facts_are_found_by_indexes(store: Store) -> None:
    """No query of deciding goes through a table."""
    mail, envelope = _speaking_mail(store, 3)
    number = arrive(store, b"0")
    asked = statements(store, _facts_job(mail, envelope, number))
    assert len(asked) > 10
    assert scans(store, asked) == []


def test_history_is_found_by_indexes(store: Store) -> None:
    """An import asks as much of a store with a million mails as of an empty one."""
    mail, _ = _speaking_mail(store, 3)

    def job(c: Connection) -> None:
        history.known_contents(c, DESK.address, ["a" * 64, "b" * 64])
        history.known_of(c, DESK, mail, NOW)

    asked = statements(store, job)
    assert len(asked) > 5
    assert scans(store, asked) == []


def _carry_all(c: Connection) -> None:
    decision = going_on(
        1,
        change=Change(state=State.RESOLVED, assignees=("Ann Lee",)),
        messages=(a_message(),),
        events=opening().events,
        letters=(a_letter(Template.CLOSED), to_ann()),
        chain="",
        releases=1,
        replaced_keys=("a" * 26,),
        undelivered=1,
        dead="a@x.example",
        revived="b@x.example",
    )
    _carry(c, decision)


def _carry(c: Connection, decision: Decision) -> None:
    number = inbox.accept(c, prepare(b"new"), ENVELOPE, [DESK.address])[0]
    carry_out(c, decision, desk=DESK, mail=a_mail("n@x"), inbox_id=number, now=NOW)


JOBS: dict[str, Callable[[Connection], object]] = {
    "accept": lambda c: inbox.accept(c, prepare(b"x"), ENVELOPE, [DESK.address]),
    "pending": lambda c: inbox.pending(c, 64, [DESK.address]),
    "raw": lambda c: inbox.raw(c, 1),
    "held": lambda c: inbox.held_count(c, DESK.address),
    "suspect": lambda c: inbox.suspect(c, DESK.address, 64),
    "held list": lambda c: inbox_records.listing(c, verdict=Verdict.HELD, desk=DESK.address),
    "quarantine list": lambda c: inbox_records.listing(c, verdict=Verdict.QUARANTINED),
    "late reminders": lambda c: gauges.reminders_late(c, NOW, [DESK.address]),
    "waiting list": lambda c: inbox_records.waiting(c),
    "one record": lambda c: inbox_records.record(c, 1),
    "open and carry out": lambda c: _carry(c, opening(letters=(a_letter(),))),
    "carry out": _carry_all,
    "draft": lambda c: outbox.draft(c, 1, DESK, NOW),
    "keep": lambda c: outbox.keep(c, 2, b"x"),
    "claim": lambda c: outbox.claim(c, NOW, 64, LEASE),
    "sent": lambda c: outbox.sent(c, 2, "250", NOW),
    "later": lambda c: outbox.later(c, 2, "451", NOW),
    "failed": lambda c: outbox.failed(c, 2, "550", NOW),
    "known": lambda c: outbox.known(c, 1, NOW),
    "automatic": lambda c: outbox.automatic_last_hour(c, DESK.address, NOW),
    "retry": lambda c: outbox.retry(c, NOW),
    "unsent": lambda c: outbox.unsent(c, 2, "dead", NOW),
    "oldest": lambda c: outbox.oldest(c),
    "dead": lambda c: dead_addresses.add(c, "a@x.example", "5.1.1", NOW),
    "dead among": lambda c: dead_addresses.among(c, ["a@x.example", "b@x.example"]),
    "told of the dead": lambda c: dead_addresses.told_in(c, 1, "a@x.example", NOW),
    "revive": lambda c: dead_addresses.revive(c, "a@x.example"),
    "quarantined": lambda c: inbox.quarantined_count(c, DESK.address, NOW),
    "oldest waiting": lambda c: outbox.oldest_waiting(c),
    "left at a desk": lambda c: gauges.left_at(c, [DESK.address]),
    "leases": lambda c: outbox.release_claims(c),
    "reminders": lambda c: reminders.due(c, NOW, 100, [DESK.address]),
    "a reminder": lambda c: reminders.still_due(c, NOW, 1),
    "notices": lambda c: first_time(c, "x", NOW, NOW),
    "thread": lambda c: threads.thread(c, 1),
    "history": lambda c: threads.history(c, 1),
    "links": lambda c: tickets.links(c, 1),
    "by number": lambda c: tickets.by_number(c, "SUP-1001", NOW),
    "by state": lambda c: tickets.listing(c, NOW, states=[State.OPEN, State.NEW]),
    "by customer": lambda c: tickets.listing(c, NOW, customer="ivan@customer.example"),
    "by assignee": lambda c: tickets.listing(c, NOW, assignee="Ann Lee"),
}


@pytest.mark.parametrize("name", JOBS)
def test_the_work_of_the_daemon_is_served_by_indexes(store: Store, name: str) -> None:
    """Nothing that the daemon does for a mail goes through a table; what is undone again changes nothing."""
    _speaking_mail(store, 2)
    carry(store, Decision(verdict=Verdict.HELD, rule="h"), mail=a_mail(), inbox_id=arrive(store))
    do(store, lambda c: (outbox.release_claims(c), outbox.keep(c, 1, b"x")))
    asked = statements(store, JOBS[name])
    assert asked
    assert scans(store, asked) == []


def test_a_scan_would_be_seen(store: Store) -> None:
    """The test itself can fail: a query without an index is told."""
    asked = statements(store, lambda c: c.exec_driver_sql("SELECT * FROM inbox WHERE subject = 'x'"))
    assert len(scans(store, asked)) == 1


@pytest.mark.sqlite
def test_a_search_through_all_of_a_desk_would_be_seen(store: Store) -> None:
    """One desk may have all the mail there is: an index of desks alone serves no search."""
    of_desk = "SELECT id FROM inbox WHERE desk = 'x' AND released = 'x'"
    asked = statements(store, lambda c: c.exec_driver_sql(of_desk))
    assert len(scans(store, asked)) == 1
