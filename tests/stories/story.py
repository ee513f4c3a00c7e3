"""A story: a conversation as data, read from TOML. What is not understood is an error with its place.

The keys of a step, each of which may be left out:

* who writes: ``from``; ``as`` (whose From it bears, where that is forged), ``proof`` (what our
  mail host says of it, "pass", "none" or "fail"; else what the cast says, of a forged one "none"),
  ``return_path``
* where to: ``answers`` ("last", a template's name, or words of the mail answered), ``of`` (whose mail that
  is), ``way`` (one of WAYS), ``to`` and ``cc`` (people, "desk", or addresses)
* what: ``subject``, ``text``, ``html``, ``files``, ``headers``, ``charset`` (declared), ``encoded`` (the true
  one); ``{quote}`` in a text becomes the mail that is answered, quoted, ``{mail}`` in a file its source;
  ``passes_on`` (another's mail below the text: ``program``, a name in forwarding_programs or "attached",
  ``from``, ``subject``, ``text``; of an attached one ``files``)
* or what else happens: ``after`` ("3 days" pass before), ``bounces`` (the mail that comes back, told as by
  ``answers``; ``of`` a person), ``status`` (of the bounce), ``twice`` (the same bytes come once more)
* ``trouble``: what the adversary or the fault is here, in words
* what follows: ``mail`` (all that comes out), ``verdict``, ``tickets`` (all numbers that there are),
  ``ticket`` (the one looked at, else the last), and by its name any other field of a Ticket.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from desk.letters import Template
from desk.ticket import Ticket
from desk.verdicts import Verdict
from tests.stories.cast import FOLDER, THE_DESK, cast
from tests.stories.passing_on import PassedOn, passed_on

# How an answer is addressed: to Reply-To with the ids; to the note address; ids alone, Reply-To being lost;
# the key alone; nothing but the number in the subject.
WAYS = ("reply", "internal", "ids", "key", "number")
PROOFS = ("pass", "none", "fail")
_UNITS = {"minute": 60, "hour": 3600, "day": 86_400}

# What a step says of itself, and so cannot be asked of the ticket by its own name.
_OWN = frozenset({"id", "desk", "number", "subject"})
TICKET_FIELDS = frozenset(each.name for each in fields(Ticket)) - _OWN


class Unclear(Exception):
    """A story says something that is not understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment; of an expected one ``type`` does not count."""

    name: str
    text: str
    type: str = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A mail that must come out. ``headers`` holds what a header must hold; an empty text: there is none."""

    to: str
    template: str = ""
    subject: str = ""
    says: tuple[str, ...] = ()
    says_not: tuple[str, ...] = ()
    from_name: str | None = None
    reply_to_name: str | None = None
    in_thread: bool | None = None
    files: tuple[File, ...] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happens, and what must follow."""

    sender: str = ""
    shown: str = ""
    proof: str = ""
    return_path: str | None = None
    answers: str = ""
    of: str = ""
    way: str = "reply"
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str | None = None
    text: str = ""
    html: str = ""
    files: tuple[File, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    charset: str = "utf-8"
    encoded: str = ""
    passes_on: PassedOn | None = None
    after: timedelta = timedelta()
    bounces: str = ""
    status: str = "5.1.1"
    twice: bool = False
    trouble: str = ""
    mails: tuple[Expected, ...] = ()
    verdict: str = ""
    tickets: tuple[str, ...] | None = None
    ticket: str = ""
    stands: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A conversation, the desk's settings that differ, and who of the staff serves it."""

    name: str
    title: str
    desk: Mapping[str, Any]
    staff: tuple[str, ...]
    steps: tuple[Step, ...]


def stories() -> tuple[Path, ...]:
    """Return the files of all stories."""
    return tuple(sorted(set(FOLDER.glob("*.toml")) - {FOLDER / "cast.toml"}))


def read(file: Path) -> Story:
    """Return the story in a file. Raises Unclear, naming file and step."""
    return parse(file.read_text(encoding="utf-8"), file.stem)


def parse(text: str, name: str) -> Story:
    """Return the story that this TOML tells. Raises Unclear, naming the story and the step."""
    told = tomllib.loads(text)
    known = {"title": str, "desk": dict, "staff": list, "step": list}
    _check(told, known, name)
    if not told.get("title") or not told.get("step"):
        raise Unclear(f"{name}: a story has a title and steps")
    staff = tuple(told.get("staff", ("ann", "bob")))
    _people(staff, name)
    steps = tuple(_step(step, f"{name}, step {number}") for number, step in enumerate(told["step"], 1))
    return Story(name=name, title=told["title"], desk=told.get("desk", {}), staff=staff, steps=steps)


# The names in TOML that are not those of the values, and what is turned into what.
_NAMES = {"from": "sender", "as": "shown", "mail": "mails"}
_KINDS: dict[str, type] = {
    **dict.fromkeys(("from", "as", "proof", "return_path", "answers", "of", "way", "subject"), str),
    **dict.fromkeys(("text", "html", "charset", "encoded", "after", "bounces", "status", "trouble"), str),
    **dict.fromkeys(("verdict", "ticket"), str),
    **dict.fromkeys(("to", "cc", "files", "mail", "tickets"), list),
    **dict.fromkeys(("headers", "passes_on"), dict),
    "twice": bool,
}
_MAIL_KINDS: dict[str, type] = {
    **dict.fromkeys(("to", "template", "subject", "from_name", "reply_to_name"), str),
    **dict.fromkeys(("says", "says_not", "files"), list),
    "in_thread": bool,
    "headers": dict,
}
_FILE_KINDS: dict[str, type] = {"name": str, "text": str, "type": str}


def _step(told: dict[str, Any], place: str) -> Step:
    stands = {key: told.pop(key) for key in TICKET_FIELDS & told.keys()}
    _check(told, _KINDS, place)
    values: dict[str, Any] = {_NAMES.get(key, key): value for key, value in told.items()}
    values["mails"] = tuple(_expected(mail, place) for mail in told.get("mail", ()))
    values["files"] = tuple(_file(file, place) for file in told.get("files", ()))
    values["after"] = duration(told["after"], place) if "after" in told else timedelta()
    for key in {"to", "cc", "tickets"} & told.keys():
        values[key] = tuple(told[key])
    if "passes_on" in told:
        values["passes_on"] = _passed_on(told["passes_on"], place)
    step = Step(**values, stands=stands)
    _check_step(step, place)
    return step


def _check_step(step: Step, place: str) -> None:
    names = (step.sender, step.shown, step.of, *step.to, *step.cc)
    _people([name for name in names if name and name != THE_DESK and "@" not in name], place)
    faults = (
        (
            not (step.sender or step.after or step.bounces),
            "nothing happens: there is no from, after, bounces",
        ),
        (bool(step.sender and step.bounces), "a person writes, or a mail bounces"),
        (bool(step.bounces and not step.of), "whose mail bounces? there is no `of`"),
        (
            not step.sender and bool(step.text or step.html or step.answers),
            "nobody says this: there is no from",
        ),
        (step.way not in WAYS, f"there is no way {step.way!r}"),
        (step.proof not in {"", *PROOFS}, f"there is no proof {step.proof!r}"),
        (step.verdict not in {"", *Verdict}, f"there is no verdict {step.verdict!r}"),
        ("{quote}" in step.text + step.html and not step.answers, "what is quoted? there is no `answers`"),
        (
            any("{mail}" in file.text for file in step.files) and not step.answers,
            "what is attached? there is no `answers`",
        ),
        (bool(step.shown) and not step.trouble, "a forged From is trouble: say so"),
    )
    for holds, fault in faults:
        if holds:
            raise Unclear(f"{place}: {fault}")


def _expected(told: dict[str, Any], place: str) -> Expected:
    _check(told, _MAIL_KINDS, place)
    if told.get("template", "reply") not in set(Template):
        raise Unclear(f"{place}: there is no template {told['template']!r}")
    if "to" not in told:
        raise Unclear(f"{place}: to whom must this mail go?")
    _people([told["to"]] if "@" not in told["to"] else [], place)
    values: dict[str, Any] = {key: tuple(told[key]) for key in ("says", "says_not") if key in told}
    files = tuple(_file(file, place) for file in told["files"]) if "files" in told else None
    return Expected(**{**told, **values, "files": files})


def _passed_on(told: dict[str, Any], place: str) -> PassedOn:
    try:
        return passed_on(told)
    except KeyError as what:
        raise Unclear(f"{place}: passes_on does not know, or lacks, {what}") from None


def _file(told: dict[str, Any], place: str) -> File:
    _check(told, _FILE_KINDS, place)
    if not {"name", "text"} <= told.keys():
        raise Unclear(f"{place}: a file has a name and a text")
    return File(**told)


def _check(told: Mapping[str, Any], known: Mapping[str, type], place: str) -> None:
    for key, value in told.items():
        if key not in known:
            raise Unclear(f"{place}: there is no key {key!r}")
        if not isinstance(value, known[key]):
            raise Unclear(f"{place}: {key} is not a {known[key].__name__}")


def _people(names: list[str] | tuple[str, ...], place: str) -> None:
    unknown = [name for name in names if name not in cast()]
    if unknown:
        raise Unclear(f"{place}: {unknown[0]!r} is not of the cast")


def duration(text: str, place: str) -> timedelta:
    """Return the time that is meant by such words as "3 days"."""
    number, _, unit = text.partition(" ")
    seconds = _UNITS.get(unit.removesuffix("s"))
    if not number.isdecimal() or seconds is None:
        raise Unclear(f"{place}: how long is {text!r}?")
    return timedelta(seconds=int(number) * seconds)
