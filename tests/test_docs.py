"""The documentation says what is there, and what it says can be done."""

import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from config.embedded import embedded
from config.loading import load
from daemon.cli import postdesk
from daemon.commands.screen import screen
from daemon.receiving.listener import Listening
from desk.commands import NAMES, Command
from desk.findings import Finding
from desk.letters import Template
from storage import inbox_records, outbox
from tests.daemon.home import PATIENCE, ROOT, Home, serving, wait_for
from tests.daemon.test_cli import ALL

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("responders/templates/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = "desk|parsers|responders|storage|config|daemon"


def section(title: str) -> str:
    """Return a part of the README, without its heading."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the README has no part {title}"
    return found[1]


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def rows(text: str) -> list[list[str]]:
    """Return the rows of the tables in a text, cell by cell, without the headings."""
    cells = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line[:1] == "|"
    ]
    return [row for row in cells if row[0].startswith("`")]


def shown_commands(text: str) -> list[str]:
    """Return each call of ours in a text, from the program's name to its end."""
    return re.findall(r"(?:^|[\s`/])(postdesk (?:--config|[a-z]+)[^`\n]*)", text, re.MULTILINE)


def parse(line: str) -> list[str]:
    """Parse a call as the program would, without running it; return the words of the command."""
    words = re.sub(r"\$\(.*?\)", "x", line)
    arguments = shlex.split(re.split(r"\s[<>]\s", words)[0])[1:]
    context, path = click.Context(postdesk, info_name="postdesk"), []
    command: click.Command = postdesk
    while isinstance(command, click.Group):
        _, rest, _ = command.make_parser(context).parse_args(args=arguments)
        assert rest, f"{line} names no command"
        name, found, arguments = command.resolve_command(context, rest)
        assert found is not None, f"{line} names no command"
        path.append(str(name))
        command, context = found, click.Context(found, info_name=name, parent=context)
    if arguments:
        # A text may speak of a command by its name alone.
        command.make_context(path[-1], arguments, parent=context.parent)
    return path


CALLS = {line for path in DOCUMENTS for line in shown_commands(path.read_text(encoding="utf-8"))}


def test_every_command_stands_in_the_readme() -> None:
    """A command that is not in the table does not exist for its reader; nor one that is there alone."""
    table = rows(section("Commands"))
    assert {row[0].strip("`") for row in table} == {" ".join(words) for words in ALL}


@pytest.mark.parametrize("row", rows(section("Commands")), ids=lambda row: row[0].strip("`"))
def test_each_example_of_the_table_calls_its_command(row: list[str]) -> None:
    """It can be typed as it stands."""
    assert row[1]
    assert " ".join(parse(row[2].strip("`"))) == row[0].strip("`")


@pytest.mark.parametrize("line", sorted(CALLS))
def test_every_call_in_the_documents_is_understood(line: str) -> None:
    """Commands, options and arguments are those of the program."""
    assert parse(line)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_example_of_a_help_calls_its_command(words: tuple[str, ...]) -> None:
    """What ``--help`` shows at its end can be typed as it stands."""
    examples = shown_commands(str(ALL[words].epilog))
    assert examples
    for example in examples:
        assert tuple(parse(example)) == words


def test_the_configuration_of_the_readme_can_be_used(tmp_path: Path) -> None:
    """Two agents, an organisation, a relay with its password in a file: without a fault."""
    [text] = blocks(README, "toml")
    (tmp_path / "postdesk.toml").write_text(text, encoding="utf-8")
    secret = tmp_path / "relay.password"
    secret.touch(mode=0o600)
    secret.write_text("correct horse\n")
    settings = load(tmp_path / "postdesk.toml")
    assert len(settings.directory().agents) == 2
    assert len(settings.directory().organisations) == 1
    assert settings.delivery.relay.secret is not None
    assert settings.delivery.relay.secret.get_secret_value() == "correct horse"


def test_the_socket_is_the_same_for_postfix_and_for_systemd() -> None:
    """The transport that the README writes leads to the socket that the unit opens."""
    unit = (ROOT / "systemd" / "postdesk-lmtp.socket").read_text(encoding="utf-8")
    assert "ListenStream=/var/spool/postfix/private/postdesk\n" in unit
    front = section("Postfix in front")
    assert "`/var/spool/postfix/private/postdesk`" in front
    assert "lmtp:unix:private/postdesk" in front


def test_the_first_mail_is_the_one_that_the_daemon_suggests(tmp_path: Path) -> None:
    """The README shows the line that ``make run`` prints."""
    settings = load(embedded(tmp_path))
    shown = screen(settings, tmp_path, [Listening("smtp", *settings.smtp.listen[0])])
    [line] = [line.strip() for line in shown.splitlines() if "python3 -c" in line]
    assert line in blocks(section("Five minutes to the first ticket"), "sh")[0].splitlines()


@pytest.mark.sqlite
def test_the_five_minutes_can_be_played(tmp_path: Path) -> None:
    """Every line of the first look works as it stands, and leads to a ticket that its customer has closed."""
    (tmp_path / "var").mkdir()
    _as_installed(tmp_path / ".venv" / "bin")
    path = embedded(tmp_path / "var")
    path.write_text(path.read_text().replace("127.0.0.1:2525", "127.0.0.1:0"))
    home = Home(tmp_path / "var")
    lines = "".join(blocks(section("Five minutes to the first ticket"), "sh")).splitlines()
    assert len(lines) == 8
    with serving(home, "serve", "--embedded", "var", cwd=tmp_path) as daemon:
        path.write_text(path.read_text().replace("127.0.0.1:0", f"127.0.0.1:{daemon.port}"))
        told = [_typed(line, tmp_path, daemon.port) for line in lines]
    assert "We have registered your request as SUP-1001" in told[1]
    assert "New ticket SUP-1001" in told[2]
    assert "closed: confirmed by the customer" in told[-1]
    assert "| The one on the third floor." in told[-1]


def _as_installed(folder: Path) -> None:
    """Put the programs that ``make run`` installs into a folder: this tree, on this Python."""
    folder.mkdir(parents=True)
    for name, words in (("python", ""), ("postdesk", "-m daemon ")):
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {words}"$@"\n')
        program.chmod(0o755)


def _typed(line: str, folder: Path, port: int) -> str:
    """Run a line in a shell, with the port that is free here, and wait for what it causes."""
    done = subprocess.run(
        ["sh", "-c", line.replace("2525", str(port))],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=PATIENCE,
    )
    assert done.returncode == 0, f"{line}\n{done.stderr.decode()}"
    wait_for(lambda: _settled(Home(folder / "var")), f"the end of: {line}")
    return done.stdout.decode()


def _settled(home: Home) -> bool:
    with home.store() as store:
        return not store.read(inbox_records.waiting) and not store.read(outbox.oldest_waiting)


def test_the_commands_of_staff_are_those_that_are_understood() -> None:
    """Each command with its Russian name, and the reasons that can be given."""
    table = {row[0].split()[0].strip("`#"): row for row in rows(section("What staff write"))}
    assert set(table) == {command.value for command in Command}
    for name, row in table.items():
        assert {NAMES[word] for word in re.findall(r"#([a-zа-я]+)", row[0])} == {Command(name)}
    assert set(re.findall(r"`([a-z]+)`", table["reject"][1])) == {finding.value for finding in Finding}


def test_every_template_exists_in_both_languages() -> None:
    """A mail that can be sent can be sent to everyone."""
    folder = ROOT / "responders" / "templates"
    names = {path.name for path in (folder / "en").iterdir()}
    assert names == {path.name for path in (folder / "ru").iterdir()}
    assert {f"{template.value}.txt" for template in Template} <= names
    told = (folder / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """A file that a document links to is there."""
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert missing == []


def test_the_architecture_names_only_files_that_exist() -> None:
    """Who looks for a rule finds the file."""
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.toml)`", ARCHITECTURE))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    files = {path.name for room in (*PACKAGES.split("|"), "tests") for path in (ROOT / room).rglob("*.py")}
    assert [
        name for name in sorted(set(re.findall(r"\b(\w+\.py)\b", ARCHITECTURE))) if name not in files
    ] == []


def test_the_architecture_names_only_functions_that_exist() -> None:
    """Names such as ``storage.facts.facts_of`` can be imported."""
    named = set(re.findall(rf"(?<![\w/])((?:{PACKAGES})(?:\.[A-Za-z_]\w*)+)(?!\w*\.py)", ARCHITECTURE))
    assert named
    for name in sorted(named):
        if not name.endswith(".py"):
            assert _is_there(name), name


def _is_there(name: str) -> bool:
    """Tell whether this is a module, or something within one."""
    module, _, within = name.rpartition(".")
    try:
        import_module(name)
    except ModuleNotFoundError:
        return hasattr(import_module(module), within)
    return True


def test_every_room_is_in_the_architecture() -> None:
    """No package is without its line in the table of rooms."""
    assert [room for room in PACKAGES.split("|") if f"| `{room}/` |" not in ARCHITECTURE] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_has_every_target_that_is_named(document: Path) -> None:
    """What a document says to make can be made."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"(?:^    |`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets


def test_the_changelog_has_a_place_for_what_comes() -> None:
    """What was not released yet stands first."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE)[0] == "Unreleased"
