"""What the header must tell: subject, people, ids and date."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import getaddresses
from typing import Any

from desk.address import Address, fold, is_addr_spec
from parsers.mail import read
from tests.corpus.difference import Difference, Judge, unless
from tests.corpus.reading import Reading
from tests.corpus.texts import agree, spaced


def subject(wanted: str | None, reading: Reading) -> Difference | None:
    """The decoded subject, modulo runs of blanks; none is an empty one."""
    found = reading.mail.subject
    return unless(agree(spaced(wanted or ""), spaced(found)), wanted, found)


def subject_contains(wanted: str | list[str], reading: Reading) -> Difference | None:
    """Each of the words stands in the subject."""
    found = spaced(reading.mail.subject)
    return unless(all(spaced(one) in found for one in _many(wanted)), wanted, found)


def subject_not_contains(wanted: str | list[str], reading: Reading) -> Difference | None:
    """None of the words stands in the subject."""
    found = spaced(reading.mail.subject)
    return unless(not any(spaced(one) in found for one in _many(wanted)), f"without {wanted}", found)


def subject_starts(wanted: str, reading: Reading) -> Difference | None:
    """The subject begins so."""
    found = spaced(reading.mail.subject)
    return unless(found.startswith(spaced(wanted)), wanted, found)


def subject_missing(wanted: bool, reading: Reading) -> Difference | None:
    """There is no subject."""
    found = reading.mail.subject
    return unless((found == "") == wanted, "no subject" if wanted else "a subject", found)


def sender(wanted: list[dict[str, Any]], reading: Reading) -> Difference | None:
    """One author is the sender; several, and one without a plain address, are none."""
    authors = [one for one in wanted if one.get("email")]
    if len(authors) == 1 and is_addr_spec(authors[0]["email"]):
        found = reading.mail.sender
        return unless(found is not None and _same(authors[0], found), wanted, _shown(reading, found))
    return unless(
        reading.mail.sender is None, f"no one sender: {wanted}", _shown(reading, reading.mail.sender)
    )


def sender_email(wanted: str, reading: Reading) -> Difference | None:
    """The sender's address; where a peer shows the header again, the address in it."""
    return sender([{"email": one} for one in _addresses(wanted)], reading)


def senders(wanted: list[str] | str, reading: Reading) -> Difference | None:
    """The authors by their addresses alone."""
    return sender([{"email": one} for one in _many(wanted)], reading)


def sender_name(wanted: str, reading: Reading) -> Difference | None:
    """The sender's name."""
    found = reading.mail.sender.name if reading.mail.sender else reading.mail.shown_sender
    return unless(agree(spaced(wanted), spaced(found)), wanted, found)


def people(field: str) -> Judge:
    """Return the judge of a list of people, or of addresses: each of them is among ours."""

    def judge(wanted: Any, reading: Reading) -> Difference | None:
        value = getattr(reading.mail, field)
        found: tuple[Address, ...] = value if isinstance(value, tuple) else (value,) if value else ()
        listed: list[Any] = wanted if isinstance(wanted, list) else _addresses(wanted)
        asked: list[dict[str, Any]] = [one if isinstance(one, dict) else {"email": one} for one in listed]
        plain = [one for one in asked if one.get("email") and is_addr_spec(one["email"])]
        missing = [one for one in plain if not any(_same(one, address) for address in found)]
        return unless(not missing, missing, list(found))

    return judge


def recipients(wanted: dict[str, list[str]], reading: Reading) -> Difference | None:
    """Each of these is among those whom the mail was delivered to."""
    asked = [one for addresses in wanted.values() for one in addresses]
    found = {fold(one) for one in reading.mail.delivered_to}
    return unless(all(fold(one) in found for one in asked), asked, sorted(found))


def customer(wanted: str, reading: Reading) -> Difference | None:
    """Who is answered, by Reply-To where there is one."""
    found = reading.mail.reply_to or reading.mail.sender
    return unless(found is not None and fold(found.addr) == fold(wanted), wanted, found)


def message_id(wanted: str | None, reading: Reading) -> Difference | None:
    """The id of the mail."""
    return _id(wanted, reading.mail.message_id)


def in_reply_to(wanted: str | list[str] | None, reading: Reading) -> Difference | None:
    """The first id that In-Reply-To names."""
    return _id(next(iter(_many(wanted)), None), reading.mail.in_reply_to)


def references(wanted: str | list[str] | None, reading: Reading) -> Difference | None:
    """Every id is among ours, in their order."""
    asked, found = [_bare(one) for one in _many(wanted)], list(reading.mail.references)
    return unless([one for one in found if one in asked] == asked, asked, found)


def date(wanted: str | float | None, reading: Reading) -> Difference | None:
    """The same moment, as ISO 8601 or in seconds since 1970; none where there is no true date."""
    found = reading.mail.date
    if wanted is None or found is None:
        return unless(wanted is None and found is None, wanted, found)
    if isinstance(wanted, str):
        moment = datetime.fromisoformat(wanted)
        return unless(moment == (found if moment.tzinfo else found.replace(tzinfo=None)), moment, found)
    return unless(found.timestamp() == wanted, datetime.fromtimestamp(wanted, UTC), found)


def date_missing(wanted: bool, reading: Reading) -> Difference | None:
    """There is no date to believe."""
    return unless((reading.mail.date is None) == wanted, "no date", reading.mail.date)


def date_capped(wanted: bool, reading: Reading) -> Difference | None:
    """A mail from the future is one of now."""
    now = datetime.now(UTC)
    found = read(reading.raw, received_at=now).date
    return unless((found == now) == wanted, now, found)


def _id(wanted: str | None, found: str) -> Difference | None:
    return unless(_bare(wanted or "") == found, wanted, found)


def _bare(one: str) -> str:
    return one.strip().removeprefix("<").removesuffix(">")


def _many(wanted: str | list[str] | None) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted or []


def _addresses(header: str | None) -> list[str]:
    return [address for _, address in getaddresses([header or ""]) if address]


def _same(wanted: dict[str, Any], found: Address) -> bool:
    name = wanted.get("name")
    return fold(wanted["email"]) == fold(found.addr) and (not name or agree(spaced(name), spaced(found.name)))


def _shown(reading: Reading, found: Address | None) -> str:
    why: Iterable[str] = () if found else reading.mail.oddities
    return f"{found or reading.mail.shown_sender} {'; '.join(why)}".strip()
