"""The way of a configuration as a whole: found, read, and refused with every fault at once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config import loading
from config.faults import ConfigError, Fault
from config.loading import find, glance, load
from config.settings import LISTS, SECTIONS, Settings
from tests.config.files import DESK, faults, lines, write

FIVE_FAULTS = """\
[smtp]
listn = "127.0.0.1:2525"

[limits]
recipients = "many"

[[desk]]
address = "support@example.org"
time_zone = "Europe/Moskow"

[[agent]]
name = "Ann"
addresses = ["support@example.org"]

[[organisation]]
name = "Romashka"
domains = [
    "romashka.example",
    "gmail.com",
]
"""


def test_five_faults_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    """Nobody mends one fault only to meet the next."""
    assert lines(tmp_path, FIVE_FAULTS) == [
        'postdesk.toml:2: smtp.listn: unknown setting; did you mean "listen"?',
        "postdesk.toml:5: limits.recipients: must be a whole number, not a text; write it without quotes",
        'postdesk.toml:9: desk.time_zone: "Europe/Moskow" is no time zone; did you mean "Europe/Moscow"?',
        "postdesk.toml:13: agent.addresses: support@example.org is an address of a desk;"
        " name the agent's own mailbox",
        'postdesk.toml:19: organisation.domains: "gmail.com" is a public mail provider:'
        " its users are strangers to each other; name the customers' own addresses in addresses instead",
    ]


def test_the_text_of_the_error_is_one_line_a_fault(tmp_path: Path) -> None:
    """What the command line prints is what the faults say."""
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, FIVE_FAULTS))
    assert str(refused.value).splitlines() == [str(each) for each in refused.value.faults]
    assert len(refused.value.faults) == 5
    assert refused.value.exit_code == 78


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[smtp]\nprot = 25\n", "smtp.prot: unknown setting"),
        ("[smtp]\nhostnam = 'x'\n", 'smtp.hostnam: unknown setting; did you mean "hostname"?'),
        ("[delivery.relay]\nprot = 25\n", 'delivery.relay.prot: unknown setting; did you mean "port"?'),
        ("[smtp]\nmaildir = 'x'\n", "smtp.maildir: unknown setting; it belongs under [delivery]"),
        ("[log]\nprefix = 'x'\n", "log.prefix: unknown setting; it belongs under [[desk]]"),
        ('[store]\n"a.b\\nc" = 1\n', 'store."a.b\ufffdc": unknown setting'),
        ("[[agents]]\nname = 'x'\n", "agents: unknown setting; did you mean [[agent]]?"),
        ("[limit]\nrecipients = 1\n", "limit: unknown setting; did you mean [limits]?"),
        ("[zzz]\n", "zzz: unknown setting; every setting stands under a header such as [smtp]"),
        ("[[smtp]]\nlisten = ''\n", "smtp: must be a table, not a list"),
        ("[[agent]]\nname = 'A'\n", "agent.addresses: is missing; it has no default"),
        ("[[organisation]]\ndomains = ['x.example']\n", "organisation.name: is missing; it has no default"),
    ],
)
def test_unknown_and_missing_settings_are_told_with_what_was_meant(
    tmp_path: Path, text: str, said: str
) -> None:
    """A setting in the wrong table is shown its own."""
    (found,) = faults(tmp_path, DESK + text)
    assert str(found).partition(": ")[2] == said


def test_a_setting_before_the_first_header_is_shown_its_own(tmp_path: Path) -> None:
    """TOML lets it stand there; nobody reads it there."""
    assert lines(tmp_path, "recipients = 5\n" + DESK) == [
        "postdesk.toml:1: recipients: unknown setting; it belongs under [limits]"
    ]


@pytest.mark.parametrize("text", ["[desk]\naddress = 'a@b.example'\n", "desk = 5\n"])
def test_a_list_of_tables_needs_two_brackets(tmp_path: Path, text: str) -> None:
    """And it is not said to be missing besides."""
    assert lines(tmp_path, text) == ["postdesk.toml:1: desk: is a list of tables; write each as [[desk]]"]


def test_a_list_of_something_else_is_told_at_its_item(tmp_path: Path) -> None:
    """The second item is at fault, not the list."""
    found = faults(tmp_path, "desk = [\n  { address = 'a@b.example' },\n  5,\n]\n")
    assert [(each.line, each.text) for each in found] == [(3, "must be a table, not a number")]


def test_paths_begin_at_the_folder_of_the_main_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the command is run, and also those of defaults and of conf.d; whole paths stay."""
    path = write(tmp_path, DESK)
    write(
        tmp_path,
        "[store]\ndatabase = 'sqlite:////var/lib/postdesk/db'\n[lmtp]\nsocket = 'run/lmtp'\n",
        "conf.d/a.toml",
    )
    monkeypatch.chdir(tmp_path)
    for named in (path, Path("postdesk.toml")):
        settings = load(named)
        assert settings.delivery.maildir == tmp_path / "var" / "outgoing"
        assert settings.lmtp.socket == tmp_path / "run" / "lmtp"
        assert settings.store_url == "sqlite:////var/lib/postdesk/db"


def test_a_fault_is_one_line_whatever_stands_in_it() -> None:
    """A terminal is not driven by a configuration, nor a log line forged."""
    text = str(Fault(file="a\nb", line=1, key="\x1b[31m", text="c\u2028d", suggestion="e\r"))
    assert text.isprintable()


def test_the_named_file_is_taken_as_it_is(tmp_path: Path) -> None:
    """Whether it exists is told where it is read."""
    assert find(tmp_path / "none.toml") == tmp_path / "none.toml"


def test_the_first_usual_place_that_exists_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder one is in comes before the system's."""
    monkeypatch.chdir(tmp_path)
    system = tmp_path / "etc" / "postdesk.toml"
    monkeypatch.setattr(loading, "USUAL_PLACES", (Path("postdesk.toml"), system))
    with pytest.raises(
        ConfigError, match=r"there is no configuration file: neither postdesk.toml nor .*; name the"
    ):
        find(None)
    write(tmp_path, DESK, "etc/postdesk.toml")
    assert find(None) == system
    write(tmp_path, DESK)
    assert find(None) == Path("postdesk.toml")


def test_the_usual_places_are_the_folder_and_etc() -> None:
    """As the command line says."""
    assert [str(place) for place in loading.USUAL_PLACES] == ["postdesk.toml", "/etc/postdesk/postdesk.toml"]


VALUES = st.sampled_from(
    [
        *(
            '""',
            '"x"',
            "1",
            "-1",
            "1.5",
            "true",
            "[]",
            "{}",
            '["x"]',
            "[1, []]",
            "{ x = 1 }",
            "1979-05-27",
            "nan",
        ),
        *(
            '"a@b.example"',
            '["a@b.example"]',
            '"credential:x"',
            '"../x"',
            '"\\u0000"',
            '"/"',
            '"1d"',
            '"1MB"',
        ),
        *(
            '"ru"',
            '["ru", "ru"]',
            '{ ru = { new = "x" } }',
            '"127.0.0.1:25"',
            '["[::]:25"]',
            '"none"',
            '"relay"',
        ),
        *("9" * 30, "[[]]", "'''\n'''", '"\U0001f600"', '["gmail.com"]', '"SUP"', '{ host = "x", a.b = 1 }'),
    ]
)
HEADERS = st.sampled_from(
    [
        *(f"[{name}]" for name in SECTIONS),
        *(f"[[{name}]]" for name in LISTS),
        *("[delivery.relay]", "[desk]", "[[smtp]]", "[desk.state_names.ru]", "[[desk.state_names]]"),
        *("[x]", "[[x]]", "[smtp.listen]"),
    ]
)
KEYS = st.sampled_from(
    [
        *sorted({key for table in (SECTIONS | LISTS).values() for key in table.model_fields}),
        *("x", "relay.host", "relay.user", "host", "port", "user", "password", "password_file", "'a b'"),
    ]
)
PAIRS = st.tuples(KEYS, VALUES).map(" = ".join)
TEXTS = st.lists(st.one_of(HEADERS, PAIRS, st.just(DESK), st.text(max_size=9)), max_size=12).map("\n".join)


def outcome(path: Path) -> Settings | tuple[Fault, ...]:
    """Return the settings of a file, or its faults."""
    try:
        return load(path)
    except ConfigError as error:
        return error.faults


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=TEXTS | st.text(), more=TEXTS)
def test_any_text_gives_settings_or_faults(tmp_path: Path, text: str, more: str) -> None:
    """No file makes the reader itself fail, and every fault is a printable line with a sentence."""
    path = tmp_path / "postdesk.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    write(tmp_path, "", "conf.d/x.toml").write_bytes(more.encode("utf-8", "surrogatepass"))
    found = outcome(path)
    assert found if isinstance(found, tuple) else found.desks()
    assert all(str(each).isprintable() and each.text for each in (found if isinstance(found, tuple) else ()))


# What is read where: a header, a key and any value under it.
PLACED = st.sampled_from(
    [(f"[{name}]", key) for name, table in SECTIONS.items() for key in table.model_fields]
    + [(f"[[{name}]]", key) for name, table in LISTS.items() for key in table.model_fields]
    + [("[delivery.relay]", key) for key in ("host", "port", "tls", "ca_file", "user", "password", "timeout")]
)


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300
)
@given(placed=PLACED, value=VALUES)
def test_any_value_of_any_setting_gives_settings_or_faults(
    tmp_path: Path, placed: tuple[str, str], value: str
) -> None:
    """And a fault always names its line."""
    header, key = placed
    found = outcome(write(tmp_path, f"{DESK}{header}\n{key} = {value}\n"))
    assert all(each.line for each in found) if isinstance(found, tuple) else found.desks()


def test_a_glance_needs_no_more_than_the_value_it_is_for(tmp_path: Path) -> None:
    """Whoever lists tickets need not be able to read the relay's password."""
    text = DESK + '[store]\ndatabase = "sqlite:///kept.db"\n[delivery.relay]\npassword_file = "missing"\n'
    path = write(tmp_path, text)
    assert glance(path, "store", "database").store_folder == tmp_path
    with pytest.raises(ConfigError):
        load(path)


@pytest.mark.parametrize("text", ['[store]\ndatabase = "nonsense"\n', "[store\n"])
def test_a_glance_never_guesses_its_value(tmp_path: Path, text: str) -> None:
    """A store at a place that nobody named would be another store."""
    with pytest.raises(ConfigError):
        glance(write(tmp_path, DESK + text), "store", "database")


def test_a_value_that_stands_twice_is_in_doubt(tmp_path: Path) -> None:
    """Nobody can say which of the two is meant."""
    (tmp_path / "conf.d").mkdir()
    store = '[store]\ndatabase = "sqlite:///{}.sqlite3"\n'
    write(tmp_path / "conf.d", store.format("other"), name="store.toml")
    with pytest.raises(ConfigError):
        glance(write(tmp_path, DESK + store.format("one")), "store", "database")
