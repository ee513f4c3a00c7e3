"""The syntax of SMTP commands (RFC 5321, 4.1.1 and 4.1.2)."""

import re
from dataclasses import dataclass

# A path stands in angle brackets; a source route before it is skipped (RFC 5321, appendix C). The local
# part may be quoted. Neither control characters nor undecodable bytes (lone surrogates) pass.
_PATH = re.compile(
    r"\s*<(?:@[^<>:\s\"]+:)?"
    r"(?P<addr>(?:\"(?:[^\"\\\x00-\x1f\x7f\ud800-\udfff]|\\[^\x00-\x1f\x7f\ud800-\udfff])*\""
    r"|[^\x00-\x20\x7f-\x9f<>\"\ud800-\udfff])*)>"
    r"(?P<parameters>(?: +\S+)*) *"
)
# RFC 5321 asks for 256 octets of path; rewritten return paths (SRS, VERP) are seen to be longer.
_LONGEST = 512


@dataclass(frozen=True, slots=True)
class Path:
    """An address with the parameters after it. ``addr`` is empty for the null path ``<>``."""

    addr: str
    parameters: tuple[tuple[str, str], ...]


def command(line: bytes) -> tuple[str, str]:
    """Return the verb in capitals and the argument; bytes that are not UTF-8 become lone surrogates."""
    verb, _, argument = line.partition(b" ")
    return verb.upper().decode("latin-1"), argument.strip().decode("utf-8", "surrogateescape")


def path(argument: str, keyword: str) -> Path | None:
    """Read ``FROM:<address> NAME=VALUE …``; None if it is malformed, brackets missing included."""
    if argument[: len(keyword)].upper() != keyword:
        return None
    found = _PATH.fullmatch(argument, len(keyword))
    if found is None or len(found["addr"].encode()) > _LONGEST:
        return None
    words = (word.partition("=") for word in found["parameters"].split())
    return Path(found["addr"], tuple((name.upper(), value) for name, _, value in words))
