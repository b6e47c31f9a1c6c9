"""What patents that were found to be abnormal filings change."""

import numpy as np
import pandas as pd

from layout.survey.areas import KEYS, ratio
from layout.survey.background import Context
from layout.survey.lives import PATENT, Lives, lives
from layout.survey.rights import keys_of
from layout.views import Array, rounded, whole

FILED = "filed"
MEASURES = (FILED, "in_force")
COLUMNS = (
    *KEYS,
    "kind",
    "type",
    "year",
    *(
        column
        for m in MEASURES
        for column in (
            f"{m}_all",
            f"{m}_abnormal",
            f"{m}_normal",
            f"{m}_abnormal_pct",
            f"rank_{m}_all",
            f"rank_{m}_normal",
            f"rank_change_{m}",
        )
    ),
)


def abnormal(rights: pd.DataFrame, where: Context) -> pd.DataFrame:
    """Filings and stocks of patents with and without abnormal filings.

    Parameters
    ----------
    rights
        As in `Cells.rights`, abnormal filings included whatever the study's setting.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row per type, year and area. A positive change of rank is a rise when they
        are left out. **No rows if no patent is marked**: whether none was found to be abnormal or
        the register does not tell is not known.
    """
    patents = rights[rights.kind == PATENT]
    marked = patents.abnormal.to_numpy() != 0
    if not marked.any():
        return pd.DataFrame(columns=[*COLUMNS])
    at = where.areas
    every = lives(patents, at.panel.codes, where.years)
    # rows without records keep groups and years of both counts the same
    rest = patents.assign(records=np.where(marked, 0, patents.records))
    normal = lives(rest, at.panel.codes, where.years)
    table = keys_of(every, where)
    for measure in MEASURES:
        taken = Lives.flow if measure == FILED else Lives.stock
        total, left = (at.totals(taken(one, getattr(one, measure))) for one in (every, normal))
        table = table.assign(**_compared(measure, total, left, at.ranks(total), at.ranks(left)))
    return table[[*COLUMNS]]


def _compared(
    measure: str, total: Array, rest: Array, rank: Array, rank_rest: Array
) -> dict[str, pd.Series | Array]:
    """Columns of one measure."""
    return {
        f"{measure}_all": whole(total),
        f"{measure}_abnormal": whole(total - rest),
        f"{measure}_normal": whole(rest),
        f"{measure}_abnormal_pct": rounded(100 * ratio(total - rest, total)),
        f"rank_{measure}_all": whole(rank),
        f"rank_{measure}_normal": whole(rank_rest),
        f"rank_change_{measure}": whole(rank - rank_rest),
    }
