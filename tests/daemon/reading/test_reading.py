"""Reading in a process that can be ended: whatever one mail does, the others are read, in order, once."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.reading.process import CannotRead, Limits
from daemon.reading.reading import Reading, Unreadable
from parsers.mail import read
from tests.daemon.reading import poisoned

AT = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
MAILS = Path(__file__).parents[2] / "mails"
LIMITS = Limits(seconds=1.0, memory=200_000_000)


@pytest.fixture
def reading() -> Iterator[Reading]:
    """Return what does as its mails say."""
    reading = Reading(LIMITS, poisoned.__name__)
    yield reading
    reading.close()


@pytest.fixture
def plain() -> Iterator[Reading]:
    """Return what reads with the parsers."""
    reading = Reading()
    yield reading
    reading.close()


def a_mail(subject: str, text: bytes = b"Hello") -> bytes:
    """Return a mail; its text may be poison."""
    return b"From: ivan@customer.example\r\nSubject: %s\r\n\r\n%s\r\n" % (subject.encode(), text)


def outcomes(reading: Reading, raws: Sequence[bytes]) -> list[str]:
    """Return for each mail its subject, or why it cannot be read."""
    found = list(reading.read((number, raw, AT) for number, raw in enumerate(raws)))
    assert [outcome.key for outcome in found] == list(range(len(raws)))
    said = [outcome.found for outcome in found]
    return [each.why if isinstance(each, Unreadable) else each.subject for each in said]


def process_of(reading: Reading) -> int:
    """Return the number of the process that reads."""
    assert reading._process is not None
    return reading._process._process.pid


def test_a_mail_reads_as_it_does_without_a_process(plain: Reading) -> None:
    """Every value of it, for each mail of the corpus."""
    raws = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]
    found = [outcome.found for outcome in plain.read((raw, raw, AT) for raw in raws)]
    assert len(found) > 50
    assert found == [read(raw, received_at=AT) for raw in raws]


@pytest.mark.parametrize(
    ("poison", "why"),
    [
        (poisoned.HANG, "reading it took more than 1 s"),
        (poisoned.CRASH, "reading it ended in signal 11 (Segmentation fault)"),
        (poisoned.EAT, "reading it took more than 190 MB"),
        (poisoned.RAISE, "RecursionError while reading"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_others_are_read(
    reading: Reading, poison: bytes, why: str
) -> None:
    """Those before it, those behind it, and those that were with it in the process."""
    bad = a_mail("bad", poisoned.poison(poison))
    raws = [a_mail("before"), bad, a_mail("behind"), bad, a_mail("last")]
    assert outcomes(reading, raws) == ["before", why, "behind", why, "last"]


def test_a_mail_that_only_seemed_to_blame_is_read(reading: Reading, tmp_path: Path) -> None:
    """Tried once more and alone, it may well be read."""
    once = a_mail("once", poisoned.poison(poisoned.CRASH_ONCE, str(tmp_path / "mark")))
    assert outcomes(reading, [a_mail("before"), once, a_mail("behind")]) == ["before", "once", "behind"]


def test_the_parsers_do_not_take_want_of_memory_for_a_fault_of_the_mail() -> None:
    """A mail that the parsers need too much for is told as such, as any other that took too much."""
    reading = Reading(Limits(memory=30_000_000))
    try:
        assert outcomes(reading, [a_mail("large", b"line\r\n" * 4_000_000), a_mail("small")]) == [
            "reading it took more than 28 MB",
            "small",
        ]
    finally:
        reading.close()


def test_a_process_reads_many_mails_and_is_replaced_when_it_has_died(reading: Reading) -> None:
    """It is not started for each; that it died between two mails is nobody's fault."""
    assert outcomes(reading, [a_mail("a"), a_mail("b")]) == ["a", "b"]
    first = process_of(reading)
    assert outcomes(reading, [a_mail("c")]) == ["c"]
    assert process_of(reading) == first
    os.kill(first, signal.SIGKILL)
    assert outcomes(reading, [a_mail("d")]) == ["d"]
    assert process_of(reading) != first


def test_a_process_that_a_large_mail_has_made_large_is_replaced(reading: Reading) -> None:
    """Its memory goes back to the machine; the mails behind go to its successor."""
    assert outcomes(reading, [a_mail("small")]) == ["small"]
    first = process_of(reading)
    large = a_mail("large", poisoned.poison(poisoned.KEEP) + b" " * 2_000_000)
    assert outcomes(reading, [large, a_mail("behind")]) == ["large", "behind"]
    assert process_of(reading) != first


def test_more_than_the_pipe_holds_is_given_and_heard(reading: Reading) -> None:
    """Neither side waits for the other for ever."""
    raws = [a_mail(f"number {number}", b"x" * 3_000_000) for number in range(8)]
    assert outcomes(reading, raws) == [f"number {number}" for number in range(8)]


def test_who_stops_early_leaves_nothing_behind(reading: Reading) -> None:
    """The answers to what was given ahead are nobody's: the next mails get their own."""
    assert next(reading.read((name, a_mail(name), AT) for name in ("a", "b", "c"))).key == "a"
    assert outcomes(reading, [a_mail("d")]) == ["d"]


def test_the_process_ends_with_the_reading(reading: Reading) -> None:
    """Nothing is left of it, not even for its parent to bury."""
    assert outcomes(reading, [a_mail("a")]) == ["a"]
    process = process_of(reading)
    reading.close()
    assert not Path("/proc", str(process)).exists()


def test_the_process_knows_no_secrets_of_the_daemon(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in the daemon's environment is not handed on."""
    monkeypatch.setenv("POSTDESK_PASSWORD", "secret")
    assert outcomes(reading, [a_mail("a")]) == ["a"]
    assert Path("/proc", str(process_of(reading)), "environ").read_bytes() == b""


def test_the_machine_ends_the_process_before_the_daemon(reading: Reading) -> None:
    """Where memory runs out, the kernel chooses what is easily replaced; and nothing of a mail is dumped."""
    assert outcomes(reading, [a_mail("a")]) == ["a"]
    process = Path("/proc", str(process_of(reading)))
    assert (process / "oom_score_adj").read_text() == "1000\n"
    limits = (process / "limits").read_text().splitlines()
    core = next(line for line in limits if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_a_process_that_does_not_start_is_no_mail_s_fault() -> None:
    """The mails wait; whoever reads the log learns what to look at."""
    reading = Reading(child="tests.daemon.reading.no_such_module")
    with pytest.raises(CannotRead, match="does not start: it ended in exit status 1; its own words are in"):
        outcomes(reading, [a_mail("a")])


@pytest.mark.parametrize("heard", [False, True])
def test_a_process_whose_daemon_has_died_ends_without_a_word(heard: bool) -> None:
    """Whether it was about to speak or to listen, it leaves no traceback in a log that others read."""
    program = f"import sys; sys.path[:] = {sys.path!r}; from daemon.reading.child import main; main()"
    ours, theirs = socket.socketpair()
    with theirs, ours:
        end = theirs.fileno()
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", program, "1.0", "200000000"],
            stdin=end,
            stdout=end,
            stderr=subprocess.PIPE,
        )
        if heard:
            ours.recv(1, socket.MSG_PEEK)
        ours.close()
        assert process.communicate()[1] == b""
