"""House rules a linter does not know: sizes, names, docstrings, what must not be tracked."""

from __future__ import annotations

import ast
import re
from typing import Final

from tests.support.project import ROOT, modules, parse, to_name, tracked_files

_LONGEST_MODULE: Final = 500
_LONGEST_FUNCTION: Final = 50
_VAGUE: Final = {"utils", "helpers", "common", "misc", "core", "manager"}

# Written so that this file does not hold what it looks for.
_FOREIGN: Final = re.compile(
    r"p[y]pi[.]org|pythonhos[t]ed|npm[j]s[.]|deb[.]d[e]bian|archive[.]u[b]untu"
    r"|/[w]ork/|/[f]arm/|/[r]oot/|/[o]pt/p|/tmp/[b]rief|[f]arm-[a-z]|[i]ssues show"
)
_UNFINISHED: Final = re.compile(
    r"\b(?:T[O]DO|FI[X]ME|X[X]X)\b|raise NotImplemented[E]rror|assert Tr[u]e\b|time\.sle[e]p\("
)


def test_modules_are_short_enough_to_read() -> None:
    lengths = {
        to_name(path): path.read_text("utf-8").count("\n")
        for path in modules("console", "tests", "packaging")
    }
    assert {name: length for name, length in lengths.items() if length > _LONGEST_MODULE} == {}


def test_functions_are_short_enough_to_read() -> None:
    long = [
        f"{to_name(path)}:{node.lineno} {node.name}"
        for path in modules("console")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= _LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        to_name(path)
        for path in modules("console", "tests", "packaging")
        if not ast.get_docstring(parse(path))
    ]
    assert silent == []


def test_every_module_defers_its_annotations() -> None:
    eager = [
        to_name(path)
        for path in modules("console", "tests", "packaging")
        if any(not isinstance(node, ast.Expr) for node in parse(path).body)
        and path.name != "__init__.py"
        and "from __future__ import annotations" not in path.read_text("utf-8")
    ]
    assert eager == []


def test_no_folder_or_module_has_a_vague_name() -> None:
    names = {
        to_name(path): {*path.relative_to(ROOT).with_suffix("").parts} for path in modules("console", "tests")
    }
    assert [name for name, parts in names.items() if parts & _VAGUE] == []


def test_nothing_tracked_shadows_a_package_or_names_an_index() -> None:
    names = {to_name(path) for path in tracked_files()}
    assert "packaging/__init__.py" not in names
    assert {name for name in names if name.startswith("tests/") and name.endswith("__init__.py")} == set()
    assert names & {"uv.lock", "pylock.toml"} == set()


def test_no_registry_machine_or_workplace_is_named() -> None:
    assert _hits(_FOREIGN, tracked_files()) == []


def test_nothing_is_left_for_later_and_nothing_sleeps() -> None:
    assert _hits(_UNFINISHED, modules("console", "tests", "packaging")) == []


def _hits(pattern: re.Pattern[str], paths: tuple[object, ...]) -> list[str]:
    found: list[str] = []
    for path in tracked_files():
        if path not in paths:
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{to_name(path)}: {match.group()}" for match in pattern.finditer(text)]
    return found


def test_a_provider_imports_no_other_provider() -> None:
    """What the arrows' contract says of the four it lists holds for every one that is added."""
    for package in ("console.providers", "console.sandbox"):
        folder = ROOT / package.replace(".", "/")
        names = {path.parent.name for path in folder.glob("*/__init__.py")}
        strangers = [
            f"{to_name(path)} imports {node.module}"
            for path in modules(*(f"{package.replace('.', '/')}/{name}" for name in names))
            for node in ast.walk(parse(path))
            if isinstance(node, ast.ImportFrom) and node.module is not None
            for other in names - {path.relative_to(folder).parts[0]}
            if f"{node.module}.".startswith(f"{package}.{other}.")
        ]
        assert len(names) >= 4
        assert strangers == []
