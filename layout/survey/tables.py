"""All tables of a survey, with their labels, and the notes that they need."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from geodata.registers.cells import Cells
from layout.notes import Notes
from layout.settings import Registers
from layout.survey import remarks
from layout.survey.abnormal import abnormal
from layout.survey.account import account, samples
from layout.survey.areas import worded
from layout.survey.background import Context
from layout.survey.classes import classes
from layout.survey.flows import balance, flows
from layout.survey.holders import holders
from layout.survey.lives import lives
from layout.survey.quality import combinations, quality, stock
from layout.survey.rights import rights
from layout.survey.wording import with_types

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "layer": "area_layer",
        "kind": "register_kind",
        "basis": "register_basis",
        "deal": "register_deal",
        "stage": "register_stage",
        "reason": "register_reason",
        "combination": "high_value_class",
        "remark": "remark",
    }
)
"""Columns of codes and the kinds of their labels."""


def survey(
    cells: Cells, where: Context, settings: Registers, notes: Notes
) -> dict[str, pd.DataFrame]:
    """The resource survey of the registers (资源分布状况).

    Parameters
    ----------
    cells
        What was counted, of the study's regions only.
    where
        From `context`.
    settings
        Of the section ``[registers]``.
    notes
        What the reader must be told is added.

    Returns
    -------
    dict
        Tables by file name, without rows where the registers tell nothing: survey_rights,
        survey_quality, survey_high_value_overlaps, survey_abnormal, survey_holders,
        survey_classes, survey_flows, survey_flow_balance, survey_account, survey_samples. Codes
        have their labels beside them; columns are described in ``docs/tables.md``.

    Raises
    ------
    ValueError
        If the cells hold regions outside the study: they are of another one.
    """
    every = cells.rights
    kept = every[every.abnormal == 0] if settings.abnormal == "exclude" else every
    found = lives(kept, where.areas.panel.codes, where.years)
    inventions = stock(kept, where, settings.maintained_years)
    tables = {
        "survey_rights": rights(found, where),
        "survey_quality": quality(inventions, where),
        "survey_high_value_overlaps": combinations(inventions, where),
        "survey_abnormal": abnormal(every, where),
        "survey_holders": holders(cells.holders, found, where),
        "survey_classes": classes(cells.classes, where),
        "survey_flows": flows(cells.flows, where),
        "survey_flow_balance": balance(cells.flows, where),
        "survey_account": account(cells.account),
        "survey_samples": samples(cells.samples),
    }
    told = (
        remarks.of_account(cells.account),
        remarks.of_rights(every, found, tables["survey_rights"], where, settings),
        remarks.of_quality(kept, settings),
        remarks.of_holders(tables["survey_holders"], where),
        remarks.of_classes(tables["survey_classes"], where),
        remarks.of_flows(cells.flows, where),
    )
    for part in told:
        for code, values in part:
            notes.add(code, **values)
    return {name: _labelled(table) for name, table in tables.items()}


def _labelled(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a label beside each code."""
    found = worded(table, {c: kind for c, kind in LABELS.items() if c in table.columns})
    return with_types(found) if "type" in found.columns else found
