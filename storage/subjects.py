"""Finding tickets by words of their subjects."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    column,
    func,
    literal_column,
    select,
    table,
)

from storage.tables import SUBJECT_WORDS, tickets

_WORD = re.compile(r"[^\W_]+")

# PostgreSQL refuses words of 2 KB, and no honest one is so long as this.
_WORD_LENGTH = 100

# So many of the tickets that changed last are looked through, then so many, before all that hold the words
# are sorted.
_NEWEST = 2000, 20_000

_SUBJECTS = table("subjects", column("rowid"), column("subjects"))


def words_in(said: str) -> list[str]:
    """Return the words of a text, each once; whatever is no letter and no digit stands between words."""
    folded = unicodedata.normalize("NFC", said).replace("ё", "е").replace("Ё", "Е")
    return list(dict.fromkeys(word[:_WORD_LENGTH] for word in _WORD.findall(folded)))


def holding(c: Connection, query: Select[int, datetime], words: Sequence[str], limit: int) -> Sequence[int]:
    """Return which of a query's tickets hold, in the subject, a beginning with each of these words.

    The query gives their ids and the times of their change. They come as they changed, newest first. A common
    word is met often enough among those that changed last; to sort all that hold it would take long. A rare
    word's tickets are few, and the index knows them.
    """
    order = tickets.c.changed_at.desc(), tickets.c.id.desc()
    for most in _NEWEST:
        # Of all tickets, whatever else is asked: those of a rare state may lie as far apart as there are any.
        newest = select(tickets.c.id).order_by(*order).limit(most).cte("newest").prefix_with("MATERIALIZED")
        some = query.where(tickets.c.id.in_(select(newest.c.id)), _hold(c, newest, words))
        found = c.scalars(some.order_by(*order).limit(limit)).all()
        if len(found) == limit:
            return found
    # Materialized: else a plan may look through every ticket in the order of change.
    every = query.where(_hold(c, None, words)).cte("every").prefix_with("MATERIALIZED")
    first = select(every.c.id).order_by(every.c.changed_at.desc(), every.c.id.desc()).limit(limit)
    return c.scalars(first).all()


def _hold(c: Connection, among: CTE | None, words: Sequence[str]) -> ColumnElement[bool]:
    """Return what is true of a ticket that holds the words. Each stands in quotes, so none is an operator."""
    if c.dialect.name != "sqlite":
        sought = " & ".join(f"'{word}':*" for word in words)
        return literal_column(SUBJECT_WORDS).op("@@")(func.to_tsquery(literal_column("'simple'"), sought))
    match = _SUBJECTS.c.subjects.op("MATCH")(" ".join(f'"{word}"*' for word in words))
    found = select(_SUBJECTS.c.rowid).where(match)
    if among is None:
        return tickets.c.id.in_(found)
    # The plus keeps SQLite from a search for each of them: it reads once what holds the words.
    return tickets.c.id.in_(found.where(literal_column("+subjects.rowid").in_(select(among.c.id))))
