"""The marks of machine mail in headers, each by its name (RFC 3834; what robots write in practice)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from desk.address import Address, fold, is_no_reply
from parsers.characters.display import one_line
from parsers.head.headers import Head


class Machine(Enum):
    """What a mark says of the mail that bears it."""

    # It answers a mail: an out-of-office, an acknowledgement.
    ANSWERS = auto()
    # A program made it, of its own accord or in answer to a mail.
    GENERATES = auto()
    # Its words are those of an automatic answer, which a person may write as well.
    SEEMS = auto()
    # It tells what became of a mail, or was thought of it.
    ACKNOWLEDGES = auto()
    # It is sent to many.
    SPREADS = auto()
    # It is sent by a mail system.
    DELIVERS = auto()
    # It may be a mail system's, where its text tells of a failure.
    MAY_DELIVER = auto()
    # It may still be a person's mail.
    PERHAPS = auto()


# What only a machine's header says, and no words.
PROOF = frozenset({Machine.ANSWERS, Machine.GENERATES, Machine.DELIVERS})


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: how it reads to a person, and what it says."""

    text: str
    says: Machine


@dataclass(frozen=True, slots=True)
class _Rule:
    """A header whose value, where it matches, is a mark."""

    header: str
    value: re.Pattern[str]
    says: Machine


def _rule(header: str, value: str, says: Machine) -> _Rule:
    return _Rule(header, re.compile(value, re.IGNORECASE), says)


# X-Auto-Response-Suppress is missing on purpose: it asks for silence, and people's mail bears it, too.
RULES: tuple[_Rule, ...] = (
    # RFC 3834, 5. Any value but "no" is a machine's; "auto-forwarded" is a person's mail passed on.
    _rule("auto-submitted", r"(?!no\b|auto-forwarded|auto-generated|auto-notified)\S", Machine.ANSWERS),
    _rule("auto-submitted", r"auto-(generated|notified)", Machine.GENERATES),
    _rule("x-autoreply", r"(?!no\b)", Machine.ANSWERS),
    _rule("x-autoreply-from", r"", Machine.ANSWERS),
    _rule("x-autorespond", r"(?!no\b)", Machine.ANSWERS),
    _rule("x-autoresponder", r"(?!no\b)", Machine.ANSWERS),
    _rule("x-autoresponse", r"(?!no\b)", Machine.ANSWERS),
    _rule("x-auto-reply", r"(?!no\b)", Machine.ANSWERS),
    _rule("x-mail-autoreply", r"(?!no\b)", Machine.ANSWERS),
    _rule("x-vacation", r"", Machine.ANSWERS),
    _rule("x-fc-machinegenerated", r"(true|yes|1)\b", Machine.ANSWERS),
    _rule("x-post-message-class", r"9;", Machine.ANSWERS),
    _rule("x-precedence", r"auto_?reply", Machine.ANSWERS),
    _rule("precedence", r"auto_?reply", Machine.ANSWERS),
    _rule("delivered-to", r"auto-?responder$", Machine.ANSWERS),
    _rule("precedence", r"(bulk|junk|list)\b", Machine.SPREADS),
    _rule("x-precedence", r"(bulk|junk|list)\b", Machine.SPREADS),
    _rule("list-id", r"", Machine.SPREADS),
    _rule("list-unsubscribe", r"", Machine.SPREADS),
    _rule("list-post", r"", Machine.SPREADS),
    _rule("x-mailing-list", r"", Machine.SPREADS),
    _rule("x-mailman-version", r"", Machine.SPREADS),
    _rule("x-failed-recipients", r"", Machine.DELIVERS),
    _rule("return-path", r"<?\s*>?$|<?mailer-daemon", Machine.DELIVERS),
    # Broken programs and scanners name nobody, too.
    _rule("from", r".*<\s*>\s*$|$", Machine.MAY_DELIVER),
)

MAIL_SYSTEM = "a mail system as sender"
NAMED_SYSTEM = "a sender by a mail system's name"
POSTMASTER = "postmaster as sender"
IN_SUBJECT = "a subject of automatic replies"

# Folded local parts of mail systems.
_MAIL_SYSTEMS = frozenset(
    {"mailer-daemon", "mailerdaemon", "mailer_daemon", "mail-daemon", "mdaemon", "mailsystem", "mail-system"}
)
# What mail systems call themselves; a name alone is anybody's.
_SYSTEM_NAME = re.compile(
    r"mailer[-_ ]daemon.{0,40}|mail delivery (?:(?:sub)?-?system|service)s?|mail[-_. ]?router", re.IGNORECASE
)
# Exchange's own mailbox, where it writes as "Microsoft Outlook".
_EXCHANGE = re.compile(r"microsoftexchange[0-9a-f]{32}")
# AMaViS and Lotus Domino write "postmaster" in several ways, some with an @ inside.
_POSTMASTER = re.compile(r"\W{0,3}post[-_.]?master\b")

# Out-of-office in the words of the programs that write it. The words must be all that the subject says, or
# end in a colon: "Out of office VPN is down" and "Автоответчик не работает" are people's.
_ABSENCE = re.compile(
    r"\s*(?:"
    + "|".join(
        (
            r"auto(?:matic)?[- ]?(?:reply|response|answer)",
            r"out of (?:the )?office(?: auto-?reply| reply| message)?",
            r"ooo",
            r"auto: .{1,60} (?:is )?out of (?:the )?office",
            r"i am (?:currently )?(?:out of (?:the )?office|on (?:vacation|leave|holiday))",
            r"(?:on )?vacation (?:reply|response|notice|message)",
            r"автоматический ответ",
            r"автоответ(?:чик)?",
            r"авто-ответ",
            r"вне офиса",
            r"нет на месте",
            r"отсутствую в офисе",
            r"я (?:сейчас )?в отпуске",
            r"automatische antwort",
            r"abwesenheits(?:notiz|assistent|meldung|nachricht)",
            r"abwesend",
            r"réponse automatique",
            r"respuesta autom[áa]tica",
            r"risposta automatica",
            r"autosvar",
            r"automatyczna odpowied[źz]",
            r"odpowied[źz] automatyczna",
            r"автоматична відповідь",
            r"автовідповідь",
            r"поза офісом",
            r"resposta autom[áa]tica",
            r"(?:notification|message) d[’']absence(?: du bureau)?",
            r"absence du bureau",
            r"fuera de (?:la )?oficina",
            r"fuori (?:sede|ufficio)",
            r"poza biurem",
        )
    )
    + r")\s*(?:[:.!(]|$|(?:re|aw|fwd?|ответ):)",
    re.IGNORECASE,
)


def found(head: Head, sender: Address | None, subject: str) -> tuple[Mark, ...]:
    """Return every mark of machine mail that these headers bear."""
    return (*_in_headers(head), *_in_sender(head, sender), *_in_subject(subject))


def _in_headers(head: Head) -> Iterator[Mark]:
    for rule in RULES:
        for raw in head.all(rule.header):
            value = one_line(raw.decode("ascii", "replace"), 60)
            if rule.value.match(value):
                yield Mark(f"{_title(rule.header)}: {value}".rstrip(": "), rule.says)
                break


def _title(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("-"))


def _in_sender(head: Head, sender: Address | None) -> Iterator[Mark]:
    raw = head.raw("from").decode("ascii", "replace")
    local = fold(sender.addr).rpartition("@")[0] if sender else fold(raw).rpartition("<")[2].partition("@")[0]
    local = local.strip()
    is_system = local in _MAIL_SYSTEMS or _EXCHANGE.fullmatch(local) is not None
    if is_system:
        yield Mark(MAIL_SYSTEM, Machine.DELIVERS)
    elif _SYSTEM_NAME.fullmatch(_name(raw, sender) or local):
        yield Mark(NAMED_SYSTEM, Machine.MAY_DELIVER)
    elif _POSTMASTER.match(local):
        yield Mark(POSTMASTER, Machine.PERHAPS)
    elif is_no_reply(f"{local}@"):
        yield Mark("no-reply sender", Machine.PERHAPS)


def _name(raw: str, sender: Address | None) -> str:
    """Return the name beside the sender's address, also of one that is written as no rule allows."""
    return (sender.name if sender else raw.partition("<")[0]).strip(' \t"')


def _in_subject(subject: str) -> Iterator[Mark]:
    # A person may ask for just this: "Out of office: it does not start".
    if _ABSENCE.match(subject):
        yield Mark(IN_SUBJECT, Machine.SEEMS)
