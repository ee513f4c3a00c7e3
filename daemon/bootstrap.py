"""The only wiring: from settings to the running parts."""

import asyncio
import ssl
from pathlib import Path

from config.settings import Settings
from daemon.clock import Clock, utc_now
from daemon.intake import Intake
from daemon.mailboxes.accounts import Accounts
from daemon.mailboxes.mailboxes import Mailboxes
from daemon.mailboxes.reader import Reader
from daemon.mailboxes.taking import Taking
from daemon.offices import Offices
from daemon.receiving.acceptance import ListenerSettings
from daemon.receiving.accepting import acceptance
from daemon.receiving.admission import our_addresses
from daemon.receiving.disk import room_on
from daemon.receiving.listener import Listeners
from daemon.receiving.tls import server_context
from daemon.sending.composing import Composer, fault_reporter
from daemon.sending.delivery import Delivery
from daemon.sending.maildir import Maildir
from daemon.sending.outcomes import Transport
from daemon.sending.relay import Relay
from daemon.sending.relay_connections import RelaySettings, Tls
from daemon.service import Service
from daemon.ticks import Ticks
from responders.render import Texts, load
from storage import outbox, schema
from storage.engine import Store, open_store


def build(settings: Settings, clock: Clock = utc_now) -> Service:
    """Return the whole service, its store open and its tables current; nothing listens yet.

    Raises PostdeskError where the store, a certificate or another file named in the settings is unusable.
    """
    # First what may be refused, then the store: its writer is a thread that must be closed.
    tls, transport = _tls(settings), _transport(settings)
    store = _store(settings)
    offices = Offices.of(settings.desks(), settings.directory(), settings.automatic_limits())
    decided = asyncio.Event()
    accounts = Accounts(settings.mailbox, store, clock)
    intake = Intake(store, offices, clock, decided)
    composer = Composer(store, offices, clock, _texts(settings, store, offices, clock))
    mailboxes = _mailboxes(settings, accounts, store, offices, clock, intake)
    return Service(
        store=store,
        listeners=_listeners(settings, tls, store, offices, intake),
        intake=intake,
        delivery=Delivery(
            store,
            offices,
            clock,
            composer,
            transport,
            give_up_after=settings.delivery.give_up_after,
            decided=decided,
        ),
        ticks=Ticks(store, offices, clock, intake.wake, decided, mailboxes),
        transport=transport,
        mailboxes=mailboxes,
        clock=clock,
    )


def _store(settings: Settings) -> Store:
    settings.store_folder.mkdir(parents=True, exist_ok=True)
    if schema.state(settings.store_url) is not schema.SchemaState.CURRENT:
        schema.migrate(settings.store_url)
    store = open_store(settings.store_url, exclusive=True)
    # Nothing is under way when the daemon starts: what was claimed before is due again.
    store.write(outbox.release_leases).result()
    return store


def load_texts(settings: Settings) -> Texts:
    """Return the templates of every desk, for looking at their faults."""
    return load(_folders(settings))


def _folders(settings: Settings) -> dict[str, Path | None]:
    return {desk.address: Path(desk.templates) if desk.templates else None for desk in settings.desks()}


def _texts(settings: Settings, store: Store, offices: Offices, clock: Clock) -> Texts:
    report = fault_reporter(store, offices, clock)
    texts = load(_folders(settings), report)
    for fault in texts.faults:
        report(fault)
    return texts


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


def _mailboxes(
    settings: Settings, accounts: Accounts, store: Store, offices: Offices, clock: Clock, intake: Intake
) -> Mailboxes:
    has_room = room_on(settings.store_folder, settings.limits.free_space)
    return Mailboxes(
        Reader(
            Taking(
                mailbox=mailbox,
                store=store,
                offices=offices,
                clock=clock,
                wake=intake.wake_from_thread,
                has_room=has_room,
                most=settings.limits.message_size,
                down_after=settings.notices.mailbox_down,
            ),
            accounts.login(mailbox),
        )
        for mailbox in settings.mailbox
    )


def _tls(settings: Settings) -> ssl.SSLContext | None:
    certificate, key = settings.smtp.tls_certificate, settings.smtp.tls_key
    return server_context(certificate, key) if certificate and key else None


def _listeners(
    settings: Settings, tls: ssl.SSLContext | None, store: Store, offices: Offices, intake: Intake
) -> Listeners:
    smtp, lmtp, limits = settings.smtp, settings.lmtp, settings.limits
    if lmtp.socket is not None:
        lmtp.socket.parent.mkdir(parents=True, exist_ok=True)
    listener = ListenerSettings(
        hostname=smtp.own_name,
        listen=tuple((each.host, each.port) for each in smtp.listen),
        listen_tls=tuple((each.host, each.port) for each in smtp.implicit_tls_listen),
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
    )
    return Listeners(
        listener,
        acceptance(store, offices, intake.wake),
        is_ours=our_addresses(offices.desks),
        has_room=room_on(settings.store_folder, limits.free_space),
    )
