"""Commands at the top of an agent's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.mail import CommandLine
from parsers.commands import split


@pytest.mark.parametrize(
    ("text", "commands", "rest"),
    [
        ("#take", [("take", "")], ""),
        ("#take\nHello", [("take", "")], "Hello"),
        (
            "#Assign  Ann Lee \r\n#NOTE\r\n\r\nSee below\r\n",
            [("assign", "Ann Lee"), ("note", "")],
            "See below",
        ),
        (
            "\n \n#взять\n\n#решено\n\nПерезапустили\n\n#note",
            [("взять", ""), ("решено", "")],
            "Перезапустили\n\n#note",
        ),
        ("\ufeff#take\u200b\n\u00a0#assign\u00a0ann", [("take", ""), ("assign", "ann")], ""),
        ("#on-hold 1.12.2026\n#a_b2", [("on-hold", "1.12.2026"), ("a_b2", "")], ""),
        ("#1 is broken", [], "#1 is broken"),
        ("# heading", [], "# heading"),
        ("#", [], "#"),
        ("##take", [], "##take"),
        ("＃take", [], "＃take"),
        ("#take.", [], "#take."),
        ("#_take", [], "#_take"),
        ("> #take", [], "> #take"),
        ("Hello\n#take", [], "Hello\n#take"),
        ("", [], ""),
    ],
)
def test_commands_stand_at_the_top(text: str, commands: list[tuple[str, str]], rest: str) -> None:
    """Lines of a number sign and a word are commands until the first other line; the rest is the text."""
    assert split(text) == (tuple(CommandLine(*command) for command in commands), rest)


def test_ten_commands_are_the_most() -> None:
    """The eleventh command is text."""
    commands, rest = split("#a\n" * 11)
    assert len(commands) == 10
    assert rest == "#a"


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["#" * 250_000, "#a " * 100_000, "\u200b" * 250_000, "#" + "a" * 250_000, "\n" * 250_000]
)
def test_a_hostile_text_is_no_command(text: str) -> None:
    """A line too long to be meant is text."""
    assert split(text)[0] == ()


@given(st.text())
def test_no_text_raises(text: str) -> None:
    """Whatever the text, words are lowered and arguments are one line."""
    for command in split(text)[0]:
        assert command.word == command.word.lower()
        assert "\n" not in command.argument
