"""Evaluations of the bundled studies changed for tests: called a demonstration, given registers."""

import dataclasses
from pathlib import Path

import pandas as pd

from layout.industries import industries
from layout.notes import Notes
from layout.survey import context, survey
from reports import results
from tests.reports.registered_cells import made

NAME = "演示数据"
SENTENCE = "演示数据：本页数字为合成数据，不代表任何地区的实际情况"
TABLE = Path(__file__).resolve().parents[2] / "studies" / "common" / "industries.csv"
INDUSTRIES = 24


def demonstrating(evaluation):
    """The same evaluation by a study whose file says that its figures are made up."""
    settings = evaluation.study.settings.model_copy(update={"demonstration": True})
    study = dataclasses.replace(evaluation.study, settings=settings)
    return dataclasses.replace(evaluation, study=study)


def with_registers(evaluation, change=lambda cells: cells):
    """An evaluation with the tables, notes and catalogue rows of made-up registers."""
    study, evidence = evaluation.study, evaluation.evidence
    table = pd.read_csv(TABLE, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    table = table.iloc[10 : 10 + INDUSTRIES]
    regions = evidence.regions[["region_code", "region_name"]]
    years = study.settings.years
    cells = change(made(list(regions.region_code), list(table.industry), years))
    notes = Notes()
    seen = context(study.settings, evidence, study.derived)
    found = survey(cells, seen, study.settings.registers, notes)
    found |= industries(cells, table, study.settings, regions, ["39"], None, notes).tables
    rows = evaluation.catalogue.head(12).copy()
    codes = list(table.industry)[:4]
    rows["industry_code"] = [codes[n % 4] for n in range(len(rows))]
    rows["direction"] = ["引进补强" if n % 3 else "优化提升" for n in range(len(rows))]
    rows["candidate_sources"] = "苏州市（省内，rta=1.585）；上海市（省外，invention_share=0.5）"
    names = dict(zip(table.industry, table.label_zh, strict=True))
    rows["reason"] = rows.industry_code.map(names) + "：" + rows.reason
    rows["catalog_id"] = [f"row-{n}" for n in range(len(rows))]
    told = pd.concat([evaluation.notes, notes.frame()], ignore_index=True)
    return dataclasses.replace(
        evaluation,
        views=evaluation.views | found,
        notes=told,
        catalogue=pd.concat([evaluation.catalogue, rows], ignore_index=True),
    )


def last(evaluation, name, **where):
    """Rows of a view in the last year."""
    return results.rows(evaluation.views[name], year=results.last_year(evaluation), **where)
