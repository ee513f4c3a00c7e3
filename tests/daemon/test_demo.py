"""The demonstration: two whole conversations, played by people who know only their mail."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from mailbox import Maildir
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.loading import load
from daemon.demo.mail import mail
from daemon.demo.playing import UnexpectedOutcome, perform
from daemon.demo.plays import AGENT, CUSTOMER, ENGLISH, PLAYS, Arrival, Play
from daemon.demo.stage import Stage, stage
from tests.daemon.home import PATIENCE, ROOT, made
from tests.ports import free_port


def test_both_conversations_end_with_the_confirmation() -> None:
    """``demo`` shows every mail and both histories, and ends with 0."""
    command = [sys.executable, "-m", "daemon", "demo"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, timeout=2 * PATIENCE)
    told = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b""), told
    assert [told.count(f"==== {play.title}") for play in PLAYS] == [1, 1]
    for number in ("SUP-1001", "SUP-1002"):
        history = told.partition(f"\n{number}  ")[2].partition("\n----")[0]
        assert "state          closed: confirmed by the customer" in history
        assert history.count("the customer disagreed: resolved -> open") == 1
        assert history.count("the staff offered a solution: open -> resolved") == 2
    assert told.endswith("Every step had its expected outcome.\n")


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.title)
def test_each_conversation_has_every_step(play: Play) -> None:
    """Request, answer, question, its answer, solution, disagreement, second solution, confirmation."""
    assert [scene.by for scene in play.scenes] == [
        CUSTOMER,
        AGENT,
        AGENT,
        CUSTOMER,
        AGENT,
        CUSTOMER,
        AGENT,
        CUSTOMER,
    ]
    assert [bool(scene.subject) for scene in play.scenes] == [True, *[False] * 7]
    assert all(arrival.says for scene in play.scenes for arrival in scene.arrivals)


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Run one stage for the plays that go wrong."""
    with stage(tmp_path_factory.mktemp("stage")) as running:
        yield running


@pytest.mark.parametrize(
    ("arrivals", "fault"),
    [
        (
            (Arrival(CUSTOMER, ("a word that stands nowhere",)), Arrival(AGENT, ("error 619",))),
            "does not say",
        ),
        ((Arrival(AGENT, ("error 619",)),), "Mary Baker got 1 mails, expected 0"),
    ],
)
def test_an_unexpected_outcome_ends_the_play(
    playing: Stage, arrivals: tuple[Arrival, ...], fault: str
) -> None:
    """A mail that says something else, or that should not have come, is a failure and told as such."""
    first = replace(ENGLISH.scenes[0], arrivals=arrivals)
    play = replace(ENGLISH, scenes=(first,), customer=f"{abs(hash(fault))}@acme.example")
    with pytest.raises(UnexpectedOutcome, match=fault):
        perform(play, playing, lambda _: None)


def test_a_mail_program_for_a_first_look_reads_and_answers(playing: Stage) -> None:
    """The last mail of an address is shown, and answered to its Reply-To."""
    customer = "third@acme.example"
    perform(replace(ENGLISH, scenes=ENGLISH.scenes[:1], customer=customer), playing, lambda _: None)
    runner, words = CliRunner(), ["--config", str(playing.config)]
    read = runner.invoke(mail, [*words, customer])
    assert (read.exit_code, "We have registered your request" in read.stdout) == (0, True)
    answered = runner.invoke(mail, [*words, customer, "One more thing."])
    assert (answered.exit_code, answered.stdout.startswith("Sent to Support <support+")) == (0, True)


def test_a_mail_program_without_mail_says_so(tmp_path: Path) -> None:
    """No mail yet, no configuration: a sentence, and exit code 1."""
    home = made(tmp_path)
    runner = CliRunner()
    for config, said in ((home.config, "no mail has come to a@b.example"), (tmp_path / "x", "no such file")):
        done = runner.invoke(mail, ["--config", str(config), "a@b.example"])
        assert (done.exit_code, said in done.stderr) == (1, True)


def test_a_mail_program_without_a_daemon_says_what_to_do(tmp_path: Path) -> None:
    """The mail is there, and nobody takes the answer: a sentence, and exit code 1."""
    home = made(tmp_path)
    port = free_port()
    home.config.write_text(home.config.read_text().replace("127.0.0.1:0", f"127.0.0.1:{port}", 1))
    maildir = load(home.config).delivery.maildir
    Maildir(maildir).add("Delivered-To: a@b.example\nFrom: desk@b.example\nSubject: Hello\n\nHello.\n")
    done = CliRunner().invoke(mail, ["--config", str(home.config), "a@b.example", "Thank you."])
    assert (done.exit_code, "start it with make run" in done.stderr) == (1, True)
