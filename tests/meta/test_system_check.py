"""The system check: looks first, installs only what is missing, and never needs a network when nothing is."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.support.project import ROOT

_SCRIPT: Final = ROOT / "packaging" / "system.sh"


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of the test's own: what it lacks, who runs the check, and what was asked of apt-get."""

    folder: Path

    def write_program(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        path.chmod(0o755)

    def lacks(self, packages: str) -> None:
        (self.folder / "missing").write_text(packages, "utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHON": str(self.folder / "look")}
        return subprocess.run(
            ["sh", str(_SCRIPT), *arguments], env=environment, capture_output=True, text=True, check=False
        )

    @property
    def asked(self) -> list[str]:
        """The first word of each apt-get call."""
        record = self.folder / "asked"
        return [line.split()[0] for line in record.read_text("utf-8").splitlines()] if record.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.write_program("look", f'cat "{tmp_path}/missing"')
    machine.write_program("uname", "echo Linux")
    machine.write_program("id", "echo 0")
    machine.write_program("apt-get", f'echo "$@" >> "{tmp_path}/asked"')
    return machine


def test_nothing_missing_asks_nobody_for_anything(machine: Machine) -> None:
    machine.lacks("")
    done = machine.run("test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.asked == []


def test_root_installs_what_is_missing_after_one_update(machine: Machine) -> None:
    machine.lacks("libegl1 xvfb")
    machine.write_program(
        "apt-get",
        f'echo "$@" >> "{machine.folder}/asked"; [ "$1" = update ] || : > "{machine.folder}/missing"',
    )
    assert machine.run("test").returncode == 0
    assert machine.asked == ["update", "install"]
    assert "libegl1 xvfb" in (machine.folder / "asked").read_text("utf-8")


def test_anyone_else_is_told_the_one_line_to_run(machine: Machine) -> None:
    machine.lacks("libegl1 libxcb-cursor0")
    machine.write_program("id", "echo 1000")
    done = machine.run()
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "apt-get install -y --no-install-recommends libegl1 libxcb-cursor0" in done.stderr
    assert machine.asked == []


def test_what_is_only_wished_for_is_asked_for_on_its_own(machine: Machine) -> None:
    machine.lacks("xvfb\nchromium")
    machine.write_program(
        "apt-get",
        f'echo "$@" >> "{machine.folder}/asked"\n'
        f'case "$*" in *chromium*) exit 100;; *xvfb*) printf "\\nchromium" > "{machine.folder}/missing";; esac',
    )
    assert machine.run("test").returncode == 0
    assert machine.asked == ["update", "install", "install"]


def test_nobody_else_is_bothered_with_what_is_only_wished_for(machine: Machine) -> None:
    machine.lacks("\nchromium")
    machine.write_program("id", "echo 1000")
    done = machine.run("test")
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.asked == []


def test_a_failed_installation_names_what_is_still_missing(machine: Machine) -> None:
    machine.lacks("libegl1")
    machine.write_program("apt-get", "exit 100")
    done = machine.run()
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].endswith("libegl1")


def test_another_system_is_left_alone(machine: Machine) -> None:
    machine.lacks("libegl1")
    machine.write_program("uname", "echo Darwin")
    assert machine.run().returncode == 0
    assert machine.asked == []


def test_this_machine_has_what_the_suite_needs(machine: Machine) -> None:
    machine.write_program("look", 'exec python3 "$@"')
    machine.write_program("id", "echo 1000")
    done = machine.run("test")
    assert (done.returncode, done.stderr) == (0, "")
