"""招商引资选智清单: rows of the catalogue that look for firms, rights or talent elsewhere."""

import re
from collections.abc import Mapping

import pandas as pd

from geodata.resource_sources import ABROAD, LOCAL, NATION, PROVINCE
from layout.catalogue_parts import LEAD, PARTICIPATES, role_of
from layout.labels import label
from layout.metric_labels import MetricLabel, in_words
from layout.rules import DIRECTIONS, Department

DIRECTIONS_LISTED = (DIRECTIONS[2], DIRECTIONS[3])
"""引进补强 and 转移承接: what the region lacks is sought elsewhere."""

TALENT_RESOURCES = ("人才", "平台")
"""Resources that people bring (选智); the others come with firms and rights (招商引资)."""

INVESTMENT, TALENT = "investment", "talent"
COMMERCE, CITIES = "COM", "CITY"
"""Departments by code that attract investment, whether or not a rule names them."""

UNKNOWN = label("catalogue_part", "no_source").format(places="").removeprefix("：")
"""What the catalogue says of a place where no source is known."""

OTHER = "other"
PLACES = (LOCAL, PROVINCE, NATION, ABROAD, OTHER)
"""Where a source is; `OTHER` where the catalogue does not tell."""

COLUMNS = (
    "region_code",
    "region_name",
    "zone",
    "industry_code",
    "industry_label",
    "kind",
    "kind_label",
    "direction",
    "wanted",
    "path",
    *(f"source_{place}" for place in PLACES),
    "gap_metric",
    "gap_label",
    "gap_value",
    "target_value",
    "priority",
    "confidence",
    "lead_department",
    "participating_departments",
    "commerce_role",
    "city_role",
    "version",
    "catalog_id",
)

BETWEEN = re.compile("；(?![^（）]*）)")
"""Parts two sources; not where it stands within the parentheses of one."""


def shortlist(
    catalogue: pd.DataFrame,
    industries: Mapping[str, str],
    metrics: Mapping[str, MetricLabel],
    departments: Mapping[str, Department],
) -> pd.DataFrame:
    """Rows that look for something elsewhere: investment first, then talent, by priority.

    Parameters
    ----------
    catalogue
        The guidance catalogue of regions, overlay zones and industries.
    industries
        Industry code → name.
    metrics
        What metrics are called, for gaps and for what sources have more of.
    departments
        By code; the roles of `COMMERCE` and `CITIES` are told of every row, blank where a rule
        gives them none or the register lacks them.

    Returns
    -------
    DataFrame
        `COLUMNS`; rows of one kind and priority stay in the order of the catalogue.
    """
    rows = catalogue[catalogue.direction.isin(DIRECTIONS_LISTED)]
    kind = rows.resource_type.isin(TALENT_RESOURCES).map({True: TALENT, False: INVESTMENT})
    codes = rows.industry_code.fillna("").astype(str)
    sources = [by_place(text, metrics) for text in rows.candidate_sources.fillna("")]
    made = rows.assign(
        industry_code=codes,
        industry_label=[industries.get(code, code) for code in codes],
        kind=kind,
        kind_label=[label("shortlist_kind", one) for one in kind],
        wanted=[resource(one) for one in rows.resource_type],
        gap_label=[metrics[m].text if m in metrics else m for m in rows.gap_metric],
        **{f"source_{place}": [found[place] for found in sources] for place in PLACES},
        commerce_role=_roles(rows, departments.get(COMMERCE)),
        city_role=_roles(rows, departments.get(CITIES)),
    )
    ordered = made.sort_values(["kind", "priority"], kind="stable", ignore_index=True)
    return ordered[[*COLUMNS]]


def resource(code: str) -> str:
    """What a type of resource is called; two are known by English letters.

    Examples
    --------
    >>> resource("PVP"), resource("专利")
    ('植物新品种', '专利')
    """
    return label("resource_type", code) if code in ("GI", "PVP") else code


def by_place(text: str, metrics: Mapping[str, MetricLabel]) -> dict[str, str]:
    """Candidate sources of a row by where they are, in words; blank for a place without any.

    A source that a hand has written without a place is of `OTHER`: nothing is left out.

    Examples
    --------
    >>> found = by_place("苏州市（省内，u_ip=0.79@2024）；国外：未掌握；某院", {})
    >>> found["province"], found["abroad"], found["other"]
    ('苏州市（u_ip=0.79@2024）', '未掌握', '某院')
    """
    words = {label("place_of_source", place): place for place in PLACES[:-1]}
    names = "|".join(words)
    unknown = re.compile(f"((?:{names})(?:、(?:{names}))*)：(.*)")
    told = re.compile(f"（({names})(?:，|(?=）))")
    found: dict[str, list[str]] = {place: [] for place in PLACES}
    for part in filter(None, (one.strip() for one in BETWEEN.split(text))):
        if none := unknown.fullmatch(part):
            for name in none[1].split("、"):
                found[words[name]].append(none[2])
        elif place := told.search(part):
            rest = part[: place.start()] + "（" + part[place.end() :]
            found[words[place[1]]].append(in_words(rest.replace("（）", ""), metrics))
        else:
            found[OTHER].append(in_words(part, metrics))
    return {place: "；".join(parts) for place, parts in found.items()}


def _roles(rows: pd.DataFrame, department: Department | None) -> list[str]:
    """Role of a department in every row, in words."""
    if department is None:
        return [""] * len(rows)
    words = {one: label("catalogue_role", one) for one in (LEAD, PARTICIPATES)} | {"": ""}
    return [words[role] for role in role_of(rows, department.label_zh)]
