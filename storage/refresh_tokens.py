"""Refresh tokens: the newest of each account, where its issuer gives a new one with every use."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.mailbox_tables import refresh_tokens
from storage.rivals import insert_first


def newest(c: Connection, account: str, granted: str) -> str | None:
    """Return the newest token that descends from the configured one, or None where none was kept."""
    return c.scalar(
        select(refresh_tokens.c.token).where(
            refresh_tokens.c.account == account, refresh_tokens.c.granted == _digest(granted)
        )
    )


def keep(c: Connection, account: str, granted: str, token: str, now: datetime) -> None:
    """Keep a token as the newest of an account; ``granted`` is the configured one that it descends from."""
    row = {"account": account, "granted": _digest(granted), "token": token, "at": now}
    if insert_first(c, refresh_tokens, row) is None:
        c.execute(update(refresh_tokens).where(refresh_tokens.c.account == account).values(row))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
