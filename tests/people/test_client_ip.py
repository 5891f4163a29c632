"""Which network a request comes from, and that visitors cannot fake it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from brusselshelps.http.client_ip import network_of

PROXY, VISITOR = "172.18.0.5", "203.0.113.7"


def come(forwarded: str | None = None, direct: str = PROXY) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return network_of(RequestFactory().post("/nl/help/", headers=headers, REMOTE_ADDR=direct))


@pytest.fixture(autouse=True)
def _one_proxy(settings: Any) -> None:
    settings.PROXY_COUNT = 1


def test_behind_a_proxy_the_visitor_is_who_spoke_to_the_proxy() -> None:
    assert come(VISITOR) == VISITOR


def test_what_a_visitor_writes_in_front_is_not_believed() -> None:
    assert come(f"198.51.100.1, {VISITOR}") == VISITOR
    assert come(f"nonsense,,10.0.0.1 , {VISITOR}") == VISITOR


def test_behind_two_proxies_the_outer_one_says_who_the_visitor_is(settings: Any) -> None:
    settings.PROXY_COUNT = 2
    assert come(f"198.51.100.1, {VISITOR}, 172.18.0.1") == VISITOR


def test_without_a_proxy_no_header_is_believed(settings: Any) -> None:
    settings.PROXY_COUNT = 0
    assert come("198.51.100.1", direct=VISITOR) == VISITOR


def test_fewer_addresses_than_proxies_leave_who_speaks_to_us(settings: Any) -> None:
    settings.PROXY_COUNT = 3
    assert come(f"198.51.100.1, {VISITOR}") == PROXY


@pytest.mark.parametrize(
    "rubbish", [None, "", ",", "unknown", "127.1", "1.2.3.4.5", "::g", "\0", "é", "1" * 10_000, "fe80::1%" + "x" * 99]
)
def test_rubbish_leaves_who_speaks_to_us_and_never_fails(rubbish: str | None) -> None:
    assert come(rubbish) in (PROXY, "fe80::/64")


def test_the_many_addresses_of_one_household_are_one_network() -> None:
    assert come("2001:db8:1:2:aaaa::1") == come("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert come("2001:db8:1:3::1") != come("2001:db8:1:2::1")
    assert come(None, direct="2001:db8:1:2::1") == "2001:db8:1:2::/64"


def test_an_old_address_in_a_new_coat_is_the_old_address() -> None:
    assert come(f"::ffff:{VISITOR}") == VISITOR


def test_a_server_that_knows_no_address_still_answers() -> None:
    assert come(None, direct="") == ""
