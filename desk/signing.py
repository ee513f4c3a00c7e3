"""An agent's words as customers get them: signed once, with nothing of the staff's own in them."""

import re
from collections.abc import Iterator
from itertools import takewhile

from desk.address import fold
from desk.case import Case
from desk.people import Agent
from desk.traces import without_traces

# What is longer than so many lines, or wider, is no signature.
_SIGNED_LINES = 6
_SIGNED_WIDTH = 120


def scrubbed(text: str, case: Case) -> str:
    """Return the text without any reply key and without the addresses of the staff.

    Both get into a text by quoting a notification or by a signature that no reader recognised.
    """
    return without_traces(text, _of_staff(case), case.office.desk.address)


def scrubbed_name(name: str, case: Case) -> str:
    """Return a file's name scrubbed as texts are, also where dots and lines join words and addresses."""
    return without_traces(name, _of_staff(case), case.office.desk.address, within=True)


def unsigned(text: str, agent: Agent) -> str:
    """Return a text without this agent's signature below it, that begins with a mark or holds an address."""
    lines = text.rstrip().split("\n")
    name = agent.name.lower()
    for at in range(max(len(lines) - _SIGNED_LINES - 1, 1), len(lines)):
        below = "\n".join(lines[at:]).lower()
        addressed = any(fold(addr) in below for addr in agent.addresses)
        marked = lines[at].rstrip() == "--" and (addressed or name in below)
        whole = lines[at].strip().lower() == name and addressed and all(map(str.strip, lines[at:]))
        if marked or whole:
            return "\n".join(lines[:at]).rstrip()
    return text


def unnamed(text: str, agent: Agent) -> str:
    """Return a text without a last line that is no more than this agent's name, or a part of it."""
    above, _, last = text.rstrip().rpartition("\n")
    words = set(re.findall(r"\w+", last.lower()))
    signs = bool(words) and words <= set(agent.name.lower().split())
    return above.rstrip() if signs and above.strip() else text


def signature(case: Case, agent: Agent) -> str:
    """Return how the agent has signed: from the line with the name, the fullest, to the next blank one.

    What stands around that is a program's line or a disclaimer as often as not.
    """
    names = set(agent.name.lower().split())
    lines = case.mail.signature.splitlines()
    named = [len(names & set(re.findall(r"\w+", line.lower()))) for line in lines]
    if not any(named):
        return ""
    # Above the program's signature a farewell may be signed with the first name.
    first = named.index(max(named))
    signed = list(takewhile(str.strip, lines[first : first + _SIGNED_LINES]))
    return scrubbed("\n".join(line.strip()[:_SIGNED_WIDTH] for line in signed), case)


def _of_staff(case: Case) -> Iterator[str]:
    return (addr for agent in case.office.directory.agents for addr in agent.addresses)
