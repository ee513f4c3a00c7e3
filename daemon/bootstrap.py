"""The only wiring: from settings to the running parts, and from new settings to the same parts changed."""

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.settings import Settings
from daemon import logs, systemd
from daemon.clock import Clock, utc_now
from daemon.credentials import Credentials, load_credentials
from daemon.expiry import Expiring
from daemon.health.condition import Observer
from daemon.health.endpoint import Endpoint
from daemon.health.measures import Measures
from daemon.intake import Intake
from daemon.mailboxes.accounts import Accounts
from daemon.mailboxes.mailboxes import Mailboxes
from daemon.mailboxes.reader import Reader
from daemon.mailboxes.taking import Taking
from daemon.notices import Lookout
from daemon.offices import Offices
from daemon.receiving.acceptance import ListenerSettings
from daemon.receiving.accepting import acceptance
from daemon.receiving.admission import our_addresses
from daemon.receiving.disk import Room
from daemon.receiving.listener import Listeners
from daemon.receiving.logins import Logins
from daemon.receiving.passwords import Passwords
from daemon.receiving.tls import BadCertificate
from daemon.reloading import Reloading, Unusable
from daemon.sending.composing import Composer, fault_reporter
from daemon.sending.delivery import Delivery
from daemon.sending.maildir import Maildir
from daemon.sending.outcomes import Transport
from daemon.sending.relay import Relay
from daemon.sending.relay_connections import RelaySettings, Tls
from daemon.service import Service
from daemon.ticks import Ticks
from desk.letters import Topic
from desk.people import Directory
from responders.dkim import BadSigningKey
from responders.render import Texts, load
from responders.sources import Fault
from storage import outbox, schema
from storage.engine import Store, open_store

_log = logging.getLogger("postdesk")

# What a migration may take before the service manager loses patience.
_MIGRATION_SECONDS = 3600


def build(settings: Settings, source: Path, clock: Clock = utc_now) -> Service:
    """Return the whole service, its store open and its tables current; nothing listens yet.

    ``source`` is the file that the settings came from: a reload reads it again.
    Raises PostdeskError where the store, a certificate or another file named in the settings is unusable.
    """
    # First what may be refused, then the store: its writer is a thread that must be closed.
    credentials, transport = load_credentials(settings), _transport(settings)
    store = _store(settings)
    try:
        return _Wiring(settings, store, clock).service(source, credentials, transport)
    except BaseException:
        store.close()
        raise


def load_texts(settings: Settings, report: Callable[[Fault], None] = lambda fault: None) -> Texts:
    """Return the templates of every desk; ``report`` is told of those that fail later."""
    return load(_folders(settings), report)


@dataclass
class _Wiring:
    """The parts that a reload changes, and how they are made."""

    settings: Settings
    store: Store
    clock: Clock
    decided: asyncio.Event = field(default_factory=asyncio.Event)
    measures: Measures = field(default_factory=Measures)

    def service(self, source: Path, credentials: Credentials, transport: Transport) -> Service:
        self.credentials = credentials
        settings, store, clock = self.settings, self.store, self.clock
        self.offices = Offices(settings.desks(), settings.directory(), settings.automatic_limits())
        self.room = Room(settings.store_folder, settings.limits.free_space)
        store.on_commit(self.measures.committed)
        self.intake = Intake(store, self.offices, clock, self.decided, self.measures)
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
            clock,
            self.composer,
            transport,
            give_up_after=settings.delivery.give_up_after,
            decided=self.decided,
            measures=self.measures,
        )
        self.logins = Logins(_passwords(settings), self._directory)
        self.listeners = Listeners(
            _listener_settings(settings, credentials.tls, inherited=True),
            acceptance(store, self.offices, self.measures, self.intake.wake),
            is_ours=our_addresses(self.offices.desks),
            has_room=self.room,
            logins=self.logins,
        )
        self.lookout = Lookout(self.offices, self.room, settings.notices.outbox_age)
        self.observer = Observer(
            store, self.listeners, self.mailboxes, self.room, clock, settings.notices.outbox_age
        )
        return Service(
            store=store,
            listeners=self.listeners,
            intake=self.intake,
            delivery=self.delivery,
            ticks=Ticks(
                store,
                self.offices,
                clock,
                self.intake.wake,
                self.decided,
                self.mailboxes,
                self._expiring,
                self.lookout,
                self.measures,
            ),
            transport=transport,
            mailboxes=self.mailboxes,
            reloading=Reloading(source, settings, self.prepare, self.measures.reloaded),
            endpoint=self._endpoint,
            clock=clock,
        )

    def _endpoint(self, service: Service) -> Endpoint:
        health = self.settings.health
        return Endpoint(
            self.observer,
            self.measures,
            path=health.socket,
            listen=tuple((each.host, each.port) for each in health.listen),
            alive=service.lives,
            reload=service.reload,
        )

    def prepare(self, before: Settings, after: Settings) -> Callable[[], tuple[str, ...]]:
        """Make what new settings need, without changing anything yet. Raises Unusable."""
        texts = load_texts(after, self.report)
        if texts.faults:
            raise Unusable("\n".join(map(str, texts.faults)))
        accounts = Accounts(after.mailbox, self.store, self.clock, self.accounts)
        try:
            credentials = load_credentials(after)
        except (BadCertificate, BadSigningKey) as fault:
            raise Unusable(str(fault)) from fault

        def put_in_force() -> tuple[str, ...]:
            rewritten = texts.own != self.composer.texts.own
            self._change(after, texts, credentials, accounts)
            return ("templates: read anew",) if rewritten else ()

        return put_in_force

    def _change(self, after: Settings, texts: Texts, credentials: Credentials, accounts: Accounts) -> None:
        if after.log.level != self.settings.log.level:
            logs.set_level(after.log.level)
        self.settings, self.accounts, self.credentials = after, accounts, credentials
        self.offices.change(after.desks(), after.directory(), after.automatic_limits())
        self.room.reserve = after.limits.free_space
        self.composer.change(texts, credentials.signers)
        self.observer.outbox_age = self.lookout.outbox_age = after.notices.outbox_age
        self.delivery.give_up_after = after.delivery.give_up_after
        self.logins.passwords = _passwords(after)
        settings = _listener_settings(after, credentials.tls, inherited=False)
        self.listeners.change(settings, our_addresses(self.offices.desks))
        self.mailboxes.change(self._readers(after, accounts))
        # Mail of a desk that is back may wait.
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
                    wake=self.intake.wake_from_thread,
                    has_room=self.room,
                    measures=self.measures,
                    most=settings.limits.message_size,
                    down_after=settings.notices.mailbox_down,
                ),
                accounts.login(mailbox),
            )
            for mailbox in settings.mailbox
        ]


def _passwords(settings: Settings) -> Passwords:
    # Where none is named, nobody can log in: nothing listens for it then.
    return Passwords(settings.submission.passwords_file or Path("/dev/null"))


def _store(settings: Settings) -> Store:
    settings.store_folder.mkdir(parents=True, exist_ok=True)
    if schema.state(settings.store_url) is not schema.SchemaState.CURRENT:
        systemd.notify(
            "STATUS=bringing the tables up to date", f"EXTEND_TIMEOUT_USEC={_MIGRATION_SECONDS * 1_000_000}"
        )
        copy = schema.migrate(settings.store_url)
        if copy is not None:
            _log.warning("the tables were brought up to date; the store as it was before is %s", copy)
    store = open_store(settings.store_url, exclusive=True)
    # Nothing is under way when the daemon starts: what was claimed before is due again.
    store.write(outbox.release_leases).result()
    return store


def _folders(settings: Settings) -> Mapping[str, Path | None]:
    return {desk.address: Path(desk.templates) if desk.templates else None for desk in settings.desks()}


def _transport(settings: Settings) -> Transport:
    delivery = settings.delivery
    if delivery.way == "maildir":
        return Maildir(delivery.maildir)
    relay = delivery.relay
    return Relay(
        RelaySettings(
            host=relay.host,
            port=relay.port,
            hostname=settings.smtp.own_name,
            tls=Tls(relay.tls),
            ca_file=relay.ca_file,
            user=relay.user,
            password=relay.secret.get_secret_value() if relay.secret else "",
            connections=relay.connections,
            answer_seconds=relay.timeout.total_seconds(),
        )
    )


def _listener_settings(
    settings: Settings, tls: ssl.SSLContext | None, *, inherited: bool
) -> ListenerSettings:
    smtp, lmtp, limits = settings.smtp, settings.lmtp, settings.limits
    if lmtp.socket is not None:
        lmtp.socket.parent.mkdir(parents=True, exist_ok=True)
    return ListenerSettings(
        hostname=smtp.own_name,
        listen=tuple((each.host, each.port) for each in smtp.listen),
        listen_tls=tuple((each.host, each.port) for each in smtp.implicit_tls_listen),
        submission=tuple((each.host, each.port) for each in settings.submission.listen),
        submission_tls=tuple((each.host, each.port) for each in settings.submission.implicit_tls_listen),
        lmtp_path=lmtp.socket,
        lmtp_mode=lmtp.socket_mode,
        tls=tls,
        require_tls=smtp.require_tls,
        message_size=limits.message_size,
        recipients=limits.recipients,
        connections=limits.connections,
        connections_per_peer=limits.connections_per_peer,
        idle_seconds=limits.idle_timeout.total_seconds(),
        trusted_peers=smtp.trusted_peers,
        inherited=systemd.inherited_sockets() if inherited else (),
    )
