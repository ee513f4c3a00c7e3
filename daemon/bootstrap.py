"""The only wiring: from settings to the running parts, and from new settings to the same parts changed."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from config.settings import Settings
from daemon import logs
from daemon.batches import Batches
from daemon.clock import SteadyClock
from daemon.credentials import Credentials, load_credentials
from daemon.expiry import Expiring
from daemon.fittings import listener_settings, load_texts, open_current, passwords_of, transport_of
from daemon.group import TICKS, Group, desk_work, mailbox_work
from daemon.health.condition import Observer
from daemon.health.endpoint import Endpoint
from daemon.health.measures import Measures
from daemon.intake import BATCH, Intake
from daemon.mailboxes.accounts import Accounts
from daemon.mailboxes.daily_audit import DailyAudit
from daemon.mailboxes.mailboxes import Mailboxes
from daemon.mailboxes.reader import Reader
from daemon.mailboxes.taking import Taking
from daemon.notices import Lookout
from daemon.offices import Offices
from daemon.reading.reading import Reading
from daemon.receiving.accepting import acceptance
from daemon.receiving.disk import Room
from daemon.receiving.listener import Listeners
from daemon.receiving.logins import Logins
from daemon.reloading import Reloading, Unusable, left_behind
from daemon.sending.composing import Composer, fault_reporter
from daemon.sending.delivery import Delivery
from daemon.sending.outcomes import Transport
from daemon.service import Service
from daemon.ticks import Ticks
from daemon.timekeeping import Timekeeper
from desk.errors import PostdeskError
from desk.people import Directory
from desk.topics import Topic
from storage import inbox
from storage.engine import Connection, Store


def build(
    settings: Settings, source: Path, clock: SteadyClock | None = None, reading: Reading | None = None
) -> Service:
    """Return the whole service, its store open and its tables current; nothing listens yet.

    ``source`` is the file that the settings came from: a reload reads it again. ``clock`` is the one to go by
    where it is not the store's, ``reading`` what mails are read by where it is not the parsers.
    Raises PostdeskError where the store, a certificate or another file named in the settings is unusable.
    """
    # First what may be refused, then the store: its writer is a thread that must be closed.
    credentials, transport = load_credentials(settings), transport_of(settings)
    store = open_current(settings)
    try:
        wiring = _Wiring(settings, store, clock or SteadyClock(store.now), reading or Reading())
        return wiring.service(source, credentials, transport)
    except BaseException:
        store.close()
        raise


@dataclass
class _Wiring:
    """The parts that a reload changes, and how they are made."""

    settings: Settings
    store: Store
    clock: SteadyClock
    reading: Reading
    decided: asyncio.Event = field(default_factory=asyncio.Event)
    measures: Measures = field(default_factory=Measures)

    def service(self, source: Path, credentials: Credentials, transport: Transport) -> Service:
        self.credentials = credentials
        settings, store, clock = self.settings, self.store, self.clock
        self.offices = Offices(settings.desks(), settings.directory(), settings.automatic_limits())
        self.room = Room(settings.store_folder, settings.limits.free_space)
        store.on_commit(self.measures.committed)
        self.group = Group(store, clock, inherit=self._inherit, changed=self._look_around)
        self.group.want(_work(settings))
        self.intake = Intake(
            Batches(store, self.offices, self.group, clock, self.measures, self.reading), self.decided
        )
        self.report = fault_reporter(store, self.offices, clock)
        texts = load_texts(settings, self.report)
        for fault in texts.faults:
            self.report(fault)
        self.composer = Composer(store, self.offices, clock, texts, credentials.signers)
        self.accounts = Accounts(settings.mailbox, store, clock)
        self.mailboxes = Mailboxes(self._readers(settings, self.accounts))
        self.delivery = Delivery(
            store,
            self.offices,
            self.group,
            clock,
            self.composer,
            transport,
            give_up_after=settings.delivery.give_up_after,
            decided=self.decided,
            may_wait=lambda: self.intake.behind or self.mailboxes.behind(),
            measures=self.measures,
        )
        self.logins = Logins(passwords_of(settings), self._directory)
        self.listeners = Listeners(
            listener_settings(settings, credentials.tls, starting=True),
            acceptance(store, self.offices, self.measures, self.intake.arrivals.arrival),
            is_ours=self.offices.is_ours,
            has_room=self.room,
            logins=self.logins,
        )
        self.audit = DailyAudit(
            store, self.offices, clock, settings.mailbox, self.accounts, settings.limits.message_size
        )
        self.lookout = Lookout(self.offices, self.room, settings.notices.outbox_age)
        self.observer = Observer(
            store,
            self.offices,
            self.listeners,
            self.mailboxes,
            self.room,
            clock,
            settings.notices.outbox_age,
        )
        return Service(
            store=store,
            group=self.group,
            timekeeper=Timekeeper(store, self.offices, clock, self._leads),
            listeners=self.listeners,
            intake=self.intake,
            delivery=self.delivery,
            ticks=Ticks(
                store,
                self.offices,
                self.group,
                clock,
                self.intake.wake,
                self.decided,
                self.mailboxes,
                self._expiring,
                self.lookout,
                self.audit,
                self.measures,
            ),
            mailboxes=self.mailboxes,
            reloading=Reloading(source, settings, self.prepare, self.measures.reloaded),
            endpoint=self._endpoint,
            clock=clock,
        )

    def _leads(self) -> bool:
        return not self.store.shared or self.group.does(TICKS)

    def _endpoint(self, service: Service) -> Endpoint:
        health = self.settings.health
        return Endpoint(
            self.observer,
            self.measures,
            path=health.socket,
            listen=tuple((each.host, each.port) for each in health.listen),
            engine=self.store.engine_version,
            alive=service.lives,
            reload=service.reload,
        )

    def prepare(self, before: Settings, after: Settings) -> Callable[[], tuple[str, ...]]:
        """Make what new settings need, without changing anything yet. Raises Unusable."""
        texts = load_texts(after, self.report)
        if texts.faults:
            raise Unusable("\n".join(map(str, texts.faults)))
        try:
            credentials, transport = load_credentials(after), transport_of(after)
        except PostdeskError as fault:
            raise Unusable(str(fault)) from fault
        offices = after.desks(), after.directory(), after.automatic_limits()
        accounts = Accounts(after.mailbox, self.store, self.clock, self.accounts)
        readers = self._readers(after, accounts)
        listening = listener_settings(after, credentials.tls, starting=False)
        left = self.store.read(lambda c: left_behind(c, before, after))

        def put_in_force() -> tuple[str, ...]:
            # Nothing in here can fail, and nothing waits: whatever runs beside it sees all of it or nothing.
            rewritten = texts.own != self.composer.texts.own
            self.offices.change(*offices)
            self.composer.change(texts, credentials.signers)
            self.delivery.change(transport, after.delivery.give_up_after)
            self.listeners.change(listening)
            self._change(after, credentials, accounts)
            self.mailboxes.change(readers)
            return (*(("templates: read anew",) if rewritten else ()), *left)

        return put_in_force

    def _change(self, after: Settings, credentials: Credentials, accounts: Accounts) -> None:
        if after.log.level != self.settings.log.level:
            logs.set_level(after.log.level)
        self.settings, self.accounts, self.credentials = after, accounts, credentials
        self.room.reserve = after.limits.free_space
        self.observer.outbox_age = self.lookout.outbox_age = after.notices.outbox_age
        self.logins.passwords = passwords_of(after)
        self.audit.change(after.mailbox, accounts, after.limits.message_size)
        self.group.want(_work(after))
        self._look_around()

    def _inherit(self, c: Connection, work: Collection[str]) -> None:
        """Look out for mails of which a daemon may have died while it decided them."""
        for desk in self.offices.by_address:
            if desk_work(desk) in work:
                inbox.suspect(c, desk, BATCH)

    def _look_around(self) -> None:
        """Mail of a desk that is back, or that another daemon has left to us, may wait."""
        self.intake.wake()
        self.decided.set()

    def _directory(self) -> Directory:
        # Every office knows the same people.
        return next(iter(self.offices.by_address.values())).directory

    def _expiring(self) -> Iterable[tuple[str, Expiring]]:
        yield from self.accounts.expiring()
        ends = self.credentials.certificate_ends
        if ends is not None:
            certificate = str(self.settings.smtp.tls_certificate)
            yield self.offices.desks[0].address, Expiring(Topic.CERTIFICATE_EXPIRES, certificate, ends)

    def _readers(self, settings: Settings, accounts: Accounts) -> list[Reader]:
        return [
            Reader(
                Taking(
                    mailbox=mailbox,
                    store=self.store,
                    offices=self.offices,
                    clock=self.clock,
                    require=partial(self.group.require, work=mailbox_work(mailbox.account, mailbox.folder)),
                    wake=self.intake.wake_from_thread,
                    has_room=self.room,
                    measures=self.measures,
                    most=settings.limits.message_size,
                    down_after=settings.notices.mailbox_down,
                ),
                accounts.login(mailbox),
                partial(self.group.does, mailbox_work(mailbox.account, mailbox.folder)),
            )
            for mailbox in settings.mailbox
        ]


def _work(settings: Settings) -> set[str]:
    """Return the names of all the work that one daemon does at a time."""
    return {
        *(desk_work(desk.address) for desk in settings.desks()),
        *(mailbox_work(mailbox.account, mailbox.folder) for mailbox in settings.mailbox),
    }
