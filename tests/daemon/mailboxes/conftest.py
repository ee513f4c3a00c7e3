"""An issuer of tokens with a certificate that the tests' own authority vouches for."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from daemon.mailboxes.https import issuer_context
from storage import schema
from storage.engine import Store, open_store
from tests.oauth_issuer import Issuer, authority_file, running_issuer


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """An authority of the tests' own."""
    return trustme.CA()


@pytest.fixture
def issuer(authority: trustme.CA) -> Iterator[Issuer]:
    """A running issuer."""
    with running_issuer(authority) as running:
        yield running


@pytest.fixture
def issuer_ca(authority: trustme.CA, tmp_path: Path) -> Path:
    """The file of the authority that vouches for the issuer."""
    return authority_file(authority, tmp_path)


@pytest.fixture
def tls(issuer_ca: Path) -> ssl.SSLContext:
    """The TLS by which the issuer is known."""
    return issuer_context(issuer_ca)


@pytest.fixture
def token_store(tmp_path: Path) -> Iterator[Store]:
    """A store to keep refresh tokens in."""
    url = f"sqlite:///{tmp_path}/tokens.sqlite3"
    schema.migrate(url)
    opened = open_store(url)
    yield opened
    opened.close()
