"""What the tabs below the map list: the evaluation's further tables, as they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from layout.audit_rules import FAIL, PASS, WATCH, rules, sections, verdicts
from layout.audit_verdict import verdict
from layout.evaluation import Evaluation
from layout.labels import label
from reports.csv_file import FORMULA_STARTS
from reports.dictionary import Entry, entry
from reports.nested import Field, number, text
from reports.offline_map import words
from reports.packed import column, packed

FLAGS = (
    "chosen", "within_bounds", "weak", "departs", "member", "if_lower", "if_higher",
    "on_official_list",
)  # fmt: skip
"""Columns that are 1 for yes and 0 for no."""


@dataclass(frozen=True)
class Listing:
    """Which columns of a table are listed.

    Attributes
    ----------
    table
        Its name in the dictionary, which has the Chinese names of its columns.
    shown, saved
        Columns on the screen; further ones that only a downloaded file has.
    """

    table: str
    shown: tuple[Field, ...]
    saved: tuple[Field, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """All columns in the order of the file."""
        return (*self.shown, *self.saved)


PARTITIONS = Listing(
    "partitions",
    (
        ("k", 0),
        ("chosen", 0),
        ("method_label", None),
        ("between_share", 1),
        ("silhouette", 3),
        ("price_of_contiguity", 1),
        ("rand_free", 3),
        ("rand_reference", 3),
        ("v_measure", 3),
        ("percentile", 1),
        ("runner_up_gap", 1),
        ("remark_label", None),
    ),
    (("year", 0), ("within_bounds", 0), ("within", 6), ("calinski_harabasz", 3)),
)

CATALOGUE = Listing(
    "catalogue",
    (
        ("region_name", None),
        ("zone", None),
        ("functional_zone", None),
        ("industry_code", None),
        ("direction", None),
        ("resource_type", None),
        ("lead_department", None),
        ("participating_departments", None),
        ("policy_tool", None),
        ("priority", 0),
        ("confidence", None),
        ("held_share", 0),
        ("reason", None),
    ),
    (
        ("catalog_id", None),
        ("version", None),
        ("valid_from", None),
        ("valid_to", None),
        ("region_code", None),
        ("sei_code", None),
        ("tech_field", None),
        ("gap_metric", None),
        ("gap_value", 4),
        ("rank", 0),
        ("rank_low", 0),
        ("rank_high", 0),
        ("evidence_indicators", None),
        ("evidence_year", None),
        ("candidate_sources", None),
        ("path", None),
        ("target_indicator", None),
        ("target_value", 4),
        ("review_date", None),
        ("rule_id", None),
        ("plan_basis", None),
        ("remark", None),
        ("remark_label", None),
        ("layer", None),
        ("review_state", None),
        ("review_label", None),
    ),
)

SPATIAL = Listing(
    "spatial",
    (
        ("quantity_label", None),
        ("regions", 0),
        ("moran_i", 3),
        ("expected", 3),
        ("p", 4),
        ("p_greater", 4),
        ("permutations", 0),
        ("remark_label", None),
    ),
    (("year", 0),),
)

INEQUALITY = Listing(
    "inequality",
    (
        ("grouping_label", None),
        ("basis_label", None),
        ("quantity_label", None),
        ("measure_label", None),
        ("total", 3),
        ("between_share_pct", 1),
        ("within_share_pct", 1),
        ("overlap_share_pct", 1),
        ("oldest_figure", 0),
        ("remark_label", None),
    ),
    (("year", 0), ("regions", 0), ("between", 6), ("within", 6), ("overlap", 6)),
)

SOURCES = Listing(
    "sources",
    (("publisher", None), ("title", None), ("data_years", None)),
    (("source_id", None), ("editions", None), ("checked", None), ("note", None)),
)

NOTES = Listing(
    "notes",
    (
        ("stage_label", None),
        ("severity_label", None),
        ("region_code", None),
        ("year", None),
        ("detail", None),
    ),
    (("stage", None), ("severity", None)),
)

AUDIT = Listing(
    "audit",
    (
        ("section", None),
        ("check_label", None),
        ("subject_label", None),
        ("dimension_label", None),
        ("year", 0),
        ("value_text", None),
        ("verdict_label", None),
        ("remark", None),
    ),
    (("value", 6), ("rule", None)),
)

INDICATORS: tuple[Field, ...] = (
    ("value", 6),
    ("figure_year", 0),
    ("status", None),
    ("score", 3),
    ("remark_label", None),
)
"""What is told of a region's indicator in a year."""

MEMBERSHIP = Listing(
    "zones",
    (
        ("region_name", None),
        ("zone", None),
        ("kept", 1),
        ("weak", 0),
        ("alternative_zone", None),
        ("alternative_share", 1),
        ("reference_zone", None),
        ("departs", 0),
        ("zone_type", None),
    ),
    (("region_code", None), ("zone_majority", None), ("type_reason", None)),
)
"""How firmly every region belongs to its zone; the page has the figures already."""

PROFILES = Listing(
    "zone_profiles",
    (
        ("kind_label", None),
        ("zone_label", None),
        ("regions", 0),
        ("composite", 3),
        ("u_ip", 3),
        ("u_innovation", 3),
        ("u_industry", 3),
        ("coordination", 3),
        ("kept", 1),
        ("members", None),
    ),
)
"""The table of zones; the page has the figures already."""


def tables(evaluation: Evaluation) -> dict[str, dict]:
    """The tables that the tabs list, by key; those without rows left out."""
    views, evidence = evaluation.views, evaluation.evidence
    spatial, inequality = views["spatial"], views["inequality"]
    found = {
        "partitions": (PARTITIONS, views["partitions"]),
        "catalogue": (_with_industries(evaluation.catalogue), evaluation.catalogue),
        "audit": (AUDIT, _judged(evaluation.audit)),
        "spatial": (SPATIAL, spatial[spatial.scope == "global"]),
        "inequality": (INEQUALITY, inequality[inequality.group == ""]),
        "sources": (SOURCES, evidence.used_sources),
        "notes": (NOTES, _told(evaluation.notes)),
    }
    return {key: listed(*one) for key, one in found.items() if len(one[1])}


def listed(listing: Listing, table: pd.DataFrame) -> dict[str, object]:
    """A table with the Chinese names of its columns."""
    return {"fields": fields(listing), **packed(table, listing.fields)}


def fields(listing: Listing) -> list[dict[str, object]]:
    """Columns of a listing with their names and how their values are told."""
    return [
        _column(listing.table, field) | ({"saved": True} if field in listing.saved else {})
        for field in listing.fields
    ]


def _column(table: str, field: Field) -> dict[str, object]:
    key, decimals = field
    own = words().get(f"column_{table}_{key}")
    found = entry(table, key) or Entry(words()[f"column_{table}_{key}"], "", "")
    told = {
        "share": found.display == "percent",
        "plain": found.display == "plain",
        "flag": key in FLAGS,
    }
    return {
        "key": key,
        "label": own or found.label,
        "meaning": found.meaning,
        "decimals": decimals,
        **{how: True for how, so in told.items() if so},
    }


def _with_industries(catalogue: pd.DataFrame) -> Listing:
    """The listing of the catalogue; the industry is shown only where any row has one."""
    if (catalogue.industry_code != "").any():
        return CATALOGUE
    industry = ("industry_code", None)
    shown = tuple(field for field in CATALOGUE.shown if field != industry)
    return Listing(CATALOGUE.table, shown, (industry, *CATALOGUE.saved))


def _told(notes: pd.DataFrame) -> pd.DataFrame:
    """All notes with their stages and severities in words."""
    return notes.assign(
        stage_label=[label("stage", code) for code in notes.stage],
        severity_label=[label("severity", code) for code in notes.severity],
    )


def _judged(audit: pd.DataFrame) -> pd.DataFrame:
    """What the audit does not pass: failures first, then what to watch, in words."""
    order = {FAIL: 0, WATCH: 1}
    rows = audit[audit.verdict.isin(order)]
    rows = rows.iloc[rows.verdict.map(order).argsort(kind="stable")]
    known, names, titles = rules(), verdicts(), sections()
    checks = [known[code] for code in rows.check]
    pairs = zip(rows.value, checks, strict=True)
    texts = ["" if pd.isna(value) else format(value, check.format) for value, check in pairs]
    return rows.assign(
        section=[titles[check.section] for check in checks],
        check_label=[check.label_zh for check in checks],
        dimension_label=[label("dimension", code) for code in rows.dimension],
        value_text=texts,
        verdict_label=["{1} {0}".format(*names[code]) for code in rows.verdict],
    )


def audit_summary(evaluation: Evaluation) -> dict[str, object]:
    """The audit's verdict and how many of its checks ended how, in all and by section."""
    audit, names = evaluation.audit, verdicts()
    section_of = audit.check.map({code: rule.section for code, rule in rules().items()})

    def counts(rows: pd.DataFrame, codes: Sequence[str]) -> list[dict]:
        found = rows.verdict.value_counts()
        return [
            {"word": names[code][0], "symbol": names[code][1], "n": int(found.get(code, 0))}
            for code in codes
        ]

    judged = (PASS, WATCH, FAIL)
    return {
        "verdict": verdict(audit),
        "counts": counts(audit, judged),
        "sections": [
            {"label": title, "counts": counts(audit[section_of == code], judged)}
            for code, title in sections().items()
        ],
    }


def indicators(evaluation: Evaluation) -> dict[str, object]:
    """Every region's indicators, year by year, in the order of the regions."""
    table = evaluation.indicators
    order = {code: place for place, code in enumerate(evaluation.evidence.regions.region_code)}
    table = table.assign(
        place=table.region_code.map(order),
        remark_label=table.get("remark_label", ""),
        status=[label("status", code) for code in table.status],
    ).sort_values("place", kind="stable")
    names = table.drop_duplicates("indicator").set_index("indicator")
    codes = [i.code for i in evaluation.study.indicators if i.code in names.index]
    known = [
        {
            "code": code,
            "label": names.label[code],
            "dimension_label": label("dimension", names.dimension[code]),
            "unit": names.unit[code],
        }
        for code in codes
    ]
    figures: dict[str, list] = {}
    for year, rows in table.groupby("year"):
        of = dict(tuple(rows.groupby("indicator")))
        figures[str(year)] = [_figures(of[code]) for code in codes]
    shown = (("dimension_label", None), ("label", None), ("unit", None), *INDICATORS)
    return {
        "fields": fields(Listing("indicators", shown)),
        "indicators": known,
        "figures": figures,
    }


def _figures(rows: pd.DataFrame) -> dict[str, object]:
    return {
        key: column([(text if decimals is None else number)(value) for value in rows[key]])
        for key, decimals in INDICATORS
    }


def tab_data(evaluation: Evaluation) -> dict[str, object]:
    """What the page's script lists in the tabs."""
    return {
        "tables": tables(evaluation),
        "indicators": indicators(evaluation),
        "membership_fields": fields(MEMBERSHIP),
        "profile_fields": fields(PROFILES),
        "formula_starts": list(FORMULA_STARTS),
    }
