"""The plain start of the window: read exactly as the command line reads it, or left to that."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.cli.main import cli
from console.cli.plain_start import PlainStart, read_plain_start


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], PlainStart()),
        (["--profile", "some/folder"], PlainStart(Path("some/folder"))),
        (["--exit-after", "first-sync"], PlainStart(None, "first-sync")),
        (["--exit-after", "first-paint", "--profile", "p"], PlainStart(Path("p"), "first-paint")),
    ],
)
def test_a_plain_start_is_read_as_the_command_line_reads_it(
    arguments: list[str], expected: PlainStart
) -> None:
    assert read_plain_start(arguments) == expected
    parameters = cli.make_context("compliance-console", arguments).params
    assert parameters["profile_dir"] == expected.profile_dir
    assert parameters["exit_after"] == expected.exit_after


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["doctor"],
        ["--profile"],
        ["--profile", ""],
        ["--profile", "--exit-after"],
        ["--profile=folder"],
        ["--profile", "p", "list"],
        ["--profile", "p", "list", "verifications"],
        ["--profile", "p", "--profile", "q"],
        ["--exit-after", "never"],
        ["--webhooks", "127.0.0.1:0"],
        ["--passphrase-file", "somewhere"],
        ["--profile", __file__],
        ["p", "--profile"],
    ],
)
def test_everything_else_is_left_to_the_command_line(arguments: list[str]) -> None:
    assert read_plain_start(arguments) is None
