"""What cannot go together in the way out."""

from collections.abc import Iterator

from config.clash import Clash
from config.endpoints import Endpoint, is_loopback, overlap
from config.settings import Settings


def relay_host(settings: Settings) -> Iterator[Clash]:
    """Find a relay without a host."""
    if settings.delivery.way == "relay" and not settings.delivery.relay.host:
        yield Clash(
            settings.delivery, "relay.host", "is missing", 'way is "relay": name the relay, or use "maildir"'
        )


def credentials(settings: Settings) -> Iterator[Clash]:
    """Find a user without a password, a password without a user, two passwords."""
    relay = settings.delivery.relay
    if relay.password is not None and relay.password_file is not None:
        yield Clash(settings.delivery, "relay.password_file", "is a second password", "keep one of the two")
    if relay.user and relay.secret is None:
        advice = 'set password_file = "a path" or password = "credential:NAME"'
        yield Clash(settings.delivery, "relay.user", "needs a password", advice)
    if relay.secret is not None and not relay.user:
        key = "relay.password" if relay.password is not None else "relay.password_file"
        yield Clash(settings.delivery, key, "is of no use without a user", "set user")


def plain_password(settings: Settings) -> Iterator[Clash]:
    """Find a password that would leave the machine in the clear."""
    relay = settings.delivery.relay
    if relay.user and relay.host and relay.tls == "none" and not is_loopback(relay.host):
        clear = f"would send the password to {relay.host} in the clear"
        yield Clash(settings.delivery, "relay.tls", clear, 'write tls = "starttls" or "implicit"')


def authorities(settings: Settings) -> Iterator[Clash]:
    """Find authorities where there is no TLS to ask them about."""
    relay = settings.delivery.relay
    if relay.ca_file and relay.tls == "none":
        yield Clash(settings.delivery, "relay.ca_file", "is of no use without TLS", "set tls, or remove it")


def own_relay(settings: Settings) -> Iterator[Clash]:
    """Find a relay that is Postdesk itself."""
    relay, smtp, submission = settings.delivery.relay, settings.smtp, settings.submission
    if settings.delivery.way != "relay" or not relay.host:
        return
    ours = (
        *smtp.listen,
        *smtp.implicit_tls_listen,
        *submission.listen,
        *submission.implicit_tls_listen,
    )
    if own := overlap(ours, Endpoint(relay.host, relay.port)):
        itself = f"is where Postdesk itself listens ({own})"
        yield Clash(settings.delivery, "relay.port", itself, "name the mail server's host and port")
