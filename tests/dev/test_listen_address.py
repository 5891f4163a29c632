from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from brusselshelps.dev import listen_address


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_named_together_with_a_free_one(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(listen_address.Unusable, match=rf"Port {taken} is taken.*make run PORT=\d+"):
        listen_address.chosen()


@pytest.mark.parametrize("port", ["abc", "0", "-1", "70000", "8000 "])
def test_what_is_no_port_is_refused_in_a_sentence(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(listen_address.Unusable, match="is not a port"):
        listen_address.chosen()


def test_an_address_of_another_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIND", "192.0.2.1")
    with pytest.raises(listen_address.Unusable, match="cannot be used here"):
        listen_address.chosen()


@pytest.mark.parametrize(
    ("host", "url", "bind"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000", "0.0.0.0:8000"),
        ("::", "http://[::1]:8000", "[::]:8000"),
    ],
)
def test_a_server_that_listens_everywhere_is_visited_somewhere(host: str, url: str, bind: str) -> None:
    place = listen_address.Address(host, 8000)
    assert (place.url, place.bind) == (url, bind)
