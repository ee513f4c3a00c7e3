"""``postdesk check`` and DKIM: faults of keys, weak keys, the records to be published."""

import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519

from responders.dkim import load_signer
from tests.daemon.home import DESK, Home, made
from tests.keys import pem, rsa_key, written
from tests.stores import configure

SIGNING = f'[[desk]]\naddress = "{DESK}"\ndkim_key = "desk.key"\ndkim_selector = "desk"\n'


def signing(folder: Path, key: bytes) -> Home:
    """Write a configuration whose desk signs with this key."""
    written(folder / "desk.key", key)
    return made(folder, configuration=SIGNING)


def test_the_record_to_be_published_is_told(tmp_path: Path) -> None:
    """As a zone's file has it: strings of at most 255 characters that make the record's text."""
    told = signing(tmp_path, pem(rsa_key(2048))).told("check")
    found = re.search(r"^(\S+)\. IN TXT \((.*)\)$", told, re.MULTILINE)
    assert found is not None
    strings = re.findall(r'"([^"]*)"', found[2])
    assert max(map(len, strings)) <= 255
    assert (found[1], "".join(strings)) == load_signer(tmp_path / "desk.key", "desk", DESK).record
    assert told.endswith("Everything is in order.\n")
    assert "PRIVATE" not in told


def test_a_weak_key_is_no_fault_but_told(tmp_path: Path) -> None:
    """It still works with every mail server (RFC 8301, 3.2)."""
    told = signing(tmp_path, pem(rsa_key(1024))).told("check")
    assert "Take care: The DKIM key" in told
    assert "has 1024 bits" in told


def test_a_key_that_cannot_sign_is_a_fault(tmp_path: Path) -> None:
    """The daemon would not start with it: exit code 78."""
    done = signing(tmp_path, pem(ed25519.Ed25519PrivateKey.generate())).run("check")
    assert (done.exit_code, done.stdout) == (78, "")
    assert "desk.key is no RSA key" in done.stderr


def test_a_key_that_others_may_read_is_a_fault(tmp_path: Path) -> None:
    """Who has it writes in the desk's name."""
    home = signing(tmp_path, pem(rsa_key()))
    (tmp_path / "desk.key").chmod(0o644)
    done = home.run("check")
    assert done.exit_code == 78
    assert "desk.dkim_key" in done.stderr
    assert "chmod 0600" in done.stderr


def test_desks_of_one_domain_tell_their_common_record_once(tmp_path: Path) -> None:
    """There is one line to copy."""
    home = signing(tmp_path, pem(rsa_key(2048)))
    other = SIGNING.replace("support@", "sales@") + 'prefix = "SAL"\n'
    configure(home.config, SIGNING + other)
    assert home.told("check").count("IN TXT") == 1
