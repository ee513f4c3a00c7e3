"""Who reads the cases: Postdesk, or a library that a user would take instead, each with what it can tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from tests.corpus.cases import Case
from tests.corpus.expectations import IMPLIED, KEYS, Goal
from tests.corpus.peers import bounces, cutters, mail_parser
from tests.corpus.reading import Reading, reading_of

# What a text alone tells. A reader that knows no signatures is not asked to take them off.
_QUOTES = frozenset(
    {
        "reply", "reply_text_squashed", "reply_html_squashed", "reply_starts", "reply_first_fragment",
        "reply_contains", "reply_not_contains", "agreed_reply", "no line lost", "elided", "older_contains",
        "quote_header_contains", "has_quote",
    }
)  # fmt: skip
_SIGNATURES = _QUOTES | {
    "reply_body", "reply_without_signature", "signature", "signature_contains", "signature_starts"
}  # fmt: skip
_BOUNCES = frozenset(
    {
        "is_bounce", "failed_recipients", "delayed_recipients", "final_recipient", "recipients_count", "hard",
        "action", "a person", "creates_ticket",
    }
)  # fmt: skip
# What mail-parser has no word for: TNEF, a date that is not believed.
_OF_PARSING = frozenset(key for key, (goal, _) in KEYS.items() if goal is Goal.PARSE) - {
    "tnef_attachments", "date_capped_at_now"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """How a case is read, and the keys that can be told then. Reading may raise whatever a peer raises."""

    name: str
    read: Callable[[Case, Path], Reading]
    tells: frozenset[str]


POSTDESK = Reader(
    "postdesk",
    reading_of,
    frozenset({*KEYS, "agreed_reply", *(key for rows in IMPLIED.values() for key, _, _ in rows)}),
)

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        one.name: one
        for one in (
            POSTDESK,
            Reader("quotequail", partial(cutters.reading, cutters.quotequail), _QUOTES),
            Reader("mail-parser-reply", partial(cutters.reading, cutters.mail_parser_reply), _SIGNATURES),
            Reader("email-reply-parser", partial(cutters.reading, cutters.email_reply_parser), _SIGNATURES),
            Reader("flufl.bounce", bounces.reading, _BOUNCES),
            Reader("mail-parser", mail_parser.reading, _OF_PARSING),
        )
    }
)
