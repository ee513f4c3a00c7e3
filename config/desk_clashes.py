"""What cannot go together in and between desks."""

from collections.abc import Iterator
from difflib import get_close_matches

from config.clash import Clash
from config.faults import quoted
from config.settings import Settings
from desk.address import fold, untagged


def no_desk(settings: Settings) -> Iterator[Clash]:
    """Find that there is no desk."""
    if not settings.desk:
        yield Clash(
            None, "desk", "there is no desk", 'write [[desk]] and below it address = "support@example.org"'
        )


def same_desk_address(settings: Settings) -> Iterator[Clash]:
    """Find addresses and aliases that stand twice: mail to them is for one desk."""
    owners: dict[str, str] = {}
    for desk in settings.desk:
        for key, addr in (("address", desk.address), *(("aliases", alias) for alias in desk.aliases)):
            if addr in owners:
                yield Clash(
                    desk, key, f"{addr} is an address of the desk {owners[addr]} already", "remove one"
                )
            owners.setdefault(addr, desk.address)


def same_prefix(settings: Settings) -> Iterator[Clash]:
    """Find desks with the same prefix: a ticket's number names its desk."""
    owners: dict[str, str] = {}
    for desk in settings.desk:
        if desk.prefix in owners:
            used = f"{quoted(desk.prefix)} is the prefix of the desk {owners[desk.prefix]} already"
            yield Clash(desk, "prefix", used, "give each desk a prefix of its own")
        owners.setdefault(desk.prefix, desk.address)


def own_language(settings: Settings) -> Iterator[Clash]:
    """Find a default language that is none of the desk's, and languages that stand twice."""
    for desk in settings.desk:
        if desk.language not in desk.languages:
            missing = f"{quoted(desk.language)} is not among the desk's languages"
            yield Clash(desk, "language", missing, "add it to languages, or choose one of them")
        if len(set(desk.languages)) < len(desk.languages):
            yield Clash(desk, "languages", "names a language twice", "remove one")


def reminders(settings: Settings) -> Iterator[Clash]:
    """Find tickets that would be closed unconfirmed without a reminder."""
    for desk in settings.desk:
        if desk.close_unconfirmed and not desk.reminders:
            yield Clash(desk, "close_unconfirmed", "needs reminders", 'set reminders = ["3d", "4d"]')


def assignees(settings: Settings) -> Iterator[Clash]:
    """Find assignees who are no agents of the desk."""
    known = {agent.name: agent for agent in settings.agent}
    for desk in settings.desk:
        for name in desk.assignees:
            if name not in known:
                close = get_close_matches(name, known, 1)
                advice = f"did you mean {quoted(close[0])}?" if close else "add an [[agent]] of this name"
                yield Clash(desk, "assignees", f"there is no agent {quoted(name)}", advice)
            elif not known[name].serves(desk.address):
                away = f"the agent {quoted(name)} does not serve this desk"
                yield Clash(desk, "assignees", away, f"add {quoted(desk.address)} to the agent's desks")


def unproved_form(settings: Settings) -> Iterator[Clash]:
    """Find web forms of a desk that believes no host: their mails could not be told from forged ones."""
    for desk in settings.desk:
        if desk.form and not desk.authentication_hosts:
            advice = "name the host whose Authentication-Results prove the form's mails"
            yield Clash(desk, "form", "needs authentication_hosts", advice)


def form_is_ours(settings: Settings) -> Iterator[Clash]:
    """Find web forms with an address of a desk or of an agent: these are read by other rules."""
    desks = {fold(addr) for desk in settings.desk for addr in desk.addresses}
    agents = {fold(addr) for agent in settings.agent for addr in agent.addresses}
    for desk in settings.desk:
        for form in desk.form:
            whose = "a desk" if untagged(form.from_) in desks else "an agent"
            if untagged(form.from_) in desks or fold(form.from_) in agents:
                told = f"{form.from_} is an address of {whose}"
                yield Clash(desk, "form", told, "let the form write from an address of its own")


def half_a_signature(settings: Settings) -> Iterator[Clash]:
    """Find a DKIM key without its selector, and a selector without its key."""
    for desk in settings.desk:
        if desk.dkim_key and not desk.dkim_selector:
            yield Clash(desk, "dkim_key", "needs a selector", 'set dkim_selector = "postdesk"')
        if desk.dkim_selector and not desk.dkim_key:
            yield Clash(desk, "dkim_selector", "is of no use without a key", "set dkim_key, or remove it")
