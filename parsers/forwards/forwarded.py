"""The one mail that another passes on, in its text or attached to it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from desk.mail import Forwarded, Mail
from parsers import attachments, commands
from parsers.characters.display import one_line
from parsers.forwards import attached, inline, machine_signs, senders, written_dates
from parsers.forwards.inline import Inline
from parsers.head.headers import Head
from parsers.machines import kinds
from parsers.meaning import language
from parsers.parts.tree import Part
from parsers.text import notifications, signatures, visible
from parsers.text.lines import join
from parsers.text.visible import Cut


def shown_in(cut: Cut, subject: str, *, first_mail: bool) -> Inline | None:
    """Return the mail that is shown in this text under this subject, or None."""
    return inline.find(cut.own, first_mail=first_mail, forwards=kinds.passed_on(subject) is not None)


def own_words(cut: Cut, subject: str, shown: Inline | None) -> Cut:
    """Return a text less the mail shown in it, where the subject says that it is passed on.

    Of what the forwarder is, another's words tell nothing.
    """
    if shown is None or kinds.passed_on(subject) is None:
        return cut
    return replace(cut, visible=join(shown.above))


def forwarded(
    mail: Mail,
    shown: Inline | None,
    parts: Iterable[Part],
    header_read: Callable[[Head], Mail],
    *,
    first_mail: bool,
) -> Forwarded | None:
    """Return the mail that this one passes on, or None. Never raises.

    ``parts`` are its attachments, ``header_read`` reads the header of an attached mail as any mail's.
    """
    if shown is not None:
        return _shown(mail, shown, kinds.passed_on(mail.subject) or "")
    if not first_mail:
        return None
    messages = [part for part in parts if part.type in attachments.MESSAGES]
    return attached.read(messages[0], mail.text_after_commands, header_read) if len(messages) == 1 else None


def _shown(mail: Mail, shown: Inline, passed_on: str) -> Forwarded | None:
    """Return a mail that is shown in the text, or None where it does not tell its one sender.

    ``passed_on`` is its subject where its head tells none.
    """
    sender = senders.only(shown.head.sender)
    if sender is None:
        return None
    subject = one_line(shown.head.subject.strip(" \t\u00a0*")) or passed_on
    text = join(shown.lines)
    told = visible.cut(text, None, first_mail=not kinds.is_reply(subject, has_parent=False))
    text = join(told.own) or text
    return Forwarded(
        sender=sender,
        subject=subject,
        date=written_dates.read(shown.head.date),
        text=text,
        comment=_comment(shown),
        attachments=mail.attachments,
        language=language.detect(told.visible) or language.detect(subject),
        automatic=machine_signs.of_shown(sender, subject, told),
    )


def _comment(shown: Inline) -> str:
    said = [join(lines[: signatures.start(lines)]).strip() for lines in (shown.above, shown.below)]
    _, comment = commands.split(notifications.taken_off("\n\n".join(filter(None, said))))
    return comment
