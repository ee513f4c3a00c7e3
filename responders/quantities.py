"""Moments, spans, sizes and counts as people say them, in each language."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal

from desk.desks import Desk
from desk.mail import Language

_DATES: Mapping[Language, str] = {Language.RU: "d MMMM y 'г.' 'в' HH:mm", Language.EN: "d MMMM y 'at' HH:mm"}
_WROTE: Mapping[Language, str] = {Language.RU: "{date} {who} пишет:", Language.EN: "On {date} {who} wrote:"}
_SIZES: Mapping[Language, tuple[str, str, str]] = {
    Language.RU: ("Б", "КБ", "МБ"),
    Language.EN: ("B", "KB", "MB"),
}
_DAYS: Mapping[Language, tuple[str, ...]] = {
    Language.RU: ("день", "дня", "дней"),
    Language.EN: ("day", "days"),
}


def date(moment: datetime, desk: Desk, language: Language) -> str:
    """Return a moment in words, in the desk's time zone."""
    local = moment.astimezone(ZoneInfo(desk.time_zone))
    return format_datetime(local, _DATES[language], locale=_locale(language))


def wrote(who: str, moment: datetime, desk: Desk, language: Language) -> str:
    """Return the line that stands above quoted words."""
    return _WROTE[language].format(date=date(moment, desk, language), who=who)


def size(count: int, language: Language) -> str:
    """Return a number of bytes as people say it: ``1,2 МБ``."""
    ones, thousands, millions = _SIZES[language]
    if count < 1000:
        return f"{count} {ones}"
    if count < 999_500:
        return f"{round(count / 1000)} {thousands}"
    return f"{format_decimal(count / 1_000_000, '#,##0.#', locale=_locale(language))} {millions}"


def days(span: timedelta, language: Language) -> str:
    """Return the whole days of a span, ``3 дня``, or the empty string for less than one."""
    return f"{span.days} {plural(span.days, _DAYS[language], language)}" if span.days > 0 else ""


def age(span: timedelta, language: Language) -> str:
    """Return how long ago something was, to the minute, the hour or the day: ``3 часа``."""
    return format_timedelta(span, granularity="minute", threshold=1, locale=_locale(language))


def plural(count: int, forms: tuple[str, ...], language: Language) -> str:
    """Return the form that goes with a number, from ``(one, other)`` or Russian ``(one, few, many)``."""
    order = ("one", "few", "many") if language is Language.RU else ("one", "other")
    form = _locale(language).plural_form(count)
    return forms[min(order.index(form) if form in order else len(order) - 1, len(forms) - 1)]


@lru_cache(maxsize=len(Language))
def _locale(language: Language) -> Locale:
    return Locale(language.value)
