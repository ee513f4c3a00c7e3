"""Refresh tokens: the newest of each account, where its issuer gives a new one with every use."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.mailbox_tables import refresh_tokens


def newest(c: Connection, account: str, granted: str) -> str | None:
    """Return the newest token that descends from the configured one, or None where none was kept."""
    return c.scalar(
        select(refresh_tokens.c.token).where(
            refresh_tokens.c.account == account, refresh_tokens.c.granted == _digest(granted)
        )
    )


def keep(c: Connection, account: str, granted: str, token: str, now: datetime) -> None:
    """Keep a token as the newest of an account; ``granted`` is the configured one that it descends from."""
    c.execute(delete(refresh_tokens).where(refresh_tokens.c.account == account))
    row = {"account": account, "granted": _digest(granted), "token": token, "at": now}
    c.execute(insert(refresh_tokens).values(row))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
