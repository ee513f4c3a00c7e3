"""Every story is told on a Postdesk of its own, over real SMTP."""

from pathlib import Path

import pytest

from desk.commands import RULES
from parsers.commands import split
from tests.clocks import Machine
from tests.road.road import running
from tests.stories.cast import cast, configuration
from tests.stories.secrecy import leaks
from tests.stories.story import Unclear, parse, read, stories
from tests.stories.telling import Telling

STAFF = {who.key for who in cast().values() if who.is_staff}


@pytest.mark.parametrize("file", stories(), ids=lambda file: file.stem)
async def test_a_story(tmp_path: Path, file: Path) -> None:
    """Everybody gets just what the story says, the ticket stands as it says, and no customer learns more."""
    story, machine = read(file), Machine()
    async with running(tmp_path, configuration(story.desk, story.staff), machine.clock()) as road:
        telling = Telling(story, road, machine)
        await telling.tell()
        assert leaks(road, [one.mail for one in telling.delivered], inside=telling.inside) == []


@pytest.mark.parametrize("file", stories(), ids=lambda file: file.stem)
def test_every_story_has_trouble_in_it(file: Path) -> None:
    """An adversary or a fault has at least one line in each."""
    assert any(step.trouble for step in read(file).steps)


def test_every_command_has_stories_in_both_languages() -> None:
    """An agent gives it in English in one at least, in Russian in another, and it is not refused there."""
    given = (step for file in stories() for step in read(file).steps if step.sender in STAFF)
    written = (step.text for step in given if "refusal" not in {mail.template for mail in step.mails})
    words = {line.word for text in written for line in split(text)[0]}
    lacking = {
        (command.value, is_english)
        for command, rule in RULES.items()
        for is_english in (True, False)
        if not any(name in words for name in rule.names if name.isascii() is is_english)
    }
    assert lacking == set()


BEGINNING = 'title = "x"\n[[step]]\nfrom = "ivan"\n'


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ('title = "x"\n[[step]]\nfrom = "nobody"', "s, step 1: 'nobody' is not of the cast"),
        ('title = "x"\nstaff = ["nobody"]\n[[step]]\nfrom = "ivan"', "s: 'nobody' is not of the cast"),
        ('titel = "x"\n[[step]]\nfrom = "ivan"', "s: there is no key 'titel'"),
        ('title = "x"', "s: a story has a title and steps"),
        ('title = "x"\n[[step]]\ntext = "y"', "s, step 1: nothing happens"),
        (BEGINNING + '[[step]]\nform = "ivan"', "s, step 2: there is no key 'form'"),
        (BEGINNING + "text = 1", "s, step 1: text is not a str"),
        (BEGINNING + 'way = "home"', "s, step 1: there is no way 'home'"),
        (BEGINNING + 'after = "soon"', "s, step 1: how long is 'soon'?"),
        (BEGINNING + 'as = "ann"', "s, step 1: a forged From is trouble"),
        (BEGINNING + 'text = "{quote}"', "s, step 1: what is quoted"),
        (BEGINNING + 'files = [{name = "x", text = "{mail}"}]', "s, step 1: what is attached"),
        (BEGINNING + 'verdict = "good"', "s, step 1: there is no verdict 'good'"),
        (BEGINNING + '[[step.mail]]\nsays = ["x"]', "s, step 1: to whom"),
        (BEGINNING + '[[step.mail]]\nto = "ann"\nsaid = ["x"]', "s, step 1: there is no key 'said'"),
        (BEGINNING + '[[step.mail]]\nto = "ann"\ntemplate = "x"', "s, step 1: there is no template 'x'"),
        (BEGINNING + 'passes_on = {program = "x"}', "s, step 1: passes_on does not know, or lacks, 'from'"),
        (BEGINNING + 'files = [{name = "x"}]', "s, step 1: a file has a name and a text"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_place(told: str, fault: str) -> None:
    """A story never means less than it seems to say."""
    with pytest.raises(Unclear) as unclear:
        parse(told, "s")
    assert str(unclear.value).startswith(fault)


FAITHFUL = """
title = "x"
[[step]]
from = "ivan"
subject = "Printer"
text = "It does not print."
state = "new"
tickets = ["SUP-1001"]
verdict = "ticket"
[[step.mail]]
to = "ivan"
says = ["SUP-1001"]
in_thread = true
[[step.mail]]
to = "ann"
"""


@pytest.mark.parametrize(
    ("true", "false", "fault"),
    [
        ('state = "new"', 'state = "open"', "state of SUP-1001 is 'new'"),
        ('["SUP-1001"]\nverdict', '["SUP-1002"]\nverdict', "the tickets"),
        ('"ticket"', '"held"', "ticket: continues no ticket"),
        ('says = ["SUP-1001"]', 'says = ["SUP-1002"]', "it must say 'SUP-1002'"),
        ('says = ["SUP-1001"]', 'says_not = ["registered"]', "it must not say 'registered'"),
        ("in_thread = true", "in_thread = false", "in_thread is True"),
        ("in_thread = true", 'from_name = "Ann"', "the name in From"),
        ("in_thread = true", 'reply_to_name = "Ann"', "the name in Reply-To"),
        ("in_thread = true", 'headers = {"Auto-Submitted" = ""}', "Auto-Submitted is"),
        ("in_thread = true", 'files = [{name = "a", text = "b"}]', "the files are"),
        ('to = "ann"', 'to = "bob"', "expected was a mail (any) to bob"),
        ('[[step.mail]]\nto = "ann"', "", "nothing of this was expected"),
    ],
)
async def test_what_is_not_as_told_is_a_failure(tmp_path: Path, true: str, false: str, fault: str) -> None:
    """Each expectation can fail, and says where."""
    assert true in FAITHFUL
    story = parse('staff = ["ann"]\n' + FAITHFUL.replace(true, false, 1), "s")
    machine = Machine()
    async with running(tmp_path, configuration(story.desk, story.staff), machine.clock()) as road:
        with pytest.raises(AssertionError, match=r"s\.toml, step 1: ") as failure:
            await Telling(story, road, machine).tell()
        assert fault in str(failure.value)
