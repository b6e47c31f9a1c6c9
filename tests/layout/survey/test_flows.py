import numpy as np
import pandas as pd
import pytest

from layout.survey.flows import BALANCE_COLUMNS, COLUMNS, balance, flows
from tests.layout.survey.made import CODES, context, table

ROWS = [
    # deal, kind, year, from, to, records, yuan, with an amount
    ("transfer", "patent", 2020, "320100", "320200", 3, 50_000, 2),
    ("transfer", "patent", 2020, "320200", "320100", 1, 0, 0),
    ("transfer", "patent", 2020, "320100", "320100", 4, 0, 1),
    ("transfer", "patent", 2020, "310000", "320100", 5, 12_345, 1),
    ("transfer", "patent", 2020, "320100", "310000", 2, 0, 0),
    ("transfer", "patent", 2020, "", "320100", 6, 0, 0),
    ("transfer", "patent", 2020, "320300", "", 7, 0, 0),
    ("pledge", "patent", 2020, "320100", "320100", 1, 10_000_000, 1),
    ("licence", "trademark", 2021, "320100", "440000", 1, 0, 0),
    ("licence", "patent", 2021, "320100", "320200", 1, 0, 0),
    ("transfer", "patent", 2018, "320100", "320200", 9, 0, 0),
]


def test_places_have_names_and_amounts_are_those_stated():
    found = flows(table("flows", ROWS), context())
    assert found.columns.to_list() == [*COLUMNS]
    assert found.deal.unique().tolist() == ["transfer", "licence", "pledge"]
    assert 2018 not in set(found.year)
    by = found[found.deal == "transfer"].set_index(["from_name", "to_name"])
    assert by.loc[("南京市", "无锡市"), ["records", "with_amount"]].to_list() == [3, 2]
    assert by.amount_cny_10k.loc["南京市", "无锡市"] == 5
    assert by.amount_cny_10k.loc["上海市", "南京市"] == 1.2345
    assert by.amount_cny_10k.loc["南京市", "南京市"] == 0  # stated, and nothing
    assert np.isnan(by.amount_cny_10k.loc["无锡市", "南京市"])  # nobody states one
    assert by.records.loc["地区不明", "南京市"] == 6
    licences = found[found.deal == "licence"]
    assert licences.kind.to_list() == ["patent", "trademark"]
    assert licences.to_name.to_list() == ["无锡市", "440000"]  # a place without a name is its code


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        # within inward outward net, inward and outward inside, outside, unknown
        ("320100", (4, 6, 5, 1, 1, 5, 6, 3, 2, 0)),
        ("320200", (0, 3, 1, 2, 3, 0, 0, 1, 0, 0)),
        ("320300", (0, 0, 0, 0, 0, 0, 0, 0, 0, 7)),
        ("320400", (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
        ("", (8, 5, 2, 3, 0, 5, 6, 0, 2, 7)),
    ],
)
def test_balance_by_hand(region, expected):
    found = balance(table("flows", ROWS), context())
    assert found.columns.to_list() == [*BALANCE_COLUMNS]
    own = found[(found.region_code == region) & (found.deal == "transfer")].iloc[0]
    assert tuple(own.loc["within":"outward_unknown"]) == expected


def test_amounts_of_the_balance_are_blank_where_nobody_states_one():
    found = balance(table("flows", ROWS), context())
    own = found[found.deal == "transfer"].set_index("region_code")
    assert own.amount_inward_cny_10k.to_dict() == pytest.approx(
        {"320100": 1.2345, "320200": 5, "320300": np.nan, "320400": np.nan, "": 1.2345}, nan_ok=True
    )
    assert own.amount_within_cny_10k[""] == 5  # two of them between regions of the study


def test_deals_inside_the_study_cancel_out_and_every_deal_is_somewhere():
    rng = np.random.default_rng(3)
    places = np.array([*CODES, "310000", "110000", ""])
    rows = 400
    frame = pd.DataFrame(
        {
            "deal": rng.choice(["transfer", "licence"], rows),
            "kind": "patent",
            "year": rng.choice([2020, 2022], rows),
            "from_region": places[rng.integers(0, 7, rows)],
            "to_region": places[rng.integers(0, 7, rows)],
            "records": rng.integers(1, 9, rows),
            "amount": 0,
            "with_amount": 0,
        }
    )
    found = balance(frame, context())
    for (deal, year), own in found.groupby(["deal", "year"]):
        of = frame[(frame.deal == deal) & (frame.year == year)]
        regions, whole = own[own.layer == "region"], own[own.layer == "whole"].iloc[0]
        assert regions.inward_inside.sum() == regions.outward_inside.sum()
        assert regions.net.sum() == whole.net
        sums = regions[
            ["inward_outside", "inward_unknown", "outward_outside", "outward_unknown"]
        ].sum()
        assert sums.to_dict() == whole[list(sums.index)].to_dict()
        assert regions.within.sum() + regions.inward_inside.sum() == whole.within
        touching = of[of.from_region.isin(CODES) | of.to_region.isin(CODES)].records.sum()
        parts = ["within", "inward", "outward", "inward_unknown", "outward_unknown"]
        assert whole[parts].sum() == touching


def test_no_deals_give_empty_tables():
    for made, columns in ((flows, COLUMNS), (balance, BALANCE_COLUMNS)):
        found = made(table("flows", []), context())
        assert found.empty and found.columns.to_list() == [*columns]
