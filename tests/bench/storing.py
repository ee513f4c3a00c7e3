"""Time the store: mails accepted a second, and mails decided and carried out a second, as tickets grow.

    python tests/bench/storing.py [MAILS] [TICKETS...]

MAILS (500) are timed at each number of TICKETS (100 20000): half of them open tickets, half answer one by its
key. The store is a file in the temporary folder, synced as it is in earnest; nothing is parsed.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

# The tree is not installed; it must be found first.
from desk.address import Address, with_tag
from desk.case import Case
from desk.deciding import decide
from desk.desks import Desk, Limits
from desk.envelope import Envelope, Source
from desk.letters import Audience
from desk.mail import Language, Mail, MailKind
from desk.office import Office
from desk.people import Agent, Directory
from storage import inbox, outbox, schema
from storage.carrying import carry_out
from storage.engine import Connection, Store, open_store
from storage.facts import facts_of
from storage.prepared import prepare

DESK = Desk(address="support@example.org")
# No limit: every mail earns its letters, however many there are.
LIMITS = Limits(automatic_per_desk_hour=10**9, acknowledgements_per_sender_hour=10**9)
OFFICE = Office(DESK, (DESK,), Directory((Agent(name="Ann", addresses=("ann@staff.example",)),)), LIMITS)
TEXT = "The printer on the second floor prints nothing since this morning.\n" * 20
START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def _mail(number: int, key: str = "") -> tuple[Mail, Envelope, bytes]:
    sender = Address(f"user{number % 5000}@customer.example", "A user")
    to = with_tag(DESK.address, key) if key else DESK.address
    envelope = Envelope(sender.addr, (to,), Source.SMTP, "192.0.2.1", START)
    mail = Mail(
        kind=MailKind.REPLY if key else MailKind.REQUEST,
        subject=f"Printer {number}",
        sender=sender,
        to=(Address(to),),
        message_id=f"{number}@customer.example",
        language=Language.EN,
        visible_text=TEXT,
    )
    return mail, envelope, f"Subject: {number}\r\n\r\n{TEXT * 5}".encode()


def _decide(c: Connection, inbox_id: int, number: int, key: str = "") -> int:
    mail, envelope, _ = _mail(number, key)
    # A minute for each mail: what counts the last hour has an honest hour to count.
    now = START + timedelta(minutes=number)
    known = facts_of(c, DESK, inbox_id, envelope, mail, now)
    case = Case(mail=mail, envelope=envelope, facts=known, office=OFFICE, inbox_id=inbox_id, now=now)
    return carry_out(c, decide(case), desk=DESK, mail=mail, inbox_id=inbox_id, now=now).letters[0]


def _fill(store: Store, numbers: "Iterator[int]", count: int) -> None:
    """Open tickets as fast as they come, many to a job."""

    def many(c: Connection, some: list[int]) -> None:
        for number in some:
            _, envelope, raw = _mail(number)
            _decide(c, inbox.accept(c, prepare(raw), envelope, [DESK.address])[0], number)

    for done in range(0, count, 500):
        some = [next(numbers) for _ in range(min(500, count - done))]
        store.write(partial(many, some=some)).result()


def _rate(count: int, work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def _accepting(store: Store, numbers: "Iterator[int]", count: int) -> tuple[float, list[int], list[int]]:
    """Accept mails with fifty under way, as fifty sessions would."""
    taken = [next(numbers) for _ in range(count)]
    ids: list[int] = []

    def work() -> None:
        for start in range(0, count, 50):
            some = [_mail(number) for number in taken[start : start + 50]]
            jobs = [
                partial(inbox.accept, prepared=prepare(raw), envelope=e, desks=[DESK.address])
                for _, e, raw in some
            ]
            futures = [store.write(job) for job in jobs]
            wait(futures)
            ids.extend(future.result()[0] for future in futures)

    return _rate(count, work), taken, ids


def _deciding(store: Store, taken: list[int], ids: list[int], keys: list[str]) -> float:
    """Decide mails, each in a job of its own; those with a key answer its ticket."""

    def work() -> None:
        jobs = (
            partial(_decide, inbox_id=inbox_id, number=number, key=key)
            for number, inbox_id, key in zip(taken, ids, keys, strict=True)
        )
        futures = [store.write(job) for job in jobs]
        wait(futures)
        for future in futures:
            future.result()

    return _rate(len(ids), work)


def _key(store: Store, outbox_id: int) -> str:
    draft = store.read(lambda c: outbox.draft(c, outbox_id, DESK, START))
    return draft.keys[Audience.CUSTOMER]


def _measure(store: Store, numbers: "Iterator[int]", count: int) -> tuple[float, float, float]:
    accepted, taken, ids = _accepting(store, numbers, count)
    half = count // 2
    opened = _deciding(store, taken[:half], ids[:half], [""] * half)
    last = store.read(lambda c: outbox.listing(c, limit=2 * half))
    keys = [_key(store, record.outbox_id) for record in last if record.recipient.endswith("customer.example")]
    keys = (keys * half)[: count - half]
    answered = _deciding(store, taken[half:], ids[half:], keys)
    return accepted, opened, answered


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    sizes = [int(size) for size in sys.argv[2:]] or [100, 20_000]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        schema.migrate(url)
        store = open_store(url, exclusive=True)
        numbers = iter(range(10**9))
        filled = 0
        print("tickets  accepted/s  opened/s  answered/s")
        for size in sizes:
            _fill(store, numbers, max(0, size - filled))
            rates = [_measure(store, numbers, count) for _ in range(3)]
            accepted, opened, answered = (statistics.median(each) for each in zip(*rates, strict=True))
            print(f"{size:7}  {accepted:10.0f}  {opened:8.0f}  {answered:10.0f}")
            filled = size + 3 * (count // 2)
        store.close()


if __name__ == "__main__":
    main()
