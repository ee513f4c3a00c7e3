"""Addresses: when two are the same, and which may be written to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.address import domain, fold, is_addr_spec, is_no_reply, tag, untagged, with_tag

FOLDED = (
    ("Ivan@Customer.Example", "ivan@customer.example"),
    # Unicode would lower these to a known address: the Kelvin sign, the long s, a Cyrillic capital.
    ("\u212aate@staff.example", "\u212aate@staff.example"),
    ("\u017ftaff@corp.example", "\u017ftaff@corp.example"),
    ("ИВАН@customer.example", "ИВАН@customer.example"),
    ("staff@corp\uff0eexample", "staff@corp\uff0eexample"),
    ("", ""),
)


@pytest.mark.parametrize(("addr", "folded"), FOLDED)
def test_only_the_letters_a_to_z_are_lowered(addr: str, folded: str) -> None:
    """No look-alike from another script becomes equal to a known address."""
    assert fold(addr) == folded


PLAIN = (
    "ivan@customer.example",
    "i.v-a_n+tag@mail.customer.example",
    "o'brien@customer.example",
    "иван@пример.рф",
    "root@localhost",
    f"{'a' * 64}@customer.example",
)
NOT_PLAIN = (
    "",
    "ivan",
    "@customer.example",
    "ivan@",
    "a@b@c.example",
    "ivan petrov@customer.example",
    '"ivan petrov"@customer.example',
    "<ivan@customer.example>",
    "ivan@customer.example,eve@evil.example",
    "ivan@[192.0.2.1]",
    "ivan@customer..example",
    "iv..an@customer.example",
    ".ivan@customer.example",
    "ivan.@customer.example",
    "ivan@customer.example\r\nRCPT TO:<eve@evil.example>",
    "ivan@customer.example\n",
    "iv\0an@customer.example",
    "iv\u200ban@customer.example",
    "iv\u202ean@customer.example",
    "iv\u2028an@customer.example",
    "iv\udcffan@customer.example",
    f"{'a' * 65}@customer.example",
    "a@" + ".".join(["b" * 60] * 5),
    "a" * 100_000,
)


@pytest.mark.parametrize("addr", PLAIN)
def test_a_plain_address_may_be_written_to(addr: str) -> None:
    """A dot-string at a domain is an address, in whatever script."""
    assert is_addr_spec(addr)


@pytest.mark.parametrize("addr", NOT_PLAIN, ids=lambda addr: repr(addr[:40]))
def test_what_is_no_plain_address_is_never_written_to(addr: str) -> None:
    """Quotes, lists, breaks of a line, invisible signs and oversize make no address."""
    assert not is_addr_spec(addr)


FORMS = (
    ("Support+KEY@Example.org", "support@example.org", "key", "example.org"),
    ("support@example.org", "support@example.org", "", "example.org"),
    ("support+a+b@example.org", "support@example.org", "a+b", "example.org"),
    ("support", "support", "", ""),
    ("", "", "", ""),
)


@pytest.mark.parametrize(("addr", "plain", "key", "host"), FORMS)
def test_the_plus_form_of_an_address_falls_into_its_parts(addr: str, plain: str, key: str, host: str) -> None:
    """What stands between the first plus and the at sign is the tag, the rest the address itself."""
    assert (untagged(addr), tag(addr), domain(addr)) == (plain, key, host)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26))
def test_a_key_put_into_an_address_is_found_again(key: str) -> None:
    """Whatever the key, its address gives it back and is the desk's own."""
    addr = with_tag("support@example.org", key)
    assert (tag(addr), untagged(addr)) == (key, "support@example.org")


@pytest.mark.parametrize(
    ("local", "nobody"),
    [
        ("noreply", True),
        ("no-reply1", True),
        ("no_reply_crm", True),
        ("do_not_reply", True),
        ("do.not.reply", True),
        ("donotreply1", True),
        ("shop-noreply", True),
        ("notanswering", False),
        ("norbert.reply", False),
        ("ivan", False),
    ],
)
def test_an_address_says_that_nobody_reads_there(local: str, *, nobody: bool) -> None:
    """By the words that programs use, however they are joined."""
    assert is_no_reply(f"{local}@shop.example") is nobody
