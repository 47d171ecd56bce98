"""Starts the program: the window at once when no more is asked, else the command line; decides nothing else."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program with the process's arguments; ends the process with its exit code."""
    from console.cli.plain_start import run_plain_start

    code = run_plain_start(sys.argv[1:])
    if code is None:
        from console.cli.main import main as run

        code = run()
    sys.exit(code)


if __name__ == "__main__":
    main()
