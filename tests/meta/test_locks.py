"""The lock files: two, with hashes, without addresses, in step with each other and with the project file."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.project import ROOT, to_name, tracked_files

_LOCKS: Final = ("requirements.lock", "requirements-dev.lock")
_PIN: Final = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\S+)", re.MULTILINE)


def _text(name: str) -> str:
    return (ROOT / "packaging" / name).read_text("utf-8")


def _pins(name: str) -> dict[str, str]:
    return dict(_PIN.findall(_text(name)))


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_there_are_exactly_two() -> None:
    assert {to_name(path) for path in tracked_files() if path.suffix == ".lock"} == {
        f"packaging/{one}" for one in _LOCKS
    }


@pytest.mark.parametrize("name", _LOCKS)
def test_every_pin_has_hashes_and_no_address_is_named(name: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", _text(name), flags=re.MULTILINE)[1:]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.search(r"://|--index|--find-links|@ ", _text(name)) is None


def test_tests_run_against_the_versions_that_users_get() -> None:
    run, dev = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: (version, dev.get(name)) for name, version in run.items() if dev.get(name) != version} == {}


@pytest.mark.parametrize(("name", "groups"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev",))])
def test_every_declared_dependency_is_locked_within_its_bounds(name: str, groups: tuple[str, ...]) -> None:
    project, pins = _project(), _pins(name)
    declared = list(project["project"]["dependencies"])
    declared += [one for group in groups for one in project["dependency-groups"][group]]
    wrong = [
        text
        for text in declared
        for requirement in [Requirement(text)]
        if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), ""))
    ]
    assert wrong == []


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    listed = [number for number, line in enumerate(lines) if re.match(r'^    "\w[\w-]*[<>=~!]=?\d?', line)]
    blocks = {number: _reason_above(lines, number) for number in listed}
    assert [lines[number] for number, reason in blocks.items() if not reason] == []


def _reason_above(lines: list[str], number: int) -> bool:
    """A comment above, or above the neighbours that share it."""
    while number > 0 and re.match(r'^    "', lines[number]):
        number -= 1
    return lines[number].lstrip().startswith("# ")
