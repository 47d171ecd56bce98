"""Starts the program: hands the arguments to the command line and its exit code back; decides nothing."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line with the process's arguments; ends the process with its exit code."""
    from console.cli.main import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
