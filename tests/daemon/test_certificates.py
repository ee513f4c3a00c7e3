"""Certificates: their last moment is read out of the file, whatever else stands there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from daemon.certificates import expires

AUTHORITY = trustme.CA()


@pytest.mark.parametrize("end", [datetime(2027, 3, 1, 12, 30, tzinfo=UTC), datetime(2061, 1, 2, tzinfo=UTC)])
def test_the_end_of_a_certificate_is_read(tmp_path: Path, end: datetime) -> None:
    """Up to 2049 it is written with two digits of the year, later with four (RFC 5280, 4.1.2.5)."""
    path = tmp_path / "cert.pem"
    AUTHORITY.issue_cert("mx.example.org", not_after=end).cert_chain_pems[0].write_to_path(path)
    assert expires(path) == end


def test_of_a_chain_the_servers_own_certificate_counts(tmp_path: Path) -> None:
    """It stands first; a key or words may stand around it."""
    end = datetime(2027, 3, 1, tzinfo=UTC)
    leaf = AUTHORITY.issue_cert("mx.example.org", not_after=end)
    path = tmp_path / "chain.pem"
    key = leaf.private_key_pem.bytes()
    own = leaf.cert_chain_pems[0].bytes()
    path.write_bytes("Zertifikat für mx\n".encode() + key + own + AUTHORITY.cert_pem.bytes())
    assert expires(path) == end


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no certificate",
        bytes(range(256)) * 100,
        b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\nMIIBAQ==\n-----END CERTIFICATE-----\n",
        b"-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\n" + b"MIIB" * 50_000 + b"\n-----END CERTIFICATE-----\n",
    ],
)
def test_what_is_no_certificate_has_no_end(tmp_path: Path, content: bytes) -> None:
    """Whoever loads it tells what is wrong."""
    path = tmp_path / "cert.pem"
    path.write_bytes(content)
    assert expires(path) is None


def test_a_certificate_that_is_cut_off_has_no_end(tmp_path: Path) -> None:
    """Wherever the file breaks off, nothing is raised."""
    whole = AUTHORITY.issue_cert("mx.example.org").cert_chain_pems[0].bytes()
    path = tmp_path / "cert.pem"
    lines = whole.splitlines(keepends=True)
    for kept in range(1, len(lines) - 1):
        path.write_bytes(b"".join([*lines[:kept], lines[-1]]))
        expires(path)


def test_a_file_that_is_not_there_has_no_end(tmp_path: Path) -> None:
    """It may have been removed while the daemon ran."""
    assert expires(tmp_path / "none.pem") is None
