"""Which addresses a webhook may lead to, and how what it sends is signed and tried again."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.errors import BadWebhookAddress
from registry.domain.webhooks import MOST_FAILURES, is_outside, next_try, read_url, secret_of, signature

INSIDE = (
    *(
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
    ),
    *(
        "100.64.0.1",
        "100.127.255.255",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
    ),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a00:1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::1"),
    *("192.0.0.8", "192.0.0.9", "192.0.0.170", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1"),
    *("64:ff9b:1::1", "100::1", "100:0:0:1::1", "2001:1::1", "2001:20::1", "2001:30::1", "2001:4:112::1"),
    *("2620:4f:8000::1", "3fff::1", "5f00::1", "2002:808:808::1", "198.51.100.1", "203.0.113.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:0:7f00:1::", "not an address", ""),
)
OUTSIDE = ("8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808")


def test_no_address_of_the_servers_own_network_is_outside_however_it_is_spelled() -> None:
    assert [one for one in INSIDE if is_outside(one)] == []
    assert [one for one in OUTSIDE if not is_outside(one)] == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "UNREADABLE"),
        ("oa.example/hook", "NOT_HTTPS"),
        ("http://oa.example/hook", "NOT_HTTPS"),
        ("ftp://oa.example/hook", "NOT_HTTPS"),
        ("file:///etc/passwd", "NOT_HTTPS"),
        ("https:///hook", "UNREADABLE"),
        ("https://name:word@oa.example/", "UNREADABLE"),
        ("https://oa.example/#part", "UNREADABLE"),
        ("https://oa.example:0/", "UNREADABLE"),
        ("https://oa.example:99999/", "UNREADABLE"),
        ("https://[::1/", "UNREADABLE"),
        ("https://oa.example/a b", "UNREADABLE"),
        ("https://oa.example/\r\nX-Y: z", "UNREADABLE"),
        ("https://例.example/", "UNREADABLE"),
        ("https://oa.example/" + "x" * 500, "UNREADABLE"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(BadWebhookAddress) as refused:
        read_url(typed, inside=False)
    assert refused.value.facts["reason"] == reason


def test_an_address_is_taken_and_http_only_where_it_may_lead_inside() -> None:
    assert read_url(" https://oa.example:8443/hook?x=1 ", inside=False) == "https://oa.example:8443/hook?x=1"
    assert read_url("http://127.0.0.1/hook", inside=True) == "http://127.0.0.1/hook"


def test_the_signature_is_the_hmac_of_the_time_a_full_stop_and_the_body() -> None:
    by_hand = hmac.new(b"whsec_1", b"1700000000.{}", hashlib.sha256).hexdigest()
    assert signature("whsec_1", 1_700_000_000, b"{}") == by_hand
    assert secret_of("key", "WH-1", "a") != secret_of("key", "WH-2", "a") != secret_of("other", "WH-2", "a")


def test_waiting_doubles_up_to_six_hours_and_the_whole_is_most_of_a_day() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    waits = [next_try(failures, at) - at for failures in range(1, MOST_FAILURES)]
    assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)] and waits[-1] == timedelta(hours=6)
    assert timedelta(hours=16) < sum(waits, timedelta()) < timedelta(hours=30)
