"""Whom we believe: each mail gets one of three marks."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from desk.address import domain, fold
from desk.mail import AuthenticationResult, Mail


class Mark(StrEnum):
    """What is known of a mail's author.

    ``pass``: a host we trust says that the author is who From says. ``fail``: that host says the opposite,
    or From is not exactly one plain address. ``none``: nothing trustworthy is said.
    """

    PASS = "pass"  # noqa: S105 - a mark, no password
    FAIL = "fail"
    NONE = "none"


def mark(mail: Mail, hosts: Sequence[str], *, stripped: bool = False) -> Mark:
    """Return the mark of a mail; ``hosts`` are the Authentication-Results hosts this desk trusts.

    ``stripped``: these hosts remove what others forged in their name (RFC 8601, 5).
    """
    if mail.sender is None:
        return Mark.FAIL
    find = _named_block if stripped else _own_block
    believed = find(mail.authentication, frozenset(map(fold, hosts)))
    verdicts = [pair for result in believed for pair in result.dmarc]
    if any(verdict == "fail" for verdict, _ in verdicts):
        # Of two contradicting clauses at least one is not what the host found: then nothing is said.
        return Mark.FAIL if len(verdicts) == 1 else Mark.NONE
    author = domain(mail.sender.addr)
    # Without a policy of its domain ("none") a mail may still be proved by a signature or its path.
    if verdicts and verdicts != [("none", author)]:
        return Mark.PASS if verdicts == [("pass", author)] else Mark.NONE
    dkim = [pair for result in believed for pair in result.dkim]
    spf = [pair for result in believed for pair in result.spf]
    return Mark.PASS if _aligned_pass(dkim, author) or _aligned_pass(spf, author) else Mark.NONE


def _own_block(
    results: Sequence[AuthenticationResult], trusted: frozenset[str]
) -> list[AuthenticationResult]:
    """Return the headers that a trusted host added above its own Received line: the topmost block of them.

    RFC 8601, 5: a header that only claims the host's name proves nothing; its place does. Whatever stands
    below a Received line of the same host came in with the mail, and so did every block but the first.
    """
    own = [
        result
        for result in results
        if result.host in trusted
        and result.above == result.host
        and result.host not in result.foreign
        and trusted.issuperset(result.foreign)
    ]
    top = min((len(result.foreign) for result in own), default=0)
    return [result for result in own if len(result.foreign) == top]


def _named_block(
    results: Sequence[AuthenticationResult], trusted: frozenset[str]
) -> list[AuthenticationResult]:
    """Return the topmost block of headers that bear a trusted host's name, wherever it stands.

    Milters of Postfix, and Google, write theirs below the host's own Received line. A block is what one host
    wrote between the same two Received lines; one further down was written when the mail came by before.
    """
    named = [result for result in results if result.host in trusted]
    return [result for result in named if (result.host, result.foreign) == (named[0].host, named[0].foreign)]


def _aligned_pass(results: Iterable[tuple[str, str]], author: str) -> bool:
    """Tell whether an aligned domain passed and none failed.

    Aligned is the author's domain or one above it. A domain below it is not: who holds
    ``user.host.example`` does not speak for ``host.example``.
    """
    aligned = {verdict for verdict, who in results if who and (author == who or author.endswith("." + who))}
    return "pass" in aligned and "fail" not in aligned
