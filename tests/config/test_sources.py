"""Files that cannot be read as TOML are faults that name the file, the line and what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from config.faults import ConfigError
from config.loading import load
from tests.config.files import DESK, faults, write


@contextmanager
def nobody() -> Iterator[None]:
    """Be an ordinary user for a while, as modes of files do not bind root."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def refusal(path: Path) -> str:
    """Return all that is wrong with a configuration, as printed."""
    with pytest.raises(ConfigError) as refused:
        load(path)
    return str(refused.value)


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    """Nothing starts on defaults because a name was mistyped."""
    path = tmp_path / "postdesk.tmol"
    assert refusal(path).startswith(f"{path}: there is no such file; ")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Naming the folder of the configuration is told as what it is."""
    assert refusal(tmp_path) == f"{tmp_path}: is a folder, not a file"


def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path) -> None:
    """The fault says that it is a matter of rights."""
    path = write(tmp_path, DESK)
    path.chmod(0)
    with nobody():
        text = refusal(path)
    assert text.startswith(f"{path}: may not be read by this user; ")


def test_a_loop_of_links_is_a_fault(tmp_path: Path) -> None:
    """Any other fault of the system's is told in its words."""
    path = tmp_path / "postdesk.toml"
    path.symlink_to(path)
    assert "cannot be read: Too many levels of symbolic links" in refusal(path)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A device or a log that was named by mistake does not fill the memory."""
    assert "is larger than 4 MB" in refusal(Path("/dev/zero"))
    assert "is larger than 4 MB" in str(faults(tmp_path, "#" * 4_000_001)[0])


def test_bytes_that_are_not_utf_8_name_their_line(tmp_path: Path) -> None:
    """A file saved in windows-1251 is told with the line of its first letter."""
    path = tmp_path / "postdesk.toml"
    path.write_bytes(b"# one\n\n" + 'name = "Поддержка"\n'.encode("windows-1251"))
    assert refusal(path) == f"{path}:3: is not UTF-8 text from here on; save the file as UTF-8"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """Editors on Windows leave one."""
    path = tmp_path / "postdesk.toml"
    path.write_bytes(DESK.encode("utf-8-sig"))
    assert load(path).desk


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[smtp]\nlisten = 127.0.0.1:25\n", 2, "is not TOML"),
        ("[smtp]\nlisten = on\n", 2, "Invalid value; write text in quotes"),
        ("[smtp]\n\n[log]\n[smtp]\n", 4, "is not TOML: Cannot declare ('smtp',) twice"),
        ("[log]\nlevel = 'info'\nlevel = 'debug'\n", 3, "is not TOML: Cannot overwrite a value"),
        ("[log]\nlevel = [\n", 3, "is not TOML"),
        ("x = " + "9" * 5000, None, "holds a number that is too long"),
        ("x = " + "[" * 3000 + "]" * 3000, None, "nested too deep"),
        ("[" + "a." * 3000 + "a]", None, "nested too deep"),
    ],
)
def test_what_is_not_toml_names_its_line(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    """A fault of syntax is one fault, where tomllib says it is."""
    (found,) = faults(tmp_path, text)
    assert found.line == line
    assert said in str(found)


def test_a_fault_of_syntax_does_not_repeat_a_secret(tmp_path: Path) -> None:
    """Even where the line at fault holds a password."""
    (found,) = faults(tmp_path, '[delivery.relay]\npassword = "hunter2\n')
    assert "hunter2" not in str(found)


def test_files_in_conf_d_are_read_in_order(tmp_path: Path) -> None:
    """Hidden files, copies of editors and other files are passed over."""
    path = write(tmp_path, DESK + 'prefix = "A"\n')
    for letter in "FBGCED":
        desk = f'[[desk]]\naddress = "{letter}@example.org"\nprefix = "{letter}"\n'
        write(tmp_path, desk, f"conf.d/{letter}.toml")
    for name in (".#B.toml", "B.toml~", "README"):
        write(tmp_path, "no TOML at all", f"conf.d/{name}")
    assert [desk.prefix for desk in load(path).desk] == list("ABCDEFG")


def test_a_folder_among_the_files_of_conf_d_is_a_fault(tmp_path: Path) -> None:
    """What has the name of a configuration file is not passed over in silence."""
    path = write(tmp_path, DESK)
    (tmp_path / "conf.d" / "x.toml").mkdir(parents=True)
    assert refusal(path) == f"{tmp_path}/conf.d/x.toml: is a folder, not a file"


def test_conf_d_must_be_a_folder(tmp_path: Path) -> None:
    """A file of that name was meant to be one."""
    path = write(tmp_path, DESK)
    write(tmp_path, "", "conf.d")
    assert refusal(path) == f"{tmp_path}/conf.d: is not a folder"


def test_a_conf_d_that_may_not_be_read_is_a_fault() -> None:
    """Half a configuration is none."""
    # A folder of pytest's own could not be entered by another user.
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = write(folder, DESK)
        path.chmod(0o644)
        (folder / "conf.d").mkdir(mode=0)
        with nobody():
            text = refusal(path)
        assert text.startswith(f"{folder}/conf.d: may not be read by this user; ")


def test_an_unreadable_file_does_not_hide_the_faults_of_the_others(tmp_path: Path) -> None:
    """But nothing is said to be missing that it may hold: here the desk that the agent serves."""
    agent = '[[agent]]\nname = "Ann"\naddresses = ["ann@example.org"]\ndesks = ["other@example.org"]\n'
    path = write(tmp_path, "[log]\nlevl = 'info'\n" + agent)
    write(tmp_path, "[[desk]\n", "conf.d/desks.toml")
    assert [line.rpartition("/")[2].partition(": ")[0] for line in refusal(path).splitlines()] == [
        "postdesk.toml:2",
        "desks.toml:1",
    ]
