"""Values that do not fit their setting, each with its line and what to write instead."""

from pathlib import Path

import pytest

from config.providers import PUBLIC_PROVIDERS, is_public_provider
from tests.config.files import fault, faults, settings


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("name", '""', "must not be empty"),
        ("name", '" \\t"', "must not be empty"),
        ("name", '"a\\r\\nBcc: x@example.org"', "must be one line"),
        ("name", '"a\\u202Eb"', "must be one line"),
        ("name", f'"{"x" * 101}"', "is longer than 100 characters"),
        (
            "prefix",
            '""',
            'is no prefix: 1 to 10 ASCII capital letters and digits, a letter first; write "SUP"',
        ),
        ("prefix", '"sup"', 'write "SUP"'),
        ("prefix", '"1SUP"', 'write "SUP"'),
        ("prefix", '"SUP-"', 'write "SUP"'),
        ("prefix", '"СУП"', "is no prefix"),
        ("prefix", '"ABCDEFGHIJK"', 'write "ABCDEFGHIJ"'),
        ("prefix", '"SUP\\n"', "is no prefix"),
        ("first_number", "0", "must be at least 1"),
        ("first_number", f"{2**70}", "must be at most 1000000000"),
        ("first_number", "true", "must be a whole number, not true or false"),
        ("first_number", "1.0", "must be a whole number, not a number with a point"),
        ("first_number", '"1001"', "must be a whole number, not a text; write it without quotes"),
        ("languages", "[]", "must not be empty"),
        ("languages", '["de"]', 'must be one of "ru", "en"'),
        ("language", '"rus"', 'must be one of "ru", "en"; did you mean "ru"?'),
        ("time_zone", '"Europe/Moskow"', 'is no time zone; did you mean "Europe/Moscow"?'),
        ("time_zone", '"europe/moscow"', 'did you mean "Europe/Moscow"?'),
        ("time_zone", '"Europe"', "is no time zone"),
        ("time_zone", '"../../etc/passwd"', "is no time zone"),
        ("time_zone", '"/etc/localtime"', "is no time zone"),
        ("time_zone", '"\\u0000"', "is no time zone"),
        ("time_zone", '""', "is no time zone"),
        ("time_zone", f'"{"x" * 5000}"', "is no time zone"),
        ("time_zone", "3", "must be a text in quotes, not a number; write it in quotes"),
        ("templates", '"none/such"', "cannot read the folder"),
        ("templates", '"postdesk.toml"', "Not a directory"),
        ("templates", '"a\\u0000b"', "must be a path"),
        ("templates", f'"{"x" * 5000}"', "File name too long"),
        ("reopen_period", '"fortnight"', "must be a duration"),
        ("reminders", '"3d"', 'must be a list, not a text; write it in brackets, as ["…"]'),
        ("reminders", '["0d"]', "must be longer than nothing"),
        ("close_unconfirmed", '"yes"', "must be true or false, not a text; write it without quotes"),
        ("close_unconfirmed", "1", "must be true or false, not a number"),
        ("echo", '"allways"', 'must be one of "passed", "always"; did you mean "always"?'),
        ("reply_address", '"minus"', 'must be one of "plus", "plain"'),
        ("return_path", "5", 'must be one of "delivery", "desk"'),
        ("machines", "{}", 'must be one of "hold", "ticket"'),
        ("authentication_hosts", '["mx example"]', "is no host name"),
        ("spam_header", '"X-Spam-Flag: YES"', 'is no header name; write the name alone, as "X-Spam-Flag"'),
        ("state_names", "1", "must be a table, not a number"),
        ("state_names", '{ fr = { new = "x" } }', 'must be one of "ru", "en"'),
        ("state_names", '{ ru = { closd = "x" } }', 'did you mean "closed"?'),
        ("kind_names", '{ ru = { incident = "" } }', "must not be empty"),
        ("required", '{ incidents = ["phone"] }', 'did you mean "incident"?'),
        ("required", '{ incident = ["fone"] }', 'did you mean "phone"?'),
        ("required", '{ incident = "phone" }', 'must be a list, not a text; write it in brackets, as ["…"]'),
        ("form", '[{ from = "form" }]', '"form" is no mail address; write it as "name@example.org"'),
        ("form", "[{}]", "is missing; it has no default"),
        ("form", '"form@example.org"', "must be a list, not a text"),
        ("form", '[{ from = "f@example.org", form = "x" }]', 'unknown setting; did you mean "from"?'),
        ("kind_names", "{ ru = 5 }", "must be a table, not a number"),
        (
            "aliases",
            '["a+b@example.org"]',
            "has a plus; the part after the plus is where Postdesk puts its keys",
        ),
        ("aliases", "[1979-05-27]", "must be a text in quotes, not a date or time"),
    ],
)
def test_a_wrong_value_of_a_desk_is_told_with_its_line(
    tmp_path: Path, key: str, value: str, said: str
) -> None:
    """What is wrong, and what to write instead."""
    text = fault(tmp_path, f"{key} = {value}\n")
    assert text.startswith(f"1: desk.{key}")
    assert said in text


@pytest.mark.parametrize(
    ("addr", "said"),
    [
        ("support", 'is no mail address; write it as "name@example.org"'),
        ("support@", "is no mail address"),
        ("Support <support@example.org>", "write only what stands between < and >"),
        ("a@b@example.org", "is no mail address"),
        ("a b@example.org", "is no mail address"),
        ("support@exa_mple.org", "is no mail address"),
        ("support@-example.org", "is no mail address"),
        ("support@example..org", "is no mail address"),
        ("поддержка@example.org", "is no ASCII address"),
        ("support@пример.рф", "is no ASCII address; write its domain in the form that begins with xn--"),
        (
            "support+x@example.org",
            'has a plus; the part after the plus is where Postdesk puts its keys; write "support@',
        ),
        (f"{'s' * 38}@example.org", "leaves no room for a reply key"),
        ("a\\r\\n@example.org", "is no mail address"),
    ],
)
def test_a_wrong_address_of_a_desk_is_refused(tmp_path: Path, addr: str, said: str) -> None:
    """A desk's address is one plain ASCII address without a plus, and with room for one."""
    (found,) = faults(tmp_path, f'[[desk]]\naddress = "{addr}"\n')
    assert found.line == 2
    assert said in str(found)


def test_an_address_of_37_letters_has_room_for_a_key(tmp_path: Path) -> None:
    """64 less the plus and the 26 characters of a key."""
    assert settings(tmp_path, f'prefix = "A"\n[[desk]]\naddress = "{"s" * 37}@example.org"\n').desk[1]


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "GMail.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com.tr",
        "outlook.com",
        "yahoo.co.uk",
        "hotmail.fr",
    ],
)
def test_a_public_mail_provider_is_nobodys_domain(tmp_path: Path, domain: str) -> None:
    """Two people at gmail.com are strangers."""
    text = fault(tmp_path, f'[[organisation]]\nname = "X"\ndomains = ["x.example", "{domain}"]\n')
    assert text.startswith("3: organisation.domains: ")
    assert "is a public mail provider" in text


def test_other_domains_are_somebodys() -> None:
    """A provider's name in a domain does not make a provider."""
    assert len(PUBLIC_PROVIDERS) >= 60
    assert all(is_public_provider(domain) for domain in PUBLIC_PROVIDERS)
    assert not any(
        map(
            is_public_provider,
            ("yandex-team.ru", "outlook.example.org", "notgmail.com", "google.com", "gmail.example"),
        )
    )


@pytest.mark.parametrize(
    ("domain", "said"),
    [
        ("@example.org", 'is no domain; write what stands after the @, as "example.org"'),
        ("*.example.org", "is no domain"),
        ("192.0.2.1", "is no domain"),
        ("пример.рф", "is no ASCII domain"),
        ("", "is no domain"),
    ],
)
def test_what_is_no_domain_is_refused(tmp_path: Path, domain: str, said: str) -> None:
    """One whole ASCII domain, no pattern."""
    assert said in fault(tmp_path, f'[[organisation]]\nname = "X"\ndomains = ["{domain}"]\n')


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            '[store]\ndatabase = "postgresql://postdesk:hunter2@db/postdesk"',
            "store.database: a password must not stand in the configuration",
        ),
        ('[store]\ndatabase = "sqlite://"', "is no store that Postdesk can use"),
        ('[store]\ndatabase = "sqlite:///:memory:"', "is no store that Postdesk can use"),
        ('[store]\ndatabase = "sqlite:///a?mode=ro"', "has a question mark in its path"),
        ('[store]\ndatabase = "sqlite:///a\\u0000"', "must be a path"),
        ("[store]\ndatabase = 5", "must be a text in quotes, not a number"),
        ('[smtp]\nhostname = "a b"', '"a b" is no host name'),
        ('[smtp]\ntls_certificate = "none.pem"', "cannot read"),
        ('[smtp]\ntls_certificate = "."', "is not a regular file"),
        ("[lmtp]\nsocket_mode = 660", 'must be a file mode; write it in octal and in quotes, as "0660"'),
        ('[lmtp]\nsocket_mode = "rw"', "must be a file mode"),
        ('[lmtp]\nsocket_mode = "0888"', "must be a file mode"),
        (f'[lmtp]\nsocket = "/{"x" * 107}"', "is too long for a socket"),
        ('[delivery]\nway = "smtp"', 'must be one of "maildir", "relay"'),
        ('[delivery]\nmaildir = ""', "must be a path"),
        ("[delivery]\nmaildir = 5", "must be a text in quotes, not a number"),
        ('[delivery]\ngive_up_after = "0s"', "must be longer than nothing"),
        ('[delivery.relay]\nhost = "smtp://mail"', "is no host name"),
        ("[delivery.relay]\nport = 65536", "must be at most 65535"),
        ("[delivery.relay]\nconnections = 101", "must be at most 100"),
        ("[delivery]\nrelay = 5", "must be a table, not a number"),
        ('[limits]\nmessage_size = "1kB"', "must be between 66kB and 500MB"),
        ('[limits]\nmessage_size = "1GB"', "must be between 66kB and 500MB"),
        ("[limits]\nrecipients = 0", "must be at least 1"),
        ("[limits]\nconnections = 1e3", "must be a whole number"),
        ('[log]\nlevel = "verbose"', 'must be one of "debug", "info", "warning", "error"'),
    ],
)
def test_a_wrong_value_of_a_section_is_told_with_its_line(tmp_path: Path, written: str, said: str) -> None:
    """A database's URL may hold a password, and is never repeated."""
    text = fault(tmp_path, written + "\n")
    assert text.startswith("2: ")
    assert said in text
    assert "hunter2" not in text
