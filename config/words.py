"""Texts with a form of their own: names, mail addresses, host names, time zones."""

import re
from difflib import get_close_matches
from ipaddress import ip_address
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

from config.faults import Unfit, quoted
from config.providers import is_public_provider
from desk.address import domain, fold, is_addr_spec, with_tag

_Item = TypeVar("_Item")

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
# RFC 8601, 2.5: an authserv-id is mostly, but not always, a host's name.
_AUTHENTICATION_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,9}")

_LONGEST_NAME = 100
# A reply key has 26 characters; with it the local part must keep to 64 (RFC 5321, 4.5.3.1.1).
_ANY_KEY = "x" * 26


def one_line(text: str) -> str:
    """Return a text that people are shown on one line, without blanks around it. Raises Unfit."""
    name = text.strip()
    if not name:
        raise Unfit("must not be empty")
    if not name.isprintable():
        raise Unfit("must be one line without control or invisible characters")
    if len(name) > _LONGEST_NAME:
        raise Unfit(f"is longer than {_LONGEST_NAME} characters")
    return name


def mail_address(text: str) -> str:
    """Return a plain ASCII mail address. Raises Unfit."""
    if not text.isascii():
        raise Unfit(
            f"{quoted(text)} is no ASCII address", "write its domain in the form that begins with xn--"
        )
    if not is_addr_spec(text) or not _HOST.fullmatch(domain(text)):
        advice = "write only what stands between < and >" if "<" in text else 'write it as "name@example.org"'
        raise Unfit(f"{quoted(text)} is no mail address", advice)
    return text


def desk_address(text: str) -> str:
    """Return an address that a desk may have, folded: the part after a plus is Postdesk's. Raises Unfit."""
    addr = fold(mail_address(text))
    local, at, host = addr.rpartition("@")
    if "+" in local:
        plus = "the part after the plus is where Postdesk puts its keys"
        raise Unfit(f"{quoted(text)} has a plus; {plus}", f'write "{local.partition("+")[0]}{at}{host}"')
    return addr


def _with_room(addr: str) -> str:
    if not is_addr_spec(with_tag(addr, _ANY_KEY)):
        raise Unfit(
            f"{quoted(addr)} leaves no room for a reply key", "shorten the part before the @ to 37 characters"
        )
    return addr


def host_name(text: str) -> str:
    """Return a host's name or its IP address. Raises Unfit."""
    if _HOST.fullmatch(text) or _is_ip(text):
        return text
    raise Unfit(f"{quoted(text)} is no host name", 'write it as "mail.example.org", without port or scheme')


def customer_domain(text: str) -> str:
    """Return a domain that one organisation can have for itself, folded. Raises Unfit."""
    name = fold(text)
    if not name.isascii():
        raise Unfit(f"{quoted(text)} is no ASCII domain", "write it in the form that begins with xn--")
    if not _HOST.fullmatch(name) or _is_ip(name):
        raise Unfit(f"{quoted(text)} is no domain", 'write what stands after the @, as "example.org"')
    if is_public_provider(name):
        public = "is a public mail provider: its users are strangers to each other"
        raise Unfit(f"{quoted(text)} {public}", "name the customers' own addresses in addresses instead")
    return name


def time_zone(text: str) -> str:
    """Return the name of a zone in the time zone database. Raises Unfit."""
    try:
        return ZoneInfo(text).key
    except (OSError, ValueError, KeyError):
        # Depending on what stands at that name in the database, zoneinfo raises any of these.
        close = get_close_matches(text.title(), available_timezones(), 1)
        advice = f'did you mean "{close[0]}"?' if close else 'write it as "Europe/Moscow"'
        raise Unfit(f"{quoted(text)} is no time zone", advice) from None


def _filled(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
    if not items:
        raise Unfit("must not be empty")
    return items


def _is_ip(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _prefix(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        form = "1 to 10 ASCII capital letters and digits, a letter first"
        likely = re.sub(r"[^A-Z0-9]", "", text.upper()).lstrip("0123456789")[:10]
        raise Unfit(f"{quoted(text)} is no prefix: {form}", f'write "{likely}"' if likely else 'write "SUP"')
    return text


def _authentication_host(text: str) -> str:
    if not _AUTHENTICATION_HOST.fullmatch(text):
        advice = "write what stands first in that host's Authentication-Results headers"
        raise Unfit(f"{quoted(text)} is no host name", advice)
    return fold(text)


def _header_name(text: str) -> str:
    if text and not _HEADER_NAME.fullmatch(text):
        raise Unfit(f"{quoted(text)} is no header name", 'write the name alone, as "X-Spam-Flag"')
    return text


def _selector(text: str) -> str:
    # RFC 6376, 3.1: a selector is made of labels of a domain name.
    if text and not _HOST.fullmatch(text):
        raise Unfit(f"{quoted(text)} is no selector", 'write what stands before ._domainkey, as "postdesk"')
    return text


Filled = AfterValidator(_filled)
OneLine = Annotated[str, AfterValidator(one_line)]
MailAddress = Annotated[str, AfterValidator(mail_address)]
DeskAlias = Annotated[str, AfterValidator(desk_address)]
DeskAddress = Annotated[DeskAlias, AfterValidator(_with_room)]
HostName = Annotated[str, AfterValidator(host_name)]
CustomerDomain = Annotated[str, AfterValidator(customer_domain)]
TimeZone = Annotated[str, AfterValidator(time_zone)]
Prefix = Annotated[str, AfterValidator(_prefix)]
AuthenticationHost = Annotated[str, AfterValidator(_authentication_host)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
DkimSelector = Annotated[str, AfterValidator(_selector)]
