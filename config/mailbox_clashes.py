"""What cannot go together in and between mailboxes, but for logging in with a token."""

from collections.abc import Iterator

from config.clash import Clash
from config.endpoints import is_loopback
from config.faults import quoted
from config.settings import Settings

# RFC 8314, 3.2, and RFC 3501, 2.1: the ports on which servers begin with TLS, and without.
_TLS_PORT, _PLAIN_PORT = 993, 143


def desk_of_mailbox(settings: Settings) -> Iterator[Clash]:
    """Find a mailbox whose mail would be for no desk."""
    known = [desk.address for desk in settings.desk]
    for mailbox in settings.mailbox:
        if mailbox.desk not in known:
            none = f"there is no desk {quoted(mailbox.desk)}"
            yield Clash(mailbox, "desk", none, f"write the address of a [[desk]], such as {quoted(known[0])}")


def no_password(settings: Settings) -> Iterator[Clash]:
    """Find a mailbox to which nothing lets us in, or two passwords."""
    for mailbox in settings.mailbox:
        if mailbox.password is not None and mailbox.password_file is not None:
            yield Clash(mailbox, "password_file", "is a second password", "keep one of the two")
        if mailbox.secret is None and not mailbox.oauth.issuer:
            advice = 'set password_file = "a path" or password = "credential:NAME"'
            yield Clash(mailbox, "user", "needs a password", advice)


def clear_password(settings: Settings) -> Iterator[Clash]:
    """Find a password that would leave the machine in the clear."""
    for mailbox in settings.mailbox:
        if mailbox.secret is not None and mailbox.tls == "none" and not is_loopback(mailbox.host):
            clear = f"would send the password to {mailbox.host} in the clear"
            yield Clash(mailbox, "tls", clear, 'write tls = "implicit" or "starttls"')


def tls_of_mailbox(settings: Settings) -> Iterator[Clash]:
    """Find authorities without TLS, and a port where the server expects the other beginning."""
    for mailbox in settings.mailbox:
        if mailbox.ca_file and mailbox.tls == "none":
            yield Clash(mailbox, "ca_file", "is of no use without TLS", "set tls, or remove it")
        if mailbox.tls == "implicit" and mailbox.port == _PLAIN_PORT:
            plain = f"is {_PLAIN_PORT}, where servers begin without TLS"
            yield Clash(mailbox, "port", plain, f'write port = {_TLS_PORT}, or tls = "starttls"')
        if mailbox.tls != "implicit" and mailbox.port == _TLS_PORT:
            begun = f"is {_TLS_PORT}, where servers begin with TLS"
            yield Clash(mailbox, "port", begun, f'write port = {_PLAIN_PORT}, or tls = "implicit"')


def same_mailbox(settings: Settings) -> Iterator[Clash]:
    """Find a folder that is read twice."""
    known = set()
    for mailbox in settings.mailbox:
        place = (mailbox.account, mailbox.folder)
        if place in known:
            twice = f"{quoted(mailbox.folder)} of {mailbox.account} is read already"
            yield Clash(mailbox, "folder", twice, "remove one of the two")
        known.add(place)


def moved_in_a_circle(settings: Settings) -> Iterator[Clash]:
    """Find mail that would be moved to where it is taken from again."""
    read = {(mailbox.account, mailbox.folder) for mailbox in settings.mailbox}
    for mailbox in settings.mailbox:
        if mailbox.after == "move" and (mailbox.account, mailbox.move_to) in read:
            circle = f"{quoted(mailbox.move_to)} is read itself, so its mail would be taken again"
            yield Clash(mailbox, "move_to", circle, "move to a folder that is not read")
