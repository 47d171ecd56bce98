"""The machine's clock: aware, in UTC, and its monotonic side never goes back."""

from __future__ import annotations

from datetime import timedelta

from console.base.clock import SystemClock


def test_now_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_monotonic_seconds_never_go_back() -> None:
    clock = SystemClock()
    moments = [clock.monotonic_s() for _ in range(1000)]
    assert moments == sorted(moments)
