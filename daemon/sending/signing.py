"""Signing: which desks sign their mails, and with which key."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from desk.desks import Desk
from responders.dkim import Signer, load_signer


def signer_of(desk: Desk) -> Signer | None:
    """Return what signs a desk's mails; None where it has no key. Raises BadSigningKey."""
    if not desk.dkim_key:
        return None
    return load_signer(Path(desk.dkim_key), desk.dkim_selector, desk.address)


def signers_of(desks: Iterable[Desk]) -> Mapping[str, Signer]:
    """Return what signs, by the desk's address, of all desks that have a key. Raises BadSigningKey."""
    found = ((desk.address, signer_of(desk)) for desk in desks)
    return {address: signer for address, signer in found if signer is not None}
