"""Folders that are made anew, and servers that can do less."""

from collections.abc import Iterator

import pytest
from imapclient import imap_utf7

from tests.system.mail_host import (
    MailHost,
    a_mail,
    assert_one_ticket_each,
    desk_over,
    message_id,
    running_mail_host,
)
from tests.system.proxy import proxy
from tests.system.servers import wait_until

# What Dovecot says after the login; each server here leaves something out.
ALL = "IMAP4rev1 LITERAL+ SASL-IR LOGIN-REFERRALS ENABLE NAMESPACE CHILDREN UNSELECT ESEARCH SPECIAL-USE"


@pytest.fixture
def host(packages: None) -> Iterator[MailHost]:
    """A mail host with an empty mailbox."""
    with running_mail_host() as running:
        yield running


@pytest.mark.parametrize("first_run", ["new", "all"])
def test_a_folder_made_anew_with_the_same_mails_makes_no_new_ticket(first_run: str, host: MailHost) -> None:
    """Another UIDVALIDITY, other UIDs: the mails are known by their content, later ones are new."""
    numbers = range(1, 21)
    table = host.encrypted(f'folder = "Support"\nfirst_run = "{first_run}"\n')
    with host.person() as person:
        person.create("Support")
        with desk_over(table) as desk:
            for number in numbers:
                person.append("Support", None, None, a_mail(number))
            desk.wait_for_inbox(20)
            person.delete("Support")
            person.create("Support")
            for number in reversed(numbers):
                person.append("Support", None, None, a_mail(number))
            person.append("Support", None, None, a_mail(21))
            desk.wait_for_inbox(41)
            assert_one_ticket_each(desk, range(1, 22))
            verdicts = [mail["verdict"] for mail in desk.inbox()]
            assert (verdicts.count("ticket"), verdicts.count("duplicate")) == (21, 20)
            desk.outbox()
            assert len(desk.to_customers()) == 21


def test_a_server_without_idle_is_polled(packages: None) -> None:
    """Mail is taken at the next poll, and the server is never asked for what it cannot do."""
    with running_mail_host(capability=f"{ALL} UIDPLUS MOVE") as host, proxy(host.port) as line:
        with desk_over(host.plain(port=line.port)) as desk:
            for number in (1, 2):
                host.deliver(a_mail(number))
                desk.wait_for_inbox(number)
            assert_one_ticket_each(desk, [1, 2])
        assert b"IDLE" not in line.said


def test_a_server_without_move_is_asked_to_copy_and_remove(packages: None) -> None:
    """COPY, a mark and an expunge of that mail alone: what somebody else has marked stays."""
    with running_mail_host(capability=f"{ALL} IDLE UIDPLUS") as host, proxy(host.port) as line:
        # It lies there before the first look, and is not ours.
        host.deliver(a_mail(1))
        with desk_over(host.plain('after = "move"\n', line.port)) as desk, host.person() as person:
            person.select("INBOX")
            person.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
            host.deliver(a_mail(2))
            wait_until(lambda: message_id(2) in person.sees("Postdesk"), desk.log)
            wait_until(lambda: person.sees().keys() == {message_id(1)}, desk.log)
            assert_one_ticket_each(desk, [2])
        assert b"MOVE" not in line.said
        assert b"UID EXPUNGE" in line.said


def test_a_server_without_move_and_uidplus_is_never_asked_to_expunge(packages: None) -> None:
    """The mail is copied and marked, and stays; it is not taken again, not even after a restart."""
    with running_mail_host(capability=f"{ALL} IDLE") as host, proxy(host.port) as line:
        with desk_over(host.plain('after = "move"\n', line.port)) as desk, host.person() as person:
            for number in (1, 2):
                host.deliver(a_mail(number))
                wait_until(lambda: len(person.sees("Postdesk")) == number, desk.log)  # noqa: B023 - at once.
            desk.stop()
            desk.start()
            host.deliver(a_mail(3))
            wait_until(lambda: len(person.sees("Postdesk")) == 3, desk.log)
            desk.wait_for_inbox(3)
            assert {mail["verdict"] for mail in desk.inbox()} == {"ticket"}
            wait_until(lambda: _deleted(person.sees()) == {message_id(n) for n in (1, 2, 3)}, desk.log)
        assert b"EXPUNGE" not in line.said


def test_a_mail_over_the_limit_is_left_and_holds_up_nobody(host: MailHost) -> None:
    """The operator is told once; the mails behind it are taken."""
    with desk_over(host.encrypted(), started=False) as desk, host.person() as person:
        text = desk.configuration.read_text("utf-8")
        desk.configuration.write_text(text.replace("[limits]", '[limits]\nmessage_size = "100kB"'), "utf-8")
        desk.start()
        desk.wait_until_read()
        host.deliver(a_mail(1, size=200_000), a_mail(2))
        desk.wait_for_inbox(1)
        assert_one_ticket_each(desk, [2])
        wait_until(lambda: any("ann@staff" in str(mail["To"]) for mail in desk.sent()), desk.log)
        assert person.sees().keys() == {message_id(1), message_id(2)}


def test_folders_have_any_name(host: MailHost) -> None:
    """Letters of any script, spaces, quotes and what IMAP itself uses in names."""
    source, target = 'Заявки & "почта"', "Готово, 100% \\\\ *"
    with host.person() as person:
        person.create(_quoted(source))
        table = host.encrypted(f'folder = \'{source}\'\nafter = "move"\nmove_to = "{target}"\n')
        with desk_over(table) as desk:
            person.append(_quoted(source), None, None, a_mail(1))
            desk.wait_for_inbox(1)
            # It is written as TOML above, where a backslash stands twice.
            moved = imap_utf7.encode(target.replace("\\\\", "\\")).decode().replace("\\", "\\\\")
            wait_until(lambda: person.sees(moved).keys() == {message_id(1)}, desk.log)


def _quoted(name: str) -> str:
    escaped = imap_utf7.encode(name).decode().replace('"', '\\"')
    return f'"{escaped}"'


def _deleted(mails: dict[bytes, set[bytes]]) -> set[bytes]:
    return {name for name, flags in mails.items() if rb"\Deleted" in flags}
