"""The real parts that the system tests play with; only root on Debian has them."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.system.mutt import Mutt
from tests.system.postdesk import Postdesk, running_postdesk
from tests.system.rig import Person, Rig, running_rig


@pytest.fixture(scope="session")
def packages() -> None:
    """Postfix, Dovecot and the mail programs, installed where they are missing."""
    if os.geteuid() != 0:
        pytest.fail("The system tests start Postfix: run them as root on Debian 12.")
    subprocess.run([Path(__file__).with_name("packages")], check=True)


@pytest.fixture(scope="module")
def rig(packages: None) -> Iterator[Rig]:
    """The mail servers of one module of tests; each test makes mailboxes of its own in it."""
    with running_rig() as running:
        yield running


@pytest.fixture
def mutt(rig: Rig) -> Callable[..., Mutt]:
    """Set up mutt for a person: ``mutt(person)``, or ``mutt(person, charset="koi8-r")``."""

    def set_up(person: Person, charset: str = "us-ascii:utf-8") -> Mutt:
        return Mutt(rig, person, charset=charset)

    return set_up


@pytest.fixture
def postdesk(rig: Rig) -> Iterator[Callable[..., Postdesk]]:
    """Start Postdesk in the rig: ``postdesk(agents)``, or more as `running_postdesk` has it.

    It is stopped after the test.
    """
    with ExitStack() as stack:

        def start(agents: Sequence[Person], **more: Any) -> Postdesk:
            return stack.enter_context(running_postdesk(rig, agents, **more))

        yield start
