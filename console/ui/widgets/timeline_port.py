"""Which part of a timeline's axis is on screen: zoom and pan as numbers; no painting, no widget."""

from __future__ import annotations

from typing import Final

MOST_ZOOM: Final = 4096.0


class TimelinePort:
    """Shares are of the whole axis, 0 its beginning and 1 its end; `around` is a share of the view."""

    def __init__(self) -> None:
        self._zoom = 1.0
        self._pan = 0.0

    @property
    def zoom(self) -> float:
        """How many times wider than the whole the axis is."""
        return self._zoom

    @property
    def pan(self) -> float:
        """The share of the axis at the left edge."""
        return self._pan

    def show_whole(self) -> None:
        """The whole axis."""
        self._zoom, self._pan = 1.0, 0.0

    def zoom_by(self, factor: float, around: float) -> None:
        """Zoom in (above 1) or out, 0 to the whole; the moment at `around` keeps its place."""
        before = self._pan + around / self._zoom
        self._zoom = min(MOST_ZOOM, max(1.0, self._zoom * factor))
        self.put_pan(before - around / self._zoom)

    def pan_by(self, share: float) -> None:
        """Move the view by a share of its width, to the right when positive."""
        self.put_pan(self._pan + share / self._zoom)

    def put_pan(self, pan: float) -> None:
        """Move the view to where `pan` is at its left edge, as far as there is something."""
        self._pan = min(1.0 - 1.0 / self._zoom, max(0.0, pan))

    def reveal(self, share: float) -> None:
        """Bring a share of the axis into view, into its middle where it was not."""
        if not self.shows(share):
            self.put_pan(share - 0.5 / self._zoom)

    def shows(self, share: float) -> bool:
        """Whether a share of the axis is in view."""
        return self._pan <= share <= self._pan + 1.0 / self._zoom

    def to_view(self, share: float) -> float:
        """A share of the axis as a share of the view."""
        return (share - self._pan) * self._zoom
