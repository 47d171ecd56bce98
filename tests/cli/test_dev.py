"""The scaffold of a new provider: what it makes passes the contract suite, the arrows and the linters as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import run_command
from tests.support.project import ROOT, to_name, tracked_files

_DEADLINE_S = 300


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a fifth provider in it; the project itself is never touched."""
    folder = tmp_path_factory.mktemp("checkout")
    for path in tracked_files():
        target = folder / to_name(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    made = run_in(folder, "console", "dev", "new-provider", "fifth")
    assert made.returncode == 0, made.stderr
    assert "console/providers/fifth/client.py" in made.stdout.splitlines()
    for command in (("check", "--fix-only", "--quiet", "."), ("format", "--quiet", ".")):
        assert run_in(folder, "ruff", *command).returncode == 0
    return folder


def run_in(folder: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module with the copy's packages before any other."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=_DEADLINE_S,
        check=False,
    )


def test_the_contract_suite_its_own_tests_and_its_claims_hold(checkout: Path) -> None:
    """As `make reference` does it, over this provider alone: the tests its claims name write down what they ran."""
    quiet = ("pytest", "-p", "no:xdist", "-q")
    places = ("tests/contract", "tests/providers/fifth")
    done = run_in(checkout, *quiet, "-p", "tests.support.evidence", *places, "-k", "fifth")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout
    claimed = run_in(checkout, *quiet, "tests/meta/test_coverage.py", "-k", "fifth or every_provider")
    assert claimed.returncode == 0, claimed.stdout[-3000:]


def test_it_keeps_to_lint_and_arrows(checkout: Path) -> None:
    places = [f"{place}/fifth" for place in ("console/providers", "console/sandbox", "tests/providers")]
    linted = run_in(checkout, "ruff", "check", *places)
    assert linted.returncode == 0, linted.stdout
    arrows = run_in(checkout, "importlinter.cli", "lint", "--no-cache")
    assert arrows.returncode == 0, arrows.stdout


def test_a_second_one_of_that_name_changes_nothing(checkout: Path) -> None:
    client = checkout / "console/providers/fifth/client.py"
    before = client.read_bytes()
    done = run_in(checkout, "console", "dev", "new-provider", "fifth")
    assert done.returncode == 2
    assert "is there already." in done.stderr
    assert client.read_bytes() == before


@pytest.mark.parametrize("name", ["Fifth", "5th", "../fifth", "class", "a b", ""])
def test_a_name_no_package_can_have_is_refused(name: str) -> None:
    done = run_command("dev", "new-provider", "--into", str(ROOT), name)
    assert done.returncode == 2
    assert "lower-case letters" in done.stderr


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    done = run_command("dev", "new-provider", "fifth", "--into", str(tmp_path))
    assert done.returncode == 2
    assert "no checkout" in done.stderr
    assert list(tmp_path.iterdir()) == []
