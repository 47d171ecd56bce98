"""What comes from outside is shown as it is written, also where Qt would read it as markup."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem, QTreeWidgetItem

from console.ui.toolkit.text import set_item_tooltip

_HOSTILE = '<img src="file:///etc/hosts"> & more'
_AS_WRITTEN = "&lt;img"


@pytest.mark.usefixtures("qapp")
def test_the_tooltip_of_a_list_item_is_no_markup() -> None:
    item = QListWidgetItem("Face")
    set_item_tooltip(item, _HOSTILE)
    assert _AS_WRITTEN in item.toolTip()
    assert "<img" not in item.toolTip()
    assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole) == _HOSTILE


@pytest.mark.usefixtures("qapp")
def test_the_tooltip_of_a_tree_item_is_no_markup() -> None:
    item = QTreeWidgetItem(["Chapter", "3"])
    set_item_tooltip(item, _HOSTILE)
    assert _AS_WRITTEN in item.toolTip(0)
    assert "<img" not in item.toolTip(0)
    assert item.toolTip(1) == ""
    assert item.data(0, Qt.ItemDataRole.AccessibleDescriptionRole) == _HOSTILE
