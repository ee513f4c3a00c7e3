"""A person who writes with mutt and reads what comes into the mailbox, one mail after the other."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.system.mutt import Mutt
from tests.system.rig import SUPPORT, Person, Rig
from tests.system.servers import wait_until

TAG = re.compile(r"\[[A-Z]+-[0-9]+\]")


class Correspondent:
    """A person in a conversation; ``last`` is the mail that was read last, ``read`` are all of them."""

    def __init__(self, rig: Rig, person: Person, *, charset: str = "us-ascii:utf-8") -> None:
        self.person = person
        self.read: list[EmailMessage] = []
        self._rig = rig
        self._mutt = Mutt(rig, person, charset=charset)

    @property
    def last(self) -> EmailMessage:
        """The mail that was read last."""
        return self.read[-1]

    def writes(self, subject: str, text: str, attach: Path | None = None, *, to: str = SUPPORT) -> None:
        """Write a new mail to the desk, or to somebody else."""
        self._mutt.compose(to, subject, text, attach)

    def answers(
        self,
        text: str,
        attach: Path | None = None,
        *,
        mail: EmailMessage | None = None,
        below: str = "",
        to: str = "",
    ) -> None:
        """Answer a mail, the one that was read last if no other is named, as `Mutt.reply` has it."""
        self._mutt.reply((mail or self.last)["Message-ID"], text, attach, below=below, to=to)

    def passes_on(self, text: str, *, attached: bool) -> None:
        """Pass the mail that was read last on to the desk, below a text or attached to it."""
        self._mutt.forward(self.last["Message-ID"], SUPPORT, text, attached=attached)

    def gets(self, *words: str) -> EmailMessage:
        """Wait for a mail that was not read yet and says all this; read and return it."""
        known = {mail["Message-ID"] for mail in self.read}
        new: list[EmailMessage] = []

        def there() -> bool:
            new[:] = [mail for mail in self.inbox() if mail["Message-ID"] not in known]
            return any(_says(mail, words) for mail in new)

        wait_until(there, lambda: self._in_vain(words, new))
        self.read.append(next(mail for mail in new if _says(mail, words)))
        return self.last

    def _in_vain(self, words: tuple[str, ...], new: list[EmailMessage]) -> str:
        came = "\n---\n".join(f"{mail['Subject']}\n{text_of(mail)}" for mail in new) or "nothing"
        return f"{self.person.address} waits for {words}. There came:\n{came}\n{self._rig.told()}"

    def inbox(self) -> list[EmailMessage]:
        """Return every mail in the inbox, read or not."""
        return [parsed(raw) for raw in self._rig.inbox(self.person)]

    def sent(self) -> list[EmailMessage]:
        """Return every mail that mutt kept of what this person wrote, the oldest first."""
        return [parsed(raw) for raw in self._rig.inbox(self.person, "Sent")]


def parsed(raw: bytes) -> EmailMessage:
    """Return a mail, parsed."""
    return message_from_bytes(raw, policy=policy.default)


def _says(mail: EmailMessage, words: tuple[str, ...]) -> bool:
    return all(word in text_of(mail) for word in words)


def text_of(mail: EmailMessage) -> str:
    """Return the plain text that a reader sees, its lines joined as they were before they were wrapped."""
    body = mail.get_body(("plain",))
    return " ".join(str(body.get_content()).split()) if body is not None else ""


def assert_one_chain(mails: list[EmailMessage]) -> None:
    """Prove that the mails of one person form a single thread under the first of them.

    Every other one answers a mail that this person has, by In-Reply-To, which is the last of References; and
    no id in References is of a mail that this person never saw (RFC 5322, 3.6.4).
    """
    by_id = {mail["Message-ID"]: mail for mail in mails}
    assert len(by_id) == len(mails), "a Message-ID was given twice"
    roots = [mail for mail in mails if mail["In-Reply-To"] is None and mail["References"] is None]
    assert len(roots) == 1, [str(mail["Subject"]) for mail in roots]
    for mail in mails:
        if mail is not roots[0]:
            references = str(mail["References"]).split()
            assert str(mail["In-Reply-To"]) == references[-1]
            assert references[0] == roots[0]["Message-ID"]
            assert set(references) <= by_id.keys() - {mail["Message-ID"]}
            assert _leads_to(mail, roots[0], by_id), f"{mail['Subject']} answers itself"


def _leads_to(mail: EmailMessage, root: EmailMessage, by_id: dict[str, EmailMessage]) -> bool:
    seen: set[str] = set()
    while mail is not root and mail["Message-ID"] not in seen:
        seen.add(mail["Message-ID"])
        mail = by_id[str(mail["In-Reply-To"])]
    return mail is root


def assert_one_tag(mails: list[EmailMessage], number: str) -> None:
    """Prove that each subject holds the ticket's number once, and no other."""
    for mail in mails:
        assert TAG.findall(str(mail["Subject"])) == [f"[{number}]"], mail["Subject"]
