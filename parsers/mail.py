"""A raw mail becomes a ``Mail``: the order in which all is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

from desk.commands import Command, command_of, subjects_of, words_of
from desk.mail import Mail, MailKind
from parsers import attachments, commands, header, misplaced
from parsers.forms import bare_answers, fields
from parsers.forwards import forwarded
from parsers.head.headers import Head
from parsers.machines import (
    bounce_notices,
    bounce_texts,
    bounces,
    calendars,
    kinds,
    marks,
    notices,
    program_notices,
    report_types,
    robots,
)
from parsers.machines.marks import PROOF, Machine
from parsers.meaning import intents, language, problems, requests, similarity
from parsers.opening import Opened, open_mail
from parsers.parts import body, sealed
from parsers.parts.tree import TooBig, leaves
from parsers.text import mentions, notifications, numbered, promises, visible

_BY_A_PERSON = frozenset({MailKind.REQUEST, MailKind.REPLY})


def read(raw: bytes, *, received_at: datetime | None = None) -> Mail:
    """Return what a mail says. Pure; never hangs, and raises nothing but MemoryError, whatever the bytes.

    What no parser can take is a Mail of kind ``unreadable`` with the reason among its oddities and with
    what its header tells. A date ahead of ``received_at`` becomes ``received_at``.
    """
    mail = Mail(kind=MailKind.UNREADABLE)
    try:
        opened = open_mail(raw)
        header_read = partial(header.read, received_at=received_at)
        mail = header_read(opened.head)
        return _with_body(mail, opened, header_read)
    except TooBig as fault:
        return _unreadable(mail, str(fault))
    except MemoryError:
        # How much there is to use, the caller knows.
        raise
    except Exception as fault:
        # The edge of the stage: whatever went wrong here, the mail is kept and shown to a person.
        return _unreadable(mail, f"no parser could take it ({type(fault).__name__})")


def _unreadable(mail: Mail, why: str) -> Mail:
    return replace(mail, kind=MailKind.UNREADABLE, oddities=(why, *mail.oddities))


def _with_body(mail: Mail, opened: Opened, header_read: Callable[[Head], Mail]) -> Mail:
    """Return the mail with its kind, its text and its attachments. Raises TooBig where a cap is broken."""
    head = opened.head
    if head.oversize:
        raise TooBig(head.oversize)
    root = opened.tree()
    parts = tuple(leaves(root))
    content = body.read(root)
    by = sealed.by(parts, content.text)
    found = marks.found(head, mail.sender, mail.subject)
    proved = any(mark.says in PROOF for mark in found)
    text = content.text or bounce_texts.from_html(content.html or "")
    report = report_types.of(root, parts, mail.subject, text)
    if bounce_notices.tells_complaint(found, text):
        report = report_types.FEEDBACK
    told = bounces.reports(head, parts, found, mail.subject, text, report)
    has_parent = bool(mail.in_reply_to or mail.references)
    first_mail = not kinds.is_reply(mail.subject, has_parent=has_parent)
    writer = mail.sender.name if mail.sender else ""
    cut = visible.cut(content.text, content.html, first_mail=first_mail, writer=writer)
    shown = forwarded.shown_in(cut, mail.subject, first_mail=first_mail)
    orders, after = commands.split(cut.visible)
    if any(command_of(line.word) for line in orders):
        # No machine writes commands: neither they nor the words below them tell of one.
        found = tuple(mark for mark in found if mark.says is not Machine.SEEMS)
    elif not told:
        if mail.reply_to is None:
            found = (*found, *notices.mark(mail.sender, mail.subject, cut.visible))
        found = (*found, *program_notices.mark(parts, mail.subject, cut.visible))
        words = forwarded.own_words(replace(cut, visible=after) if orders else cut, mail.subject, shown)
        found = robots.judged(found, mail.subject, words, answers=not first_mail)
    files = attachments.described(content.attachments, content.html or "", cut)
    mail = replace(
        mail,
        html_present=content.html is not None,
        attachments=files,
        attached_text=attachments.text(content.attachments, files),
        bounce=next(iter(told), None),
        bounces=told,
        calendar_method=calendars.method(parts),
        calendar_answer=calendars.answer(parts),
        automatic=tuple(mark.text for mark in found),
        oddities=(*mail.oddities, *content.oddities, *((f"encrypted with {by}",) if by else ())),
        charsets=(*mail.charsets, *content.charsets),
        sealed=by,
    )
    kind, evidence = kinds.kind(mail, found, report, first_mail=first_mail)
    worded = report == report_types.RECEIPT and report_types.of(root, parts, "", "") != report
    supposed = (kind is MailKind.AUTO_REPLY and not proved) or (kind is MailKind.RECEIPT and worded)
    mail = _with_words(replace(mail, kind=kind, kind_evidence=evidence, supposed=supposed), cut)
    if kind not in _BY_A_PERSON:
        return mail
    passed_on = forwarded.forwarded(mail, shown, content.attachments, header_read, first_mail=first_mail)
    return mail if passed_on is None else replace(mail, forwarded=passed_on)


def _with_words(mail: Mail, cut: visible.Cut) -> Mail:
    """Return the mail with its text cut and understood; only a person's words mean anything."""
    told = language.spoken(cut.visible)
    spoken = language.answered_in(told) or language.detect(mail.subject)
    mail = replace(
        mail,
        language=spoken,
        text_language=told or language.spoken(mail.subject),
        visible_text=cut.visible,
        quoted_text=cut.quoted,
        signature=cut.signature,
    )
    if mail.kind in _BY_A_PERSON or mail.supposed:
        # What only seems to be a machine's, its author may let go on.
        mail = _with_orders(mail)
    if mail.kind not in _BY_A_PERSON:
        # What web forms send may look so.
        return _with_form(mail) if mail.kind is MailKind.LIST else mail
    mail = _with_request(mail)
    meant = intents.intent(cut.visible, spoken, mail.subject)
    return replace(
        mail,
        bare=MappingProxyType(bare_answers.values(cut.visible)),
        filled=MappingProxyType(fields.filled(cut.quoted)),
        problems=problems.problems(cut.visible),
        similarity=similarity.similarity(mail.subject, cut.visible, _names(mail)),
        intent=meant.intent,
        intent_confidence=meant.confidence,
        intent_evidence=meant.evidence,
        explicit=meant.explicit,
        argument=meant.argument,
        choice=meant.choice,
    )


def _with_orders(mail: Mail) -> Mail:
    """Return the mail with its commands, and all that is read of the text that they stand above."""
    orders, after = commands.split(mail.visible_text)
    words = words_of(orders, after)
    # A file is attached on purpose.
    in_files = min(notifications.shown(mail.attached_text), notifications.Shown.LIKELY)
    shown = max(notifications.shown(after), in_files)
    names = (*(file.name for file in mail.attachments), *subjects_of(orders))
    return replace(
        mail,
        commands=orders,
        text_after_commands=after,
        misplaced_command=misplaced.misplaced(after) or misplaced.signed_with(mail.signature),
        shows_notification=shown is notifications.Shown.SURELY,
        seems_notification=shown is notifications.Shown.LIKELY,
        numbered=numbered.numbered(words),
        inline=numbered.inline(after, mail.quoted_text),
        promised_file=promises.promised(words),
        mentioned=mentions.addresses("\n".join((words, *names, mail.attached_text))),
    )


def _with_form(mail: Mail) -> Mail:
    """Return a program's mail with the request of the person who filled in a form, if it holds one."""
    read = _with_request(mail)
    return read if read.formed else mail


def _with_request(mail: Mail) -> Mail:
    answers = mail.kind is MailKind.REPLY
    # Who writes for another is not the one whose name is wanted.
    signs = not any(command_of(line.word) is Command.FOR for line in mail.commands)
    found, formed = fields.told(mail.visible_text, mail.signature, answers=answers, signs=signs)
    addresses = (*(one.addr for one in (*mail.to, *mail.cc)), *mail.delivered_to)
    asked = requests.request_kind(mail.subject, mail.visible_text, found, addresses)
    return replace(
        mail,
        fields=MappingProxyType(found),
        formed=formed,
        request_kind=asked.kind,
        request_kind_confidence=asked.confidence,
        request_kind_evidence=asked.evidence,
    )


def _names(mail: Mail) -> tuple[str, ...]:
    """Return the names of the people whom the mail's addresses name."""
    return tuple(one.name for one in (mail.sender, *mail.to, *mail.cc) if one is not None and one.name)
