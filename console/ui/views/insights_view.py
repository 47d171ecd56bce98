"""Figures and plots of everything stored here: filters, plots with their tables, files of them; counts nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from console.domain.insights import InsightQuery, Insights
from console.services.services import Services
from console.ui.models.insight_plots import build_plots
from console.ui.models.insight_weeks import outcomes_note
from console.ui.models.plot_values import Plot
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.places import choose_target
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.views.work_pages import WorkPage
from console.ui.widgets.insight_filter_widget import InsightFilterWidget
from console.ui.widgets.plot_files import to_png, to_svg
from console.ui.widgets.plot_section_widget import PlotSectionWidget

_TWO_COLUMNS_FROM: Final = 1000
_REFRESH_AFTER_MS: Final = 1000
_WEEK: Final = timedelta(days=7)


class InsightsView(WorkPage):
    """Reads again, a moment after facts have changed, while it is on screen."""

    def __init__(self, services: Services, bridge: BusBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._ready = False
        self._insights: Insights | None = None
        self._sections: dict[str, PlotSectionWidget] = {}
        self._shown: tuple[Plot, ...] = ()
        self._scope = TaskScope(self, self._on_failed)
        self._saving = TaskScope(self, self._on_save_failed)
        self.filters = InsightFilterWidget(self)
        self._sheet = QWidget(self)
        self._sheet.setObjectName("page")
        self.intro = make_label(outcomes_note(), "muted", self._sheet, wrap=True)
        self._grid = QGridLayout()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._sheet)
        self.faces = FaceStack(self._scroll, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_AFTER_MS)
        self._lay_out()
        self.filters.changed.connect(self._read)
        self.faces.triggered.connect(self._on_face_triggered)
        self._timer.timeout.connect(self._read)
        bridge.happened.connect(self._on_event)

    @property
    def is_ready(self) -> bool:
        """See `WorkPage`."""
        return self._ready

    @property
    def insights(self) -> Insights | None:
        """The figures that are shown."""
        return self._insights

    @property
    def sections(self) -> Mapping[str, PlotSectionWidget]:
        """The plots on the page by their names, in their order."""
        return {plot.name: self._sections[plot.name] for plot in self._shown}

    def show_page(self) -> None:
        """See `WorkPage`."""
        self.filters.set_world(
            self._services.insights.environments(),
            [
                (account, self._services.insights.title(account.provider))
                for account in self._services.insights.accounts()
            ],
        )
        self._read()
        self.filters.period_box.setFocus(Qt.FocusReason.OtherFocusReason)

    def build_query(self, today: date) -> InsightQuery | None:
        """The query that the filters stand for on that day (UTC); None while there is no account."""
        environment = self.filters.environment
        if environment is None:
            return None
        weeks = self.filters.weeks
        monday = today - timedelta(days=today.weekday())
        since = monday - (weeks - 1) * _WEEK if weeks else None
        return InsightQuery(environment, since, self.filters.providers, self.filters.accounts)

    # --- making ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        sheet = QVBoxLayout(self._sheet)
        sheet.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_4)
        sheet.setSpacing(metrics.space_3)
        sheet.addWidget(self.intro)
        sheet.addLayout(self._grid)
        # What is left over stands below, not between the plots.
        sheet.addStretch()
        self._grid.setSpacing(metrics.space_3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters)
        layout.addWidget(self.faces, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column or two."""
        super().resizeEvent(event)
        self._arrange()

    # --- reading ---

    def _read(self) -> None:
        query = self.build_query(datetime.now(UTC).date())
        if query is None:
            self._show_empty(
                Face(
                    self.tr("No figures yet"),
                    self.tr("Connect an account first; its verifications are counted here by themselves."),
                    icon="insights",
                )
            )
            return
        if self._insights is None:
            self.faces.show_loading()
        self._scope.start("load", self._load(query))

    async def _load(self, query: InsightQuery) -> None:
        insights = await self._services.insights.load(query)
        self._insights = insights
        service = self._services.insights
        self._show_plots(build_plots(insights, service.title, service.describe))
        sentence = self.tr("%1 verifications created in this period")
        self.filters.show_total(fill(sentence, number_text(insights.total)))
        if self._shown:
            self.faces.show_content()
            self._become_ready()
        else:
            self._show_empty(self._nothing_counted())

    def _nothing_counted(self) -> Face:
        if self.filters.is_narrow:
            return Face(
                self.tr("Nothing was created in this period"),
                self.tr(
                    "Outcomes, the way to a verdict, labels and ages are drawn from what is stored here."
                ),
                self.tr("Show everything"),
                "insights",
            )
        return Face(
            self.tr("No figures yet"),
            self.tr("Outcomes, the way to a verdict, labels and ages appear once verifications are here."),
            icon="insights",
        )

    def _show_empty(self, face: Face) -> None:
        self.faces.show_face(face)
        self._become_ready()

    def _become_ready(self) -> None:
        self._ready = True
        self.ready.emit()

    def _show_plots(self, plots: tuple[Plot, ...]) -> None:
        for plot in plots:
            section = self._sections.get(plot.name)
            if section is None:
                section = self._sections[plot.name] = PlotSectionWidget(plot, self._sheet)
                section.save_requested.connect(partial(self._on_save_requested, plot.name))
            else:
                section.show_plot(plot)
        self._shown = plots
        self._arrange()

    def _arrange(self) -> None:
        columns = 2 if self.width() >= _TWO_COLUMNS_FROM else 1
        while self._grid.count():
            self._grid.takeAt(0)
        shown = {plot.name for plot in self._shown}
        self.intro.setVisible(any(name.startswith("outcomes-") for name in shown))
        for name, section in self._sections.items():
            section.setVisible(name in shown)
        top = Qt.AlignmentFlag.AlignTop
        for number, plot in enumerate(self._shown):
            self._grid.addWidget(self._sections[plot.name], number // columns, number % columns, top)
        self._order_keyboard()

    def _order_keyboard(self) -> None:
        """From plot to plot as they stand, whatever was made first."""
        before: QWidget = self.filters.last_control
        for plot in self._shown:
            section = self._sections[plot.name]
            for part in (section.save_button, section.plot, section.table):
                QWidget.setTabOrder(before, part)
                before = part

    # --- files ---

    def _on_save_requested(self, name: str, form: str) -> None:
        if not self._saving.is_running("save"):
            self._saving.start("save", self._save(self._sections[name], form))

    async def _save(self, section: PlotSectionWidget, form: str) -> None:
        plot = section.plot.plot
        path = await choose_target(self, plot.title, f"{plot.name}.{form}")
        if path is None:
            return
        if form == "csv":
            table = plot.table
            await self._services.insights.save_table(plot.name, table.headings, table.rows, path)
        else:
            body = to_png(section.plot) if form == "png" else to_svg(section.plot)
            await self._services.insights.save_picture(plot.name, form, body, path)
        self.filters.show_note(fill(self.tr("Saved as %1"), path.name))

    def _on_save_failed(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.faces.show_trouble(f"{words.title}. {words.text}")

    # --- following ---

    def _on_event(self, event: object) -> None:
        from console.domain.events import AccountChanged, VerificationsChanged

        if isinstance(event, VerificationsChanged | AccountChanged) and self.isVisible():
            self._timer.start()

    def _on_failed(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self._insights is not None:
            self.faces.show_trouble(f"{words.title}. {words.text}", words.action)
        else:
            self.faces.show_face(Face(words.title, words.text, words.action, "warning"))
        self._become_ready()

    def _on_face_triggered(self) -> None:
        if self._insights is not None and not self._shown:
            self.filters.clear()
        else:
            self._read()
