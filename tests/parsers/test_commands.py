"""Commands at the top of an agent's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.commands import NAMES
from desk.mail import CommandLine
from parsers.commands import split
from parsers.misplaced import misplaced, signed_with


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
        ("## Heading\nText", [], "## Heading\nText"),
        ("№ договора 15", [], "№ договора 15"),
        ("№договора 15", [], "№договора 15"),
        ("#hashtag is fine", [("hashtag", "is fine")], ""),
        ("#internal: see below", [("internal", "see below")], ""),
        ("*#assign ann*", [("assign", "ann")], ""),
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


@pytest.mark.cpu(5)
@pytest.mark.parametrize(
    "text", ["#" * 250_000, "#a " * 100_000, "\u200b" * 250_000, "#" + "a" * 250_000, "\n" * 250_000]
)
def test_a_hostile_text_is_no_command(text: str) -> None:
    """A line too long to be meant is text."""
    assert split(text)[0] == ()


@given(st.text())
def test_no_text_raises(text: str) -> None:
    """Whatever the text, words are lowered and arguments are one line."""
    commands, rest = split(text)
    assert misplaced(rest) == "" or "#" in misplaced(rest)
    for command in commands:
        assert command.word == command.word.lower()
        assert "\n" not in command.argument


DECORATIONS = (
    "#{}", "#{}:", "#{}.", "#{}!", "# {}", "# {}:", "##{}", "## {}", "*#{}*", "**#{}**", "_#{}_", "#*{}*",
    "`#{}`", "№{}", "- #{}", "• #{}", "\\#{}", "«#{}»", "   #{}", "\t#{}", "\u200b#{}",
    "\u00a0#{} -", "1. #{}", "2) #{}", "a) #{}", "#1 #{}", "#\ufe0f\u20e3{}", "＃{}", "﹟{}",
)  # fmt: skip


@pytest.mark.parametrize("form", DECORATIONS)
def test_a_command_is_known_in_any_decoration(form: str) -> None:
    """A note must not reach a customer for a colon, a bold mark or a blank; nor may any other command."""
    for name in NAMES:
        for written in (name, name.title(), name.upper()):
            [command], rest = split(f"{form.format(written)}\nТекст")
            assert (command.word, rest) == (name, "Текст")


@pytest.mark.parametrize("form", DECORATIONS)
@pytest.mark.parametrize("above", ["We restarted it.", "> quoted\n", "Hi,\nWe restarted it."])
def test_a_command_below_the_text_is_told(above: str, form: str) -> None:
    """Who wrote it meant it; taken for text it would go to the customer."""
    for name in NAMES:
        _, rest = split(f"{above}\n{form.format(name)}\nТекст")
        assert misplaced(rest) == f"#{name}"


@pytest.mark.parametrize("form", ["#{}", "*#{}*", "- #{}", "#\ufe0f\u20e3{}"])
@pytest.mark.parametrize("above", ["Hi,", "Добрый день,", "Hello Ivan!\n", "\nКоллеги, добрый день!"])
def test_a_greeting_above_a_command_begins_the_text(above: str, form: str) -> None:
    """Whoever greets first commands all the same."""
    for name in NAMES:
        commands, rest = split(f"{above}\n{form.format(name)}\nТекст")
        assert [command.word for command in commands] == [name]
        assert rest == f"{above.strip()}\n\nТекст"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hello,\n#take", ""),
        ("Hi Bob!\n\n#priority high", ""),
        ("Добрый день!\n#взять\n\n", ""),
        ("Petra,\n#resolve Fixed.", ""),
        ("#take\n\nHello Petra,\n", ""),
        ("#take\n\nЗдравствуйте!", ""),
        ("Hello,\n#take\nHello Petra,", ""),
        ("Thank you!\n#close", "Thank you!"),
        ("#close\nDone!", "Done!"),
        ("Hello,", "Hello,"),
    ],
)
def test_a_greeting_alone_is_no_text(text: str, rest: str) -> None:
    """A mail of commands alone says nothing to the customer, though a program has written its greeting."""
    assert split(text)[1] == rest


@pytest.mark.parametrize(
    ("text", "commands", "rest"),
    [
        (
            "#reopen She called and\nwas angry.\n\nDear Petra",
            [("reopen", "She called and was angry.")],
            "Dear Petra",
        ),
        (
            f"#reopen {'She called ' * 6}\nPetra, that is.\nSorry!",
            [("reopen", f"{'She called ' * 6}Petra, that is.")],
            "Sorry!",
        ),
        ("#reopen She called\nSorry, we go on.", [("reopen", "She called")], "Sorry, we go on."),
        ("#reopen She called\n#take\nHello", [("reopen", "She called"), ("take", "")], "Hello"),
        ("#reopen\nShe called", [("reopen", "")], "She called"),
        ("#cc ann@x.example,\nbob@x.example\nHello", [("cc", "ann@x.example, bob@x.example")], "Hello"),
        ("#cc ann@x.example\nHello", [("cc", "ann@x.example")], "Hello"),
        ("#assign ann, bob,\n lea\n\nHello", [("assign", "ann, bob, lea")], "Hello"),
        (
            f"#subject {'The lift ' * 6}stands\nstill\nagain",
            [("subject", f"{'The lift ' * 6}stands still")],
            "again",
        ),
        ("#subject The lift stands\nstill", [("subject", "The lift stands")], "still"),
    ],
)
def test_what_stands_behind_a_command_may_go_on_below(
    text: str, commands: list[tuple[str, str]], rest: str
) -> None:
    """A reason to the next blank line, a list behind a comma, a subject where a program began a new line."""
    assert split(text) == (tuple(CommandLine(*command) for command in commands), rest)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Смотрю. #note Клиент не прав.", "#note"),
        ("Смотрю.\nПотом ещё.\n#notee\nКлиент не прав.", "#notee"),
        ("/note\nКлиент не прав.", "#note"),
        ("@note: Клиент не прав.", "#note"),
        ("Hi,\n!note Клиент не прав.", "#note"),
        ("Text\n/files are there", ""),
        ("@Ivan, see below", ""),
        ("Hi,\n#ntoe\nText", "#ntoe"),
        ("#note " + "long " * 3000, "#note"),
        ("#a\n" * 11, "#a"),
        ("See #12 and #close in the manual.", ""),
        ("Fixed.\n\nWe are done.\nSee #12 and #note in the manual.", ""),
        ("Hi Bob, #note he was late", "#note"),
        ("Bob please #note he was late", "#note"),
        ("Bob – #заметка опоздал", "#заметка"),
        ("Hi.#note he was late", "#note"),
        ("Hi. (#note he was late)", "#note"),
        ("Ok 🙂 *#note* he was late", "#note"),
        ("Fixed.\n\nWe are done.\nSee below, #note he was late", "#note"),
        ("Hi Bob, #close", "#close"),
        ("Fixed.\n\nWe are done, #close", ""),
        ("Please ask in our channel #help.", ""),
        ("Text\n#12 is done\n#hashtag is nice", ""),
        ("Text\n\n# ask that it takes a while", ""),
        ("Text\n\n# note he never pays", "#note"),
        ("Hello,\nput in:\n  # Note that the order matters\n  a = b", ""),
        ("Text\n> #note", ""),
        ("#note\nText", ""),
        ("Hi,\n# heading", ""),
        ("", ""),
    ],
)
def test_a_text_may_speak_of_numbers_and_hashtags(text: str, told: str) -> None:
    """Only what looks like a command is one; below a greeting that may be one that there is not."""
    assert misplaced(split(text)[1]) == told


@pytest.mark.parametrize(
    ("line", "argument"),
    [
        ("#assign “Лена Смирнова”.", "Лена Смирнова"),
        ("#priority – urgent", "urgent"),
        ("#priority High.", "High"),
        ("#kind: Incident!", "Incident"),
        ("#org —", "—"),
        ("#cc «ann@x.example»;", "ann@x.example"),
        ("#for +7 (495) 123-45-67 Anna", "+7 (495) 123-45-67 Anna"),
        ("#resolve — it’s done.", "it’s done."),
        ("#reopen - sorry", "sorry"),
        ("#resolve -5 degrees", "-5 degrees"),
        ("#resolve “Start” is the button.", "“Start” is the button."),
        ("#subject The “new” one.", "The “new” one."),
    ],
)
def test_what_telephones_set_around_a_name_or_a_word_is_taken_off(line: str, argument: str) -> None:
    """Quotes, stops and dashes; of a text only the dash before it."""
    [command], _ = split(line)
    assert command.argument == argument


@pytest.mark.parametrize(
    ("line", "second"),
    [
        ("#ask #resolve", "#resolve"),
        ("#ask **#resolve** it is done", "#resolve"),
        ("#ask #res it is done", "#res"),
        ("#resolve Done. #close", "#close"),
        ("#resolve Done. #clo it", "#clo"),
        ("#решено Готово №закрыть.", "#закрыть"),
        ("#resolve Done ＃note he never pays", "#note"),
        ("#subject #take", "#take"),
        ("#resolve Ticket #1234 is done", ""),
        ("#ask see issue #12", ""),
        ("#ask see https://x.example/a#note and /#note", ""),
        ("#ask What is #hashtag?", ""),
        ("#resolve The #res channel has it", ""),
        ("#resolve Договор № 12 от № закрытия", ""),
    ],
)
def test_a_second_command_on_the_line_of_one_is_told(line: str, second: str) -> None:
    """Only what is a command is one; a number or a hashtag is text."""
    [command], _ = split(line)
    assert command.second == second


@pytest.mark.parametrize(
    ("signature", "told"),
    [
        ("-- \nAnn\n#take", "#take"),
        ("-- \nAnn\n*#Закрыть*", "#закрыть"),
        ("-- \nAnn\nRoom #12\n#hashtag\n# note that", ""),
        ("", ""),
    ],
)
def test_a_command_below_the_mark_of_a_signature_is_told(signature: str, told: str) -> None:
    """Who wrote it meant it; with the signature it would go to the customer."""
    assert signed_with(signature) == told
