"""The built wheel works in an empty environment, made from the lock file, from a folder that is not the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import pytest

from tests.support.environment import MACHINE_ENVIRONMENT
from tests.support.project import ROOT, modules, to_name, tracked_files

_LOCK: Final = ROOT / "packaging" / "requirements.lock"
# `make` keeps what it downloaded, so that this test needs no network after the first time.
_KEPT: Final = Path(sys.prefix) / "wheels"
_SIZE: Final = (1000, 700)


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in MACHINE_ENVIRONMENT.items() if name != "PYTHONPATH"}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "VIRTUAL_ENV"):
        environment.pop(name, None)
    environment["XDG_DATA_HOME"] = os.environ["XDG_DATA_HOME"]
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = _run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of an environment that holds the wheel and what the lock file names."""
    folder = tmp_path_factory.mktemp("environment")
    commands = folder / "environment" / "bin"
    assert _run(sys.executable, "-m", "venv", commands.parent, cwd=folder).returncode == 0
    pip = (commands / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    kept = ("--no-index", "--find-links", _KEPT) if _KEPT.is_dir() else ()
    done = _run(*pip, *kept, "--require-hashes", "-r", _LOCK, cwd=folder)
    assert done.returncode == 0, done.stderr
    done = _run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    return commands


def test_the_wheel_holds_every_module_and_every_resource(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = [to_name(path) for path in tracked_files() if to_name(path).startswith("resources/")]
    assert resources
    assert [name for name in map(to_name, modules("console")) if name not in names] == []
    assert [name for name in resources if f"console/_{name}" not in names] == []
    assert [name for name in names if name.startswith(("tests/", "packaging/", "resources/"))] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_installed_program_needs_nothing_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    found = _run(installed / "compliance-console", "doctor", "--json", cwd=tmp_path)
    checks = {check["name"]: check for check in json.loads(found.stdout)["checks"]}
    assert checks["qt"]["ok"], checks["qt"]

    shown = _run(
        installed / "compliance-console", "demo", "--customers", "40", "--speed", "0",
        "--size", "x".join(map(str, _SIZE)), "--screenshot", "picture.png", cwd=tmp_path,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert _png_size(tmp_path / "picture.png") == _SIZE
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


def _png_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
