"""Libraries that cut an answer into new text, quotation and signature: they get the text that we decoded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from desk.mail import Mail, MailKind
from tests.corpus.cases import Case
from tests.corpus.peers.libraries import library
from tests.corpus.reading import Reading, reading_of
from tests.corpus.texts import page_words


@dataclass(frozen=True, slots=True)
class Cut:
    """The three texts of an answer."""

    visible: str
    quoted: str = ""
    signature: str = ""


# Of a text, or of a page where there is no text.
Cutter = Callable[[Reading], Cut]


class _Answer(Reading):
    """A mail that a peer cut; it asks for no header that would make it an answer."""

    @cached_property
    def answer(self) -> Mail:
        return self.mail


def reading(cutter: Cutter, case: Case, folder: Path) -> Reading:
    """Read a case with a cutter. Raises whatever the library raises."""
    ours = reading_of(case, folder)
    cut = cutter(ours)
    mail = Mail(
        kind=MailKind.REPLY, visible_text=cut.visible, quoted_text=cut.quoted, signature=cut.signature
    )
    return _Answer(case, ours.raw, folder, mail, ours.seconds)


def quotequail(ours: Reading) -> Cut:
    """Cut by quotequail, which takes pages as well and knows no signatures."""
    quail = library("quotequail")
    if ours.body.html and not ours.body.text.strip():
        told = [
            (is_new, "\n".join(page_words(page)))
            for is_new, page in quail.quote_html(ours.body.html, quote_intro_line=True)
        ]
    else:
        told = quail.quote(ours.text, quote_intro_line=True)
    return Cut(
        _joined(text for is_new, text in told if is_new), _joined(text for is_new, text in told if not is_new)
    )


def mail_parser_reply(ours: Reading) -> Cut:
    """Cut by mail-parser-reply, with all of its languages."""
    peer = library("mailparser_reply")
    languages = list(library("mailparser_reply.constants").MAIL_LANGUAGES)
    first, *older = peer.EmailReplyParser(languages=languages).read(ours.text).replies
    return Cut(
        first.body, _joined(one.content for one in older), _joined((first.signatures, *first.disclaimers))
    )


def email_reply_parser(ours: Reading) -> Cut:
    """Cut by email-reply-parser; what it hides and does not call a signature is quoted."""
    message = library("email_reply_parser").EmailReplyParser.read(ours.text)
    hidden = [one for one in message.fragments if one.hidden or one.quoted]
    return Cut(
        message.reply,
        _joined(one.content for one in hidden if not one.signature),
        _joined(one.content for one in hidden if one.signature),
    )


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)
