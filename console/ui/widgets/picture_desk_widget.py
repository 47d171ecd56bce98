"""The pictures of one verification: a list, one of them large or two beside each other; asks for pixels, reads none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from console.domain.evidence_file import EvidenceFile
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text, to_plain
from console.ui.toolkit.text import make_label, set_item_tooltip
from console.ui.toolkit.words import exact_time, size_text
from console.ui.widgets.picture_widget import ZOOM_STEP, PictureWidget

_SMALL: Final = 96
_NARROW: Final = 520
_LIST_WIDTH: Final = 172
_QUARTER: Final = 90
_FACES: Final = ("face", "selfie", "portrait", "person")


class PictureDeskWidget(QWidget):
    """`picture_wanted` carries the object id of a picture whose pixels are to be brought by `put_picture`.

    `save_requested` carries that of the one chosen in the list, `pages_requested` too, which is a paper of several pages.
    """

    picture_wanted = Signal(str)
    save_requested = Signal(str)
    pages_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[EvidenceFile, ...] = ()
        self._images: dict[str, QImage] = {}
        self._words: dict[str, str] = {}
        self._pages: dict[str, int] = {}
        self.list = self._build_list()
        self.first, self.second = PictureWidget(self), PictureWidget(self)
        self._aimed = self.first
        self.beside_box = QComboBox(self)
        self.beside_box.setAccessibleName(self.tr("Picture beside it"))
        self.compare_button = make_button(
            self.tr("Compare"),
            "quiet",
            "beside",
            self,
            tooltip=self.tr("Show two pictures beside each other"),
        )
        self.compare_button.setCheckable(True)
        self.save_button = make_button(
            "", "quiet", "save", self, tooltip=self.tr("Save a copy of this picture …")
        )
        self.pages_button = make_button(self.tr("All pages"), "plain", "page", self)
        self.pages_button.hide()
        self._zoom = make_label("", "muted", self)
        self._facts = make_label("", "muted", self, wrap=True)
        self._lay_out()
        self.list.currentRowChanged.connect(self._show)
        self.beside_box.activated.connect(self._show)
        self.compare_button.toggled.connect(self._on_compare_toggled)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.pages_button.clicked.connect(self._on_pages_clicked)
        for picture in (self.first, self.second):
            picture.changed.connect(self._tell_zoom)
            picture.reached.connect(lambda picture=picture: self._aim_at(picture))
        self._on_compare_toggled(is_on=False)

    def show_files(self, files: Sequence[EvidenceFile]) -> None:
        """Pictures of another verification, or more of this one; the chosen one stays chosen."""
        if not files and not self._files:
            return
        chosen = self.chosen
        self._files = tuple(files)
        ids = {file.object_id for file in files}
        self._images = {name: image for name, image in self._images.items() if name in ids}
        self._words = {name: words for name, words in self._words.items() if name in ids}
        self.list.blockSignals(True)
        self.list.clear()
        self.beside_box.clear()
        for file, title in zip(self._files, _to_titles(self._files), strict=True):
            item = QListWidgetItem(title, self.list)
            item.setSizeHint(QSize(self.list.width() - 24, self.list.iconSize().height() + 52))
            set_item_tooltip(item, fill(self.tr("%1, SHA-256 %2"), file.role, file.sha256))
            self.beside_box.addItem(title, file.object_id)
            self._draw_small(file)
        self.list.blockSignals(False)
        kept = next((row for row, file in enumerate(self._files) if chosen and file == chosen), 0)
        self.list.setCurrentRow(kept)
        self.compare_button.setEnabled(len(self._files) > 1)
        if len(self._files) < 2:
            self.compare_button.setChecked(False)
        self.beside_box.setCurrentIndex(_find_other(self._files, kept))
        for file in self._files:
            if file.object_id not in self._images and file.object_id not in self._words:
                self.picture_wanted.emit(file.object_id)
        self._show()

    def choose(self, object_id: str, beside_id: str = "") -> None:
        """Show this one large, and the other beside it; what is not here changes nothing."""
        rows = {file.object_id: row for row, file in enumerate(self._files)}
        if beside_id in rows:
            self.compare_button.setChecked(True)
            self.beside_box.setCurrentIndex(rows[beside_id])
        if object_id in rows:
            self.list.setCurrentRow(rows[object_id])
        self._show()

    def put_picture(self, object_id: str, image: QImage | None, words: str = "", pages: int = 0) -> None:
        """The pixels of one picture, or why there are none; of a paper its first page and how many `pages` it has."""
        self._pages[object_id] = pages
        if image is None:
            self._words[object_id] = words
        else:
            self._images[object_id] = image
        for file in self._files:
            if file.object_id == object_id:
                self._draw_small(file)
        if any(each is not None and each.object_id == object_id for each in (self.chosen, self.beside)):
            self._show()

    def is_paper(self, object_id: str) -> bool:
        """True for one that came as pages and not as a picture."""
        return self._pages.get(object_id, 0) > 0

    @property
    def chosen(self) -> EvidenceFile | None:
        """The picture that is shown large."""
        row = self.list.currentRow()
        return self._files[row] if 0 <= row < len(self._files) else None

    @property
    def beside(self) -> EvidenceFile | None:
        """The picture beside it, while two are compared."""
        row = self.beside_box.currentIndex()
        is_compared = self.compare_button.isChecked() and 0 <= row < len(self._files)
        return self._files[row] if is_compared else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow pane the pictures keep the room."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        self.list.setFixedWidth(_LIST_WIDTH // 2 + 24 if is_narrow else _LIST_WIDTH)
        small = _SMALL // 2 if is_narrow else _SMALL
        self.list.setIconSize(QSize(small, small))
        for row in range(self.list.count()):
            self.list.item(row).setSizeHint(QSize(self.list.width() - 24, small + 52))
        self.compare_button.setText("" if is_narrow else to_button_text(self.tr("Compare")))

    def _show(self, _row: int = 0) -> None:
        chosen, beside = self.chosen, self.beside
        self._put(self.first, chosen)
        self._put(self.second, beside)
        self.save_button.setEnabled(chosen is not None and chosen.object_id in self._images)
        if chosen is not None:
            text = self.tr("%1, %2, fetched %3. As received over TLS; SHA-256 %4")
            size = size_text(chosen.size_bytes)
            # In two halves: a word of 64 letters does not wrap.
            digest = f"{chosen.sha256[:32]} {chosen.sha256[32:]}"
            words = fill(
                text,
                _to_titles(self._files)[self._files.index(chosen)],
                size,
                exact_time(chosen.fetched_at),
                digest,
            )
            pages = self._pages.get(chosen.object_id, 0)
            if pages:
                words = f"{fill(self.tr('Page 1 of %1.'), pages)} {words}"
            self._facts.setText(words)
            self.pages_button.setVisible(pages > 1)
        self._tell_zoom()

    def _put(self, widget: PictureWidget, file: EvidenceFile | None) -> None:
        if file is None:
            widget.show_picture("", QImage())
            return
        image = self._images.get(file.object_id, QImage())
        if widget.name == file.role and widget.has_picture and not image.isNull() and widget.shows(image):
            return
        words = self._words.get(file.object_id) or self.tr("Opening the picture …")
        widget.show_picture(file.role, image, words)

    def _draw_small(self, file: EvidenceFile) -> None:
        item = self.list.item(self._files.index(file))
        image = self._images.get(file.object_id)
        if image is not None:
            small = image.scaled(
                _SMALL, _SMALL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            item.setIcon(_to_icon(QPixmap.fromImage(small)))
        else:
            look = current_look()
            item.setIcon(
                QIcon(look.pixmap("picture", look.theme.pair("muted").text, 32, self.devicePixelRatioF()))
            )

    def _on_compare_toggled(self, is_on: bool) -> None:
        self.second.setVisible(is_on)
        self.beside_box.setVisible(is_on)
        self._aim_at(self.first)
        self._show()

    def _on_save_clicked(self) -> None:
        if (chosen := self.chosen) is not None:
            self.save_requested.emit(chosen.object_id)

    def _on_pages_clicked(self) -> None:
        if (chosen := self.chosen) is not None:
            self.pages_requested.emit(chosen.object_id)

    def _aim_at(self, picture: PictureWidget) -> None:
        """The buttons act on this one of two from now on; a ring and the words beside them say so."""
        self._aimed = picture
        is_compared = self.compare_button.isChecked()
        for each in (self.first, self.second):
            each.show_marked(is_marked=is_compared and each is picture)
        self._tell_zoom()

    def _act(self, name: str) -> None:
        """On the one picture, or on the one of two that was reached last."""
        target = self._aimed
        if name == "larger":
            target.zoom_by(ZOOM_STEP)
        elif name == "smaller":
            target.zoom_by(1 / ZOOM_STEP)
        elif name == "whole":
            target.show_whole()
        else:
            target.rotate(_QUARTER)

    def _tell_zoom(self) -> None:
        """How large the picture is that the buttons act on."""
        text = self.tr("%1 %")
        if self.compare_button.isChecked():
            text = self.tr("Left: %1 %") if self._aimed is self.first else self.tr("Right: %1 %")
        self._zoom.setText(fill(text, self._aimed.percent) if self._aimed.has_picture else "")

    @property
    def zoom_words(self) -> str:
        """What is said beside the buttons that zoom."""
        return self._zoom.text()

    @property
    def facts(self) -> str:
        """What is said about the chosen picture."""
        return self._facts.text()

    def _build_list(self) -> QListWidget:
        made = QListWidget(self)
        made.setViewMode(QListWidget.ViewMode.IconMode)
        made.setMovement(QListWidget.Movement.Static)
        made.setFlow(QListWidget.Flow.TopToBottom)
        made.setWrapping(False)
        made.setWordWrap(True)
        made.setSpacing(4)
        made.setIconSize(QSize(_SMALL, _SMALL))
        made.setFixedWidth(_LIST_WIDTH)
        made.setAccessibleName(self.tr("Pictures of documents and faces"))
        return made

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        bar = QHBoxLayout()
        bar.setContentsMargins(metrics.space_4, metrics.space_2, metrics.space_4, metrics.space_2)
        bar.setSpacing(metrics.space_1)
        # A press must not take the keyboard from the picture it is meant for.
        for name, icon, tooltip in (
            ("smaller", "zoom-out", self.tr("Smaller (-)")),
            ("larger", "zoom-in", self.tr("Larger (+)")),
            ("whole", "page-width", self.tr("Whole picture (0)")),
            ("turn", "rotate", self.tr("Turn clockwise (R)")),
        ):
            button = make_button("", "quiet", icon, self, tooltip=tooltip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, name=name: self._act(name))
            bar.addWidget(button)
        bar.addWidget(self._zoom)
        bar.addStretch(1)
        bar.addWidget(self.compare_button)
        self.beside_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.beside_box.setMinimumContentsLength(6)
        bar.addWidget(self.beside_box)
        bar.addWidget(self.save_button)
        pictures = QSplitter(Qt.Orientation.Horizontal, self)
        pictures.addWidget(self.first)
        pictures.addWidget(self.second)
        pictures.setChildrenCollapsible(False)
        pictures.setSizes([1000, 1000])
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.list)
        middle.addWidget(pictures, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(metrics.space_4, metrics.space_2, metrics.space_4, metrics.space_2)
        foot.addWidget(self._facts, 1)
        foot.addWidget(self.pages_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addLayout(middle, 1)
        column.addLayout(foot)


def _to_icon(small: QPixmap) -> QIcon:
    """The chosen one too in its own colours: Qt tints it otherwise, and a face or a paper is looked at by colour."""
    icon = QIcon(small)
    icon.addPixmap(small, QIcon.Mode.Selected)
    return icon


def _to_titles(files: Sequence[EvidenceFile]) -> list[str]:
    """The provider's own words, numbered where several attempts have the same."""
    words = [to_plain(file.role.replace("_", " ").capitalize()) for file in files]
    return [
        f"{word} {words[: number + 1].count(word)}" if words.count(word) > 1 else word
        for number, word in enumerate(words)
    ]


def _find_other(files: Sequence[EvidenceFile], chosen: int) -> int:
    """A face beside a document and a document beside a face, where there are both."""
    is_face = [any(word in file.role.casefold() for word in _FACES) for file in files]
    wanted = not is_face[chosen] if 0 <= chosen < len(files) else True
    found = (row for row, face in enumerate(is_face) if row != chosen and face is wanted)
    return next(found, 0 if chosen else min(1, len(files) - 1))
