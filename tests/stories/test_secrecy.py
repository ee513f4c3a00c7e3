"""The look-out for secrets finds each of them, however it is wrapped: it can fail."""

import base64
import quopri
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

from tests.clocks import Machine
from tests.road.road import ANN, IVAN, Road, running, to
from tests.stories.cast import configuration
from tests.stories.ledger import ledger
from tests.stories.secrecy import leaks
from tests.stories.story import parse
from tests.stories.telling import Telling

STORY = """
title = "Ivan's ticket with a note, and Petra's"
staff = ["ann"]
[[step]]
from = "ivan"
subject = "Принтер"
text = "Принтер не печатает."
[[step.mail]]
to = "ivan"
[[step.mail]]
to = "ann"
[[step]]
from = "ann"
answers = "notification"
text = "#note\\nКлиент скандальный, мошенник. Quarrelsome."
[[step.mail]]
to = "ann"
[[step]]
from = "ann"
answers = "notification"
text = "#take\\nПроверьте кабель."
[[step.mail]]
to = "ivan"
[[step.mail]]
to = "ann"
[[step]]
from = "petra"
subject = "Scanner"
text = "The wireless is gone."
[[step.mail]]
to = "petra"
[[step.mail]]
to = "ann"
"""

SECRET = "скандальный"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _quoted(text: str) -> str:
    return quopri.encodestring(text.encode()).decode()


def _mail(text: str = "Добрый день.", cte: str | None = None, charset: str = "utf-8") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Delivered-To"] = IVAN
    mail["Subject"] = "Принтер"
    mail.set_content(text, cte=cte, charset=charset)
    return mail


def _headed(name: str, value: str) -> EmailMessage:
    mail = _mail()
    del mail[name]
    mail[name] = value
    return mail


def _attached(name: str, data: bytes, kind: str = "octet-stream") -> EmailMessage:
    mail = _mail()
    mail.add_attachment(data, maintype="application", subtype=kind, filename=name)
    return mail


def _html(text: str) -> EmailMessage:
    mail = _mail()
    mail.add_alternative(f"<html><body><p>{text}</p></body></html>", subtype="html")
    return mail


def _forwarded(inner: EmailMessage) -> EmailMessage:
    mail = _mail()
    mail.add_attachment(inner)
    return mail


WRAPPINGS: dict[str, Callable[[str], EmailMessage]] = {
    "base64": lambda secret: _mail(f"Он {secret}.", cte="base64"),
    "quoted-printable": lambda secret: _mail(f"Он {secret}.", cte="quoted-printable"),
    "8bit": lambda secret: _mail(f"Он {secret}.", cte="8bit"),
    "another charset": lambda secret: _mail(f"Он {secret}.", charset="koi8-r"),
    "capitals": lambda secret: _mail(secret.upper()),
    "a subject": lambda secret: _headed("Subject", secret),
    "a name": lambda secret: _headed("From", f"{secret} <support@example.org>"),
    "a header of its own": lambda secret: _headed("X-Note", secret),
    "an encoded word": lambda secret: _headed("X-Note", f"=?utf-8?b?{_base64(secret)}?="),
    "HTML": _html,
    "HTML in pieces": lambda secret: _html(f"{secret[:4]}<b>{secret[4:]}</b>"),
    "entities": lambda secret: _html("".join(f"&#{ord(sign)};" for sign in secret)),
    "a file's name": lambda secret: _attached(f"{secret}.txt", b"x"),
    "a file": lambda secret: _attached("a.txt", secret.encode()),
    "a mail within": lambda secret: _forwarded(_mail(secret)),
    "a file of a mail within": lambda secret: _forwarded(_attached("a.txt", secret.encode())),
    "base64 in a text": lambda secret: _mail(f"x{_base64(secret)}"),
    "base64 in a file": lambda secret: _attached("a.txt", _base64(secret).encode()),
    "quoted-printable in a text": lambda secret: _mail(_quoted(secret)),
    "an encoded word in a text": lambda secret: _mail(f"=?utf-8?b?{_base64(secret)}?="),
    "a link": lambda secret: _mail(f"https://x.example/?q={quote(secret)}"),
}


async def _told(road: Road, machine: Machine) -> list[EmailMessage]:
    telling = Telling(parse(STORY, "s"), road, machine)
    await telling.tell()
    return [one.mail for one in telling.delivered]


async def test_a_secret_is_found_in_every_wrapping(tmp_path: Path) -> None:
    """A word that only a note has is seen in whatever form it goes out."""
    machine = Machine()
    async with running(tmp_path, configuration({}, ["ann"]), machine.clock()) as road:
        mails = await _told(road, machine)
        assert leaks(road, mails) == []
        for how, wrapped in WRAPPINGS.items():
            assert any(SECRET in leak for leak in leaks(road, [wrapped(SECRET)])), how
            assert leaks(road, [wrapped("кабель")]) == [], how


async def test_every_kind_of_secret_is_found(tmp_path: Path) -> None:
    """Notes, commands, keys, addresses, ids and cards of the staff; another's words, number and address.

    One's own words and number, the answers and the name of who answered are none.
    """
    machine = Machine()
    async with running(tmp_path, configuration({}, ["ann"]), machine.clock()) as road:
        mails = await _told(road, machine)
        card = to(mails, ANN)[0]
        staff_keys = [key.key for key in ledger(road).keys if key.person == ANN]
        assert len(staff_keys) > 1
        secrets = (
            *("quarrelsome", "мошенник", ANN, str(card["Message-ID"]), "step-2@staff.example", *staff_keys),
            *("> Assigned to: Ann Lee", "write to the note address: For a note that only colleagues see"),
            *("wireless", "Scanner", "SUP-1002", "petra@other.example"),
        )
        for secret in secrets:
            assert leaks(road, [_mail(f"Вот: {secret}")], before=mails), secret
        for said in ("Проверьте кабель.", "Принтер не печатает. SUP-1001", "Ann Lee"):
            assert leaks(road, [_mail(said)], before=mails) == [], said
        to_petra = _mail("Wireless scanner, SUP-1002")
        to_petra.replace_header("Delivered-To", "petra@other.example")
        del to_petra["Subject"]
        assert leaks(road, [to_petra], before=mails) == []


CHANGES = """
title = "Ivan's ticket, of which Petra hears for a while"
staff = ["ann"]
[[step]]
from = "ivan"
subject = "Принтер"
text = "Принтер не печатает."
mail = [{to = "ivan"}, {to = "ann"}]
[[step]]
from = "ann"
answers = "notification"
text = "Смените картридж."
mail = [{to = "ivan"}]
[[step]]
from = "ann"
answers = "notification"
text = "#cc petra@other.example"
mail = [{to = "ann"}]
[[step]]
from = "ann"
answers = "notification"
text = "Теперь перезагрузите."
mail = [{to = "ivan"}, {to = "petra"}]
[[step]]
from = "ann"
answers = "notification"
text = "#uncc petra@other.example"
mail = [{to = "ann"}]
[[step]]
from = "ann"
answers = "notification"
text = "Договор расторгнут, код Жук и 77125."
mail = [{to = "ivan"}]
"""


def _to_petra(text: str) -> EmailMessage:
    mail = _mail(text)
    mail.replace_header("Delivered-To", "petra@other.example")
    return mail


async def test_one_knows_what_was_said_while_one_took_part(tmp_path: Path) -> None:
    """Neither what was said before, nor what is said after one has left."""
    machine = Machine()
    async with running(tmp_path, configuration({}, ["ann"]), machine.clock()) as road:
        await Telling(parse(CHANGES, "s"), road, machine).tell()
        assert leaks(road, [_to_petra("Теперь перезагрузите.")]) == []
        for secret in ("картридж", "расторгнут"):
            assert any(secret in leak for leak in leaks(road, [_to_petra(secret)])), secret
            assert leaks(road, [_mail(secret)]) == [], secret


async def test_a_note_that_went_out_is_found_by_words_and_numbers_of_any_length(tmp_path: Path) -> None:
    """Whoever wrote it inside meant it for the staff."""
    machine = Machine()
    async with running(tmp_path, configuration({}, ["ann"]), machine.clock()) as road:
        await Telling(parse(CHANGES, "s"), road, machine).tell()
        for said in ("расторгнут", "код", "жук", "77125"):
            found = leaks(road, [_mail(f"Вот: {said}.")], inside=["step-6@staff.example"])
            assert any(said in leak for leak in found), said
            assert leaks(road, [_mail(f"Вот: {said}.")]) == [], said
        assert leaks(road, [_mail("Не принтер: 77126, 2026.")], inside=["step-6@staff.example"]) == []
