"""The tabs of registered rights and of industries: which rows and columns they list.

A page is one file: where a table speaks of every industry of every region in every year, it holds
the last years that fit, and says where the others stand.
"""

from collections.abc import Mapping

import pandas as pd

from layout.evaluation import Evaluation
from reports.nested import Field
from reports.packed import packed
from reports.page.tabs import Listing, fields

RESOURCES, INDUSTRIES = "resources", "industries"
"""Tabs, by the name that the page's script knows them by."""

MOST_ROWS = 4_000
"""Of the table of industries: about 150 kB."""

SHARE_DECIMALS = 1
"""Of shares from 0 to 1, which the page tells in per cent."""

PLACE: tuple[Field, ...] = (("region_code", None), ("year", 0))

LISTINGS: Mapping[str, tuple[Listing, ...]] = {
    RESOURCES: (
        Listing(
            "survey_rights",
            (
                ("kind_label", None),
                ("type_label", None),
                ("filed", 0),
                ("granted", 0),
                ("ended", 0),
                ("in_force", 0),
                ("share_pct", 1),
                ("rank", 0),
                ("growth_pct", 1),
                ("per_10k", 2),
                ("per_gdp", 2),
                ("valid_share_pct", 1),
                ("invention_share_pct", 1),
                ("remark_label", None),
            ),
            (
                *PLACE,
                ("type", None),
                ("share_filed_pct", 1),
                ("growth_filed_pct", 1),
                ("population_year", 0),
                ("gdp_year", 0),
            ),
        ),
        Listing(
            "survey_quality",
            (
                ("region_name", None),
                ("in_force", 0),
                ("high_value", 0),
                ("high_value_pct", 1),
                ("high_value_per_10k", 2),
                ("strategic", 0),
                ("overseas", 0),
                ("long_maintained", 0),
                ("pledged", 0),
                ("awarded", 0),
                ("in_several", 0),
                ("mean_age", 1),
                ("median_age", 1),
                ("over_5_pct", 1),
                ("over_10_pct", 1),
                ("remark_label", None),
            ),
            PLACE,
        ),
        Listing(
            "survey_abnormal",
            (
                ("kind_label", None),
                ("type_label", None),
                ("filed_all", 0),
                ("filed_abnormal", 0),
                ("filed_abnormal_pct", 1),
                ("rank_filed_all", 0),
                ("rank_filed_normal", 0),
                ("rank_change_filed", 0),
                ("in_force_all", 0),
                ("in_force_abnormal", 0),
                ("in_force_abnormal_pct", 1),
                ("rank_change_in_force", 0),
            ),
            PLACE,
        ),
        Listing(
            "survey_holders",
            (
                ("region_name", None),
                ("kind_label", None),
                ("type_label", None),
                ("holders", 0),
                ("records", 0),
                ("known_pct", 1),
                ("hhi", 4),
                ("hhi_normalised", 4),
                ("cr5_pct", 1),
                ("remark_label", None),
            ),
            PLACE,
        ),
        Listing(
            "survey_classes",
            (
                ("kind_label", None),
                ("type_label", None),
                ("rank", 0),
                ("class", None),
                ("count", 1),
                ("share_pct", 1),
                ("unclassified_pct", 1),
            ),
            PLACE,
        ),
        Listing(
            "survey_flows",
            (
                ("deal_label", None),
                ("kind_label", None),
                ("from_name", None),
                ("to_name", None),
                ("records", 0),
                ("with_amount", 0),
                ("amount_cny_10k", 1),
            ),
            (("year", 0), ("from_region", None), ("to_region", None)),
        ),
        Listing(
            "survey_flow_balance",
            (
                ("deal_label", None),
                ("kind_label", None),
                ("within", 0),
                ("inward", 0),
                ("outward", 0),
                ("net", 0),
                ("amount_inward_cny_10k", 1),
                ("amount_outward_cny_10k", 1),
            ),
            (
                *PLACE,
                ("inward_outside", 0),
                ("outward_outside", 0),
                ("inward_unknown", 0),
                ("outward_unknown", 0),
            ),
        ),
        Listing(
            "survey_account",
            (
                ("register", None),
                ("kind_label", None),
                ("stage_label", None),
                ("reason_label", None),
                ("records", 0),
                ("share_of_read_pct", 2),
            ),
        ),
    ),
    INDUSTRIES: (
        Listing(
            "industry_specialisation",
            (
                ("industry", None),
                ("industry_zh", None),
                ("rights", 1),
                ("expected", 1),
                ("rta", 2),
                ("lq", 2),
                ("gap", 2),
                ("quadrant_label", None),
                ("remark_label", None),
            ),
            (*PLACE, ("rta_plain", 2), ("quadrant", None)),
        ),
        Listing(
            "industry_structure",
            (
                ("region_name", None),
                ("rights", 0),
                ("economy", 1),
                ("hhi_ip", 4),
                ("hhi_economy", 4),
                ("structural_match", 3),
                ("specialised_ip", 0),
                ("specialised_economy", 0),
                ("matched_advantage", 0),
                ("patents_without_industry", 0),
                ("industry_without_patents", 0),
                ("eci_ip", 2),
                ("eci_economy", 2),
                ("remark_label", None),
            ),
            PLACE,
        ),
        Listing(
            "industry_relatedness",
            (
                ("rank", 0),
                ("industry", None),
                ("industry_zh", None),
                ("density", 3),
                ("lq", 2),
                ("rta", 2),
                ("rights", 1),
                ("economy", 2),
                ("quadrant_label", None),
                ("proximity_of_label", None),
            ),
            PLACE,
        ),
        Listing(
            "industry_similarity",
            (
                ("other_name", None),
                ("similarity_economy", 3),
                ("similarity_ip", 3),
                ("shared_leading", None),
            ),
            (*PLACE, ("region_name", None), ("other_code", None)),
        ),
        Listing(
            "industry_intensive_share",
            (
                ("region_name", None),
                ("definition_label", None),
                ("industries", 0),
                ("economy", 1),
                ("share_pct", 1),
                ("employment", 0),
                ("employment_share_pct", 1),
            ),
            PLACE,
        ),
        Listing(
            "industry_intensive",
            (
                ("industry", None),
                ("industry_zh", None),
                ("right_type_label", None),
                ("rights_granted", 0),
                ("employment_mean", 0),
                ("per_1000_employed", 2),
                ("threshold", 2),
                ("member", 0),
                ("if_lower", 0),
                ("if_higher", 0),
                ("on_official_list", 0),
            ),
            (("first_year", 0), ("last_year", 0), ("margin", 3)),
        ),
    ),
}
"""Tab → its tables with their columns."""

ROWS: Mapping[str, Mapping[str, str]] = {
    "survey_holders": {"basis": "in_force"},
    "survey_classes": {"basis": "in_force"},
}
"""Rows that the page lists of a table: what is in force; the filings stand in the file."""

COMPOSITES = {"layout_quality": "quality", "layout_value": "value"}
"""Tables of composites with the column of the mean; their parts depend on the registers."""

LAYERS = ("region", "whole")
"""Layers of rows that the page lists: reference zones stand in the files."""


def tables(evaluation: Evaluation) -> dict[str, dict[str, dict[str, object]]]:
    """Tab → the tables that it lists, packed, by name; a study without registers has none."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    for tab, listings in _listings(evaluation).items():
        packed_tables = {
            listing.table: _listed(listing, _rows(listing.table, evaluation.views[listing.table]))
            for listing in listings
            if len(evaluation.views.get(listing.table, ()))
        }
        if packed_tables:
            found[tab] = packed_tables
    return found


def _listings(evaluation: Evaluation) -> dict[str, tuple[Listing, ...]]:
    parts = tuple(
        _composite(name, evaluation.views[name])
        for name in COMPOSITES
        if len(evaluation.views.get(name, ()))
    )
    return {**LISTINGS, INDUSTRIES: (*LISTINGS[INDUSTRIES], *parts)}


def _composite(name: str, table: pd.DataFrame) -> Listing:
    """The mean, its rank and its parts as they are; the scaled parts stand in the file."""
    columns = list(table.columns)
    parts = columns[columns.index("parts") + 1 : columns.index("remark")]
    own: list[Field] = [(part, 3) for part in parts if not part.startswith("scaled_")]
    mean = COMPOSITES[name]
    shown = (("region_name", None), (mean, 3), ("rank", 0), *own, ("remark_label", None))
    return Listing(name, shown, PLACE)


def _rows(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that the page holds."""
    kept = table
    for column, value in ROWS.get(name, {}).items():
        kept = kept[kept[column] == value]
    if "layer" in kept:
        kept = kept[kept.layer.isin(LAYERS)]
    return _last_years(kept) if name == "industry_specialisation" else kept


def _last_years(table: pd.DataFrame) -> pd.DataFrame:
    """The last years whose rows fit; of a very large study the last year, whatever its size."""
    rows = table.groupby("year").size().sort_index(ascending=False).cumsum()
    fitting = rows.index[rows <= MOST_ROWS]
    return table[table.year.isin(fitting if len(fitting) else rows.index[:1])]


def _listed(listing: Listing, rows: pd.DataFrame) -> dict[str, object]:
    """A table as the script unpacks it, with the decimals that it shows: the files have all.

    Rows of the whole study area have no code. Unlike elsewhere raw figures are rounded too, for
    they come from divisions of counts.
    """
    told = fields(listing)
    decimals = {}
    for field, (key, places) in zip(told, listing.fields, strict=True):
        field.pop("plain", None)
        if places is not None and field.get("share"):
            field["decimals"] = SHARE_DECIMALS
            decimals[key] = SHARE_DECIMALS + 2
        elif places is not None:
            decimals[key] = places
    return {"fields": told, **packed(rows.round(decimals), listing.fields)}
