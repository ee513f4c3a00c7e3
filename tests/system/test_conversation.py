"""The whole road between real servers and a real mail program, from the request to the confirmed end."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.system.correspondent import Correspondent, assert_one_chain, assert_one_tag
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Rig

NUMBER = "SUP-1001"
KEY = re.compile(r"\+([a-z2-7]{26})@")

# No text in any charset: whoever recodes it breaks it.
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
REPORT = b"%PDF-1.4\n" + bytes(reversed(range(256))) * 40


@dataclass(frozen=True, kw_only=True)
class Play:
    """What two people write to each other, and in which charset their mail programs do it."""

    charset: str
    letters: str
    customer: str
    customer_name: str
    agent: str
    agent_name: str
    language: str
    subject: str
    request: str
    kind: str
    picture: str
    registered: str
    answer: str
    report: str
    solution: str
    disagreement: str
    reopened: str
    second_solution: str
    confirmation: str
    closed: str


ENGLISH = Play(
    charset="us-ascii:utf-8",
    letters="us-ascii",
    customer="mary@customers.example.test",
    customer_name="Mary Baker",
    agent="carol@staff.example.test",
    agent_name="Carol Green",
    language="en",
    subject="VPN does not connect",
    request="Hello,\n\nthe VPN does not connect since this morning: error 619.\n",
    kind="incident",
    picture="screen shot.png",
    registered="registered",
    answer="Hello Mary, I am looking into it.",
    report="measurements.pdf",
    solution="#resolve\nWe renewed the certificate, please try again.",
    disagreement="Unfortunately it is still not working, the same error appears.",
    reopened="working on request SUP-1001 again",
    second_solution="#resolve\nYour account was locked; it is unlocked now.",
    confirmation="Yes, it works now. You can close the ticket.",
    closed="closed",
)

RUSSIAN = Play(
    charset="koi8-r",
    letters="koi8-r",
    customer="boris@customers.example.test",
    customer_name="Борис Ёлкин",
    agent="anna@staff.example.test",
    agent_name="Анна Щукина",
    language="ru",
    subject="Не печатает принтер",
    request="Здравствуйте!\n\nТип: инцидент\n\nПринтер на третьем этаже не печатает с утра.\n",
    kind="incident",
    picture="Снимок экрана.png",
    registered="зарегистрировали",
    answer="Борис, здравствуйте! Уже смотрю, отчёт приложил.",
    report="Отчёт о ремонте.pdf",
    solution="#решено\nПерезапустили очередь печати, попробуйте снова.",
    disagreement="К сожалению, не помогло: принтер всё ещё не печатает.",
    reopened="снова занимаемся обращением SUP-1001",
    second_solution="#решено\nЗаменили кабель, тестовая страница вышла.",
    confirmation="Подтверждаю, всё работает. Можно закрывать.",
    closed="закрыто",
)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("play", [ENGLISH, RUSSIAN], ids=["english", "russian-koi8-r"])
def test_a_conversation_ends_with_the_customers_confirmation(
    play: Play, rig: Rig, postdesk: Callable[..., Postdesk], tmp_path: Path
) -> None:
    """Request, acknowledgement, answer, solution, disagreement, second solution, confirmation, closed."""
    customer = Correspondent(rig, rig.mailbox(play.customer, play.customer_name), charset=play.charset)
    agent = Correspondent(rig, rig.mailbox(play.agent, play.agent_name, play.language), charset=play.charset)
    desk = postdesk([agent.person])
    _play(play, customer, agent, tmp_path)
    outbox = desk.outbox()
    _assert_closed(desk, play, outbox)
    for person in (customer, agent):
        ids = {mail["message_id"] for mail in outbox if mail["recipient"] == person.person.address}
        _assert_in_order(person, ids)
    _assert_only_the_desk_is_seen(play, customer, agent)


def _play(play: Play, customer: Correspondent, agent: Correspondent, folder: Path) -> None:
    """Let the two write to each other, each mail an answer to what came before."""
    customer.writes(play.subject, play.request, _file(folder / play.picture, PICTURE))
    assert str(customer.gets(NUMBER, play.registered)["From"]).endswith(f"<{SUPPORT}>")
    notice = agent.gets(play.request.split("\n")[-2], play.customer_name)
    assert _files(notice) == {play.picture: PICTURE}
    agent.answers(play.answer, _file(folder / play.report, REPORT))
    reply = customer.gets(play.answer)
    assert _files(reply) == {play.report: REPORT}
    assert reply["From"].addresses[0].display_name.startswith(play.agent_name)
    agent.answers(play.solution)
    agent.gets(NUMBER)
    customer.gets(play.solution.split("\n")[1])
    customer.answers(play.disagreement)
    customer.gets(play.reopened)
    agent.gets(play.disagreement)
    agent.answers(play.second_solution)
    agent.gets(NUMBER)
    customer.gets(play.second_solution.split("\n")[1])
    customer.answers(play.confirmation)
    customer.gets(play.closed)
    agent.gets(play.confirmation)


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _files(mail: EmailMessage) -> dict[str | None, object]:
    return {part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments()}


def _assert_closed(desk: Postdesk, play: Play, outbox: list[dict[str, Any]]) -> None:
    """Prove that the command line tells the ticket's whole way, and that nothing else came of it."""
    told = desk.listed("ticket", "show", NUMBER)
    ticket = told["ticket"]
    assert (ticket["state"], ticket["reason"]) == ("closed", "confirmed")
    assert (ticket["subject"], ticket["kind"]) == (play.subject, play.kind)
    assert ticket["requester"] == {"addr": play.customer, "name": play.customer_name}
    changes = [(event["before"], event["after"]) for event in told["history"] if event["before"]]
    assert changes == [
        ("new", "open"),
        ("open", "resolved"),
        ("resolved", "open"),
        ("open", "resolved"),
        ("resolved", "closed"),
    ]
    assert [message["author"] for message in told["thread"]] == [
        *("customer", "agent", "agent"),
        *("customer", "agent", "customer"),
    ]
    assert {delivery["state"] for delivery in told["outbox"]} == {"sent"}
    assert told["outbox"] == outbox
    assert [mail["verdict"] for mail in desk.inbox()] == ["ticket", *["reply"] * 5]


def _assert_in_order(person: Correspondent, ids: set[str]) -> None:
    """Prove that no mail came but these, and that the mailbox shows one thread with one number."""
    inbox, sent = person.inbox(), person.sent()
    assert {mail["Message-ID"].strip("<>") for mail in inbox} == ids
    assert len(inbox) == len(person.read) == len(ids)
    assert len(sent) == 3
    assert_one_chain([*inbox, *sent])
    assert_one_tag([*inbox, *(mail for mail in sent if mail["In-Reply-To"])], NUMBER)


def _assert_only_the_desk_is_seen(play: Play, customer: Correspondent, agent: Correspondent) -> None:
    """Prove that the charset was the one wanted, and that no mail gives away anything of the agent's own."""
    # Later mails quote typographic marks that koi8-r does not have; mutt then takes utf-8.
    body = customer.sent()[0].get_body()
    assert body is not None
    assert body.get_content_charset() == play.letters
    private = {
        agent.person.address,
        "mutt",
        *(key for mail in agent.inbox() for key in KEY.findall(str(mail))),
    }
    for mail in customer.inbox():
        assert [word for word in private if word in str(mail).lower()] == []
