"""What cannot go together in the ways in."""

from collections.abc import Iterator
from itertools import chain

from config.clash import Clash
from config.endpoints import Endpoint, overlap
from config.settings import Settings


def no_way_in(settings: Settings) -> Iterator[Clash]:
    """Find that mail can come in nowhere."""
    smtp = settings.smtp
    listens = smtp.listen or smtp.implicit_tls_listen or settings.lmtp.socket is not None
    if not listens and not settings.mailbox:
        off = "SMTP and LMTP are both off and there is no mailbox, so no mail could come in"
        advice = 'write listen = "127.0.0.1:2525", set lmtp.socket, or add a [[mailbox]]'
        yield Clash(smtp, "listen", off, advice)


def same_endpoint(settings: Settings) -> Iterator[Clash]:
    """Find an address and port to be listened on twice."""
    places = (
        (settings.smtp, "listen"),
        (settings.smtp, "implicit_tls_listen"),
        (settings.submission, "listen"),
        (settings.submission, "implicit_tls_listen"),
        (settings.health, "listen"),
    )
    wanted = chain.from_iterable(
        ((table, key, each) for each in getattr(table, key)) for table, key in places
    )
    earlier: list[Endpoint] = []
    for table, key, each in wanted:
        if taken := overlap(earlier, each):
            yield Clash(table, key, f"{each} clashes with {taken}", "choose another port")
        earlier.append(each)


def needless_key(settings: Settings) -> Iterator[Clash]:
    """Find a certificate without its key, and a key without its certificate."""
    smtp = settings.smtp
    if smtp.tls_certificate and not smtp.tls_key:
        yield Clash(smtp, "tls_certificate", "needs its key", "set tls_key")
    if smtp.tls_key and not smtp.tls_certificate:
        yield Clash(smtp, "tls_key", "needs its certificate", "set tls_certificate")


def no_certificate(settings: Settings) -> Iterator[Clash]:
    """Find TLS that is wanted without a certificate."""
    smtp = settings.smtp
    for key in ("require_tls", "implicit_tls_listen"):
        if getattr(smtp, key) and not smtp.tls_certificate:
            yield Clash(smtp, key, "needs a certificate", "set tls_certificate and tls_key")


def connections(settings: Settings) -> Iterator[Clash]:
    """Find more connections for one peer than for all together."""
    limits = settings.limits
    if limits.connections_per_peer > limits.connections:
        more = f"is more than all connections together, {limits.connections}"
        yield Clash(limits, "connections_per_peer", more, "lower it or raise connections")


def room(settings: Settings) -> Iterator[Clash]:
    """Find too little room kept free for the largest mail."""
    limits = settings.limits
    if limits.free_space < limits.message_size:
        less = "is less than one mail of message_size needs"
        yield Clash(limits, "free_space", less, "raise it or lower message_size")
