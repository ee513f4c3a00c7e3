"""DKIM through real mail servers: what Postfix relays and Dovecot keeps is still signed as it was."""

from collections.abc import Callable

import dkim

from responders.dkim import load_signer
from tests.keys import pem, rsa_key, written
from tests.system.correspondent import Correspondent
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Rig

KEY = '\ndkim_key = "desk.key"\ndkim_selector = "desk"\nauthentication_hosts'


def test_a_signature_survives_real_mail_servers(rig: Rig, postdesk: Callable[..., Postdesk]) -> None:
    """Acknowledgement and answer, with Russian words, verify in the customer's mailbox."""
    customer = Correspondent(rig, rig.mailbox("vera@customers.example.test", "Vera"), charset="utf-8")
    agent = Correspondent(rig, rig.mailbox("egor@staff.example.test", "Egor"))
    desk = postdesk([agent.person])
    desk.stop()
    signer = load_signer(written(desk.folder / "desk.key", pem(rsa_key(2048))), "desk", SUPPORT)
    whole = desk.configuration.read_text("utf-8").replace("\nauthentication_hosts", KEY)
    desk.configuration.write_text(whole, "utf-8")
    desk.start()
    customer.writes("Принтер", "Принтер не печатает.")
    customer.gets("SUP-1001")
    agent.gets("не печатает", "SUP-1001")
    agent.answers("It is on again.")
    customer.gets("It is on again.")
    name, text = signer.record
    records = {f"{name}.".encode(): text.encode()}
    kept = rig.inbox(customer.person)
    assert len(kept) == 2
    for raw in kept:
        assert raw.count(b"DKIM-Signature:") == 1
        assert dkim.verify(raw, dnsfunc=lambda asked, timeout=5: records.get(asked))
        assert not dkim.verify(
            raw.replace(b"SUP-1001", b"SUP-1002"), dnsfunc=lambda asked, timeout=5: records.get(asked)
        )
