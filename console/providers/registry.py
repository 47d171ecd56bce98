"""Finds the provider packages that have a manifest; knows none of them by name."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import cast

import console.providers
from console.domain.next_action import Rules
from console.domain.provider import ProviderId, ProviderManifest
from console.providers.contract import ClientFactory, Provider


def load_providers() -> Mapping[ProviderId, Provider]:
    """Every provider by id, in the order of their titles. Imports manifests and rules only."""
    found = sorted(_find_providers(), key=lambda provider: provider.manifest.title.casefold())
    return MappingProxyType({provider.manifest.id: provider for provider in found})


def _find_providers() -> Iterator[Provider]:
    for module in pkgutil.iter_modules(console.providers.__path__):
        if module.ispkg:
            yield _read_package(f"{console.providers.__name__}.{module.name}")


def _read_package(package: str) -> Provider:
    manifest = cast(ProviderManifest, import_module(f"{package}.manifest").MANIFEST)
    rules = cast(Rules, import_module(f"{package}.rules").decide)

    def load_client_factory() -> ClientFactory:
        return cast(ClientFactory, import_module(f"{package}.client").build_client)

    return Provider(manifest, rules, load_client_factory)
