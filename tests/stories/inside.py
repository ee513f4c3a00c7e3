"""Which mails of staff were surely written for the staff alone, whatever becomes of them."""

from email.message import EmailMessage

from desk.commands import Command, command_of
from desk.letters import Audience
from parsers.commands import split
from responders.words import ANSWERS
from tests.stories.cast import cast
from tests.stories.story import Step

# Of a mail whose answers stay among the staff, the name in Reply-To begins like this.
_INTERNAL = tuple(names[Audience.INTERNAL] for names in ANSWERS.values())


def is_inside(step: Step, answered: EmailMessage | None, inside: set[str]) -> bool:
    """Tell whether a step is a note: by its commands, its way, or what it answers.

    ``inside`` are the ids of those before; a mail that answers one of them is one.
    """
    if not step.sender or not cast()[step.sender].is_staff:
        return False
    commands = {command_of(line.word) for line in split(step.text)[0]}
    parent = step.headers.get("In-Reply-To", "").strip("<>")
    return (
        step.way == "internal"
        or Command.NOTE in commands
        or parent in inside
        or _answers_note(step, answered)
    )


def _answers_note(step: Step, answered: EmailMessage | None) -> bool:
    """Tell whether a step goes where only the staff reads."""
    return answered is not None and not step.to and str(answered["Reply-To"]).startswith(_INTERNAL)
