"""Whom a bounce in plain words speaks of."""

import re
from collections.abc import Collection, Iterator, Sequence

from desk.address import domain, fold, is_addr_spec
from parsers.head import people
from parsers.head.headers import Head
from parsers.machines import bounce_phrases

# RFC 5322, 3.2.3: an apostrophe and an equals sign are letters of an address. One that is cut is another's.
_LOCAL = r"[^\s<>()\[\]\\,;:\"@]{1,64}"
_DOMAIN = r"[^\s<>()\[\]\\,;:\"'=@/?]{1,255}"
ADDRESS = re.compile(rf"(?<![^\s<>()\[\]\\,;:\"@]){_LOCAL}@{_DOMAIN}")
# As logs and X.400 name it: "rcpt=who@where".
_KEY = re.compile(
    r"\A(?:orig_|final_|envelope_)?(?:to|from|for|smtp|rcpt|recipient|sender|user|e?mail|mailbox|addr|address)=",
    re.IGNORECASE,
)

# Before an address at the beginning of a line may stand a reply code, or a word or two and a colon.
_AT_LINE = re.compile(
    r"^[ \t>*\"'-]{0,40}(?:[45]\d\d[ -]|(?:unknown user|rcpt to|recipient|undeliverable address"
    r"|failed recipient|the user|пользователь|адресат|получатель)[: \t]{1,4})?"
    rf"[<\"']?(?P<addr>{_LOCAL}@{_DOMAIN})",
    re.IGNORECASE | re.MULTILINE,
)
# Sendmail names the address that it wrote to, and beneath it the alias that we wrote to.
_ALIAS = re.compile(r"\(expanded from: <?(?P<addr>[^\s<>()@]{1,64}@[^\s<>()@]{1,255})>?\)", re.IGNORECASE)
_ALONE = re.compile(r"^[ \t]{0,40}<?(?P<addr>[^\s<>@]{1,64}@[^\s<>@]{1,255})>?[ \t]*$", re.MULTILINE)
# AOL and others leave out the domain, which is their own.
_BARE = re.compile(
    r"\b(?:following (?:e-?mail )?(?:recipients?|address(?:es)?|users?)\b[^\n]{0,200}|to the following):"
    r"[ \t]*\n\s{0,200}(?P<local>[a-z0-9][\w.+-]{0,63})(?:[ \t]{2}[^\n@]*)?(?:\n|\Z)",
    re.IGNORECASE,
)
_REASON = 2000
# A mail of ours goes to few; a forged bounce must not make more of it.
_MOST = 50
_SYSTEMS = frozenset({"mailer-daemon", "postmaster", "abuse"})


def recipients(head: Head, subject: str, told: str) -> dict[str, str]:
    """Return the addresses that failed, each with what is said of it.

    They stand at the beginning of lines; else it is the first address that is neither the reporter's nor the
    reader's own. What stands after words like "the following recipients" goes before all else.
    """
    reporters = _folded(head, "from", "reply-to", "sender")
    readers = _folded(head, "to", "cc") | reporters
    cue = bounce_phrases.CUE.search(told)
    after = told[cue.end() :] if cue else told
    listed = {addr: reason for addr, reason in _listed(told).items() if fold(addr) not in readers}
    failed = people.in_fields(head, "x-failed-recipients")
    if failed:
        reasons = {fold(addr): reason for addr, reason in listed.items()}
        return {one.addr: reasons.get(fold(one.addr), "") for one in failed}
    bare = _bare(head, told)
    if bare:
        return {bare: ""}
    if len(listed) > 1 or (listed and _ALIAS.search(told)):
        return listed
    first = _mentioned((after, told, subject), readers, reporters)
    return {first: ""} if first else {}


def _mentioned(texts: Sequence[str], readers: Collection[str], reporters: Collection[str]) -> str:
    """Return the first address of these texts that may be the recipient's, or the empty string."""
    candidates = [addr for text in texts for addr in _candidates(text)]
    others = (addr for addr in candidates if fold(addr) not in readers)
    # Who writes to oneself gets a bounce about oneself.
    mine = (addr for addr in candidates if fold(addr) not in reporters)
    # Mail to a postmaster fails, too; that its address stands alone in a line tells it from good advice.
    alone = (found["addr"] for text in texts for found in _ALONE.finditer(text))
    systems = (addr for addr in alone if is_addr_spec(addr) and fold(addr) not in readers)
    return next(others, "") or next(mine, "") or next(systems, "")


def _bare(head: Head, told: str) -> str:
    """Return the recipient whose domain is left out, at the domain that reports."""
    found = _BARE.search(told)
    where = next((domain(one.addr) for one in people.in_fields(head, "from")), "")
    addr = f"{found['local']}@{where}" if found else ""
    return addr if is_addr_spec(addr) else ""


def _listed(told: str) -> dict[str, str]:
    """Return the addresses at the beginning of lines, each with the text up to the next one."""
    starts = list(_AT_LINE.finditer(told))
    found: dict[str, str] = {}
    spelled: dict[str, str] = {}
    ends = [start.start() for start in starts[1:]]
    for start, end in zip(starts, [*ends, len(told)], strict=False):
        for addr in _candidates(told[max(0, start.start("addr") - 1) : start.end("addr")]):
            reason = told[start.start() : end][:_REASON]
            alias = _ALIAS.search(reason)
            known = spelled.setdefault(fold(addr), alias["addr"] if alias else addr)
            if len(found) < _MOST or known in found:
                found[known] = (found.get(known, "") + reason)[:_REASON]
    return found


def _folded(head: Head, *names: str) -> set[str]:
    return {fold(one.addr) for one in people.in_fields(head, *names)}


def _candidates(text: str) -> Iterator[str]:
    for found in ADDRESS.finditer(text):
        # What stands in angle brackets is the address alone.
        is_exact = text[found.start() - 1 : found.start()] == "<"
        addr = found[0] if is_exact else _KEY.sub("", found[0])
        addr = addr.strip(".*'`|>-!=“”„‘’«»").removesuffix("...")
        local = fold(addr).rpartition("@")[0]
        if is_addr_spec(addr) and "." in domain(addr) and local not in _SYSTEMS:
            yield addr
