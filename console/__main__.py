"""Starts the program: hands the arguments to the command line and its exit code back; decides nothing."""

from __future__ import annotations


def main() -> None:
    """Run the command line with the process's arguments; ends the process with its exit code."""
    from console.cli.main import run_main

    run_main()


if __name__ == "__main__":
    main()
