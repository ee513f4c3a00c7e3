"""Texts that PGP signed in place: the words are read, the armour stays on record."""

import pytest

from parsers.mail import read
from parsers.text.armour import taken_off

ARMOUR = """-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Printer is broken.
- ---- cut ----

- --
Ann
-----BEGIN PGP SIGNATURE-----
Version: GnuPG v2

iQEzBAEBCAAdFiEE
=abcd
-----END PGP SIGNATURE-----
"""


def test_the_words_are_read_without_their_armour() -> None:
    """No line of it is lost: the signature keeps what is not said."""
    mail = read(b"From: ann@corp.example\r\n\r\n" + ARMOUR.encode())

    assert mail.visible_text == "Printer is broken.\n---- cut ----"
    assert mail.signature.splitlines()[:2] == ["--", "Ann"]
    assert {line.rstrip() for line in ARMOUR.splitlines() if line.strip()} <= {
        *mail.visible_text.splitlines(),
        *(line.rstrip() for line in mail.signature.splitlines()),
    }


@pytest.mark.parametrize("cut", ["-----BEGIN PGP SIGNED MESSAGE-----", "-----END PGP SIGNATURE-----"])
def test_what_is_no_whole_armour_stays(cut: str) -> None:
    """Who writes of PGP quotes such lines."""
    text = ARMOUR.replace(cut, "")

    assert taken_off(text) == (text, ())


def test_words_around_the_armour_are_kept() -> None:
    """Lists and scanners write above and below."""
    assert taken_off(f"above\n{ARMOUR}below")[0].splitlines()[0] == "above"
    assert taken_off(f"above\n{ARMOUR}below")[0].splitlines()[-1] == "below"
