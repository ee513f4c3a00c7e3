"""A mail that is passed on as an attachment (message/rfc822): opened once, never what it holds itself."""

from collections.abc import Callable
from dataclasses import replace

from desk.address import Address
from desk.mail import Forwarded, Mail
from parsers import attachments
from parsers.characters import words
from parsers.forwards import machine_signs, senders
from parsers.head.headers import Head, unicode
from parsers.machines import kinds
from parsers.meaning import language
from parsers.opening import Opened, open_mail
from parsers.parts import body
from parsers.parts.tree import Part
from parsers.text import visible
from parsers.text.lines import join


def read(part: Part, comment: str, header_read: Callable[[Head], Mail]) -> Forwarded | None:
    """Return the mail that this part holds, or None where it names no one sender or cannot be read."""
    try:
        opened = open_mail(part.data())
        return None if opened.head.oversize else _opened(opened, part.index, comment, header_read)
    except MemoryError:
        raise
    except Exception:
        # What cannot be read in a mail inside is no reason to lose the one around it.
        return None


def _opened(
    opened: Opened, index: int, comment: str, header_read: Callable[[Head], Mail]
) -> Forwarded | None:
    mail = header_read(opened.head)
    sender = mail.sender or _shown(opened.head)
    if sender is None:
        return None
    root = opened.tree()
    content = body.read(root)
    has_parent = bool(mail.in_reply_to or mail.references)
    first_mail = not kinds.is_reply(mail.subject, has_parent=has_parent)
    cut = visible.cut(content.text, content.html, first_mail=first_mail, writer=sender.name)
    text = join(cut.own) or cut.quoted
    files = attachments.described(content.attachments, content.html or "", cut)
    return Forwarded(
        sender=sender,
        subject=mail.subject,
        date=mail.date,
        text=text,
        comment=comment,
        attachments=tuple(replace(file, part=attachments.within(index, file.part)) for file in files),
        language=language.detect(cut.visible) or language.detect(mail.subject),
        automatic=machine_signs.of_attached(opened.head, root, sender, mail.subject, cut),
        headers=mail.headers,
    )


def _shown(head: Head) -> Address | None:
    """Return whom people see as the author, where that is one plain address."""
    fields = head.all("from")
    return senders.only(words.decode(unicode(fields[0], head.charset))) if len(fields) == 1 else None
