"""Logs: one line an event, for people, for the journal or for machines; never a secret, never mail text."""

import atexit
import logging
import logging.handlers
import os
import queue
import sys
import threading
from datetime import UTC, datetime
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor

Form = Literal["auto", "console", "json", "journal"]

# aiosmtpd logs every command at INFO and every line of a mail at DEBUG: personal data.
_QUIET = ("mail.log", "apscheduler", "sqlalchemy", "alembic", "asyncio", "imapclient", "uvicorn")

# sd-daemon(3): the journal reads a line's priority from its beginning.
_PRIORITIES = {"debug": "<7>", "info": "<6>", "warning": "<4>", "error": "<3>", "critical": "<2>"}

# So many lines wait for whoever reads them; more would only fill the memory.
_MOST_WAITING = 10_000

_listener: logging.handlers.QueueListener | None = None


def set_up(level: str, form: Form) -> None:
    """Send every log line of this process to standard error, in this form."""
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    journal = form == "journal" or (form == "auto" and not console and _is_journal())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(_renderers(console=console, journal=journal), lines=console))
    _through_queue(handler)
    set_level(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def set_level(level: str) -> None:
    """Log from this level on."""
    logging.getLogger().setLevel(level.upper())


def _through_queue(handler: logging.Handler) -> None:
    """Write in a thread: where standard error is blocked, mail goes on."""
    global _listener
    if _listener is not None:
        _listener.stop()
    else:
        atexit.register(_stop)
    waiting = _Waiting()
    _listener = _Listener(waiting, handler)
    _listener.start()
    logging.getLogger().handlers[:] = [waiting]


def _stop() -> None:
    if _listener is not None:
        _listener.stop()


class _Waiting(logging.handlers.QueueHandler):
    """Takes lines without ever waiting; those for which there is no room are counted."""

    def __init__(self) -> None:
        self.lines: queue.Queue[logging.LogRecord | None] = queue.Queue(_MOST_WAITING)
        self._lost = 0
        self._counting = threading.Lock()
        super().__init__(self.lines)

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return the record as it is: it stays in this process."""
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        """Put a record behind the others."""
        try:
            self.lines.put_nowait(record)
        except queue.Full:
            with self._counting:
                self._lost += 1

    def lost(self) -> int:
        """Return how many lines found no room since this was last asked."""
        with self._counting:
            lost, self._lost = self._lost, 0
        return lost


class _Listener(logging.handlers.QueueListener):
    """Writes the lines that wait, and tells how many were lost before them."""

    def __init__(self, waiting: _Waiting, handler: logging.Handler) -> None:
        super().__init__(waiting.queue, handler)
        self._waiting = waiting
        self._lines: queue.Queue[logging.LogRecord | None] = waiting.lines

    def enqueue_sentinel(self) -> None:
        """Ask for the end, behind all that waits; Python's own way gives up where there is no room."""
        self._lines.put(None)

    def handle(self, record: logging.LogRecord) -> None:
        """Write a line."""
        super().handle(record)
        if lost := self._waiting.lost():
            text = f"{lost} lines of the log are lost: standard error was blocked"
            super().handle(logging.LogRecord("postdesk", logging.ERROR, "", 0, text, None, None))


def _is_journal() -> bool:
    """Tell whether standard error is the journal's stream (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        status = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def _formatter(renderers: list[Processor], *, lines: bool) -> structlog.stdlib.ProcessorFormatter:
    chain: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
        _Escaping(lines=lines),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain,
        processors=renderers,
    )


def _renderers(*, console: bool, journal: bool) -> list[Processor]:
    plain = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if journal:
        # The journal knows the time by itself.
        return [plain, _in_the_journal]
    if console:
        return [_stamped, plain, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [_stamped, plain, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _stamped(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Say when it happened; it is written later, where standard error is slow."""
    moment = datetime.fromtimestamp(event["_record"].created, UTC)
    event["timestamp"] = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return event


def _in_the_journal(_logger: object, _name: str, event: EventDict) -> str:
    """Return one line with its priority: the sentence, then what else is known, as ``key=value``."""
    level, text = event.pop("level", "info"), event.pop("event", "")
    more = "".join(f" {key}={_one_word(value)}" for key, value in event.items())
    return f"{_PRIORITIES.get(level, '<6>')}{text}{more}"


def _one_word(value: object) -> str:
    """Return a value so that no text can pass for a further ``key=value``."""
    text = str(value)
    return '"{}"'.format(text.replace('"', '\\"')) if " " in text or '"' in text else text


class _Escaping:
    """Makes control characters visible: text from a mail must not forge a line or a colour."""

    def __init__(self, *, lines: bool) -> None:
        self._lines = lines

    def __call__(self, _logger: object, _name: str, event: EventDict) -> EventDict:
        """Return the event with every text in it escaped; a fault may have lines where people read."""
        return {key: self._escaped(key, value) for key, value in event.items()}

    def _escaped(self, key: str, value: object) -> object:
        if not isinstance(value, str):
            return value
        if key == "exception" and self._lines:
            return "\n".join(map(escaped, value.split("\n")))
        return escaped(value)


def escaped(text: str) -> str:
    """Return a text with each character that cannot be printed as Python writes it, a backslash before it."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
