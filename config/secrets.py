"""Secrets: read from a file or a systemd credential, never from the configuration itself."""

import os
import re
import stat
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo

from config.faults import Unfit, quoted
from config.paths import OptionalPath, in_folder

_CREDENTIAL = re.compile(r"credential:([A-Za-z0-9_][A-Za-z0-9_.-]{0,254})")

# Where systemd puts the service's credentials: whoever may read them there may use them by hand.
_OF_THE_SERVICE = Path("/run/credentials/postdesk.service")

# No password is longer; a file that is was named by mistake.
_LONGEST = 4096

# What a secret's file must not allow: anything to the world, writing to the group.
_TOO_OPEN = stat.S_IRWXO | stat.S_IWGRP


def read_secret(path: Path) -> SecretStr:
    """Return what a file holds, without the line end that editors leave. Raises Unfit, without the secret."""
    try:
        # A pipe in place of the file must not hold us up.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _guard(os.fstat(handle), path)
            content = os.read(handle, _LONGEST + 1)
        finally:
            os.close(handle)
    except OSError as fault:
        raise Unfit(f"cannot read {quoted(str(path))}: {fault.strerror}") from None
    return SecretStr(_text(content, path))


def guarded_file(path: Path | None) -> Path | None:
    """Return the path of a file that keeps a secret, such as a key, once its mode is seen. Raises Unfit."""
    if path is None:
        return None
    try:
        _guard(path.stat(), path)
    except OSError as fault:
        raise Unfit(f"cannot read {quoted(str(path))}: {fault.strerror}") from None
    if not os.access(path, os.R_OK):
        raise Unfit(f"{quoted(str(path))} may not be read by this user")
    return path


def _guard(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Unfit(f"{quoted(str(path))} is not a regular file")
    if status.st_mode & _TOO_OPEN:
        mode = stat.S_IMODE(status.st_mode)
        raise Unfit(f"{quoted(str(path))} is open to others (mode {mode:04o})", f"run: chmod 0600 {path}")


def _text(content: bytes, path: Path) -> str:
    if len(content) > _LONGEST:
        raise Unfit(f"{quoted(str(path))} holds more than {_LONGEST} bytes", "name the file of the password")
    try:
        text = content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        text = ""
    if not text.isprintable() or not text:
        raise Unfit(f"{quoted(str(path))} does not hold one line of UTF-8 text")
    return text


def _from_file(value: object, info: ValidationInfo) -> SecretStr | None:
    if value == "":
        return None
    path = in_folder(value, info)
    if not isinstance(path, Path):
        raise Unfit("must be the path of a file", 'write it in quotes, as "relay.password"')
    return read_secret(path)


def _from_credential(value: object) -> SecretStr | None:
    if value == "":
        return None
    found = _CREDENTIAL.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        advice = 'write password_file = "a path" or password = "credential:NAME"'
        raise Unfit("a password must not stand in the configuration", advice)
    named = os.environ.get("CREDENTIALS_DIRECTORY")
    folder = Path(named) if named else _OF_THE_SERVICE
    if not named and not os.access(folder, os.R_OK | os.X_OK):
        advice = f"add LoadCredential={found[1]}:/path/of/the/file to the unit and start it, or use a file"
        raise Unfit("systemd gave no credentials to this process", advice)
    return read_secret(folder / found[1])


# The content of the named file, or of the named credential; an empty text is no secret.
FileSecret = Annotated[SecretStr | None, BeforeValidator(_from_file)]
CredentialSecret = Annotated[SecretStr | None, BeforeValidator(_from_credential)]
# The path of a file that keeps a secret; its reader reads it.
GuardedFile = Annotated[OptionalPath, AfterValidator(guarded_file)]
