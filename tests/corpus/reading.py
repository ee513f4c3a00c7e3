"""One case read: the mail as ``postdesk read`` gets it, and the texts that it was cut from."""

import re
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from desk.mail import Attachment, Mail
from parsers import caps
from parsers.attachments import attachment_bytes
from parsers.html.plain import layout
from parsers.mail import read
from parsers.opening import open_mail
from parsers.parts import body
from parsers.parts.tree import TooBig
from tests.corpus.cases import Case
from tests.corpus.material import answering, file_bytes, is_utf8, mail_bytes
from tests.corpus.texts import page_text, page_words

# Some decode UTF-7, others expect it left as it is.
_DISPUTED = re.compile(rb"=\?utf-7\?|charset\s{0,9}=\s{0,9}[\"']?(?:unicode-1-1-)?utf-7", re.IGNORECASE)

_BOUNDARY = re.compile(rb"\bboundary\s{0,9}=\s{0,9}[\"']?([^\r\n\"';]{1,200})", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What was read; each thing is made when it is asked for, and then kept.

    ``mail`` is the mail as it stands, ``answer`` the same as an answer to another mail.
    """

    case: Case
    raw: bytes
    folder: Path
    mail: Mail
    seconds: float

    @cached_property
    def answer(self) -> Mail:
        """The mail as an answer: as it stands where it already is one."""
        mail = self.mail
        return mail if mail.in_reply_to or mail.references else read(answering(self.raw))

    @cached_property
    def body(self) -> body.Body:
        """The texts before anything is cut off them."""
        try:
            return body.read(open_mail(self.raw).tree())
        except TooBig:
            return body.Body("", None, (), ())

    @cached_property
    def text(self) -> str:
        """The whole text, of the page where there is no other."""
        if self.body.text.strip() or not self.body.html:
            return self.body.text
        return "\n".join(layout(self.body.html).lines)

    @cached_property
    def page(self) -> str:
        """The words of the page without its elements; the text where there is no page."""
        return page_text(self.body.html) if self.body.html else self.body.text

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Return what must not get lost: the lines of the text, or the pieces of text of the page.

        What lies beyond the cap of a text is in the raw mail alone.
        """
        written = self.raw.partition(b"\r\n\r\n")[2] if self.case.format == "text" else b""
        if written and is_utf8(written):
            # Beyond the cap nothing is read, and the mail says so.
            return tuple(written.decode("utf-8")[: caps.TEXT].splitlines())
        if self.body.text.strip() or not self.body.html:
            return tuple(self.body.text.splitlines())
        return tuple(page_words(self.body.html))

    @property
    def boundaries(self) -> set[str]:
        """Return every boundary that the mail declares."""
        return {one.decode("latin-1").rstrip() for one in _BOUNDARY.findall(self.raw)}

    @property
    def is_disputed(self) -> bool:
        """Tell whether the corpora contradict each other about mails like this one: those in UTF-7."""
        return _DISPUTED.search(self.raw) is not None

    def data(self, attachment: Attachment) -> bytes:
        """Return the bytes of an attachment of this mail."""
        return attachment_bytes(self.raw, attachment.part)

    def file_text(self, name: str) -> str:
        """Return the text of a file beside the mails, in UTF-8 or in Windows' Latin letters."""
        data = self.file(name)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("windows-1252", "replace")

    def file(self, name: str) -> bytes:
        """Return the bytes of a file beside the mails. Raises NoMaterial."""
        return file_bytes(self.folder, name)


def reading_of(case: Case, folder: Path) -> Reading:
    """Read a case. Raises NoMaterial where its file cannot be had."""
    raw = mail_bytes(case, file_bytes(folder, case.raw_path))
    begun = time.perf_counter()
    mail = read(raw)
    return Reading(case, raw, folder, mail, time.perf_counter() - begun)
