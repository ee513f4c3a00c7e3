"""Authentication-Results (RFC 8601), read by authres and reduced to what identity needs."""

import re

import authres

from desk.address import domain, fold
from desk.mail import AuthenticationResult
from parsers import caps
from parsers.characters.display import lines
from parsers.head.headers import Head, unicode

# Office 365 writes no authserv-id: the header begins with its first clause.
_IDLESS = re.compile(r"\s*(?:spf|dkim|dmarc|arc|compauth|auth|iprev)\s*=", re.IGNORECASE)
_COMMENT_PIECE = re.compile(r"[()]|[^()]+")
_Pairs = tuple[tuple[str, str], ...]


def results(head: Head) -> tuple[AuthenticationResult, ...]:
    """Return every Authentication-Results header with its place among the Received headers."""
    trace = [field for field in head.fields if field.name in {"authentication-results", "received"}]
    found: list[AuthenticationResult] = []
    foreign: list[str] = []
    waiting: list[AuthenticationResult] = []
    for field in trace:
        if field.name == "authentication-results":
            waiting.append(_read(_readable(field.value), tuple(foreign)))
            continue
        by = _by(_readable(field.value))
        found.extend(_above(result, by) for result in waiting)
        waiting.clear()
        foreign.append(by)
    return (*found, *waiting)[: caps.AUTHENTICATIONS]


def _readable(value: bytes) -> str:
    """Return a header as text. What no host's name holds becomes U+FFFD, so that it equals none."""
    return lines(unicode(value))


def _above(result: AuthenticationResult, by: str) -> AuthenticationResult:
    return AuthenticationResult(result.host, result.dmarc, result.spf, result.dkim, by, result.foreign)


def _read(value: str, foreign: tuple[str, ...]) -> AuthenticationResult:
    """Return one header; what authres cannot read says nothing and belongs to no host."""
    # authres wants the value unfolded (RFC 5322, 2.2.3).
    value = " ".join(value.split())
    idless = _IDLESS.match(value) is not None
    try:
        if len(value) > caps.AUTHENTICATION:
            return AuthenticationResult("", foreign=foreign)
        parsed = authres.parse_value(f"idless.invalid; {value}" if idless else value)
    # authres raises errors of its own, and on hostile values whatever its recursion runs into.
    except Exception:
        # authres recurses and indexes without care; a header that it cannot read says nothing.
        return AuthenticationResult("", foreign=foreign)
    clauses = [clause for clause in parsed.results if hasattr(clause, "method")]
    return AuthenticationResult(
        host="" if idless else fold(str(parsed.authserv_id)),
        dmarc=_pairs(clauses, "dmarc", "header", "from"),
        spf=_pairs(clauses, "spf", "smtp", "mailfrom"),
        dkim=tuple(pair for pair in _pairs(clauses, "dkim", "header", "d") if pair[1]),
        foreign=foreign,
    )


def _pairs(clauses: list[authres.AuthenticationResult], method: str, kind: str, name: str) -> _Pairs:
    """Return (result, domain) of each clause of this method, the domain out of that clause alone."""
    return tuple(
        (fold(str(clause.result)), _domain(clause, kind, name))
        for clause in clauses
        if clause.method == method
    )


def _domain(clause: authres.AuthenticationResult, kind: str, name: str) -> str:
    values = {str(one.value) for one in clause.properties if (one.type, one.name) == (kind, name)}
    if len(values) != 1:
        return ""
    value = values.pop().strip("<>")
    return domain(value) if "@" in value else fold(value)


def _by(received: str) -> str:
    """Return the folded host after ``by`` of a Received header (RFC 5321, 4.4), or the empty string."""
    words = _without_comments(received.partition(";")[0]).split()
    # What follows "from" is the sender's own greeting, and may be the word "by".
    start = 2 if words[:1] and fold(words[0]) == "from" else 0
    for index in range(start, len(words) - 1):
        if fold(words[index]) == "by":
            return fold(words[index + 1])
    return ""


def _without_comments(text: str) -> str:
    depth = 0
    out = []
    for piece in _COMMENT_PIECE.findall(text):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(depth - 1, 0)
        elif not depth:
            out.append(piece)
    return " ".join(out)
