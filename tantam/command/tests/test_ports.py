"""Two products that start at the same time do not end up on the same port."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tantam.command import ports
from tantam.command.ports import claimed_port
from tantam.command.words import Trouble

HOST = "127.0.0.1"
CLAIM = """
import sys
from tantam.command.ports import claimed_port
with claimed_port("127.0.0.1", int(sys.argv[1])) as port:
    print(port, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def wanted() -> int:
    """The first of a few ports in a row where nobody listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return min(int(probe.getsockname()[1]), 60_000)


def other_product(wanted: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CLAIM, str(wanted)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_port_that_another_product_chose_but_does_not_listen_on_yet_is_taken(wanted: int):
    with other_product(wanted) as other:
        assert other.stdout
        theirs = int(other.stdout.readline())
        with claimed_port(HOST, theirs) as ours:
            assert ours > theirs
        other.kill()
    with claimed_port(HOST, theirs) as again:
        assert again == theirs


def test_a_port_on_which_somebody_listens_is_taken(wanted: int):
    with claimed_port(HOST, wanted) as free:
        pass
    with socket.create_server((HOST, free)), claimed_port(HOST, free) as ours:
        assert ours > free


def test_when_all_that_may_be_tried_are_claimed_it_says_so(wanted: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ports, "TRIES", 1)
    with claimed_port(HOST, wanted) as port, pytest.raises(Trouble), claimed_port(HOST, port):
        pass
