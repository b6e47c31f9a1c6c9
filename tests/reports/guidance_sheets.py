"""Sheets of departments and zones written and read back, for the tests of them."""

import dataclasses

import pandas as pd

from reports import demonstration, files
from reports.word import form, guidance
from reports.word.paper import Paper
from reports.word.wording import texts


def written(evaluation, folder):
    mark = demonstration.mark(evaluation.study.settings)
    guidance.write_guidance(
        evaluation, folder, lambda: Paper(texts(), form.BRIEF, mark=mark), ".docx"
    )
    files.write_catalogue(evaluation, folder / "catalogue")
    return evaluation, folder


def with_rows(evaluation, **columns):
    return dataclasses.replace(evaluation, catalogue=evaluation.catalogue.assign(**columns))


def ids(rows):
    """Numbers of the catalogue in the first column of a printed table, in their order."""
    return [row[0].split(" ")[-1] for row in rows]


def csv_of(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
