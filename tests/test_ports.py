"""Ports that are given out before a server listens on them are given out once."""

import socket
import subprocess
import sys
from pathlib import Path

from tests import ports
from tests.ports import HOST, free_port

ROOT = Path(__file__).parents[1]


def test_no_port_is_given_twice_by_one_process() -> None:
    """Neither while nobody listens there yet, nor after somebody did."""
    given = [free_port() for _ in range(20)]
    assert len(set(given)) == len(given)


def test_no_port_is_given_by_two_processes() -> None:
    """The workers of a test run, and two runs, take no port from each other."""
    given = {free_port() for _ in range(20)}
    other = "from tests.ports import free_port; print(*(free_port() for _ in range(20)))"
    told = subprocess.run([sys.executable, "-c", other], cwd=ROOT, check=True, capture_output=True).stdout
    assert len(set(map(int, told.split())) - given) == 20


def test_ports_are_none_that_the_system_gives_away() -> None:
    """No connection to the outside takes one between its choice and the listening."""
    least = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert free_port() < least


def test_a_port_in_use_is_not_free_and_one_whose_server_ended_is() -> None:
    """The connections that a killed server leaves behind keep nobody from listening there again."""
    port = free_port()
    with socket.create_server((HOST, port)) as server:
        assert not ports._is_free(port)
        with socket.create_connection((HOST, port)):
            server.accept()[0].close()
    assert ports._is_free(port)
