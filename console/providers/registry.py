"""Finds the provider packages that have a manifest; knows none of them by name."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import console.providers
from console.domain.environment import ProviderId

if TYPE_CHECKING:
    from console.domain.next_action import Rules
    from console.domain.operation import Operation
    from console.domain.provider import ProviderManifest
    from console.providers.contract import ClientFactory, SecretCheck


class Provider:
    """One provider package: its name at once, everything else only when it is needed. `id` is the package's name."""

    def __init__(self, package: str) -> None:
        self._package = package
        self.id = ProviderId(package.rpartition(".")[2])
        self.title = cast("str", import_module(package).TITLE)

    @cached_property
    def manifest(self) -> ProviderManifest:
        """What the provider is and can do."""
        return cast("ProviderManifest", import_module(f"{self._package}.manifest").MANIFEST)

    def prepare(self) -> None:
        """Import what every account needs after the first paint; call it off the loop."""
        import_module(f"{self._package}.manifest")

    def verify_secret(self, key: str, value: str) -> None:
        """Whether a secret is one this package could use; without a module for that, any is. Call it off the loop.

        Raises `InputInvalid` naming the field.
        """
        name = f"{self._package}.checking"
        if find_spec(name) is not None:
            cast("SecretCheck", import_module(name).verify_secret)(key, value)

    @property
    def rules(self) -> Rules:
        """This provider's part of the next-action engine."""
        return cast("Rules", import_module(f"{self._package}.rules").decide)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What its interface documents beyond the main flow; none for a provider without such a module."""
        name = f"{self._package}.operations"
        if find_spec(name) is None:
            return ()
        return cast("tuple[Operation, ...]", import_module(name).OPERATIONS)

    def load_client_factory(self) -> ClientFactory:
        """Import the client with its models, which takes a while: call it off the loop."""
        return cast("ClientFactory", import_module(f"{self._package}.client").build_client)


def load_providers() -> Mapping[ProviderId, Provider]:
    """Every provider by id, in the order of their titles. Imports nothing of them but their names."""
    found = sorted(_find_providers(), key=lambda provider: provider.title.casefold())
    return MappingProxyType({provider.id: provider for provider in found})


def _find_providers() -> Iterator[Provider]:
    for module in pkgutil.iter_modules(console.providers.__path__):
        if module.ispkg:
            yield Provider(f"{console.providers.__name__}.{module.name}")
