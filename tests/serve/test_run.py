"""Where the server listens."""

from __future__ import annotations

import socket

import pytest

from stemma.errors import StemmaError
from stemma.serve.run import _listen


def test_whoever_comes_early_waits_and_is_not_refused():
    with _listen("127.0.0.1", 0) as listening:
        socket.create_connection(listening.getsockname(), timeout=5).close()


def test_a_port_that_is_taken_is_named_with_the_mend():
    with _listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(StemmaError, match=f"127.0.0.1:{port} .*try --port 0"):
            _listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_named_with_the_mend(host: str):
    with pytest.raises(StemmaError, match="an address of this machine"):
        _listen(host, 0)
