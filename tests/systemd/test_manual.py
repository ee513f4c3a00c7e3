"""The manual pages as their readers' programs see them."""

import subprocess

import pytest

from tests.test_packaging import PROGRAM, SETTINGS


@pytest.mark.parametrize("page", [PROGRAM, SETTINGS], ids=["postdesk.1", "postdesk.toml.5"])
def test_the_manual_pages_are_well_formed(page: str) -> None:
    """No reader of manuals stumbles over them."""
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning"], input=page, text=True, capture_output=True
    )
    assert [line for line in done.stdout.splitlines() if "missing date" not in line] == []
