"""Paths in the configuration: relative ones begin at the folder of the configuration file."""

import os
from pathlib import Path
from typing import Annotated, TypedDict
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from config.faults import Unfit, quoted

# With what the URL of a database begins.
SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"


class Context(TypedDict):
    """What a validator may know besides its value: the folder of the main configuration file."""

    folder: Path


def in_folder(value: object, info: ValidationInfo) -> object:
    """Return the whole path that a text names; whatever is not text is returned as it came. Raises Unfit."""
    if not isinstance(value, (str, Path)):
        return value
    text = str(value)
    if not text or not text.isprintable():
        raise Unfit("must be a path", 'write it in quotes, as "var/outgoing"')
    context: Context | None = info.context
    return context["folder"] / text if context else Path(text)


def database(value: object, info: ValidationInfo) -> object:
    """Return a database's URL, a file's with its whole path.

    Raises Unfit without the URL: it may hold a password.
    """
    if not isinstance(value, str):
        return value
    if value.startswith(POSTGRESQL):
        return _of_a_server(value)
    named = value.removeprefix(SQLITE)
    if named in (value, "", ":memory:"):
        advice = 'write "sqlite:///" and the path of a file, or "postgresql://user@host/database"'
        raise Unfit("is no store that Postdesk can use", advice)
    path = str(in_folder(named, info))
    if "?" in path:
        raise Unfit("has a question mark in its path, which would end it", "choose another path")
    return SQLITE + path


def _of_a_server(url: str) -> str:
    try:
        parts = urlsplit(url)
        named, password, _ = parts.path.strip("/"), parts.password, parts.port
    except ValueError:
        named, password = "", None
    if password is not None or "password" in dict(parse_qsl(urlsplit(url).query)):
        raise Unfit("a password must not stand in the configuration", "name its file in password_file")
    if not named or "/" in named or not url.isprintable():
        raise Unfit("names no database", 'write "postgresql://user@host/database"')
    return url


def readable_file(path: Path) -> Path:
    """Return the path of a file that can be read. Raises Unfit."""
    try:
        # A pipe in place of the file must not hold us up.
        if not path.is_file():
            path.stat()
            raise Unfit(f"{quoted(str(path))} is not a regular file")
        path.open("rb").close()
    except OSError as fault:
        raise Unfit(f"cannot read {quoted(str(path))}: {fault.strerror}") from None
    return path


def _readable_folder(path: Path) -> Path:
    try:
        os.scandir(path).close()
    except OSError as fault:
        raise Unfit(f"cannot read the folder {quoted(str(path))}: {fault.strerror}") from None
    return path


def _socket_path(path: Path) -> Path:
    # sun_path of unix(7) has 108 bytes, the last of them NUL.
    if len(os.fsencode(path)) > 107:
        raise Unfit(f"{quoted(str(path))} is too long for a socket: over 107 bytes", "set a shorter path")
    return path


def _or_none(value: object, info: ValidationInfo) -> object:
    return None if value == "" else in_folder(value, info)


# A default is a path like any other: it too begins at the folder.
InFolder = Annotated[Path, BeforeValidator(in_folder), Field(validate_default=True)]
Database = Annotated[str, BeforeValidator(database), Field(validate_default=True)]
# An empty text is no path at all.
ReadableFile = Annotated[Annotated[Path, AfterValidator(readable_file)] | None, BeforeValidator(_or_none)]
ReadableFolder = Annotated[
    Annotated[Path, AfterValidator(_readable_folder)] | None, BeforeValidator(_or_none)
]
SocketPath = Annotated[
    Annotated[Path, AfterValidator(_socket_path)] | None,
    BeforeValidator(_or_none),
    Field(validate_default=True),
]
OptionalPath = Annotated[Path | None, BeforeValidator(_or_none)]
