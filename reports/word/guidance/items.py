"""Rows of the catalogue as printed tables: what is to be done, and where the resource is."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from layout.catalogue_parts import industry_names
from layout.evaluation import Evaluation
from layout.metric_labels import MetricLabel, metric_labels, plain, quoted
from layout.shortlist import PLACES, UNKNOWN, by_place, resource
from layout.views import SEPARATOR
from reports import results
from reports.word.form import TEXT_WIDTH_MM
from reports.word.grid import Column
from reports.word.listing import number
from reports.word.outline import MOST_ROWS, Outline, chinese
from reports.word.wording import decimals_of, percent, span, whole, words

NO_GAP = "no_gap"
"""Remark of the catalogue on a place that has reached its target."""

DRAFT = "draft"
"""State of a row that nobody has reviewed: all are, where there is no review."""

FIXED = "condition_fixed"
"""Remark on a condition that no draw can change: that it always holds says nothing then."""


@dataclass(frozen=True)
class Names:
    """What metrics and industries are called, found once for all sheets."""

    metrics: Mapping[str, MetricLabel]
    industries: Mapping[str, str]

    @classmethod
    def of(cls, evaluation: Evaluation) -> "Names":
        """The names of one evaluation."""
        return cls(metric_labels(evaluation.study.indicators), industry_names(evaluation))

    def industry(self, code: object) -> str:
        """Name of an industry; the code where the study knows no name."""
        text = "" if results.missing(code) else str(code)
        return self.industries.get(text, text)


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows region by region, the first priority first, as the catalogue has them otherwise."""
    return rows.sort_values(["region_code", "priority"], kind="stable", ignore_index=True)


def print_items(
    paper: Outline, caption: str, rows: pd.DataFrame, names: Names, *, leader: bool = False
) -> None:
    """Print every row; a long table goes on under a caption of its own.

    Parameters
    ----------
    caption
        Key of a text with the placeholder ``part``.
    leader
        Whether the leading department has a column: on the sheet of who leads all it has none.
    """
    industries = bool((rows.industry_code.fillna("") != "").any())
    columns = fitted(
        [
            Column(paper.texts("column_item_region"), 20),
            *([Column(paper.texts("column_industry"), 17)] if industries else []),
            Column(paper.texts("column_direction_priority"), 15.5),
            Column(paper.texts("column_resource_tool"), 26, "left"),
            Column(paper.texts("column_gap_target"), 28, "left"),
            Column(paper.texts("column_reason"), 34, "left"),
            *([Column(paper.texts("column_lead"), 14)] if leader else []),
            Column(paper.texts("column_confidence"), 13),
        ]
    )
    for n, piece in enumerate(pieces(rows)):
        cells = []
        for row in piece.to_dict("records"):
            industry = names.industry(row["industry_code"])
            cells.append(
                [
                    where(paper, row),
                    *([words(industry, "all_industries")] if industries else []),
                    _direction(paper, row),
                    _means(paper, row),
                    measure(paper, row, names),
                    words(row["reason"], "nothing").removeprefix(f"{industry}："),
                    *([words(row["lead_department"], "nothing")] if leader else []),
                    _confidence(paper, row),
                ]
            )
        part = paper.texts("part_more", number=chinese(n)) if n else ""
        paper.table(caption, columns, cells, part=part)


def fitted(columns: Sequence[Column]) -> list[Column]:
    """Columns whose short words keep their width in mm; those of sentences share the rest."""
    short = sum(column.weight for column in columns if column.align == "center")
    long = sum(column.weight for column in columns if column.align == "left")
    scale = (TEXT_WIDTH_MM - short) / long
    return [
        replace(column, weight=column.weight * scale) if column.align == "left" else column
        for column in columns
    ]


def pieces(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Rows in pieces that a printed table can hold; regions stay together where they fit."""
    codes = rows.region_code.to_list()
    start = 0
    while start < len(rows):
        end = min(start + MOST_ROWS, len(rows))
        whole_regions = end
        if end < len(rows):
            while whole_regions > start and codes[whole_regions - 1] == codes[whole_regions]:
                whole_regions -= 1
        end = whole_regions if whole_regions > start else end
        yield rows.iloc[start:end]
        start = end


def where(paper: Outline, row: Mapping[Hashable, Any]) -> str:
    """The region with its zone, and the number of the row in the catalogue."""
    item = {"region": words(row["region_name"]), "item": row["catalog_id"]}
    if results.missing(row["zone"]):
        return paper.texts("item_place", **item)
    return paper.texts("item_region", zone=row["zone"], **item)


def _direction(paper: Outline, row: Mapping[Hashable, Any]) -> str:
    """Direction and priority; the state of the review once it is more than a draft."""
    priority = whole(row["priority"])
    text = paper.texts("item_direction", direction=row["direction"], priority=priority)
    state = row.get("review_label")
    if results.missing(state) or row.get("review_state") == DRAFT:
        return text
    return text + paper.texts("item_state", state=state)


def _means(paper: Outline, row: Mapping[Hashable, Any]) -> str:
    """The resource, the tool of policy and the path."""
    wanted = resource(str(row["resource_type"]))
    return paper.texts("item_means", resource=wanted, tool=row["policy_tool"], path=row["path"])


def _confidence(paper: Outline, row: Mapping[Hashable, Any]) -> str:
    """The grade, and in how many draws the condition holds."""
    grade = words(row["confidence"], "nothing")
    held, remarks = row.get("held_share"), str(row.get("remark") or "").split(SEPARATOR)
    if results.missing(held) or FIXED in remarks:
        return grade
    return paper.texts("item_held", grade=grade, share=percent(held))


def measure(paper: Outline, row: Mapping[Hashable, Any], names: Names) -> str:
    """Where the place stands, where it is to get to, and its rank with the interval."""
    metric = str(row["gap_metric"])
    label = names.metrics.get(metric, MetricLabel(metric, ""))
    decimals = decimals_of(pd.Series([row["target_value"], row["gap_value"]], dtype=float))
    own, _ = quoted(words(row["evidence_indicators"], "nothing")).get(metric, ("", ""))
    reached = NO_GAP in str(row.get("remark") or "").split(SEPARATOR)
    text = paper.texts(
        "item_reached" if reached else "item_gap",
        metric=label.text,
        unit=paper.texts("item_unit", unit=label.unit) if label.unit else "",
        own=unbroken(_shown(own, decimals)) if own else words("", "missing"),
        target=unbroken(number(row["target_value"], decimals)),
        gap=unbroken(number(row["gap_value"], decimals)),
    )
    if results.missing(row.get("rank")):
        return text
    low, high = row.get("rank_low"), row.get("rank_high")
    if results.missing(low) or results.missing(high):
        return text + paper.texts("item_rank_alone", rank=whole(row["rank"]))
    rank, interval = whole(row["rank"]), span(low, high, 0)
    return text + paper.texts("item_rank", rank=rank, interval=interval)


def unbroken(figure: str) -> str:
    """A figure whose sign stays with it at the end of a line, where a hyphen would be torn off.

    Examples
    --------
    >>> unbroken("-0.25")
    '−0.25'
    """
    return figure.replace("-", "\N{MINUS SIGN}")


def _shown(own: str, decimals: int) -> str:
    """A quoted value with no more decimals than its target has.

    Examples
    --------
    >>> _shown("0.4472", 3), _shown("12.3", 3), _shown("1.234e+04", 0)
    ('0.447', '12.3', '12340')
    """
    text = plain(own)
    _, _, after = text.partition(".")
    return (
        text
        if len(after) <= decimals
        else np.format_float_positional(
            float(text), precision=decimals, min_digits=decimals, trim="-" if not decimals else "k"
        )
    )


def print_sources(paper: Outline, caption: str, rows: pd.DataFrame, names: Names) -> None:
    """Print where the resources are that rows ask for, by place; nothing where none is told.

    Rows that ask for the same and would find it with the same are told together.
    """
    told = rows[rows.candidate_sources.fillna("") != ""]
    if told.empty:
        return
    found = pd.DataFrame([by_place(text, names.metrics) for text in told.candidate_sources])
    found["resource"] = [resource(str(one)) for one in told.resource_type]
    found["item"] = [_item(paper, row, names) for row in told.to_dict("records")]
    alike = ["resource", *PLACES]
    grouped = found.groupby(alike, sort=False).item.agg(list).reset_index()
    shown = known_places(grouped, PLACES)
    columns = fitted(
        [
            Column(paper.texts("column_resource"), 12),
            Column(paper.texts("column_used_by"), 40, "left"),
            *(Column(paper.texts(f"column_source_{place}"), 50, "left") for place in shown),
        ]
    )
    cells = [
        [
            row["resource"],
            paper.texts.join(row["item"]),
            *(words(row[place], "nothing") for place in shown),
        ]
        for row in grouped.to_dict("records")
    ]
    for n, start in enumerate(range(0, len(cells), MOST_ROWS)):
        part = paper.texts("part_more", number=chinese(n)) if n else ""
        paper.table(caption, columns, cells[start : start + MOST_ROWS], part=part)
    tell_unknown(paper, grouped, [place for place in PLACES if place not in shown])


def known_places(found: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Columns in which any row names a source, and not only that none is known."""
    return [one for one in columns if found[one].map(_names_source).any()]


def _names_source(text: str) -> bool:
    return text not in ("", UNKNOWN)


def tell_unknown(paper: Outline, found: pd.DataFrame, columns: Sequence[str]) -> None:
    """Below a table of sources the places of which none is known for any row."""
    places = [one for one in columns if (found[one] == UNKNOWN).any()]
    if places:
        names = [paper.texts(f"column_source_{one.removeprefix('source_')}") for one in places]
        paper.note(paper.texts("sources_unknown", places=paper.texts.join(names)))


def _item(paper: Outline, row: Mapping[Hashable, Any], names: Names) -> str:
    """A row of the catalogue by its region, rule and industry."""
    industry = names.industry(row["industry_code"])
    rule = f"{row['rule_id']}，{industry}" if industry else row["rule_id"]
    return paper.texts("item_short", region=row["region_name"], rule=rule)


def print_bases(paper: Outline, rows: pd.DataFrame) -> None:
    """Print the passage of the plan behind every rule that has made one of the rows."""
    first = rows[["rule_id", "policy_tool", "plan_basis"]].drop_duplicates("rule_id")
    first = first[first.plan_basis.fillna("") != ""].sort_values("rule_id")
    if first.empty:
        return
    columns = [
        Column(paper.texts("column_rule"), 12),
        Column(paper.texts("column_tool"), 30),
        Column(paper.texts("column_basis"), 114, "left"),
    ]
    cells = [
        [words(row[name], "nothing") for name in ("rule_id", "policy_tool", "plan_basis")]
        for row in first.to_dict("records")
    ]
    paper.table("table_bases", columns, cells)
