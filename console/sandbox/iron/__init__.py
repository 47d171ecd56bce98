"""Simulated Iron, written from its documentation alone; shares nothing with the client of the same provider."""

from __future__ import annotations

from console.sandbox.iron.provider import IronModule
from console.sandbox.kernel import Kernel
from console.sandbox.module import ProviderModule

__all__ = ["build_module"]


def build_module(kernel: Kernel) -> ProviderModule:
    """Found by name; see `console.sandbox.module`."""
    return IronModule(kernel)
