"""DKIM over the road: what a real relay receives is signed, and the same whenever it is sent again."""

import asyncio
from pathlib import Path

import dkim
import pytest

from daemon.bootstrap import build
from responders.dkim import BadSigningKey, Signer, load_signer
from storage import outbox
from tests.daemon.sending.relays import relay_peer
from tests.keys import pem, rsa_key, written
from tests.road.relaying import by_relay, mail_of, sent_out, to
from tests.road.road import ANN, CONFIGURATION, DESK, IVAN, SALES, a_mail, an_answer, running

SIGNING = CONFIGURATION.replace(
    "authentication_hosts", 'dkim_key = "desk.key"\ndkim_selector = "desk"\nauthentication_hosts', 1
)


def _signer(folder: Path) -> Signer:
    return load_signer(written(folder / "desk.key", pem(rsa_key(2048))), "desk", DESK)


def _good(content: bytes, signer: Signer) -> bool:
    name, text = signer.record
    records = {f"{name}.".encode(): text.encode()}
    return bool(dkim.verify(content, dnsfunc=lambda asked, timeout=5: records.get(asked)))


async def test_every_mail_of_a_conversation_is_signed(tmp_path: Path) -> None:
    """Acknowledgement, notifications, an agent's answer with Russian words: all verify as they arrive."""
    signer = _signer(tmp_path)
    async with relay_peer() as peer, running(tmp_path, by_relay(peer.port, SIGNING)) as road:
        await road.send(a_mail())
        first = await sent_out(road, peer)
        await road.send(an_answer(mail_of(to(first, ANN)[0]), ANN, "Смотрю, принтер «А»."))
        second = await sent_out(road, peer)
    assert len(first) == 3
    assert to(second, IVAN)
    for taken in (*first, *second):
        assert _good(taken.content, signer)
        assert not _good(taken.content.replace(b"\r\nSubject: ", b"\r\nSubject: X"), signer)


async def test_a_desk_without_a_key_signs_nothing(tmp_path: Path) -> None:
    """DKIM is off where no key is set, beside a desk that has one."""
    _signer(tmp_path)
    async with relay_peer() as peer, running(tmp_path, by_relay(peer.port, SIGNING)) as road:
        await road.send(a_mail(to=SALES))
        taken = await sent_out(road, peer)
    assert taken
    assert not [each for each in taken if b"DKIM-Signature" in each.content]


async def test_a_mail_is_signed_once_and_sent_again_as_it_is(tmp_path: Path) -> None:
    """A second attempt, even with another key by then, sends the bytes that were kept."""
    signer = _signer(tmp_path)
    async with relay_peer() as peer, running(tmp_path, by_relay(peer.port, SIGNING)) as road:
        peer.say("DATA", *["451 4.3.0 later"] * 3)
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        for _ in range(3000):
            if len([r for r in road.read(outbox.listing) if r.reply]) == 3:
                break
            await asyncio.sleep(0.01)
        refused, peer.taken[:] = list(peer.taken), []
        road.store.write(lambda c: outbox.retry(c, road.service.clock())).result()
        again = await sent_out(road, peer)
    assert {each.content for each in refused} == {each.content for each in again}
    assert len(again) == 3
    assert all(_good(each.content, signer) for each in again)


async def test_a_reload_takes_a_new_key(tmp_path: Path) -> None:
    """A key is changed without a restart; with a bad one everything stays as it was."""
    _signer(tmp_path)
    async with relay_peer() as peer, running(tmp_path, by_relay(peer.port, SIGNING)) as road:
        (tmp_path / "desk.key").write_bytes(b"no key at all")
        reloaded = await road.service.reload()
        assert "desk.key holds no PEM block" in "".join(reloaded.faults)
        rsa_key.cache_clear()
        signer = _signer(tmp_path)
        assert (await road.service.reload()).faults == ()
        await road.send(a_mail())
        taken = await sent_out(road, peer)
    assert all(_good(each.content, signer) for each in taken)


def test_a_key_that_cannot_sign_is_no_start(tmp_path: Path) -> None:
    """Better no daemon than mail that every server throws away; the store is not even opened."""
    from config.loading import load

    written(tmp_path / "desk.key", b"no key at all")
    path = tmp_path / "postdesk.toml"
    path.write_text(SIGNING, encoding="utf-8")
    with pytest.raises(BadSigningKey):
        build(load(path), path)
    assert not (tmp_path / "postdesk.sqlite3").exists()
