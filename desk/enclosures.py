"""Which files of an agent's mail go to the customers: those that the agent attached, not the mail program."""

import re
from dataclasses import replace

from desk.address import fold
from desk.case import Case
from desk.letters import FileRef
from desk.mail import Attachment
from desk.signing import scrubbed_name

# Signatures and keys hold their owner's address, and sign a text that customers never get as it was.
_SIGNING_TYPES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    }
)
# So they are called where their type is lost.
_SIGNING_NAMES = re.compile(
    r"smime\.p7s|(?:openpgp_)?signature(?:\.asc)?|(?:openpgp_0x|publickey)[\w .@+-]{0,120}\.asc",
    re.IGNORECASE,
)
# Mail programs add the writer's own card, under the writer's name or one for any card.
_CARD_TYPES = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_CARD_END = ".vcf"
_ANY_CARD = frozenset({"vcard", "card", "contact", "attachment", "attachment-1", "визитка"})


def enclosed(case: Case) -> tuple[FileRef, ...]:
    """Return what goes along with an agent's words: no logo, no signature of a program's, no card or key.

    Nor does a name tell an agent's address.
    """
    return tuple(
        FileRef(case.inbox_id, replace(one, name=scrubbed_name(one.name, case)))
        for one in case.mail.attachments
        if _is_enclosed(case, one)
    )


def _is_enclosed(case: Case, file: Attachment) -> bool:
    """Tell whether the agent, and not a mail program, attached this file."""
    signs = file.type in _SIGNING_TYPES or _SIGNING_NAMES.fullmatch(file.name) is not None
    return not (file.logo or signs or _is_own_card(case, file))


def _is_own_card(case: Case, file: Attachment) -> bool:
    name = fold(file.name)
    if file.type not in _CARD_TYPES and not name.endswith(_CARD_END):
        return False
    stem = name.removesuffix(_CARD_END)
    agent = case.office.agent(case.sender.addr)
    own = (case.sender.addr, *(() if agent is None else (agent.name, *agent.addresses)))
    words = {word for each in own for word in _words(each.partition("@")[0])}
    return not stem or stem in _ANY_CARD or not words.isdisjoint(_words(stem))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())
