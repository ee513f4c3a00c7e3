"""Whatever anybody writes in whatever form: nothing internal reaches a customer, nothing of one the other."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.clocks import Machine
from tests.road.road import running
from tests.stories.cast import configuration
from tests.stories.conversations import STAFF, Conversation, Turn, turns
from tests.stories.secrecy import leaks

CONVERSATIONS = 10


@pytest.mark.timeout(300)
@pytest.mark.parametrize("hold", ["0s", "60s"])
def test_no_conversation_tells_what_is_secret(tmp_path: Path, hold: str) -> None:
    """One Postdesk holds them all, a day after the other; on another, words wait before they are sent."""
    machine, ends = Machine(), AsyncExitStack()
    with asyncio.Runner() as loop:
        start = running(tmp_path, configuration({"outgoing_hold": hold}, STAFF), machine.clock())
        conversation = Conversation(loop.run(ends.enter_async_context(start)), machine)

        @settings(
            max_examples=CONVERSATIONS,
            deadline=None,
            database=None,
            # A shorter conversation on the same Postdesk is another one.
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(turns())
        def holds(said: list[Turn]) -> None:
            machine.pass_time(timedelta(days=1))
            loop.run(conversation.hold(said))
            assert leaks(conversation.road, conversation.mails, inside=conversation.inside) == []

        try:
            holds()
        finally:
            loop.run(ends.aclose())
