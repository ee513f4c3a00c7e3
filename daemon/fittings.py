"""Fittings: what the settings alone decide, in the form that the running parts want."""

import logging
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

from config.settings import Settings
from daemon import systemd
from daemon.receiving.acceptance import ListenerSettings
from daemon.receiving.passwords import Passwords
from daemon.sending.maildir import Maildir
from daemon.sending.outcomes import Transport
from daemon.sending.relay import Relay
from daemon.sending.relay_connections import RelaySettings, Tls
from responders.render import Texts, load
from responders.sources import Fault
from storage import leases, outbox, schema
from storage.engine import Connection, Store, open_store

_log = logging.getLogger("postdesk")

# What a migration may take before the service manager loses patience.
_MIGRATION_SECONDS = 3600


def load_texts(settings: Settings, report: Callable[[Fault], None] = lambda fault: None) -> Texts:
    """Return the templates of every desk; ``report`` is told of those that fail later."""
    return load(_folders(settings), report)


def passwords_of(settings: Settings) -> Passwords:
    """Return the file of passwords; where none is named nobody can log in, and nothing listens for it."""
    return Passwords(settings.submission.passwords_file or Path("/dev/null"))


def open_current(settings: Settings) -> Store:
    """Return the store, open for the daemon alone, its tables brought up to date. Raises StorageError."""
    if settings.store_folder is not None:
        settings.store_folder.mkdir(parents=True, exist_ok=True)
    if schema.state(settings.store_url) is not schema.SchemaState.CURRENT:
        systemd.notify(
            "STATUS=bringing the tables up to date", f"EXTEND_TIMEOUT_USEC={_MIGRATION_SECONDS * 1_000_000}"
        )
        copy = schema.migrate(settings.store_url)
        if copy is not None:
            _log.warning("the tables were brought up to date; the store as it was before is %s", copy)
    store = open_store(settings.store_url, exclusive=True)
    if store.shared:
        return store
    try:
        store.write(_begin).result()
    except BaseException:
        # The writer's thread would keep the process alive.
        store.close()
        raise
    return store


def _begin(c: Connection) -> None:
    """Nothing is under way when a daemon starts alone: what was held and claimed before is free."""
    leases.forget_all(c)
    outbox.release_claims(c)


def _folders(settings: Settings) -> Mapping[str, Path | None]:
    return {desk.address: Path(desk.templates) if desk.templates else None for desk in settings.desks()}


def transport_of(settings: Settings) -> Transport:
    """Return the way out: into a Maildir, or to a relay."""
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


def listener_settings(settings: Settings, tls: ssl.SSLContext | None, *, starting: bool) -> ListenerSettings:
    """Return where we listen and what we take.

    ``starting``: the folder of the socket is made, and the sockets that systemd holds for us are taken.
    """
    smtp, lmtp, limits = settings.smtp, settings.lmtp, settings.limits
    if starting and lmtp.socket is not None:
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
        inherited=systemd.inherited_sockets() if starting else (),
    )
