"""All tables of industry by region, in one call."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geodata.registers.cells import WHOLE, Cells
from layout.guidance import Place
from layout.industries import (
    comparisons,
    composites,
    guidance,
    intensive,
    neighbours,
    portfolio,
    specialisation,
    structure,
)
from layout.industries.guidance import Listed
from layout.industries.metrics import IndustryMetrics, metrics
from layout.industries.panel import IndustryPanel, axes_of, industry_panel
from layout.industries.reference import references
from layout.industries.specialisation import Specialisation
from layout.industries.technologies import technologies
from layout.notes import Notes
from layout.rules import Department, Rule
from layout.settings import Catalogue, Settings
from layout.views import panel_of, told


@dataclass(frozen=True)
class Industries:
    """The tables by file name, and what the catalogue's rows are made of."""

    tables: dict[str, pd.DataFrame]
    panel: IndustryPanel
    spec: Specialisation
    measured: IndustryMetrics


def industries(
    cells: Cells,
    industry_table: pd.DataFrame,
    settings: Settings,
    regions: pd.DataFrame,
    official: Sequence[str] | None,
    benchmarks: pd.DataFrame | None,
    notes: Notes,
) -> Industries:
    """Set the rights of every region's industries beside its economy.

    Parameters
    ----------
    cells
        Of the study's registers.
    industry_table
        Columns ``industry``, ``label_zh``: the axis, from `geodata.industries.read_industries`.
    regions
        Columns ``region_code``, ``region_name``, in the study's order.
    official
        Codes of the official list of intensive industries, None where none is loaded.
    benchmarks
        From `geodata.benchmark_tables.read_benchmarks`, None where none is loaded.

    Returns
    -------
    Industries
        Tables ``industry_panel, industry_specialisation, industry_structure,
        industry_similarity, industry_spatial, industry_relatedness, industry_intensive,
        industry_intensive_share, industry_benchmarks, layout_quality, layout_value,
        layout_quality_audit``; see ``docs/tables.md``.
    """
    registers = settings.registers
    axes = axes_of(cells, industry_table, panel_of(regions, settings.years))
    panel, first = industry_panel(cells, axes)
    outside = references(benchmarks, axes)
    nearest = outside[0] if outside else None
    spec = specialisation.specialise(panel, registers, nearest)
    near = neighbours.related(panel, spec, outside, registers.candidates)
    seen = intensive.intensive(panel, official)
    quality, audit = composites.composite(
        "quality",
        portfolio.quality(cells, panel, spec, registers),
        axes.panel,
        natural=portfolio.QUALITY,
    )
    value, audit_of_value = composites.composite(
        "value",
        portfolio.value(cells, panel, spec, seen),
        axes.panel,
        natural=("intensive_share",),
    )
    views = {
        "industry_panel": first,
        "industry_specialisation": specialisation.table(panel, spec, nearest),
        "industry_structure": structure.structure(panel, spec),
        "industry_similarity": structure.similarity(panel, spec),
        "industry_spatial": structure.spatial(panel, spec),
        "industry_relatedness": neighbours.table(panel, spec, near),
        "industry_intensive": intensive.table(panel, seen),
        "industry_intensive_share": intensive.shares(panel, spec, seen),
        "industry_benchmarks": comparisons.table(panel, outside),
        "layout_quality": quality,
        "layout_value": value,
    }
    tables = {name: told(view, notes) for name, view in views.items()}
    without = portfolio.unpriced(cells, axes.panel)
    if without:
        notes.add("pledges_without_amount", year=axes.panel.years[-1], number=without)
    tables["layout_quality_audit"] = pd.concat([audit, audit_of_value], ignore_index=True)
    share = tables["industry_intensive_share"]
    share.loc[share.region_code == WHOLE, "region_name"] = settings.area
    return Industries(tables, panel, spec, metrics(panel, spec, near, seen, registers.smoothing))


def catalogue_rows(
    found: Industries,
    cells: Cells,
    rules: Sequence[Rule],
    place: Place,
    departments: dict[str, Department],
    settings: Catalogue,
    links: pd.DataFrame | None,
    notes: Notes,
) -> Listed:
    """Rows of the catalogue by region and industry, and the table ``industry_not_listed``.

    Parameters
    ----------
    rules
        From `layout.industries.read_industry_rules`.
    place
        The study's regions in the last evaluation year, as for the catalogue of regions.
    links
        Concordance of IPC classes and industries (``class``, ``industry``), None where the study
        has none: `tech_field` is then blank.
    """
    fields = technologies(cells, found.panel.axes, links)
    return guidance.rows(
        found.panel, found.spec, found.measured, rules, place, departments, settings, fields, notes
    )
