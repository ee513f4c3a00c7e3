"""The stories of the road once more, with every mail read from a mailbox: with plus addresses, and without.

Without them no key proves an agent: the mail host's word does, as it must at such providers.
"""

from collections.abc import Callable, Coroutine
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.imap_server import ImapServer, imap_server
from tests.road import test_conversation, test_loops
from tests.road.mailbox import PLAIN, comes, reading
from tests.road.road import ANN, BOB, HOST, Road

Story = Callable[[Road], Coroutine[Any, Any, None]]

STORIES: tuple[Story, ...] = (
    test_conversation.test_a_request_becomes_a_ticket_with_an_acknowledgement_and_notifications,
    test_conversation.test_the_acknowledgement_of_an_unproved_sender_repeats_nothing,
    test_conversation.test_the_acknowledgement_of_a_proved_sender_tells_what_was_understood,
    test_conversation.test_a_whole_conversation_ends_with_the_confirmation,
    test_conversation.test_both_sides_see_one_chain_with_one_tag,
    test_conversation.test_the_customer_sees_nothing_of_the_agents_own,
    test_conversation.test_a_wrong_command_is_answered_with_the_fault_and_does_nothing,
    test_conversation.test_the_status_is_told_to_the_participant,
    test_conversation.test_a_desk_in_cc_gets_its_ticket,
    test_conversation.test_a_colleagues_reply_all_before_the_number_exists_joins_the_ticket,
    test_conversation.test_of_two_agents_answering_at_once_the_second_is_asked,
    test_conversation.test_a_bare_yes_confirms_the_solution_and_no_other_question,
    test_loops.test_an_out_of_office_to_an_acknowledgement_is_filed,
    test_loops.test_an_out_of_office_never_reopens,
    test_loops.test_an_agents_out_of_office_never_reaches_a_customer,
    test_loops.test_a_mail_of_our_own_that_comes_back_is_ignored,
    test_loops.test_a_mail_from_a_desk_of_ours_is_held,
    test_loops.test_a_no_reply_sender_gets_a_ticket_and_no_answer,
    test_loops.test_a_robot_without_marks_is_answered_at_most_five_times_an_hour,
    test_loops.test_an_acknowledgement_goes_to_the_requester_alone,
)

# These tell of addresses that only the one form has.
WITH_KEYS: tuple[Story, ...] = (
    test_conversation.test_an_internal_note_never_reaches_the_customer,
    test_loops.test_a_bounce_of_an_acknowledgement_ends_at_its_delivery,
    test_loops.test_a_bounce_without_our_return_path_changes_nothing,
)


class MailboxRoad(Road):
    """The road whose beginning is a mailbox: what it is sent, the mail host delivers there."""

    def __init__(self, road: Road, server: ImapServer, proved: tuple[str, ...]) -> None:
        super().__init__(road.service, road.store, road.folder)
        self._server = server
        self._proved = proved
        self.sent: list[EmailMessage] = []

    async def post(self, raw: bytes, return_path: str, recipients: list[str]) -> list[EmailMessage]:
        """Deliver a mail as a mail host does: with its return path, its recipients and its word on top."""
        head = f"Return-Path: <{return_path}>\r\n"
        head += "".join(f"Delivered-To: {recipient}\r\n" for recipient in recipients)
        sender = str(message_from_bytes(raw)["From"])
        if sender in self._proved:
            head += f"Authentication-Results: {HOST}; dmarc=pass header.from={sender.partition('@')[2]}\r\n"
            head += f"Received: from x by {HOST} with ESMTP; Fri, 20 Nov 2026 12:00:00 +0000\r\n"
        out = await comes(self, self._server, head.encode() + raw)
        self.sent += out
        return out


def _named(story: Story) -> str:
    return story.__name__.removeprefix("test_")


@pytest.mark.parametrize("story", [*STORIES, *WITH_KEYS], ids=_named)
async def test_a_story_with_plus_addresses(tmp_path: Path, story: Story) -> None:
    """Keys in addresses lead back to the ticket, and prove the agents."""
    with imap_server() as server:
        async with reading(tmp_path, server) as road:
            await story(MailboxRoad(road, server, ()))


@pytest.mark.parametrize("story", STORIES, ids=_named)
async def test_a_story_without_plus_addresses(tmp_path: Path, story: Story) -> None:
    """Ids and numbers lead back to the ticket; every mail has the desk's one address."""
    with imap_server() as server:
        async with reading(tmp_path, server, desk=PLAIN) as road:
            plain = MailboxRoad(road, server, (ANN, BOB))
            await story(plain)
            assert not any("+" in f"{mail['From']} {mail['Reply-To']}" for mail in plain.sent)
