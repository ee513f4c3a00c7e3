"""The names of our packages are common words: no other distribution may bring one of them."""

import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = ("desk", "parsers", "responders", "storage", "config", "daemon")


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_claims_our_names(name: str) -> None:
    """Where another one did, it would depend on the order of the path whose code runs."""
    assert set(packages_distributions().get(name, [])) <= {"postdesk"}


def test_the_names_are_all_that_we_ship() -> None:
    """What is built, what is typed, what is linted and what is imported is the same list."""
    tools = PROJECT["tool"]
    assert tuple(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == OURS
    assert tuple(tools["importlinter"]["root_packages"]) == OURS
    assert set(tools["ruff"]["lint"]["isort"]["known-first-party"]) == set(OURS)
    assert tuple(tools["mypy"]["files"]) == (*OURS, "tests")


@pytest.mark.parametrize("name", OURS)
def test_each_package_says_its_job(name: str) -> None:
    """Its ``__init__.py`` holds a docstring and nothing else."""
    text = (ROOT / name / "__init__.py").read_text(encoding="utf-8")
    assert text.startswith('"""')
    assert text.rstrip().endswith('"""')
    assert text.count('"""') == 2


def test_none_of_them_hides_a_standard_module() -> None:
    """A name of the standard library would be taken from it, or taken away from others."""
    assert not sys.stdlib_module_names.intersection(OURS)
