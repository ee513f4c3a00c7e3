"""Notices that mail programs send for one who wrote nothing: reactions, recalls, receipts of delivery."""

import re
from collections.abc import Iterable

from parsers.machines.marks import Machine, Mark
from parsers.parts.tree import Part

# Gmail's "Email reactions": beside this part stands one line for programs that do not know it.
_REACTION = "text/vnd.google.email-reaction+json"
_ONE_LINE = 200

# What Outlook and Exchange write where nobody asked for a report (RFC 8098): subject and text must say it.
_NOTICES = (
    (
        "a recall, as Outlook writes it",
        re.compile(r"(?:recall|отзыв|rückruf|zurückrufen)\s?:", re.IGNORECASE),
        re.compile(
            r"would like to recall the message"
            r"|(?:хотел\w{0,3}(?: бы)?|хочет|желает|пытается) отозвать (?:это )?сообщение"
            r"|отправитель .{1,200} отзыва\w{1,4} сообщение|möchte die nachricht .{0,300}zurückrufen",
            re.IGNORECASE,
        ),
    ),
    (
        "a receipt of delivery, in words",
        re.compile(r"(?:delivered|доставлено|zugestellt)\s?:", re.IGNORECASE),
        re.compile(
            r"\A\s{0,20}(?:your message (?:was|has been) delivered to the following recipients"
            r"|ваше сообщение (?:было )?доставлено следующим получателям"
            r"|ihre nachricht wurde den folgenden empfängern zugestellt)",
            re.IGNORECASE,
        ),
    ),
)
# So much of a text is looked at; such notices are short.
_LOOKED_AT = 1500


def mark(parts: Iterable[Part], subject: str, visible: str) -> tuple[Mark, ...]:
    """Return the mark of a notice by a mail program, or nothing.

    A reaction is known by its part, unless more is said beside it; all else by words, which prove nothing.
    """
    if any(part.type == _REACTION for part in parts):
        proved = len(visible) <= _ONE_LINE
        return (Mark("a reaction (Gmail)", Machine.ACKNOWLEDGES if proved else Machine.SEEMS),)
    text = visible[:_LOOKED_AT]
    named = next((said for said, title, words in _NOTICES if title.match(subject) and words.search(text)), "")
    return (Mark(named, Machine.SEEMS),) if named and "?" not in text else ()
