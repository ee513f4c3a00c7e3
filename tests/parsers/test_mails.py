"""Whole mails as their writers' programs send them, each with a twin that says what must be read."""

import json
from functools import cache
from pathlib import Path

import pytest

from desk.happenings import INTENT_THRESHOLD
from desk.mail import Intent, Mail
from desk.opening import KIND_THRESHOLD
from desk.request import RequestKind
from parsers.attachments import attachment_bytes
from parsers.mail import read
from parsers.report import as_record

MAILS = Path(__file__).parents[1] / "mails"
NAMES = sorted(path.stem for path in MAILS.glob("*.eml"))
LANGUAGES = ("ru", "en")

# How many mails of each sort there must be; a sort is how their names begin.
SORTS = {
    "absence_words": 40,
    "bounce": 40,
    "charset": 40,
    "form": 30,
    "intent": 60,
    "request": 80,
}
# Each program answers in both languages above, below and within what it quotes.
PROGRAMS = (
    "gmail",
    "outlook_desktop",
    "outlook_web",
    "outlook_mobile",
    "outlook_new",
    "apple",
    "thunderbird",
    "yandex",
    "mailru",
    "thebat",
    "evolution",
    "samsung",
    "proton",
    "notes",
    "webform",
)
PLACES = ("top", "bottom", "inline")
# What mere words decide is judged by its rate: of a hundred mails so many at least are right.
LEAST = {("absence_words_", "kind"): 98, ("", "settled_intent"): 98, ("", "settled_kind"): 98}
# Keys of a twin that name no value of the mail's.
ABOUT = {"made", "visible_has", "visible_lacks"}


def _raw(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


@cache
def _mail(name: str) -> Mail:
    return read(_raw(name))


@cache
def _twin(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((MAILS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _of(sort: str) -> list[str]:
    return [name for name in NAMES if name.startswith(f"{sort}_")]


def _told(mail: Mail) -> dict[str, object]:
    """Return all that a twin may speak of, as JSON has it; what is settled is what a desk acts on."""
    intent = mail.intent if mail.intent_confidence >= INTENT_THRESHOLD else Intent.NONE
    kind = mail.request_kind if mail.request_kind_confidence >= KIND_THRESHOLD else RequestKind.UNSORTED
    return {
        **as_record("", mail),
        "text_language": mail.text_language,
        "problems": mail.problems,
        "decorations": [one.name for one in mail.attachments if one.decoration],
        "sealed": mail.sealed,
        "similarity": list(mail.similarity),
        "shown_sender": mail.shown_sender,
        "reply_to": mail.reply_to.addr if mail.reply_to else None,
        "delivered_to": list(mail.delivered_to),
        "bounces": [[one.recipient, one.status, one.action] for one in mail.bounces],
        "headers": dict(mail.headers),
        "commands": [[line.word, line.argument] for line in mail.commands],
        "text_after_commands": mail.text_after_commands,
        "settled_intent": intent,
        "settled_kind": kind,
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_read_as_its_twin_says(name: str) -> None:
    """Each key of the twin is what the mail says, but for what is judged by its rate."""
    rated = {key for start, key in LEAST if name.startswith(start)}
    wanted = {key: value for key, value in _twin(name).items() if key not in rated | ABOUT}
    told = _told(_mail(name))

    assert {key: told[key] for key in wanted} == wanted


@pytest.mark.parametrize("name", [name for name in NAMES if "visible_has" in _twin(name)])
def test_what_a_person_wrote_is_visible(name: str) -> None:
    """The visible text holds the lines that the twin names, and none of those that are not the person's."""
    twin, visible = _twin(name), _mail(name).visible_text

    assert [line for line in _lines(twin, "visible_has") if line not in visible] == []
    assert [line for line in _lines(twin, "visible_lacks") if line in visible] == []


def _lines(twin: dict[str, object], key: str) -> list[str]:
    found = twin.get(key, [])
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(("start", "key"), LEAST)
def test_words_are_understood_as_often_as_is_held(start: str, key: str) -> None:
    """What is read from mere words is right in so many of a hundred mails."""
    names = [name for name in NAMES if name.startswith(start) and key in _twin(name)]
    wrong = [name for name in names if _told(_mail(name))[key] != _twin(name)[key]]

    assert 100 * (len(names) - len(wrong)) >= LEAST[start, key] * len(names), wrong


@pytest.mark.parametrize("name", [name for name in NAMES if "settled_intent" in _twin(name)])
def test_no_ticket_is_closed_by_error(name: str) -> None:
    """Nothing is taken for a confirmation or a withdrawal that is none."""
    settled = _told(_mail(name))["settled_intent"]

    assert settled not in (Intent.CONFIRM, Intent.WITHDRAW) or settled == _twin(name)["settled_intent"]


def test_what_is_sorted_is_sorted_right() -> None:
    """Of the requests that are sorted at all, 95 of 100 are sorted right, and 80 of 100 are sorted."""
    names = [name for name in NAMES if _twin(name).get("settled_kind", "unsorted") != "unsorted"]
    sorted_ = [name for name in names if _told(_mail(name))["settled_kind"] != RequestKind.UNSORTED]
    wrong = [name for name in sorted_ if _told(_mail(name))["settled_kind"] != _twin(name)["settled_kind"]]

    assert len(sorted_) >= 0.8 * len(names)
    assert len(wrong) <= 0.05 * len(sorted_), wrong


@pytest.mark.parametrize("sort", SORTS)
def test_there_are_enough_mails_of_a_sort(sort: str) -> None:
    """Each sort of mail that is hard to read has its number of cases."""
    assert len(_of(sort)) >= SORTS[sort]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_answers_in_every_place(program: str, language: str) -> None:
    """Each program's answers are there in both languages, above, below and within what they quote."""
    assert {f"{program}_{place}_{language}" for place in PLACES} <= set(NAMES)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_answers_in_text_and_in_html(program: str) -> None:
    """Each program's answers are there as plain text and as a page."""
    mails = [_raw(name).lower() for name in _of(program)]

    assert any(b"content-type: text/plain" in raw for raw in mails)
    assert any(b"content-type: text/html" in raw for raw in mails)


def test_an_absence_in_words_has_no_header_of_a_machine() -> None:
    """These are told by their words or not at all."""
    marks = (b"\nauto-submitted:", b"\nprecedence:", b"\nx-auto")
    heads = {name: _raw(name).replace(b"\r\n", b"\n").partition(b"\n\n")[0] for name in _of("absence_words")}

    assert [name for name, head in heads.items() if any(mark in head.lower() for mark in marks)] == []


def test_a_twin_tells_where_its_mail_comes_from() -> None:
    """It names the program, its version, and how the mail was made."""
    made = {name: _twin(name)["made"] for name in NAMES}

    assert [name for name in NAMES if not _is_told(made[name])] == []


def _is_told(made: object) -> bool:
    return isinstance(made, dict) and list(made) == ["program", "version", "how"] and all(made.values())


def test_there_are_enough_mails() -> None:
    """No fewer than three hundred mails are read, and every mail has a twin, every twin a mail."""
    assert len(NAMES) >= 300
    assert sorted(path.stem for path in MAILS.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if b"\n--" in _raw(name) or b"begin " in _raw(name)])
def test_an_attachment_is_found_again_in_its_mail(name: str) -> None:
    """The number of an attachment leads to bytes of the size that was told."""
    raw = _raw(name)

    for attachment in _mail(name).attachments:
        assert len(attachment_bytes(raw, attachment.part)) == attachment.size
