"""Secrets come from guarded files and systemd credentials, and never show."""

import logging
import os
from pathlib import Path

import pytest

from config.faults import ConfigError, Unfit
from config.loading import load
from config.secrets import read_secret
from tests.config.files import DESK, fault, faults, settings, write

SECRET = "hunter2 и ключ"
RELAY = '[delivery.relay]\nhost = "mail.example.org"\nuser = "postdesk"\n'


def keep(folder: Path, content: str | bytes = SECRET + "\n", mode: int = 0o600, name: str = "secret") -> Path:
    """Write a secret's file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        ("a\n", "a"),
        ("a\r\n", "a"),
        ("a", "a"),
        (" a \n", " a "),
        ("пароль\n", "пароль"),
        ("x" * 4096, "x" * 4096),
    ],
)
def test_one_line_end_is_no_part_of_a_secret(tmp_path: Path, content: str, secret: str) -> None:
    """Editors leave it; blanks may be meant."""
    assert read_secret(keep(tmp_path, content)).get_secret_value() == secret


@pytest.mark.parametrize("content", [b"", b"\n", b"a\n\n", b"a\nb\n", b"\xff\xfe", b"a\x00b", b"x" * 5000])
def test_what_is_no_line_of_text_is_no_secret(tmp_path: Path, content: bytes) -> None:
    """An empty or binary file was named by mistake; nothing of it is repeated."""
    with pytest.raises(Unfit, match=r"does not hold one line|holds more than 4096") as refused:
        read_secret(keep(tmp_path, content))
    assert "xx" not in str(refused.value)


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o601, 0o620, 0o666, 0o777])
def test_a_secret_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    """Whoever can read it knows it, whoever can write it chooses it; the advice closes it."""
    path = keep(tmp_path, mode=mode)
    with pytest.raises(Unfit, match=f"is open to others \\(mode {mode:04o}\\)") as refused:
        read_secret(path)
    assert refused.value.suggestion == f"run: chmod 0600 {path}"


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o440, 0o640])
def test_a_secret_of_the_owner_and_the_group_is_read(tmp_path: Path, mode: int) -> None:
    """Systemd gives 0440, administrators 0640 for a group of their own."""
    assert read_secret(keep(tmp_path, mode=mode)).get_secret_value() == SECRET


def test_a_folder_a_pipe_and_nothing_are_no_secrets(tmp_path: Path) -> None:
    """None of them holds the start up."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("pipe", "."):
        with pytest.raises(Unfit, match="is not a regular file"):
            read_secret(tmp_path / name)
    with pytest.raises(Unfit, match="No such file"):
        read_secret(tmp_path / "none")


def test_a_password_is_read_from_its_file(tmp_path: Path) -> None:
    """The path begins at the configuration's folder, and the secret is there when the settings are."""
    keep(tmp_path)
    relay = settings(tmp_path, RELAY + 'password_file = "secret"\n').delivery.relay
    assert relay.secret is not None
    assert relay.secret.get_secret_value() == SECRET


def test_a_password_is_read_from_a_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Systemd puts it into a folder of the service's own."""
    (tmp_path / "credentials").mkdir()
    keep(tmp_path / "credentials", mode=0o440, name="relay")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    relay = settings(tmp_path, RELAY + 'password = "credential:relay"\n').delivery.relay
    assert relay.secret is not None
    assert relay.secret.get_secret_value() == SECRET


def test_without_systemd_there_are_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault says what the unit needs."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    text = fault(tmp_path, RELAY + 'password = "credential:relay"\n')
    assert text.startswith(
        "4: delivery.relay.password: systemd gave no credentials to this process; add LoadCred"
    )


@pytest.mark.parametrize("name", ["../secret", "/etc/shadow", ".", "..", "a b", ""])
def test_a_credential_has_a_plain_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """It cannot lead out of the folder."""
    keep(tmp_path)
    (tmp_path / "credentials").mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert "must not stand in the configuration" in fault(
        tmp_path, RELAY + f'password = "credential:{name}"\n'
    )


@pytest.mark.parametrize("written", ['"hunter2"', "22212345", '["hunter2"]', '{ hunter2 = "hunter2" }'])
def test_a_password_in_the_configuration_is_refused_and_not_repeated(tmp_path: Path, written: str) -> None:
    """The advice names the two places where it may be."""
    text = fault(tmp_path, RELAY + f"password = {written}\n")
    assert text == (
        "4: delivery.relay.password: a password must not stand in the configuration;"
        ' write password_file = "a path" or password = "credential:NAME"'
    )


def test_a_mistyped_setting_does_not_repeat_its_value(tmp_path: Path) -> None:
    """Who mistypes password writes a password behind it all the same."""
    for name in ("passwort", "pasword_file"):
        found = faults(
            tmp_path, DESK + f'[delivery.relay]\n{name} = "hunter2"\n[smtp]\npassword = "hunter2"\n'
        )
        assert len(found) == 2
        assert not any("hunter2" in str(each) for each in found)


def test_a_faulty_secret_file_comes_with_the_other_faults(tmp_path: Path) -> None:
    """It is read when everything is, not when the first mail goes out."""
    keep(tmp_path, mode=0o644)
    found = faults(tmp_path, DESK + RELAY + 'password_file = "secret"\n[log]\nlevel = "loud"\n')
    assert [each.key for each in found] == ["delivery.relay.password_file", "log.level"]
    assert not any("hunter2" in str(each) for each in found)


def test_a_secret_does_not_show(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not where settings are printed, logged or written out."""
    keep(tmp_path)
    read = settings(tmp_path, RELAY + 'password_file = "secret"\n')
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("settings %s %r", read, read.delivery.relay.secret)
    print(read)
    shown = caplog.text + capsys.readouterr().out + repr(read) + str(read.delivery) + repr(read.model_dump())
    assert "hunter2" not in shown + read.model_dump_json()


def test_an_error_keeps_no_value_behind_its_sentence(tmp_path: Path) -> None:
    """No cause or context of it holds what was configured, for a traceback to print."""
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, DESK + RELAY + 'password = "hunter2"\n'))
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


@pytest.mark.parametrize("mode", [0o644, 0o660])
def test_a_tls_key_is_guarded_like_a_secret(tmp_path: Path, mode: int) -> None:
    """Whoever reads it can be us."""
    keep(tmp_path, "key", mode, "key.pem")
    keep(tmp_path, "certificate", 0o644, "cert.pem")
    text = fault(tmp_path, '[smtp]\ntls_certificate = "cert.pem"\ntls_key = "key.pem"\n')
    assert text.startswith("3: smtp.tls_key: ")
    assert f"is open to others (mode {mode:04o})" in text


def test_a_guarded_tls_key_is_taken(tmp_path: Path) -> None:
    """Its path is whole, and so is the certificate's."""
    key, certificate = keep(tmp_path, "key", 0o640, "key.pem"), keep(tmp_path, "c", 0o644, "cert.pem")
    smtp = settings(tmp_path, '[smtp]\ntls_certificate = "cert.pem"\ntls_key = "key.pem"\n').smtp
    assert (smtp.tls_certificate, smtp.tls_key) == (certificate, key)
