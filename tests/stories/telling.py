"""Telling a story: each step is sent to a running Postdesk, and all that comes out is looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from enum import Enum
from typing import Any

from desk.address import Address
from desk.letters import Template
from storage import outbox
from tests.clocks import Machine
from tests.road.road import Road, text
from tests.stories.cast import cast, person_at
from tests.stories.inside import is_inside
from tests.stories.product_words import RANDOM
from tests.stories.story import Expected, File, Step, Story, duration
from tests.stories.writing import bounce, message_id, written


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail that came to a person of the cast, or to an address, and what kind of mail it is."""

    to: str
    template: str
    mail: EmailMessage

    def __str__(self) -> str:
        """Return the mail as its reader sees it."""
        head = "\n".join(f"{name}: {value}" for name, value in self.mail.items())
        files = "".join(f"\n[{file.name}]\n{file.text}" for file in carried(self.mail))
        return f"--- {self.template} to {self.to} ---\n{head}\n\n{text(self.mail)}{files}"


def carried(mail: EmailMessage) -> tuple[File, ...]:
    """Return the files that a mail carries along."""
    parts = ((part.get_filename() or "", part.get_payload(decode=True)) for part in mail.iter_attachments())
    return tuple(
        File(name=name, text=data.decode("utf-8", "replace"))
        for name, data in parts
        if isinstance(data, bytes)
    )


class Telling:
    """One story on one Postdesk. ``delivered`` is all that came out so far, in order.

    ``inside`` are the ids of the mails that were written for the staff alone.
    """

    def __init__(self, story: Story, road: Road, machine: Machine) -> None:
        self.delivered: list[Delivered] = []
        self.inside: set[str] = set()
        self._story = story
        self._road = road
        self._machine = machine
        self._place = story.name

    async def tell(self) -> None:
        """Play every step. Raises AssertionError at the first thing that is not as the story says."""
        for number, step in enumerate(self._story.steps, 1):
            self._place = f"{self._story.name}.toml, step {number}"
            came = await self._play(step, number)
            ids = {mail.to + str(mail.mail["Message-ID"]) for mail in came}
            seen = self.delivered[: len(self.delivered) - len(came)]
            self._compare(step, came, seen)
            assert len(ids) == len(came), self._told("a mail came twice", came)
            self._look(step)

    async def _play(self, step: Step, number: int) -> list[Delivered]:
        before = len(self.delivered)
        if step.after:
            self._machine.pass_time(step.after)
            await self._road.service.ticks.remind()
            await self._road.service.ticks.end_holds()
            await self._road.service.ticks.look_out()
            self._keep(await self._road.settled())
        if step.bounces:
            lost = self._found(step.of, step.bounces)
            path = str(lost["Return-Path"]).strip("<>")
            raw = bounce(lost, number, cast()[step.of].address, step.status)
            self._keep(await self._road.post(raw, "", [path]))
        if step.sender:
            answered = self._found(step.of or step.sender, step.answers) if step.answers else None
            raw = written(step, number, answered)
            if is_inside(step, answered, self.inside):
                self.inside.add(message_id(step, number))
            own = cast()[step.sender].address
            path = own if step.return_path is None else step.return_path
            for _ in range(1 + step.twice):
                self._keep(await self._road.send(raw, return_path=path))
        return self.delivered[before:]

    def _keep(self, mails: list[EmailMessage]) -> None:
        records = self._road.read(lambda c: outbox.listing(c, limit=1000))
        templates = {record.message_id: record.template.value for record in records}
        for mail in mails:
            to = person_at(str(mail["Delivered-To"]).strip("<>"))
            template = templates[str(mail["Message-ID"]).strip().strip("<>")]
            self.delivered.append(Delivered(to, template, mail))

    def _found(self, person: str, words: str) -> EmailMessage:
        """Return the last mail of a person that is meant by these words."""
        for one in reversed(self.delivered):
            told = one.template if words in set(Template) else f"{one.mail['Subject']}\n{text(one.mail)}"
            if one.to == person and (words == "last" or words in told):
                return one.mail
        raise AssertionError(self._told(f"{person} never got a mail {words!r}", self.delivered))

    def _compare(self, step: Step, came: list[Delivered], seen: list[Delivered]) -> None:
        left = list(came)
        for expected in step.mails:
            mail = next((one for one in left if _is_meant(expected, one)), None)
            if mail is None:
                kind = f"a mail ({expected.template or 'any'}) to {expected.to}"
                raise AssertionError(self._told(f"expected was {kind}; what came besides:", left))
            left.remove(mail)
            for fault in _faults(expected, mail, self._ids_of(mail.to, seen)):
                raise AssertionError(self._told(fault, [mail]))
        assert not left, self._told("nothing of this was expected:", left)

    def _ids_of(self, person: str, seen: list[Delivered]) -> set[str]:
        """Return the Message-IDs that a person knows: of mails got before, and of the person's own."""
        got = {str(one.mail["Message-ID"]).strip() for one in seen if one.to == person}
        host = cast()[person].address.partition("@")[2] if person in cast() else ""
        sent = {f"<step-{n}@{host}>" for n, step in enumerate(self._story.steps, 1) if step.sender == person}
        return got | sent

    def _look(self, step: Step) -> None:
        """Look at the verdict and the ticket after a step."""
        if step.verdict:
            found = self._road.record()
            assert found.verdict == step.verdict, self._told(
                f"{found.verdict}: {found.rule}", [], step.verdict
            )
        if step.tickets is not None:
            numbers = self._road.numbers()
            assert tuple(numbers) == step.tickets, self._told(f"the tickets: {numbers}", [], step.tickets)
        if step.stands:
            numbers = self._road.numbers()
            assert numbers, self._told("there is no ticket", [])
            number = step.ticket or numbers[-1]
            ticket = self._road.ticket(number)
            for name, wanted in step.stands.items():
                value = self._wanted(wanted, getattr(ticket, name))
                now = _plain(getattr(ticket, name))
                assert now == value, self._told(f"{name} of {number} is {now!r}", [], value)

    def _wanted(self, wanted: Any, now: Any) -> Any:
        """Return what a story wants of a ticket's field; a time is said by how long it is until then."""
        is_time = isinstance(now, datetime) and isinstance(wanted, str)
        return self._road.service.clock() + duration(wanted, self._place) if is_time else wanted

    def _told(self, fault: str, mails: list[Delivered], expected: object = None) -> str:
        wanted = "" if expected is None else f"; expected was {expected!r}"
        return "\n\n".join((f"{self._place}: {fault}{wanted}", *map(str, mails)))


def _is_meant(expected: Expected, mail: Delivered) -> bool:
    return expected.to == mail.to and expected.template in {"", mail.template}


def _faults(expected: Expected, delivered: Delivered, known: set[str]) -> Iterator[str]:
    """Yield what is not as expected in a mail."""
    mail = delivered.mail
    told = " ".join(f"{mail['Subject']} {text(mail)}".split())
    # In the letters of a random name any short word may stand.
    whole = RANDOM.sub(" ", " ".join(str(delivered).split()))
    yield from (f"it must say {words!r}" for words in expected.says if " ".join(words.split()) not in told)
    yield from (f"it must not say {words!r}" for words in expected.says_not if words in whole)
    if expected.subject not in str(mail["Subject"]):
        yield f"the subject is {mail['Subject']!s}, expected was {expected.subject!r}"
    for header, wanted in (("From", expected.from_name), ("Reply-To", expected.reply_to_name)):
        name = parseaddr(str(mail[header] or ""))[0]
        if wanted is not None and wanted != name:
            yield f"the name in {header} is {name!r}, expected was {wanted!r}"
    if expected.in_thread is not None:
        joined = bool(known & set(str(mail["References"] or "").split()))
        if joined is not expected.in_thread:
            yield f"in_thread is {joined}; known are {sorted(known)}"
    if expected.files is not None and [_file(f) for f in carried(mail)] != [_file(f) for f in expected.files]:
        yield f"the files are {[file.name for file in carried(mail)]}"
    for header, wanted in expected.headers.items():
        value = mail[header]
        if (value is not None) if not wanted else (wanted not in str(value)):
            yield f"{header} is {value}, expected was {wanted!r}"


def _file(file: File) -> tuple[str, str]:
    return file.name, file.text


def _plain(value: Any) -> Any:
    """Return a value of a ticket as stories write it; people by their short names."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Address):
        return person_at(value.addr)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, str):
        return next((who.key for who in cast().values() if who.name == value), value)
    return value
