"""The load: numbered mails by SMTP, by LMTP and into a mailbox, each until it is taken."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from random import Random

from desk.envelope import Source
from desk.verdicts import Verdict
from storage.content_key import content_key
from tests.chaos.evidence import Given
from tests.chaos.mails import DESK, Mail, afterthought, reply, request
from tests.chaos.relay import Relay
from tests.chaos.session import Doors, Session
from tests.chaos.unheard import Unheard

# How many give mails at once, by each way.
CLIENTS = {Source.SMTP: 3, Source.LMTP: 2, Source.IMAP: 1}

# One mail of so many is an answer to a mail of ours, once there is one.
ONE_REPLY_IN = 3

# One of so many requests has an afterthought: it is given as soon as the request is taken.
ONE_AFTERTHOUGHT_IN = 4

# So many mails lie in the mailbox at most before it is looked into.
IN_MAILBOX = 6

# A client that was cut off, or finds nobody, comes back so soon.
PAUSE_SECONDS = 0.02


class Generator:
    """Gives mails with the numbers from 1 to ``most``; what each says is decided by ``seed``.

    Those up to ``allowed`` are given at once, the others when that is raised. The mailbox is the first of
    the ``desks``.
    """

    def __init__(
        self, doors: Doors, relay: Relay, most: int, seed: int, desks: Sequence[str] = (DESK,)
    ) -> None:
        self._doors = doors
        self.unheard = Unheard()
        self._relay = relay
        self._seed = seed
        self._most = most
        self._desks = desks
        self.allowed = 0
        self._numbers = itertools.count(1)
        self._mailed: list[Mail] = []
        self._answered: list[Given] = []
        # What those attempts were answered that did not succeed; 0 where the line broke.
        self.answers: Counter[int] = Counter()
        self._unsure: Counter[int] = Counter()
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(way,))
            for way, count in CLIENTS.items()
            for _ in range(count)
        ]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Give mails while the block runs."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in self._threads:
                thread.join()

    @property
    def taken(self) -> int:
        """How many mails are known to be taken."""
        return len(self._answered) + self.fetched

    @property
    def fetched(self) -> int:
        """How many of them were taken out of the mailbox."""
        return max(0, len(self._mailed) - len(self._doors.mailbox.inbox.mails))

    def given(self) -> list[Given]:
        """Return every mail that was given, and what its sender knows of it."""
        untouched = {mail.raw for mail in self._doors.mailbox.inbox.mails if not mail.flags}
        mailed = [_given(mail, Source.IMAP, 0, taken=mail.raw not in untouched) for mail in self._mailed]
        return self._answered + mailed

    def _work(self, way: Source) -> None:
        if way is Source.IMAP:
            self._give_all(self._put_into_mailbox, self._desks[:1])
        else:
            with closing(Session(self._doors, way, self.unheard)) as session:
                self._give_all(self._by(session), self._desks)

    def _give_all(self, give: Callable[[Mail], None], desks: Sequence[str]) -> None:
        last: Mail | None = None
        while (number := next(self._numbers)) <= self._most:
            while number > self.allowed and not self._over.wait(PAUSE_SECONDS):
                pass
            if self._over.is_set():
                return
            last = self._mail(number, last, desks)
            give(last)

    def _mail(self, number: int, last: Mail | None, desks: Sequence[str]) -> Mail:
        chance = Random(f"{self._seed} {number}")  # noqa: S311 - no secret.
        known = self._relay.acknowledged
        if known and chance.randrange(ONE_REPLY_IN) == 0:
            to = chance.choice(known)
            if to.desk in desks:
                return reply(number, to, chance)
        if last and last.expected is Verdict.TICKET and chance.randrange(ONE_AFTERTHOUGHT_IN) == 0:
            return afterthought(number, last, chance)
        return request(number, chance, chance.choice(desks))

    def _put_into_mailbox(self, mail: Mail) -> None:
        mailbox = self._doors.mailbox
        while len(mailbox.inbox.mails) >= IN_MAILBOX and not self._over.wait(PAUSE_SECONDS):
            pass
        mailbox.deliver(mail.raw)
        self._mailed.append(mail)

    def _by(self, session: Session) -> Callable[[Mail], None]:
        def give(mail: Mail) -> None:
            while not session.takes(mail):
                self.answers[session.code] += 1
                self._unsure[mail.number] += session.unsure
                if self._over.wait(PAUSE_SECONDS):
                    return
            self._answered.append(_given(mail, session.way, self._unsure[mail.number], taken=True))

        return give


def _given(mail: Mail, way: Source, unsure: int, *, taken: bool) -> Given:
    return Given(
        number=mail.number,
        way=way,
        content_key=content_key(mail.raw),
        expected=mail.expected,
        taken=taken,
        unsure=unsure,
    )
