"""What clients say to log in."""

from base64 import b64encode

import pytest

from daemon.receiving.sasl import Cancelled, Claim, Unreadable, decoded, plain


def test_plain_is_a_user_and_a_password() -> None:
    """RFC 4616, 2: who to act as, which is nobody else here, who one is, and the password."""
    assert plain("\0ann\0s e\u0301cret") == Claim("ann", "s e\u0301cret")
    assert plain("ann\0ann\0secret") == Claim("ann", "secret")


@pytest.mark.parametrize("text", ["", "\0", "\0\0", "ann\0secret", "bob\0ann\0secret", "\0a\0b\0c", "\0\0x"])
def test_anything_else_is_no_login(text: str) -> None:
    """Parts that are missing, too many, or in another's name."""
    with pytest.raises(Unreadable):
        plain(text)


def test_base64_is_read() -> None:
    """An equals sign alone is an empty response (RFC 4954, 4)."""
    assert decoded(b64encode("\0Анна\0пароль".encode()).decode()) == "\0Анна\0пароль"
    assert decoded("=") == ""
    assert decoded("") == ""


@pytest.mark.parametrize("line", ["====", "a", "AAA", "AA==AA", "AA AA", "пароль", "\ufffd", "!!!!", "/w=="])
def test_garbage_is_no_login(line: str) -> None:
    """Neither is what is no UTF-8; and the fault does not show what was sent."""
    with pytest.raises(Unreadable) as raised:
        decoded(line)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_an_asterisk_takes_the_login_back() -> None:
    """RFC 4954, 4."""
    with pytest.raises(Cancelled):
        decoded("*")


def test_a_claim_does_not_show_its_password() -> None:
    """Whatever prints it by mistake."""
    assert "secret" not in repr(Claim("ann", "secret"))
