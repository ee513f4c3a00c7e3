"""Playing: each scene is written, what arrives is shown, and anything unexpected ends the play."""

import re
from collections.abc import Callable
from email.message import EmailMessage

from daemon.demo.mailbox import Mailbox, shown, text_of
from daemon.demo.person import Person
from daemon.demo.plays import AGENT, CUSTOMER, Arrival, Play, Scene
from daemon.demo.stage import AGENT as AGENT_ADDRESS
from daemon.demo.stage import AGENT_NAME, DESK, Stage
from desk.errors import PostdeskError

SCENE_SECONDS = 30.0
QUIET_SECONDS = 0.5


class UnexpectedOutcome(PostdeskError):
    """A scene did not end as it must."""


def perform(play: Play, stage: Stage, say: Callable[[str], None]) -> None:
    """Play a conversation and tell each mail and the ticket's history; raise UnexpectedOutcome."""
    people = {
        CUSTOMER: _person(play.customer_name, play.customer, stage),
        AGENT: _person(AGENT_NAME, AGENT_ADDRESS, stage),
    }
    say(_title(play.title, "="))
    for scene in play.scenes:
        _perform_scene(scene, people, say)
    for person in people.values():
        # What came too late to be noticed in its scene is noticed here.
        _arrived(play.scenes[-1], person, [])
    say(_title(f"{play.title}: history", "-"))
    say(stage.history(_number(people[CUSTOMER])))


def _person(name: str, address: str, stage: Stage) -> Person:
    return Person(name, address, Mailbox(stage.outgoing, address), stage.port)


def _perform_scene(scene: Scene, people: dict[str, Person], say: Callable[[str], None]) -> None:
    actor = people[scene.by]
    say(_title(f"{scene.title}: {actor.name} writes", "-"))
    say(scene.text + "\n")
    if scene.subject:
        actor.write(DESK, scene.subject, scene.text)
    else:
        actor.answer(scene.text)
    for role, person in people.items():
        wanted = [arrival for arrival in scene.arrivals if arrival.to == role]
        for mail in _arrived(scene, person, wanted):
            say(_title(f"{person.name} gets", "."))
            say(shown(mail) + "\n")


def _arrived(scene: Scene, person: Person, wanted: list[Arrival]) -> list[EmailMessage]:
    """Return the mails of a person, which must be exactly the wanted ones."""
    came = person.mailbox.wait(len(wanted), SCENE_SECONDS if wanted else QUIET_SECONDS)
    if len(came) != len(wanted):
        raise UnexpectedOutcome(
            f"{scene.title}: {person.name} got {len(came)} mails, expected {len(wanted)}:\n"
            + "\n---\n".join(map(shown, came))
        )
    for arrival, mail in zip(wanted, came, strict=True):
        _check(scene, arrival, mail)
        person.last = mail
    return came


def _check(scene: Scene, arrival: Arrival, mail: EmailMessage) -> None:
    text = f"{mail['From']}\n{mail['Subject']}\n{text_of(mail)}"
    missing = [words for words in arrival.says if words.lower() not in text.lower()]
    if missing:
        raise UnexpectedOutcome(f"{scene.title}: this mail does not say {missing}:\n{shown(mail)}")
    if arrival.to == CUSTOMER and AGENT_ADDRESS in mail.as_string():
        raise UnexpectedOutcome(f"{scene.title}: the customer sees the agent's own address:\n{shown(mail)}")


def _number(customer: Person) -> str:
    found = re.search(r"\[([A-Z0-9]+-[0-9]+)\]", str(customer.last["Subject"])) if customer.last else None
    if found is None:
        raise UnexpectedOutcome("no number stands in the subject of the last mail")
    return found.group(1)


def _title(text: str, line: str) -> str:
    return f"{line * 4} {text} {line * max(4, 70 - len(text))}"
