"""mail-parser alone, as its users call it: headers, bodies and attachments."""

import base64
import hashlib
import time
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from pathlib import Path
from typing import Any

import mailparser

from desk.address import Address
from desk.mail import Attachment, Mail, MailKind
from parsers.parts.body import Body
from tests.corpus.cases import Case
from tests.corpus.material import file_bytes, mail_bytes
from tests.corpus.reading import Reading


@dataclass(frozen=True)
class _Parsed(Reading):
    """What mail-parser read: its texts and its files."""

    told: Any

    @cached_property
    def body(self) -> Body:
        pages = "\n".join(self.told.text_html)
        return Body("\n".join(self.told.text_plain), pages or None, (), ())

    def data(self, attachment: Attachment) -> bytes:
        return _data(self.told.attachments[attachment.part])


def reading(case: Case, folder: Path) -> Reading:
    """Read a case. Raises whatever the library raises."""
    raw = mail_bytes(case, file_bytes(folder, case.raw_path))
    begun = time.perf_counter()
    told = mailparser.parse_from_bytes(raw)
    return _Parsed(case, raw, folder, _mail(told), time.perf_counter() - begun, told)


def _mail(told: Any) -> Mail:
    authors = _people(told.from_)
    # It tells the moment in UTC, without saying so.
    date = told.date.replace(tzinfo=UTC) if told.date and told.date.tzinfo is None else told.date or None
    return Mail(
        kind=MailKind.REQUEST,
        subject=_line(told.subject),
        sender=authors[0] if len(authors) == 1 else None,
        shown_sender=authors[0].name if authors else "",
        reply_to=next(iter(_people(told.reply_to)), None),
        to=_people(told.to),
        cc=_people(told.cc),
        delivered_to=tuple(one.addr for one in _people(told.delivered_to)),
        date=date,
        message_id=_bare(_line(told.message_id)),
        in_reply_to=_bare(next(iter(_line(told.in_reply_to).split()), "")),
        references=tuple(map(_bare, _line(told.references).split())),
        attachments=tuple(_attachment(number, one) for number, one in enumerate(told.attachments)),
    )


def _attachment(number: int, one: Any) -> Attachment:
    data = _data(one)
    disposition = one["content-disposition"] or ""
    return Attachment(
        name=one["filename"] or "",
        type=one["mail_content_type"].lower(),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        part=number,
        inline=disposition.lower().startswith("inline"),
    )


def _data(one: Any) -> bytes:
    payload: str = one["payload"]
    return base64.b64decode(payload) if one["binary"] else payload.encode("utf-8", "surrogateescape")


def _people(pairs: Any) -> tuple[Address, ...]:
    """Return the people of a field; a field that is not there is an empty text."""
    return tuple(Address(addr, name) for name, addr in pairs or () if addr)


def _line(value: Any) -> str:
    """Return the value of a header; of one that is there several times, the first."""
    return str(value[0] if isinstance(value, list) and value else value or "")


def _bare(one: str) -> str:
    return one.strip().removeprefix("<").removesuffix(">")
