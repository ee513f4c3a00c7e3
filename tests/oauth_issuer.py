"""A small issuer of tokens for tests: discovery, tokens that expire, refresh tokens that are replaced.

It speaks HTTPS with a certificate of trustme's, and answers Dovecot's introspection (RFC 7662) in the clear
on a second port. What it does wrong is scripted: ``answers`` are sent, one to each question, in place of its
own.
"""

import json
import secrets
import ssl
import threading
import time
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import trustme

CLIENT = "postdesk client"
SECRET = "a secret: with + and %"
FIRST = "first-refresh-token"
HOST = "127.0.0.1"

# What is sent in place of an own answer: status, headers, body, and the seconds before each byte of it.
Answer = tuple[int, dict[str, str], bytes, float]


def error(status: int, code: str, description: str = "") -> Answer:
    """Return a refusal as RFC 6749, 5.2 has it."""
    return status, {}, json.dumps({"error": code, "error_description": description}).encode(), 0


@dataclass
class Issuer:
    """The issuer's state, to be looked at and changed by a test.

    ``lasts`` is how long access tokens are good, in seconds; ``rotating`` replaces the refresh token with
    each use; ``more`` is added to each answer with a token; ``methods`` are the ways in which clients may
    show their secret; ``user`` is whose mailbox the tokens open, ``introspects`` whether mail servers are
    answered. ``asked`` are the forms of all questions for a token, ``paths`` the paths of all questions over
    HTTPS.
    """

    lasts: float = 3600
    rotating: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    methods: tuple[str, ...] = ("client_secret_basic",)
    user: str = ""
    name: str = ""
    answers: deque[Answer] = field(default_factory=deque)
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    refresh_token: str = FIRST
    introspects: bool = True
    port: int = 0
    introspection_port: int = 0
    live: dict[str, float] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The issuer's name."""
        return f"https://{HOST}:{self.port}/realm"

    @property
    def introspection_url(self) -> str:
        """Where a mail server asks whether a token is good."""
        return f"http://{HOST}:{self.introspection_port}/introspect"

    def revoke(self) -> None:
        """Make all access tokens bad; what has fetched them cannot know."""
        self.live.clear()

    def described(self) -> Any:
        """Return what discovery tells."""
        return {
            "issuer": self.name or self.url,
            "token_endpoint": f"{self.url}/token",
            "token_endpoint_auth_methods_supported": list(self.methods),
        }

    def granted(self, form: dict[str, str], client: tuple[str, str]) -> Answer:
        """Return the answer to a question for a token."""
        self.asked.append(form)
        if client != (CLIENT, SECRET):
            return error(401, "invalid_client")
        if form.get("grant_type") == "refresh_token" and form.get("refresh_token") != self.refresh_token:
            return error(400, "invalid_grant", f"the token {form.get('refresh_token')} is not good")
        if form.get("grant_type") not in {"refresh_token", "client_credentials"}:
            return error(400, "unsupported_grant_type")
        token = secrets.token_urlsafe(30)
        self.live[token] = time.monotonic() + self.lasts
        told = {"access_token": token, "token_type": "Bearer", "expires_in": self.lasts, **self.more}
        if self.rotating and form["grant_type"] == "refresh_token":
            self.refresh_token = told["refresh_token"] = secrets.token_urlsafe(30)
        return 200, {}, json.dumps(told).encode(), 0

    def introspected(self, token: str) -> Any:
        """Return whether a token is good, and whose it is (RFC 7662, 2.2)."""
        good = time.monotonic() < self.live.get(token, 0)
        return {"active": True, "username": self.user, "scope": "imap"} if good else {"active": False}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    # What comes slowly on purpose must not be held back.
    wbufsize = 0
    issuer: Issuer

    def do_GET(self) -> None:
        """Tell of the issuer."""
        self.issuer.paths.append(self.path)
        own: Answer = (200, {}, json.dumps(self.issuer.described()).encode(), 0.0)
        known = self.path == "/realm/.well-known/openid-configuration"
        self._send(own if known else (404, {}, b"", 0))

    def do_POST(self) -> None:
        """Give a token out."""
        self.issuer.paths.append(self.path)
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(content).items()}
        self._send(self.issuer.granted(form, self._client(form)))

    def _client(self, form: dict[str, str]) -> tuple[str, str]:
        scheme, _, pair = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic" and "client_secret_basic" in self.issuer.methods:
            user, _, password = b64decode(pair).decode().partition(":")
            return unquote_plus(user), unquote_plus(password)
        shown = "client_secret_post" in self.issuer.methods
        return (form.get("client_id", ""), form.get("client_secret", "")) if shown else ("", "")

    def _send(self, own: Answer) -> None:
        status, headers, body, pause = self.issuer.answers.popleft() if self.issuer.answers else own
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            for piece in [bytes([byte]) for byte in body] if pause else [body]:
                time.sleep(pause)
                self.wfile.write(piece)
        except OSError:
            # The other side has had enough.
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the standard library.
        """Say nothing."""


class _Introspection(_Handler):
    def do_GET(self) -> None:
        """Tell whether the token at the end of the address, or in the header, is good."""
        token = self.path.rpartition("/")[2] or self.headers.get("Authorization", "").removeprefix("Bearer ")
        self._tell(unquote_plus(token))

    def do_POST(self) -> None:
        """Tell whether the token in the form is good."""
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._tell(parse_qs(content).get("token", [""])[0])

    def _tell(self, token: str) -> None:
        body = json.dumps(self.issuer.introspected(token)).encode()
        self.send_response(200 if self.issuer.introspects else 503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that breaks off is a part of the tests."""


@contextmanager
def running_issuer(
    authority: trustme.CA, *, change: Callable[[Issuer], None] = lambda _: None
) -> Iterator[Issuer]:
    """Run an issuer whose certificate is of this authority, and stop it."""
    issuer = Issuer()
    change(issuer)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(tls)
    with ExitStack() as stack:
        https = _serving(stack, type("Handler", (_Handler,), {"issuer": issuer}), tls)
        issuer.port = https
        issuer.introspection_port = _serving(
            stack, type("Introspection", (_Introspection,), {"issuer": issuer}), None
        )
        yield issuer


def authority_file(authority: trustme.CA, folder: Path) -> Path:
    """Write the authority's certificate into a folder."""
    path = folder / "issuer-ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def _serving(stack: ExitStack, handler: type[_Handler], tls: ssl.SSLContext | None) -> int:
    server = _Server((HOST, 0), handler)
    if tls is not None:
        # The handshake is done by each connection's own thread: one that fails stops nobody else.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    stack.callback(stop)
    return int(server.server_address[1])
