"""On which line of a TOML text each table, key and list item stands."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.places import DEEPEST, Path, TooDeep, lines_of

TEXT = '''\
# A comment with [a] header = "in it"
top = """
[not] = a header
"""

[smtp] # [x]
listen = [  # ]
  "a]", 'b#',

  "c",
]
"quoted key".'x' . y = 1
[[desk]]
address = "one"
[desk.names.ru]
new = "Новая"
[[desk]]
address = "two"
[desk.names.ru]
new = "\\"]"
[[desk.rooms]]
[[desk.rooms]]
size = 1979-05-27 07:32:00
[delivery]
relay = { host = "x", port = 2, deep = [ { a = 1 }, { b = """"two"""" } ] }
last = true'''

LINES: dict[Path, int] = {
    ("top",): 2,
    ("smtp",): 6,
    ("smtp", "listen"): 7,
    ("smtp", "listen", 0): 8,
    ("smtp", "listen", 1): 8,
    ("smtp", "listen", 2): 10,
    ("smtp", "quoted key", "x", "y"): 12,
    ("desk",): 13,
    ("desk", 0): 13,
    ("desk", 0, "address"): 14,
    ("desk", 0, "names"): 15,
    ("desk", 0, "names", "ru", "new"): 16,
    ("desk", 1): 17,
    ("desk", 1, "address"): 18,
    ("desk", 1, "names", "ru", "new"): 20,
    ("desk", 1, "rooms", 1, "size"): 23,
    ("delivery", "relay", "port"): 25,
    ("delivery", "relay", "deep", 1, "b"): 25,
    ("delivery", "last"): 26,
}


def everything(value: object, path: Path = ()) -> set[Path]:
    """Return the path of everything in a TOML value."""
    pairs: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    if isinstance(value, list):
        pairs = list(enumerate(value))
    return {path, *(inner for key, each in pairs for inner in everything(each, (*path, key)))}


@pytest.mark.parametrize(("path", "line"), LINES.items())
def test_each_key_has_its_line(path: Path, line: int) -> None:
    """Comments, texts over several lines and brackets in texts mislead nobody."""
    assert lines_of(TEXT)[path] == line


def test_carriage_returns_do_not_count() -> None:
    """A file from Windows has the same lines."""
    assert lines_of(TEXT.replace("\n", "\r\n")) == lines_of(TEXT)


def test_nothing_is_left_without_a_line_and_nothing_invented() -> None:
    """What tomllib reads and what has a line are the same."""
    assert set(lines_of(TEXT)) | {()} == everything(tomllib.loads(TEXT))


PIECES = st.sampled_from(
    [
        *("[a]", "[[a]]", "[a.b]", "[[a.b]]", "[ a . 'b' ]", "[b]", "a = 1", "b.c = 'x'", '"b".d = "#"'),
        *("c = [1, [2, {e = 3}],]", "d = { f.g = 1, h = [] }", "e = '''\n'\n'''", 'f = """\\"""\n"""""'),
        *("# [x]", "g = 07:32:00 # =", "h = -inf", ""),
    ]
)


@given(st.lists(PIECES, max_size=9).map("\n".join))
def test_whatever_tomllib_reads_has_lines(text: str) -> None:
    """The scan agrees with tomllib on any text that is TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(lines_of(text)) | {()} == everything(data)


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 50 + "]" * 50, "[" + ".".join("a" * 50) + "]", "a = " + "{a=" * 50 + "1" + "}" * 50],
)
def test_deep_nesting_ends_the_scan(text: str) -> None:
    """Nobody's configuration is that deep, and no recursion goes as deep as its author wishes."""
    assert tomllib.loads(text)
    with pytest.raises(TooDeep):
        lines_of(text)


def test_the_deepest_setting_is_far_from_the_limit() -> None:
    """The limit is in nobody's way."""
    assert len(("desk", 0, "state_names", "ru", "new")) < DEEPEST
