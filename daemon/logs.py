"""Logs: one line an event, for people on a terminal, JSON for machines; never a secret, never mail text."""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import Processor

# aiosmtpd logs every command at INFO and every line of a mail at DEBUG: personal data.
_QUIET = ("mail.log", "apscheduler", "sqlalchemy", "alembic", "asyncio", "imapclient")


def set_up(level: str, form: Literal["auto", "console", "json", "journal"]) -> None:
    """Send every log line of this process to standard error, in this form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _one_line,
    ]
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _one_line(
    _logger: object, _name: str, event: "structlog.typing.EventDict"
) -> "structlog.typing.EventDict":
    """Replace control characters in every value: text from a mail must not forge a line or a colour."""
    return {
        key: "".join(c if c.isprintable() else "\ufffd" for c in value)
        if isinstance(value, str) and key != "exception"
        else value
        for key, value in event.items()
    }
