"""The simulated Proofme; imports nothing of the provider clients."""

from __future__ import annotations

from console.sandbox.proofme.module import build_module

__all__ = ["build_module"]
