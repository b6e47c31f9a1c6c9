"""What became of every row of every register."""

import numpy as np
import pandas as pd

from geodata.registers.cells import STAGES
from layout.survey.areas import ratio
from layout.views import rounded

COLUMNS = ("register", "kind", "stage", "reason", "records", "share_of_read_pct")
SAMPLE_COLUMNS = ("register", "reason", "file", "row", "content")
READ = "read"


def account(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by register, stage and reason, in the order of stages.

    Returns
    -------
    DataFrame
        `COLUMNS`; read = malformed + dropped + duplicate + outside + counted, doubtful rows are
        among those counted.
    """
    read = rows[rows.stage == READ].groupby("register").records.sum()
    place = rows.stage.map({stage: n for n, stage in enumerate(STAGES)})
    table = rows.assign(
        share_of_read_pct=rounded(100 * ratio(rows.records, rows.register.map(read))), place=place
    )
    keys = ["register", "place", "reason"]
    return table.sort_values(keys, ignore_index=True)[[*COLUMNS]]


def samples(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows kept for review, by register and reason."""
    keys = ["register", "reason", "file", "row"]
    return rows.sort_values(keys, ignore_index=True)[[*SAMPLE_COLUMNS]]


def stage_sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Registers with their kind and one column of records per stage; 0 where a stage has none."""
    sums = rows.pivot_table(
        index=["register", "kind"], columns="stage", values="records", aggfunc="sum", fill_value=0
    )
    return sums.reindex(columns=[*STAGES], fill_value=0).astype(np.int64).reset_index()
