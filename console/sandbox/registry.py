"""Finds the provider modules by name; one that is absent is left out."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from console.sandbox.kernel import Kernel
from console.sandbox.module import ProviderModule
from console.sandbox.world import PROVIDERS


def build_modules(kernel: Kernel) -> dict[str, ProviderModule]:
    """The simulated providers there are, by name, in their fixed order."""
    builders = ((name, _find_builder(name)) for name in PROVIDERS)
    return {name: build(kernel) for name, build in builders if build is not None}


def _find_builder(name: str) -> Callable[[Kernel], ProviderModule] | None:
    address = f"console.sandbox.{name}"
    return None if find_spec(address) is None else getattr(import_module(address), "build_module", None)
