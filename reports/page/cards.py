"""What the card, the quadrant and the comparison set beside a region's figures."""

from collections.abc import Sequence

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from layout.matching import PAIRS
from layout.views import pair_code
from reports.nested import number
from reports.page.regions import field_label

OBSTACLES = 3
"""Obstacles told of a region."""

SCORE_DECIMALS = 4
"""Of means and distances: one more than is shown."""


def means(evaluation: Evaluation) -> dict[str, dict[str, float | None]]:
    """Year → score → mean over the regions that have all scores."""
    table = evaluation.views["study_means"]
    found: dict[str, dict[str, float | None]] = {}
    for row in table.to_dict("records"):
        found.setdefault(str(row["year"]), {})[_key(row["quantity"])] = number(row["mean"])
    return found


def _key(quantity: str) -> str:
    """Name of a score on the page."""
    return quantity if quantity in ("composite", "coordination") else f"u_{quantity}"


def gini(evaluation: Evaluation) -> dict[str, float]:
    """Year → Gini coefficient of the composite over the regions, where it is known."""
    table = evaluation.views["inequality"]
    own = table[
        (table.measure == "gini")
        & (table.basis == "score")
        & (table.quantity == "composite")
        & (table.group == "")
    ].dropna(subset=["total"])
    return {str(year): total for year, total in zip(own.year, own.total, strict=True)}


def similar(evaluation: Evaluation, codes: Sequence[str]) -> dict[str, list[list]]:
    """Year → per region the nearest ones, each as its place among the regions and the distance."""
    table = evaluation.views["similar"]
    place = {code: n for n, code in enumerate(codes)}
    found: dict[str, list[list]] = {
        str(year): [[] for _ in codes] for year in evaluation.study.settings.years
    }
    for row in table.to_dict("records"):
        near = [place[row["other_code"]], round(row["distance"], SCORE_DECIMALS)]
        found[str(row["year"])][place[row["region_code"]]].append(near)
    return found


def _nothing(evaluation: Evaluation, codes: Sequence[str]) -> dict[str, list[list]]:
    """Year → an empty list for every region."""
    return {str(year): [[] for _ in codes] for year in evaluation.study.settings.years}


def obstacles(evaluation: Evaluation, codes: Sequence[str]) -> dict[str, object]:
    """Per year and region the greatest obstacles, each as place of its indicator and share.

    A region without a gap has none.
    """
    table = evaluation.views["obstacles"]
    table = table[(table["rank"] <= OBSTACLES) & (table.obstacle > 0)]
    table = table.sort_values("rank", kind="stable")
    names = table.drop_duplicates("indicator").set_index("indicator")
    indicators = [
        {"label": names.label[i.code], "dimension": label("dimension", i.dimension)}
        for i in evaluation.study.indicators
        if i.code in names.index
    ]
    known = [i.code for i in evaluation.study.indicators if i.code in names.index]
    place = {code: n for n, code in enumerate(codes)}
    found: dict[str, list[list]] = {
        str(year): [[] for _ in codes] for year in evaluation.study.settings.years
    }
    for row in table.to_dict("records"):
        share = [known.index(row["indicator"]), round(row["obstacle"], SCORE_DECIMALS)]
        found[str(row["year"])][place[row["region_code"]]].append(share)
    return {"indicators": indicators, "greatest": found}


def pairs() -> list[dict[str, object]]:
    """Axes that the quadrant offers: the first pair is that of the matching table's quadrants."""
    ordered = sorted(PAIRS, key=lambda pair: pair != ("ip", "industry"))
    return [
        {
            "key": pair_code(pair),
            "up": f"u_{up}",
            "across": f"u_{across}",
            "up_label": label("dimension", up),
            "across_label": label("dimension", across),
            "label": f"{label('dimension', up)} × {label('dimension', across)}",
        }
        for pair in ordered
        for up, across in [pair]
    ]


def score_labels() -> list[dict[str, str]]:
    """Scores that the card draws as bars, in its order."""
    keys = ("composite", "u_ip", "u_innovation", "u_industry", "coordination")
    return [{"key": key, "label": field_label(key)} for key in keys]


def last_year_of(catalogue: pd.DataFrame) -> str:
    """Year whose scores the catalogue rests on, as its identifiers end; blank where it is empty."""
    return str(catalogue.catalog_id.iloc[0]).rsplit("-", 1)[-1] if len(catalogue) else ""
