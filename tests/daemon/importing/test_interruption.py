"""Ctrl-C during an import."""

import os
import signal
from contextlib import suppress

import pytest

from daemon.importing.interruption import Interruption


def test_an_interruption_that_was_swallowed_comes_again() -> None:
    """Some libraries catch every exception; the import is broken off nevertheless."""
    before = signal.getsignal(signal.SIGINT)
    with Interruption() as interruption:
        interruption.check()
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            pytest.fail("Ctrl-C raised nothing")
        with pytest.raises(KeyboardInterrupt):
            interruption.check()
    assert signal.getsignal(signal.SIGINT) is before
