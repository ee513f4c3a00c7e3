"""Composing: from a letter in the outbox to the bytes that will be sent, made once and kept."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from daemon.alarms import told
from daemon.clock import Clock
from daemon.offices import Offices
from desk.decisions import Alarm
from desk.letters import Draft, File, FileRef
from desk.topics import Topic
from responders.compose import compose
from responders.dkim import Signer
from responders.render import Texts
from responders.sources import Fault
from storage import inbox, outbox
from storage.engine import Store
from storage.faults import StoreFull, StoreUnavailable
from storage.outbox import Due

_log = logging.getLogger("postdesk.composing")


class Composer:
    """Makes the mails of the outbox; a faulty template of the operator's is told once a day."""

    def __init__(
        self, store: Store, offices: Offices, clock: Clock, texts: Texts, signers: Mapping[str, Signer]
    ) -> None:
        self._store = store
        self._offices = offices
        self._clock = clock
        self._texts = texts
        self._signers = signers

    @property
    def texts(self) -> Texts:
        """The templates in use."""
        return self._texts

    def change(self, texts: Texts, signers: Mapping[str, Signer]) -> None:
        """Write with these templates and sign with these keys from now on."""
        self._texts = texts
        self._signers = signers

    def compose(self, delivery: Due) -> bytes | None:
        """Return the bytes of one mail, or None where it could not be made.

        Raises StoreFull, StoreUnavailable: what is to be said cannot be read now.
        """
        texts, signer = self._texts, self._signers.get(delivery.desk)
        try:
            office = self._offices[delivery.desk]
            draft = self._store.read(
                lambda c: outbox.draft(c, delivery.outbox_id, office.desk, self._clock())
            )
            mail = compose(self._with_styles(self._with_files(draft)), texts)
            return mail if signer is None else signer.sign(mail)
        except (StoreFull, StoreUnavailable):
            raise
        except Exception:
            # The edge of the stage: one mail that cannot be made must not stop the others; it stays in
            # the outbox, is tried again, and the log tells.
            _log.exception("mail %d of the outbox could not be composed", delivery.outbox_id)
            return None

    def _with_files(self, draft: Draft) -> Draft:
        raws: dict[int, bytes] = {}
        return replace(draft, files=tuple(self._file(ref, raws) for ref in draft.letter.files))

    def _with_styles(self, draft: Draft) -> Draft:
        """Return the draft of an agent's words with what stands out in the agent's own mail."""
        letter = draft.letter
        if letter.for_staff or not letter.author or not letter.text or draft.inbox_id is None:
            return draft
        from parsers.styles import styled

        inbox_id = draft.inbox_id
        raw = self._store.read(lambda c: inbox.raw(c, inbox_id))
        return replace(draft, styled=styled(raw))

    def _file(self, ref: FileRef, raws: dict[int, bytes]) -> File:
        # Few letters have files, and opening them takes megabytes.
        from parsers.attachments import attachment_bytes

        if ref.inbox_id not in raws:
            raws[ref.inbox_id] = self._store.read(lambda c: inbox.raw(c, ref.inbox_id))
        data = attachment_bytes(raws[ref.inbox_id], ref.attachment.part)
        return File(ref.attachment.name, ref.attachment.type, data, ref.attachment.inline)


def fault_reporter(store: Store, offices: Offices, clock: Clock) -> Callable[[Fault], None]:
    """Return the call by which the renderer tells of an operator's template that failed."""

    def report(fault: Fault) -> None:
        _log.warning("a template is faulty, the built-in one is used: %s", fault)
        office = next(iter(offices.by_address.values()))
        alarm = Alarm(
            topic=Topic.FAULTY_TEMPLATE,
            once=f"template {fault.file}",
            facts={"fault": str(fault), "word": fault.file},
        )
        store.write(lambda c: told(c, office, alarm, clock()))

    return report
