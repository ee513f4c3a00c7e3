"""A letter with its facts becomes a finished mail."""

from desk.letters import FOR_STAFF, Draft, Template
from responders.blocks import Block, Marker, parse
from responders.headers import headers
from responders.mime import assemble
from responders.page import page
from responders.plain import plain
from responders.render import Texts
from responders.variables import own_address, said
from responders.words import MARKERS

# An answer to these reaches the ticket: they begin with the line above which it is cut.
ANSWERED = (frozenset(Template) - FOR_STAFF) | {
    Template.NOTIFICATION,
    Template.RECEIPT,
    Template.REFUSAL,
    Template.RETURNED,
}


def compose(draft: Draft, texts: Texts) -> bytes:
    """Return the mail of a draft: CRLF, 7-bit ASCII, ready for SMTP; the same draft gives the same bytes.

    Raises UnsendableMail where a header field cannot be written (headers.py).
    """
    letter = draft.letter
    contents = said(draft)
    source = texts.render(draft.desk.address, letter.template, letter.language, contents.variables)
    marker: tuple[Block, ...] = (Marker(MARKERS[letter.language]),) if letter.template in ANSWERED else ()
    blocks = (*marker, *parse(source, contents.slots))
    # Staff read strangers' words: in their mails nothing but our own address may be clicked.
    linked = frozenset(own_address(draft, audience) for audience in draft.keys) if letter.for_staff else None
    html = page(blocks, letter.language, linked=linked)
    return assemble(headers(draft), plain(blocks), html, draft.files, draft.message_id)
