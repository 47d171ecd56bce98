"""How lists judge a verification, put together from the catalogue and the manifests; keeps nothing, asks nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from console.domain.attention import AttentionReason, ListRules, rank_labels
from console.domain.provider import Ability

if TYPE_CHECKING:
    from console.domain.environment import ProviderId
    from console.domain.provider import ProviderManifest
    from console.domain.risk import LabelCatalogue, LabelRef

# Counts up when a line is made in another way than before, so that every profile makes its own anew.
_VERSION: Final = 3


def build_rules(catalogue: LabelCatalogue, manifests: Mapping[ProviderId, ProviderManifest]) -> ListRules:
    """The rules for these providers."""

    def rank_severity(provider: ProviderId, labels: tuple[LabelRef, ...]) -> int:
        return rank_labels(catalogue, provider, labels)

    words = {provider: dict(manifest.attention) for provider, manifest in manifests.items()}
    reporting = frozenset(
        provider for provider, manifest in manifests.items() if Ability.REPORTS in manifest.abilities
    )
    told = [
        _VERSION,
        tuple(AttentionReason),
        sorted((provider, sorted(known.items())) for provider, known in words.items()),
        sorted(reporting),
        sorted((owner, label.ref.kind, label.ref.value, label.severity) for owner, label in catalogue),
    ]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    return ListRules(rank_severity, words, reporting, digest)
