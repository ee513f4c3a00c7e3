"""One case judged: each expectation by its judge, and what all of them come to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desk.mail import MailKind
from tests.corpus import replies
from tests.corpus.cases import Case
from tests.corpus.difference import Difference, Judge
from tests.corpus.expectations import IMPLIED, INFORMATIVE, KEYS, Goal
from tests.corpus.material import NoMaterial
from tests.corpus.peers.libraries import NotInstalled
from tests.corpus.readers import POSTDESK, Reader
from tests.corpus.reading import Reading
from tests.corpus.texts import squashed
from tests.deadline import TookTooLong, bounded

# Of the processor's time, for one case; an ordinary mail takes thousandths of a second.
_SECONDS = 20

# What a disputed charset spoils.
_OF_WORDS = frozenset({Goal.PARSE, Goal.REPLY, Goal.WORDS, Goal.AGREED})

# What a peer reads out of a body.
_OF_BODIES = frozenset({"text_parts", "html_parts", "attachments", "body_text", "body_html"})

_META = frozenset("\\.^$*+?{}[]|()")

# A key, the goal it counts for, its judge, and its value.
_Asked = tuple[str, Goal, Judge, object]


class Outcome(StrEnum):
    """What a case came to. A missing one was never read, and counts for nothing.

    Of one that is not told the reader can tell nothing that is asked.
    """

    RIGHT = "right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    UNTOLD = "not told"


@dataclass(frozen=True, slots=True)
class Finding:
    """One expectation judged; no difference means that it was met."""

    key: str
    goal: Goal
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One case judged, with a sentence for each of its expectations that could not be."""

    case: Case
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    told: tuple[str, ...] = ()


def judged(case: Case, folder: Path, reader: Reader = POSTDESK) -> Verdict:
    """Return what a case came to. Raises NotInstalled and nothing else: what cannot be judged is told."""
    told = [f"unknown key {key}" for key in case.expect if key not in KEYS and key not in INFORMATIVE]
    asked = [one for one in _asked(case) if one[0] in reader.tells]
    if not asked and reader is not POSTDESK:
        return Verdict(case, Outcome.UNTOLD)
    try:
        with bounded(_SECONDS):
            reading = reader.read(case, folder)
            findings, faults = _found(case, reading, asked)
    except NoMaterial as fault:
        return Verdict(case, Outcome.MISSING, told=(f"{case.id}: {fault}",))
    except NotInstalled:
        raise
    except TookTooLong:
        return _failed(case, asked, f"takes more than {_SECONDS} s")
    except Exception as fault:
        # The edge: a library may raise whatever it likes, and the other cases are judged.
        return _failed(case, asked, f"{type(fault).__name__}: {fault}")
    return Verdict(case, _outcome(reading, findings), tuple(findings), (*told, *faults))


def _found(case: Case, reading: Reading, asked: list[_Asked]) -> tuple[list[Finding], list[str]]:
    """Return what was judged, and a sentence for each expectation that makes no sense."""
    findings, faults = [], []
    for key, goal, judge, value in asked:
        try:
            findings.append(Finding(key, goal, judge(value, reading)))
        except Exception as fault:
            # The edge: whatever a stranger wrote as the value of a key, the other cases are judged.
            faults.append(f"{case.id}: {key} cannot be judged ({type(fault).__name__}: {fault})")
    if case.expect.get("has_encoding_problem") is True:
        # The peer itself says that it could not take the body apart: what it made of it binds nobody.
        findings = [one for one in findings if one.difference is None or one.key not in _OF_BODIES]
    if reading.is_disputed:
        findings = [one for one in findings if one.difference is None or one.goal not in _OF_WORDS]
    return findings, faults


def _failed(case: Case, asked: list[_Asked], why: str) -> Verdict:
    """Return the verdict on a case that the reader gave up: nothing that was asked is met."""
    findings = tuple(Finding(key, goal, Difference("a mail that is read", why)) for key, goal, _, _ in asked)
    return Verdict(case, Outcome.UNREADABLE, findings)


def is_contradicted(case: Case) -> bool:
    """Tell whether the text that most readers cut out is not what the corpus itself expects."""
    text, expect = squashed(case.agreed_reply or ""), case.expect
    same = [expect[key] for key in ("reply", "reply_body") if isinstance(expect.get(key), str)]
    starts = [
        expect[key] for key in ("reply_starts", "reply_first_fragment") if isinstance(expect.get(key), str)
    ]
    return (
        any(squashed(str(one)) != text for one in same)
        or not all(text.startswith(squashed(str(one))) for one in starts)
        or not all(squashed(one) in text for one in _strings(expect.get("reply_contains")))
        or any(squashed(one) in text for one in _strings(expect.get("reply_not_contains")))
        or any(squashed(one) in text for one in _hidden(expect))
    )


def _asked(case: Case) -> Iterator[_Asked]:
    for key, value in case.expect.items():
        if key in KEYS:
            yield key, *KEYS[key], value
    if case.agreed_reply is not None and not is_contradicted(case):
        yield "agreed_reply", Goal.AGREED, replies.agreed, case.agreed_reply
    for key, goal, judge in IMPLIED.get(case.kind, ()):
        yield key, goal, judge, None


def _outcome(reading: Reading, findings: list[Finding]) -> Outcome:
    if reading.mail.kind is MailKind.UNREADABLE:
        return Outcome.UNREADABLE
    return Outcome.WRONG if any(one.difference for one in findings) else Outcome.RIGHT


def _hidden(expect: Mapping[str, object]) -> Iterator[str]:
    """Yield how the fragments begin that a peer hides, where it says so in plain letters."""
    patterns, hidden = expect.get("fragment_regex"), expect.get("fragment_hidden")
    if not isinstance(patterns, dict) or not isinstance(hidden, list):
        return
    for number, is_hidden in enumerate(hidden):
        for pattern in _strings(patterns.get(str(number))) if is_hidden else ():
            start = pattern.removeprefix("^")
            if not _META.intersection(start):
                yield start


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
