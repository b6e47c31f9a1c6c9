import numpy as np
import pandas as pd

from layout.survey.abnormal import COLUMNS, abnormal
from tests.layout.survey.made import context, random_rights, right, table


def test_filings_stock_and_ranks_with_and_without_by_hand():
    found = abnormal(
        table(
            "rights",
            [
                right("320100", 2020, 2021, records=6),
                right("320100", 2020, 2021, abnormal=1, records=4),
                right("320200", 2020, 2021, records=8),
                right("320300", 2020, 2022, records=7, type="design"),
                right("320400", 2020, 2022, kind="trademark", type="", abnormal=0, records=99),
            ],
        ),
        context(),
    )
    assert found.columns.to_list() == [*COLUMNS]
    assert found.type.unique().tolist() == ["", "invention", "design"]
    rows = found[(found.type == "") & (found.year == 2020)].set_index("region_code")
    assert rows.loc["320100", "filed_all":"rank_change_filed"].to_list() == [10, 4, 6, 40, 1, 3, -2]
    assert rows.loc["320200", "filed_all":"rank_change_filed"].to_list() == [8, 0, 8, 0, 2, 1, 1]
    assert rows.loc["", ["filed_all", "filed_abnormal", "filed_normal"]].to_list() == [25, 4, 21]
    assert pd.isna(rows.loc["", "rank_change_filed"])
    assert np.isnan(rows.loc["320400", "filed_abnormal_pct"])  # nothing filed: no share
    later = found[(found.type == "") & (found.year == 2021)].set_index("region_code")
    assert later.loc["320100", "in_force_all":].to_list() == [10, 4, 6, 40, 1, 2, -1]
    assert later.filed_all.to_list() == [0] * 7  # recorded until 2022: none is none


def test_with_and_without_differ_by_what_is_abnormal():
    frame = random_rights(1)
    found = abnormal(frame, context())
    assert (found.filed_all == found.filed_abnormal + found.filed_normal).all()
    assert (found.in_force_all == found.in_force_abnormal + found.in_force_normal).all()
    marked = frame[(frame.kind == "patent") & (frame.abnormal == 1) & (frame.filed_year == 2021)]
    whole = found[(found.layer == "whole") & (found.type == "") & (found.year == 2021)]
    assert whole.filed_abnormal.item() == marked.records.sum()


def test_no_rows_where_no_patent_is_marked():
    found = abnormal(table("rights", [right("320100", 2020, 2021)]), context())
    assert found.empty and found.columns.to_list() == [*COLUMNS]
