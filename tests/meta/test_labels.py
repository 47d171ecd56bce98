"""The dictionary of labels is complete, explains nothing that is not documented, and every entry says all of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Final

import pytest

from console.base.paths import resource_path
from console.domain.environment import ProviderId
from console.domain.risk import LabelCatalogue, LabelKind, RiskLabel
from console.parts import load_catalogue
from console.providers.registry import load_providers
from tests.support.project import ROOT

_DOCUMENTED: Final = ROOT / "tests" / "samples" / "documented_labels.toml"
_PROVIDERS: Final = tuple(sorted(load_providers()))
_FIELDS: Final = {"severity", "title", "meaning", "blocks", "look_at", "source", "version"}
_DATED: Final = re.compile(r"(\d{4}(-\d{2}){0,2}|mid \d{4}|\d{4}-\d{4})")
_LONGEST_TITLE: Final = 48


def _documented() -> Iterator[tuple[str, LabelKind, str, str]]:
    """Provider, kind, value and the severity proposed beside it."""
    document = tomllib.loads(_DOCUMENTED.read_text("utf-8"))
    for provider, kinds in document.items():
        for kind, severities in kinds.items():
            for severity, values in severities.items():
                for value in values.split():
                    yield provider, LabelKind(kind), value, severity


@pytest.fixture(scope="module")
def catalogue() -> LabelCatalogue:
    return load_catalogue(_PROVIDERS)


def test_the_documentation_of_every_provider_was_written_down() -> None:
    written = tomllib.loads(_DOCUMENTED.read_text("utf-8"))
    assert set(written) == set(_PROVIDERS)


def test_every_provider_has_a_file_and_every_file_a_provider() -> None:
    files = {path.name for path in resource_path("labels").iterdir()}
    assert files == {f"{provider}.toml" for provider in _PROVIDERS} | {"README.md"}


@pytest.mark.parametrize("provider", _PROVIDERS)
@pytest.mark.parametrize("kind", LabelKind)
def test_every_documented_label_has_an_entry_and_every_entry_is_documented(
    catalogue: LabelCatalogue, provider: ProviderId, kind: LabelKind
) -> None:
    documented = {value for owner, of, value, _ in _documented() if (owner, of) == (provider, kind)}
    described = catalogue.values(provider, kind)
    assert sorted(documented - described) == []
    assert sorted(described - documented) == []


def test_severities_are_those_the_documentation_was_read_with(catalogue: LabelCatalogue) -> None:
    shown = {(provider, label.ref.kind, label.ref.value): label.severity for provider, label in catalogue}
    wrong = [
        (provider, kind.value, value, severity)
        for provider, kind, value, severity in _documented()
        if severity != "any" and shown[ProviderId(provider), kind, value] != severity
    ]
    assert wrong == []


@pytest.mark.parametrize("provider", _PROVIDERS)
def test_every_entry_has_every_field_and_no_other(provider: ProviderId) -> None:
    document = tomllib.loads(resource_path("labels", f"{provider}.toml").read_text("utf-8"))
    odd = {
        f"{kind}.{value}": sorted(set(entry) ^ _FIELDS)
        for kind, table in document.items()
        for value, entry in table.items()
        if set(entry) != _FIELDS
    }
    assert odd == {}


def _faults(label: RiskLabel) -> list[str]:
    meaning = label.meaning
    assert meaning is not None
    checks = {
        "a title that fits on one line": 0 < len(meaning.title) <= _LONGEST_TITLE
        and not meaning.title.endswith("."),
        "a meaning in sentences": meaning.meaning.endswith("."),
        "what to look at in sentences": meaning.look_at.endswith(".") and meaning.look_at[:1].isupper(),
        "a page of the provider": meaning.source.startswith("https://"),
        "a dated source": _DATED.fullmatch(meaning.version) is not None,
        "words, not the code again": "_" not in label.ref.value or label.ref.value not in meaning.meaning,
    }
    return [what for what, is_met in checks.items() if not is_met]


def test_every_entry_is_written_for_a_person(catalogue: LabelCatalogue) -> None:
    found = {f"{provider} {label.ref.value}": _faults(label) for provider, label in catalogue}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_scaffold_of_a_provider_has_a_readable_dictionary() -> None:
    text = resource_path("scaffold", "labels.toml.txt").read_text("utf-8")
    assert tomllib.loads(text) == {}
