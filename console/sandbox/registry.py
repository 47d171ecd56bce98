"""Finds the provider modules by name: every sub-package that can build one, the four we began with first."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import cast

import console.sandbox
from console.sandbox.kernel import Kernel
from console.sandbox.module import ProviderModule

# Their places in the order decide who of the invented people is whose customer: a newcomer comes after them.
_FIRST = ("iron", "checkout", "idenfy", "proofme")


def find_names() -> tuple[str, ...]:
    """The simulated providers there are, in their fixed order. Imports nothing."""
    found = {module.name for module in pkgutil.iter_modules(console.sandbox.__path__) if module.ispkg}
    return (*(name for name in _FIRST if name in found), *sorted(found - set(_FIRST)))


def build_modules(kernel: Kernel) -> dict[str, ProviderModule]:
    """A module for each of them, by name."""
    return {name: _load_builder(name)(kernel) for name in find_names()}


def _load_builder(name: str) -> Callable[[Kernel], ProviderModule]:
    return cast("Callable[[Kernel], ProviderModule]", import_module(f"console.sandbox.{name}").build_module)
