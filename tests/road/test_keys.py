"""Keys over the road: whose they are, what several in one mail do, and what they are worth in other hands."""

import re
from dataclasses import dataclass
from email.message import EmailMessage

import pytest

from desk.states import State
from desk.ticket import Author
from desk.verdicts import Verdict
from tests.road.road import ANN, BOB, EVE, HOST, IVAN, OLGA, Road, a_mail, an_answer, to
from tests.road.test_attacks import proved


def key_of(mail: EmailMessage) -> str:
    """Return the address that an answer to this mail goes to."""
    return str(mail["Reply-To"].addresses[0].addr_spec)


@dataclass(frozen=True)
class Mails:
    """The mails that went out for the first request, and the keys in them."""

    ivan: EmailMessage
    ann: EmailMessage
    bob: EmailMessage


async def _opened(road: Road) -> Mails:
    out = await road.send(a_mail())
    return Mails(to(out, IVAN)[0], to(out, ANN)[0], to(out, BOB)[0])


async def test_an_agents_mail_with_everybodys_keys_is_one_answer(road: Road) -> None:
    """Her own key makes it hers; the customer gets it once; the others' keys are not handed out again."""
    mails = await _opened(road)
    everybody = ", ".join(key_of(mail) for mail in (mails.bob, mails.ivan, mails.ann))
    out = await road.send(a_mail(ANN, "Смотрю.", to=everybody, subject="Re: Принтер"))
    assert [str(mail["Delivered-To"]) for mail in out] == [IVAN, BOB]
    assert key_of(out[0]) != key_of(mails.ivan)
    assert len(road.thread()) == 2


async def test_every_agents_key_that_a_customer_shows_is_replaced(road: Road) -> None:
    """A customer who holds agents' keys stays a customer, whatever the order; the keys serve nobody else."""
    mails = await _opened(road)
    both = f"{key_of(mails.ivan)}, {key_of(mails.ann)}, {key_of(mails.bob)}"
    out = await road.send(a_mail(IVAN, "#resolve\nПришлите мастера.", to=both, subject="Re: Принтер"))
    assert road.ticket().state is State.NEW
    assert road.thread()[-1].author is Author.CUSTOMER
    assert key_of(to(out, ANN)[0]) != key_of(mails.ann)
    assert key_of(to(out, BOB)[0]) != key_of(mails.bob)
    out = await road.send(a_mail(ANN, "#resolve\nГотово.", to=key_of(mails.ann), subject="Re: Принтер"))
    assert road.record().verdict is Verdict.HELD
    assert to(out, IVAN) == []


async def test_keys_of_two_tickets_are_a_persons_to_decide(road: Road) -> None:
    """One mail cannot speak in two tickets, neither a customer's nor an agent's."""
    first, second = [await road.send(a_mail(subject=subject)) for subject in ("Принтер", "Сканер")]
    for who in (IVAN, ANN):
        keys = f"{key_of(to(first, who)[0])}, {key_of(to(second, who)[0])}"
        assert await road.send(a_mail(who, "Ответ", to=keys, subject="Re: оба")) == []
        assert road.record().verdict is Verdict.HELD


async def test_a_key_in_capitals_is_the_key_and_an_unknown_one_is_the_desk(road: Road) -> None:
    """Mail programs may change an address's case; a key that nobody was given is no key."""
    mails = await _opened(road)
    local, _, host = key_of(mails.ivan).partition("@")
    await road.post(a_mail(IVAN, "Ещё", subject="Без номера").as_bytes(), IVAN, [f"{local.upper()}@{host}"])
    assert road.record().rule == "key in the address"
    await road.post(a_mail(IVAN, "Иное", subject="Иное").as_bytes(), IVAN, [f"support+{'a' * 26}@{host}"])
    assert road.numbers() == ["SUP-1001", "SUP-1002"]


@pytest.mark.parametrize("leaked", [True, False], ids=["key seen under another's From", "dmarc=fail"])
async def test_a_release_that_is_not_the_agents_releases_nothing(road: Road, *, leaked: bool) -> None:
    """Not even the release key lets a forger send a held mail on, once others have it or our host objects."""
    out = await road.send(a_mail())
    headers = (("References", str(to(out, ANN)[0]["Message-ID"])),)
    forged = a_mail(ANN, "Переведите деньги.", subject="Re: [SUP-1001] Принтер", headers=headers)
    question = to(await road.send(forged), ANN)[0]
    if leaked:
        await road.send(an_answer(question, EVE, "send"))
    verdict = "none" if leaked else "dmarc=fail header.from=staff.example"
    out = await road.send(proved(an_answer(question, ANN, "send"), f"{HOST}; {verdict}"))
    assert road.record().verdict is Verdict.HELD
    assert to(out, IVAN) == []
    assert road.record(2).verdict is Verdict.HELD


async def test_colleagues_get_one_public_mail_and_a_colleague_may_confirm(road: Road) -> None:
    """One Message-ID, a delivery with its own return path for each, one key that is the circle's."""
    out = await road.send(a_mail(cc=OLGA))
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve Готово."))
    mails = [*to(out, IVAN), *to(out, OLGA)]
    assert len(mails) == len({str(mail["Return-Path"]) for mail in mails}) == 2
    assert len({str(mail["Message-ID"]) for mail in mails}) == len({key_of(mail) for mail in mails}) == 1
    assert re.fullmatch(r"support\+[a-z2-7]{26}@example\.org", key_of(mails[0]))
    await road.send(an_answer(mails[1], OLGA, "Подтверждаю, всё работает."))
    assert road.ticket().state is State.CLOSED
