"""What of each provider's documented interface the program covers: reads the claims and writes them as a table.

`python tests/support/coverage.py` (as `make reference` does) writes resources/help/reference.md; `--tests` tells the
tests the claims name.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, cast

ROOT: Final = Path(__file__).resolve().parents[2]
# In the place of a route: what the simulator sends by itself, and what is read from samples of the documentation.
WEBHOOKS: Final = "webhooks it sends"
SAMPLES: Final = "documented samples"
CLAIMS: Final = ROOT / "resources" / "help" / "coverage"
EVIDENCE: Final = ROOT / "tests" / "support" / "evidence.json"
REFERENCE: Final = ROOT / "resources" / "help" / "reference.md"
HEAD: Final = """# What of the four interfaces is covered

Every documented call that identity work needs, and those that are left out, with the reason. A test checks each claim:
the client's function, the simulator's route, the place in the window and the test exist, and the test was seen to run
that function and to be answered by that route. Written by `make reference` from the files in
`resources/help/coverage`; change those, not this page.
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One documented call. `out` is the reason when it is left out; then the other places are empty.

    `client` is `module:name.attribute`, `simulator` a method and a route template (or `WEBHOOKS`, `SAMPLES`), `test` a
    file and a function. That the test runs the one and is answered by the other is written down by `evidence.py`.
    """

    call: str
    title: str
    client: str = ""
    operation: str = ""
    simulator: str = ""
    ui: str = ""
    test: str = ""
    out: str = ""


def read_claims(provider: str) -> tuple[Claim, ...]:
    """One provider's claims in the order of its file. Raises `TypeError` for a key that is no field of `Claim`."""
    rows = cast("list[dict[str, str]]", json.loads((CLAIMS / f"{provider}.json").read_text("utf-8")))
    return tuple(Claim(**row) for row in rows)


def to_code_name(client: str) -> str:
    """A claimed function as the evidence names it, without the part all of them share."""
    return client.rpartition(".providers.")[2]


def claimed_providers() -> tuple[str, ...]:
    """Every provider with a file of claims, by name."""
    return tuple(sorted(path.stem for path in CLAIMS.glob("*.json")))


def claimed_tests() -> tuple[str, ...]:
    """Every test that a claim names, each once."""
    claims = (claim for provider in claimed_providers() for claim in read_claims(provider))
    return tuple(sorted({claim.test for claim in claims if claim.test}))


def build_reference() -> str:
    """The page as Markdown."""
    parts = [HEAD]
    for provider in claimed_providers():
        claims = read_claims(provider)
        parts.append(f"## {provider}\n\n{_build_table([each for each in claims if not each.out])}")
        left_out = [each for each in claims if each.out]
        if left_out:
            rows = "\n".join(
                f"| {_cell(each.title)} | `{each.call}` | {_cell(each.out)} |" for each in left_out
            )
            parts.append(f"Left out:\n\n| What | Call | Why |\n| --- | --- | --- |\n{rows}\n")
    return "\n".join(parts)


def _build_table(claims: Sequence[Claim]) -> str:
    head = (
        "| What | Call | Client | Simulator | In the window | Test |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(
        f"| {_cell(each.title)} | `{each.call}` | `{each.client.rpartition('.providers.')[2]}` "
        f"| `{each.simulator}` | {_cell(each.ui)} | `{each.test}` |\n"
        for each in claims
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


FIELDS: Final = frozenset(field.name for field in fields(Claim))

if __name__ == "__main__":
    if sys.argv[1:] == ["--tests"]:
        sys.stdout.write("\n".join(claimed_tests()) + "\n")
    else:
        REFERENCE.write_text(build_reference(), "utf-8")
