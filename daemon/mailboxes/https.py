"""Questions to a token's issuer: HTTPS alone, nowhere else than asked, in bounded time and size."""

import json
import ssl
import threading
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import SplitResult, quote_plus, urlencode, urlsplit

from desk.errors import PostdeskError

# An issuer that has not answered whole by then is taken for unreachable.
ANSWER_SECONDS = 10.0

# A description of an issuer has some 5 kB, an answer with tokens rarely more.
LARGEST_ANSWER = 200_000


class IssuerUnreachable(PostdeskError):
    """The issuer of a token gave no usable answer; the text says which and why. Later it may."""


class BadAuthorities(PostdeskError):
    """The file of authorities that vouch for an issuer cannot be used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status, and the JSON object (empty where there was none)."""

    status: int
    content: Mapping[str, Any]


def issuer_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return the TLS by which issuers are known: TLS 1.2 and later, checked. Raises BadAuthorities."""
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as fault:
        raise BadAuthorities(
            f"Cannot use {ca_file} to know the issuer by: {fault.strerror or 'not readable'}."
            " It must be a PEM file of certificates that this user may read."
        ) from fault
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def basic(user: str, password: str) -> dict[str, str]:
    """Return the header that names a client and its secret (RFC 6749, 2.3.1: both are form-encoded first)."""
    pair = f"{quote_plus(user)}:{quote_plus(password)}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def ask(
    url: str,
    tls: ssl.SSLContext,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = ANSWER_SECONDS,
) -> Answer:
    """GET a URL, or POST a form to it, and return the answer. Raises IssuerUnreachable.

    Redirects are refused: what is sent is meant for this issuer alone.
    """
    place = _place(url)
    connection = HTTPSConnection(place.hostname or "", place.port, timeout=seconds, context=tls)
    late = threading.Event()
    try:
        return _asked(connection, place, form, headers or {}, late, seconds)
    except (OSError, HTTPException, UnicodeError) as fault:
        raise IssuerUnreachable(f"The issuer {place.hostname} {_why(fault, late, seconds)}.") from None
    finally:
        connection.close()


def _place(url: str) -> SplitResult:
    try:
        place = urlsplit(url)
        # Reading the port is what checks it.
        sound = place.scheme == "https" and place.hostname and place.username is None and place.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isascii() or not url.isprintable() or " " in url:
        raise IssuerUnreachable("The issuer names an address that is no sound https:// URL.")
    return place


def _asked(
    connection: HTTPSConnection,
    place: SplitResult,
    form: Mapping[str, str] | None,
    headers: Mapping[str, str],
    late: threading.Event,
    seconds: float,
) -> Answer:
    connection.connect()
    # The connection lets go of it before the answer is read whole.
    link = connection.sock

    def end() -> None:
        late.set()
        with suppress(OSError):
            link.shutdown(SHUT_RDWR)

    # The connection's own timeout begins anew with every byte; this one does not.
    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        _send(connection, place, form, headers)
        response = connection.getresponse()
        content = response.read(LARGEST_ANSWER + 1)
        if late.is_set():
            raise TimeoutError
        return _read(place, response.status, content)
    finally:
        timer.cancel()
        timer.join()


def _send(
    connection: HTTPSConnection,
    place: SplitResult,
    form: Mapping[str, str] | None,
    headers: Mapping[str, str],
) -> None:
    path = place._replace(scheme="", netloc="", fragment="").geturl() or "/"
    accepting = {"Accept": "application/json", **headers}
    if form is None:
        connection.request("GET", path, headers=accepting)
        return
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body=urlencode(form).encode(), headers=accepting | kind)


def _read(place: SplitResult, status: int, content: bytes) -> Answer:
    if 300 <= status < 400:
        said = "wants to send us elsewhere; write the address of the issuer itself"
        raise IssuerUnreachable(f"The issuer {place.hostname} {said}.")
    if len(content) > LARGEST_ANSWER:
        raise IssuerUnreachable(f"The issuer {place.hostname} answers with more than {LARGEST_ANSWER} bytes.")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    return Answer(status, found if isinstance(found, dict) else {})


def _why(fault: Exception, late: threading.Event, seconds: float) -> str:
    if late.is_set() or isinstance(fault, TimeoutError):
        return f"did not answer within {seconds:.0f} seconds"
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"has a certificate that cannot be trusted: {fault.verify_message}"
    if isinstance(fault, ssl.SSLError):
        return f"speaks no TLS that we know: {fault.reason or 'it broke off'}"
    if isinstance(fault, OSError):
        return f"cannot be reached: {fault.strerror or 'the connection was lost'}"
    return "does not answer as a web server does"
