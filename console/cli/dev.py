"""For people who work on the program itself: the scaffold of a new provider. Touches a checkout, never a profile."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from console.base.paths import resource_path
from console.domain.errors import InputInvalid

# The words every template is written with; the first stands for the folder, the second for the title.
_NAME: Final = "newprovider"
_TITLE: Final = "Newprovider"
_NAMES: Final = re.compile(r"[a-z][a-z0-9_]{1,30}")
# Where each template goes, below the checkout; `*` stands for the provider's name.
_PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "provider": "console/providers/*",
        "sandbox": "console/sandbox/*",
        "labels.toml.txt": "resources/labels/*.toml",
        "coverage.json.txt": "resources/help/coverage/*.json",
        "test_mapping.py.txt": "tests/providers/*/test_*_mapping.py",
    }
)


@click.group()
def dev() -> None:
    """Work on the program itself, in a checkout."""


@dev.command("new-provider")
@click.argument("name")
@click.option("--into", type=click.Path(file_okay=False, exists=True, path_type=Path), default=Path())
def new_provider(name: str, into: Path) -> None:
    """Make the files of a provider and its simulator, which pass the contract suite as they are.

    NAME is the folder's name, lower case. Then write the provider's facts over the invented ones.
    """
    for path in make_provider(name, into):
        click.echo(path.relative_to(into).as_posix())


def make_provider(name: str, checkout: Path) -> tuple[Path, ...]:
    """Write the scaffold of a provider into a checkout; returns the files made, none of which was there before.

    Raises `InputInvalid` for a name that cannot be a package's, a folder that is no checkout, or a file in the way.
    """
    if not _NAMES.fullmatch(name) or keyword.iskeyword(name):
        raise InputInvalid("A provider's name is lower-case letters, digits and underscores.", field="name")
    if not (checkout / "console" / "providers").is_dir() or not (checkout / "tests").is_dir():
        raise InputInvalid("This folder is no checkout of the program; change to one.", field="into")
    files = _build_files(name, checkout)
    for path in files:
        if path.exists():
            raise InputInvalid(f"{path.relative_to(checkout).as_posix()} is there already.", field="name")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tuple(files)


def _build_files(name: str, checkout: Path) -> dict[Path, str]:
    scaffold = resource_path("scaffold")
    files: dict[Path, str] = {}
    for source, place in _PLACES.items():
        target = checkout / place.replace("*", name)
        template = scaffold / source
        if template.is_dir():
            for each in sorted(template.glob("*.txt")):
                files[target / each.name.removesuffix(".txt")] = _fill(each, name)
        else:
            files[target] = _fill(template, name)
    return files


def _fill(template: Path, name: str) -> str:
    title = name.replace("_", " ").title().replace(" ", "")
    return template.read_text("utf-8").replace(_NAME, name).replace(_TITLE, title)
