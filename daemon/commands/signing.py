"""What ``postdesk check`` says of DKIM: the keys that cannot be used, and the records to be published."""

from collections.abc import Iterator

from config.settings import Settings
from daemon.sending.signing import signer_of
from responders.dkim import MOST_BITS, WANTED_BITS, BadSigningKey, Signer


def signing_faults(settings: Settings) -> Iterator[str]:
    """Tell what is wrong with the keys of the desks."""
    for desk in settings.desks():
        try:
            signer_of(desk)
        except BadSigningKey as fault:
            yield str(fault)


def signing_lines(settings: Settings) -> Iterator[str]:
    """Tell the TXT record of each desk that signs. Raises BadSigningKey."""
    shown: set[tuple[str, str]] = set()
    for desk in settings.desks():
        signer = signer_of(desk)
        if signer is not None and signer.record not in shown:
            shown.add(signer.record)
            name, text = signer.record
            yield f"dkim:    publish in the domain name system:\n{name}. IN TXT ({_strings(text)})"


def signing_doubts(settings: Settings) -> Iterator[str]:
    """Tell which keys are good, but not well chosen (RFC 8301, 3.2). Raises BadSigningKey."""
    for desk in settings.desks():
        signer = signer_of(desk)
        if signer is not None and (why := _doubt(signer)):
            yield f"The DKIM key {desk.dkim_key} has {signer.bits} bits: {why}."


def _doubt(signer: Signer) -> str:
    if signer.bits < WANTED_BITS:
        return f"make one with {WANTED_BITS}, as shorter ones can be broken before long"
    return "not every mail server understands so long a key" if signer.bits > MOST_BITS else ""


def _strings(text: str) -> str:
    """Return a text as the strings of a TXT record, none of which may be longer than 255 (RFC 1035, 3.3)."""
    return " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))
