"""Calls that stop other tasks, lose one, or show a stranger's text as markup do not occur in the window's code."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from tests.support.project import called_name, calls, modules, parse, to_name

_SPINNING: Final = {"exec", "exec_", "processEvents", "asyncClose", "sendPostedEvents"}
_STATIC_DIALOGS: Final = re.compile(r"^(about|aboutQt|critical|information|question|warning|get[A-Z]\w*)$")
_DIALOGS: Final = {"QMessageBox", "QFileDialog", "QInputDialog", "QColorDialog", "QFontDialog"}
# A process of its own that the bench compares with; it has no coroutine to stop.
_WITHOUT_COROUTINES: Final = {"console/ui/toolkit/bare_window.py"}
# One posted repaint of one window is answered there: no other event, so no coroutine, can run inside it.
_ALLOWED: Final = {("console/ui/toolkit/paint_watch.py", "sendPostedEvents")}
_TASK_OWNERS: Final = {"console/ui/toolkit/scope.py"}
_TEXT_FACTORY: Final = "console/ui/toolkit/text.py"
_QUESTION_FACTORY: Final = "console/ui/toolkit/questions.py"
_COLOUR: Final = re.compile(r"^#(?:[0-9a-fA-F]{3}){1,2}$")
_FORBIDDEN_MODULES: Final = re.compile(
    r"^(PySide6\.(QtAsyncio|QtCharts|QtGraphs|QtWebEngine\w*|QtPdf\w*)|fitz|sip|PyQt\d)$"
)


@pytest.fixture(scope="module")
def window_modules() -> tuple[Path, ...]:
    paths = modules("console/ui")
    assert paths
    return paths


def test_nothing_runs_a_loop_inside_the_loop(window_modules: tuple[Path, ...]) -> None:
    found = [
        place
        for path in window_modules
        if to_name(path) not in _WITHOUT_COROUTINES
        for place, call in calls(path)
        if (called := called_name(call)[1]) in _SPINNING and (to_name(path), called) not in _ALLOWED
    ]
    assert found == []


def test_no_static_dialog_is_called(window_modules: tuple[Path, ...]) -> None:
    found = [
        place
        for path in window_modules
        for place, call in calls(path)
        if called_name(call)[0] in _DIALOGS and _STATIC_DIALOGS.match(called_name(call)[1])
    ]
    assert found == []


def test_every_task_has_an_owner(window_modules: tuple[Path, ...]) -> None:
    found = [
        place
        for path in window_modules
        if to_name(path) not in _TASK_OWNERS
        for place, call in calls(path)
        if called_name(call)[1] in {"create_task", "ensure_future", "asyncSlot", "run_coroutine_threadsafe"}
    ]
    assert found == []


@pytest.mark.parametrize(
    ("widget", "factory"), [("QLabel", _TEXT_FACTORY), ("QMessageBox", _QUESTION_FACTORY)]
)
def test_labels_and_questions_come_from_the_plain_text_factories(
    window_modules: tuple[Path, ...], widget: str, factory: str
) -> None:
    found = [
        place
        for path in window_modules
        if to_name(path) != factory
        for place, call in calls(path)
        if called_name(call)[1] == widget
    ]
    assert found == []


def test_tooltips_are_escaped_by_the_factory(window_modules: tuple[Path, ...]) -> None:
    found = [
        place
        for path in window_modules
        if to_name(path) != _TEXT_FACTORY
        for place, call in calls(path)
        if called_name(call)[1] in {"setToolTip", "setWhatsThis"}
    ]
    assert found == []


def test_translated_text_is_never_put_together_inside_tr(window_modules: tuple[Path, ...]) -> None:
    found = [
        place
        for path in window_modules
        for place, call in calls(path)
        if called_name(call)[1] in {"tr", "translate"}
        and any(
            not isinstance(argument, ast.Constant)
            for argument in call.args[:2]
            if called_name(call)[1] == "tr"
        )
    ]
    assert found == []


def test_colours_come_from_the_tokens(window_modules: tuple[Path, ...]) -> None:
    found = [
        f"{to_name(path)}:{node.lineno} {node.value}"
        for path in window_modules
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _COLOUR.match(node.value)
    ]
    assert found == []


def test_no_module_of_another_licence_or_a_broken_loop_is_imported() -> None:
    found: list[str] = []
    for path in modules("console"):
        for node in ast.walk(parse(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{to_name(path)}: {name}" for name in names if _FORBIDDEN_MODULES.match(name)]
    assert found == []
