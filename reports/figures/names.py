"""Names on maps and charts that do not cover each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reports.figures.canvas import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

ON_POINT = ((0, 0), (1, 0), (0, -1), (0, 1), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1))
"""Where a name may stand about its point (right, up), in the order of preference."""

BESIDE_MARK = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
"""The same for a name that must not cover the mark of its point."""

FAR = tuple(
    (right * step, up * step)
    for step in (1.5, 2.5, 3.5)
    for right, up in ((1, 0), (1, -1), (0, -1), (1, 1), (-1, -1), (-1, 0), (-1, 1), (0, 1))
)
"""Places farther off, with a thin line to the point, in heights of the name; south and
east first: there is the sea of a national map."""

MARGIN = 1.0
"""Between two names at least, in hundredths of an inch."""


@dataclass(frozen=True)
class Name:
    """A text that belongs to a point, given in the coordinates of the axes."""

    text: str
    x: float
    y: float
    size: float


def write_names(axes: "Axes", names: Sequence[Name], mark: float = 0.0) -> list[str]:
    """Write names with a white halo, the first with the first choice of place.

    Parameters
    ----------
    mark
        Distance to keep from the point, in hundredths of an inch; 0 lets a name stand on it.

    Returns
    -------
    list of str
        Names that found no free place and were left out.
    """
    points = [axes.transData.transform((name.x, name.y)) for name in names]
    taken = [_around(point, mark * 0.8) for point in points] if mark else []
    left_out = []
    for name, point in zip(names, points, strict=True):
        text = _written(axes, name)
        size = text.get_window_extent()
        place = _free_place(axes, size, mark, taken)
        if place is None:
            text.remove()
            left_out.append(name.text)
            continue
        (dx, dy), far = place
        taken.append(size.translated(dx, dy).padded(MARGIN))
        x, y = axes.transData.inverted().transform(point + np.array([dx, dy]))
        text.set_position((x, y))
        if far:
            axes.plot([name.x, x], [name.y, y], color=INK, linewidth=0.5, zorder=5)
    return left_out


def _free_place(
    axes: "Axes", size: "Bbox", mark: float, taken: list["Bbox"]
) -> tuple[tuple[float, float], bool] | None:
    """First offset at which a box of this size is inside the axes and touches no other."""
    frame = axes.get_window_extent()
    near = [
        (right * (size.width / 2 + mark), up * (size.height / 2 + mark))
        for right, up in (BESIDE_MARK if mark else ON_POINT)
    ]
    far = [(right * (size.height + size.width / 4), up * size.height) for right, up in FAR]
    for n, (dx, dy) in enumerate([*near, *far]):
        box = size.translated(dx, dy)
        inside = frame.x0 <= box.x0 and box.x1 <= frame.x1
        inside = inside and frame.y0 <= box.y0 and box.y1 <= frame.y1
        if inside and not any(box.overlaps(other) for other in taken):
            return (dx, dy), n >= len(near)
    return None


def _around(point: npt.NDArray[np.float64], half: float) -> "Bbox":
    from matplotlib.transforms import Bbox  # noqa: PLC0415  (heavy: only for pictures)

    x, y = point
    return Bbox.from_extents(x - half, y - half, x + half, y + half)


def _written(axes: "Axes", name: Name) -> "Text":
    from matplotlib.patheffects import withStroke  # noqa: PLC0415  (heavy: only for pictures)

    return axes.text(
        name.x,
        name.y,
        name.text,
        ha="center",
        va="center",
        fontsize=name.size,
        zorder=6,
        path_effects=[withStroke(linewidth=2.0, foreground="white", alpha=0.9)],
        color=INK,
    )
