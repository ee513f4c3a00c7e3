"""Why a mail did not arrive, as a status (RFC 3463): what the refusing server said goes before all else."""

import re
from collections.abc import Iterator
from itertools import islice

# Of class 2 is what went well before the failure; a subject beyond 7 is none, but the number of a version.
_STATUS = r"[45]\.[0-7]\.\d{1,3}"
_ANY_STATUS = re.compile(rf"(?<![\d.\w-])({_STATUS})(?!\.?\d)")
# RFC 2034, 4: a reply of SMTP bears its status behind its code.
_REPLY_STATUS = re.compile(rf"(?<![\d.\w-])([45])\d\d[ -]#?({_STATUS})(?!\.?\d)")
_OK = re.compile(r"(?<![\d.\w-])25[01][ -]OK\b", re.IGNORECASE)
_ACCEPTED = re.compile(r"(?<![\d.\w-])2\.[0-7]\.\d{1,3}(?!\.?\d)")
_REPLY = re.compile(r"(?<![\d.\w-])([45])\d\d[ -](?!\d)")

# RFC 3463, 3.5: "delivery time expired" is the end of many attempts; why they failed stands beside it.
_EXPIRED = ".4.7"
_LOOKED_AT = 20


def _rule(detail: str, *phrases: str) -> tuple[str, re.Pattern[str]]:
    return detail, re.compile("|".join(phrases), re.IGNORECASE)


# Subject and detail of a status in the words of qmail, Exim, Exchange, Notes, Yahoo, Mail.ru and others;
# the first that matches decides.
_WORDS = (
    _rule(
        "1.2",
        r"un?routea?ble (?:mail )?(?:domain|address)",
        r"(?:host|domain|name) (?:is )?(?:unknown|not found|does(?: not|n['’]t) exist)",
        r"(?:host|domain) \S{1,255} (?:is )?(?:unknown|not found|does(?: not|n['’]t) exist)",
        r"(?:host|domain)(?: \S{1,255})? could(?: not|n['’]t) be found",
        r"(?:unknown|no such|invalid) (?:host|domain)",
        r"couldn't find any host",
        r"no MX |\bNXDOMAIN\b",
        r"несуществующий домен",
        r"домен(?: \S{1,255})? не (?:найден|существует)",
    ),
    _rule(
        "2.2",
        r"(?:mail)?box (?:is )?(?:full|over)",
        r"full (?:mail|in)box",
        r"mailbox (?:has )?exceeded",
        r"(?:mailbox|account) is over quota",
        r"over(?: (?:its|his|the))?[- ]?(?:disk )?quota",
        r"quota (?:is )?(?:exceeded|violation)",
        r"exceed(?:ed|s) (?:its |his |the )?(?:storage |disk |mailbox )?(?:quota|allocation)",
        r"not enough (?:disk )?space",
        r"insufficient (?:disk|storage|system storage)",
        r"ящик (?:\S{1,64} )?(?:переполнен|заполнен)",
        r"переполнен (?:\S{1,64} )?ящик",
        r"ящике (?:\S{1,64} )?(?:недостаточно|не хватает|нет|закончилось) (?:свободного )?мест[ао]",
        r"превышена квота",
    ),
    _rule(
        "2.1",
        r"(?:account|mailbox|user|recipient|address) (?:\S{1,64} )?"
        r"(?:is |has been |was )?(?:disabled|inactive|suspended|closed|blocked|discontinued|deactivated)",
        r"ящик (?:\S{1,64} )?(?:заблокирован|отключ[её]н|неактивен)",
        r"not accepting (?:mail|messages)",
    ),
    _rule(
        "1.1",
        r"user (?:unknown|not found|does(?: not|n't) exist)",
        r"(?:unknown|invalid|no such) (?:local )?(?:user|recipient|mailbox|addressee)",
        r"(?:recipient|addressee|mailbox) (?:is )?(?:unknown|not found|unavailable|does(?: not|n't) exist)",
        r"no (?:such )?(?:mailbox|user) (?:here|by that name)",
        r"not listed in (?:public )?(?:name|domino)",
        r"does(?: not|n't) have an? \S{1,60} account",
        r"no such (?:user|address|person)",
        r"(?:ящик|пользовател[ья]|адрес|получател[ья])\S{0,12} (?:\S{1,64} )?не (?:существует|найден)",
        r"(?:нет|несуществующ\S{0,12}) (?:такого )?(?:пользовател|ящик)",
        r"empfänger unbekannt",
    ),
    _rule("3.4", r"message (?:size )?(?:is )?(?:too (?:big|large)|exceeds)", r"слишком (?:большо|велик)"),
    _rule("4.6", r"too many hops", r"mail (?:forwarding )?loop", r"hop count exceeded"),
    _rule(
        "7.1",
        r"relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed))",
        r"access denied",
        r"(?:scored|rejected|classified|identified|detected|considered) as (?:likely )?(?:spam|unsolicited)",
        r"похож\S{0,12} на спам",
    ),
    _rule(
        "4.1",
        r"connection (?:timed out|refused)",
        r"timed? ?out (?:while|during|waiting)",
        r"retry (?:time|timeout)",
        r"(?:host|server|computer) (?:\S{1,64} )?(?:is )?(?:not (?:responding|reachable)|unreachable)",
        r"could not (?:initiate|establish)",
    ),
)


def written(text: str) -> str | None:
    """Return the status of a failure that words bear, that of an SMTP reply before all others."""
    replied = _first(found[2] for found in _REPLY_STATUS.finditer(text))
    return replied or _first(found[1] for found in _ANY_STATUS.finditer(text))


def accepted(text: str) -> str | None:
    """Return the status in the words of a server that took the mail."""
    found = _ACCEPTED.search(text)
    return found[0] if found else None


def took(text: str) -> bool:
    """Tell whether a server says that it took the mail, or would have done so."""
    return _ACCEPTED.search(text) is not None or _OK.search(text) is not None


def _first(found: Iterator[str]) -> str | None:
    """Return the first status that tells why, or else the first."""
    several = list(islice(found, _LOOKED_AT))
    return next((one for one in several if not one.endswith(_EXPIRED)), next(iter(several), None))


def is_vague(status: str) -> bool:
    """Tell whether a status says no more than its class, or than that the time for trying is over."""
    return status.endswith((".0.0", _EXPIRED))


def told(text: str, otherwise: str) -> str | None:
    """Return the status of a refusal in plain words, its class ``otherwise`` where no reply code tells it."""
    reply = _REPLY.search(text)
    grade = reply[1] if reply else otherwise
    detail = next((detail for detail, phrase in _WORDS if phrase.search(text)), None)
    # RFC 3463, 3.1: x.0.0 where only the class is known.
    return f"{grade}.{detail or '0.0'}" if detail or reply else None


def exact(status: str | None, diagnostic: str) -> str | None:
    """Return the status of a report: what the refusing server itself said is truer than its translation.

    Sendmail makes 5.1.1 ("no such user") of each refusal of a recipient, also of 5.7.1 ("blacklisted").
    A status that says no more than its class gives way to any other.
    """
    replied = _REPLY_STATUS.search(diagnostic)
    if replied is not None and not replied[2].endswith(".0.0"):
        return written(diagnostic)
    if status is None:
        return written(diagnostic) or told(diagnostic, "5")
    if is_vague(status):
        found = written(diagnostic)
        return found if found and found[0] == status[0] else status
    return status
