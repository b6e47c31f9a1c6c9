"""Maps and charts of the last evaluation year as PNG and SVG, for reports and other programs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from layout.evaluation import Evaluation
from layout.labels import label
from reports import demonstration, results
from reports.figures import charts, gantt, maps, policy, registered
from reports.figures.canvas import Lettering, Picture, picture, say, style
from reports.fonts import Font, find_font

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Picture", "draw_figures", "write_figures"]

MAPPED = ("composite", "coordination", "u_ip", "u_innovation", "u_industry")
"""Scores with a map of their own."""


Chart = Callable[[Evaluation, Lettering], "Figure | None"]


def write_figures(
    evaluation: Evaluation, folder: Path, pictures: tuple[Picture, ...] | None = None
) -> None:
    """Write every picture as ``<name>.png`` and ``<name>.svg``.

    Parameters
    ----------
    pictures
        From `draw_figures`, where they are drawn already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for drawn in draw_figures(evaluation) if pictures is None else pictures:
        (folder / f"{drawn.name}.png").write_bytes(drawn.png)
        (folder / f"{drawn.name}.svg").write_bytes(drawn.svg)


def draw_figures(evaluation: Evaluation) -> tuple[Picture, ...]:
    """Draw what the evaluation has something to show for; the same evaluation, the same bytes.

    Without a Chinese font on the machine the pictures carry numbers, and each has its key.
    """
    font = find_font()
    with style(font):
        return (
            *_maps(evaluation, font),
            *_charts(evaluation, font),
            *_policies(evaluation, font),
        )


def _maps(evaluation: Evaluation, font: Font | None) -> list[Picture]:
    year, mark = results.last_year(evaluation), _mark(evaluation)
    base = maps.ground(evaluation)
    layers = {f"map_{name}": maps.score_layer(evaluation, name, year) for name in MAPPED}
    layers["map_lag"] = maps.lag_layer(evaluation, year)
    layers["map_zones"] = maps.zone_layer(evaluation, year)
    layers |= registered.layers(evaluation, year)
    drawn = []
    for name, layer in layers.items():
        if layer is not None:
            letters = Lettering(font)
            figure, left_out = maps.draw_map(evaluation, base, layer, letters)
            text = f"{name}_weak" if layer.hatched else name
            caption = say(text, area=evaluation.study.settings.area, year=year)
            drawn.append(picture(name, caption + _left_out(left_out), figure, letters, mark))
    return drawn


def _charts(evaluation: Evaluation, font: Font | None) -> list[Picture]:
    settings, mark = evaluation.study.settings, _mark(evaluation)
    years = settings.years
    known = int(results.regions(evaluation, years[-1]).score.notna().sum())
    cut = "ranking_cut" if known > charts.RANKED else "ranking"
    drawn = []
    plain: dict[str, Chart] = {
        "ranking": charts.ranking,
        "zone_levels": charts.zone_levels,
        "trends": charts.trends,
        "gantt": gantt.gantt,
    }
    for name, draw in plain.items():
        letters = Lettering(font)
        figure = draw(evaluation, letters)
        if figure is not None:
            caption = say(
                cut if name == "ranking" else name,
                year=years[-1],
                first=years[0],
                shown=charts.RANKED,
                regions=known,
                plan=settings.policies.plan,
                day=settings.policies.as_of or settings.release,
                unreported=label("plan_state", "unreported"),
            )
            drawn.append(picture(name, caption, figure, letters, mark))
    letters = Lettering(font)
    scatter = charts.matching(evaluation, letters)
    if scatter is not None:
        caption = say("matching", year=years[-1]) + _left_out(scatter[1])
        drawn.append(picture("matching", caption, scatter[0], letters, mark))
    return drawn


def _policies(evaluation: Evaluation, font: Font | None) -> list[Picture]:
    drawn = []
    for name, draw in {"policy_network": policy.network, "policy_heatmap": policy.heat_map}.items():
        letters = Lettering(font)
        found = draw(evaluation, letters)
        if found is not None:
            drawn.append(picture(name, found[1], found[0], letters, _mark(evaluation)))
    return drawn


def _mark(evaluation: Evaluation) -> str:
    return demonstration.mark(evaluation.study.settings, "picture")


def _left_out(names: list[str]) -> str:
    """What the caption says of names that found no place."""
    return say("left_out", names=say("list_stop").join(names)) if names else ""
