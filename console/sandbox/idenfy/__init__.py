"""The simulated iDenfy."""

from __future__ import annotations

from console.sandbox.idenfy.module import build_module

__all__ = ["build_module"]
