"""`doctor`, `sandbox` and `bench`: the machine, the simulator and the measurements."""

from __future__ import annotations

from pathlib import Path

import click

from console.cli.exits import Exit
from console.cli.reports import print_checks
from console.cli.session import ProfileOptions, print_json, profile_options


@click.command()
@profile_options
@click.option("--json", "as_json", is_flag=True)
def doctor(options: ProfileOptions, as_json: bool) -> None:
    """Check Qt, keyring, store, vault, clock and each account."""
    from console.cli.doctor import find_problems

    print_checks(find_problems(options.folder, options.passphrase_file), as_json=as_json)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option("--customers", type=click.IntRange(0), default=500, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--speed", type=click.FloatRange(0), default=1.0, show_default=True, help="0: nobody moves.")
@click.option("--faults", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--pages-only", is_flag=True, help="Other machines reach the hosted pages and nothing else.")
def sandbox(
    host: str, port: int, customers: int, seed: int, speed: float, faults: Path | None, pages_only: bool
) -> None:
    """Run only the simulator of all four providers; prints one line of JSON when it is ready."""
    from console.sandbox.server import SandboxOptions, run

    options = SandboxOptions(host, port, customers, seed, speed, faults, pages_only)
    raise SystemExit(run(options))


@click.command()
@click.option("--rows", type=click.IntRange(1), default=10_000, show_default=True)
@click.option("--only", default="", metavar="GROUP,...")
@click.option("--make-profile", "folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def bench(rows: int, only: str, folder: Path | None, as_json: bool) -> None:
    """Measure what a user waits for, each figure beside a reference from the same run."""
    from console.bench.run import make_profile, measure

    if folder is not None:
        make_profile(folder, rows)
        return
    result = measure(rows, tuple(group for group in only.split(",") if group))
    if as_json:
        print_json(result.to_json())
    else:
        click.echo(result.to_text())
    raise SystemExit(Exit.DONE if result.all_met else Exit.NOT_IN_ORDER)
